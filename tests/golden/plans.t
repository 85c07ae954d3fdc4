#!/bin/sh
# plans.t - profiles on made-up hosts become exactly the plans that are stored here.
#
# NAME.profile is the profile, NAME.plan the plan.  NAME.facts describes the host, where it
# is another than host.facts; NAME.words has further words of the command line, one a line.
# SANDBOX_GOLDEN=write stores the plans anew: then read the difference, line by line.
. "$(dirname "$0")/../lib.sh"

golden=$SRCDIR/tests/golden
print_plan=$BUILD/tests/print-plan
[ -x "$print_plan" ] || skip_all cmocka "tests/print-plan was not built"

# plan_of NAME [OPTION...]
plan_of() (
	name=$1
	shift
	facts=$golden/$name.facts
	[ -e "$facts" ] || facts=$golden/host.facts
	[ ! -e "$golden/$name.words" ] || {
		set -f
		IFS='
'
		# shellcheck disable=SC2046 # one word a line
		set -- "$@" "$facts" "$golden/$name.profile" $(cat "$golden/$name.words")
		exec "$print_plan" "$@"
	}
	exec "$print_plan" "$@" "$facts" "$golden/$name.profile"
)

for profile in "$golden"/*.profile; do
	name=$(basename "$profile" .profile)
	# Blocks that others include have no plan of their own.
	case $name in base | block-*) continue ;; esac
	plan_of "$name" >"$TMP/$name.plan" &&
		[ "${SANDBOX_GOLDEN-}" = write ] && cp "$TMP/$name.plan" "$golden/$name.plan"
	ok "$name becomes its plan" diff -u "$golden/$name.plan" "$TMP/$name.plan"
done

nothing "every stored plan has its profile" "$(
	for plan in "$golden"/*.plan; do
		[ -e "${plan%.plan}.profile" ] || echo "$plan"
	done
)"

if need python3 "the plan as JSON has the same steps"; then
	for profile in "$golden"/[!b]*.profile; do
		name=$(basename "$profile" .profile)
		case $name in refused-*) continue ;; esac
		plan_of "$name" --json 2>/dev/null >"$TMP/$name.json"
		python3 -c 'import json, sys
for step in json.load(sys.stdin)["steps"]:
    print("%-6s  %-13s" % (step["phase"], step["step"]))' \
			<"$TMP/$name.json" >"$TMP/$name.steps"
		is "$name as JSON has the same steps" "$(cat "$TMP/$name.steps")" \
			"$(grep -E '^(setup|split|seal|exec) ' "$golden/$name.plan" | cut -c -21)"
	done
fi
done_testing
