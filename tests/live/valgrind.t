#!/bin/bash
# valgrind.t - neither program reads what was never written, or loses memory: sandboxctl in
# each of its verbs, and the launcher as far as valgrind goes along.  It knows no clone3, so
# clone stands in for it, and in the sandbox calls that it does not know fail; the launcher
# is then seen cloning, mapping ids, listening, and explaining.  What comes after that is
# seen by the sanitizers, which CI runs all live tests with.
. "$(dirname "$0")/../lib.sh"
need_all userns valgrind
faulty=$BUILD/tests/fault/sandbox
[ -x "$faulty" ] || skip_all fault "tests/fault/sandbox is not built"
! nm "$SANDBOX" | grep -q __asan_init || skip_all sanitizer "it looks for the same itself"
readelf -d "$SANDBOX" | grep -q NEEDED ||
	skip_all dynamic "the launcher is static: configure --disable-static-launcher"
cd "$TMP" || exit 1
printf 'include default\nread /usr/share\nfile /etc/made text\nlimit nofile 100\n' >good.profile
printf 'raed /usr\nread relative\ntmpfs /x 2gigs\nenv 1=2\n"\n' >bad.profile

# checked COMMAND...: sets $status and $report.
checked() {
	run valgrind --error-exitcode=99 --leak-check=full --show-leak-kinds=all \
		--errors-for-leak-kinds=all --child-silent-after-fork=yes \
		--log-file="$TMP/report" "$@"
	report=$(cat "$TMP/report")
}

# clean NAME STATUS COMMAND...
clean() {
	local name=$1 wanted=$2
	shift 2
	checked "$@"
	if [ "$status" = "$wanted" ] &&
		[[ $report == *"ERROR SUMMARY: 0 errors from 0 contexts"* ]]; then
		pass "$name"
	else
		fail "$name" "status $status, not $wanted" "$err" "$report"
	fi
}

while read -r wanted verb words; do
	# shellcheck disable=SC2086 # they are words
	clean "sandboxctl $verb $words" "$wanted" "$SANDBOXCTL" "$verb" \
		${words:+--profile=./good.profile} $words
done <<'END'
0 plan true
0 plan --json true
0 profiles
0 explain /usr/bin/env openat
1 explain /nowhere mount localhost:80
1 explain --json /nowhere mount localhost:80
END
clean "sandboxctl check" 0 "$SANDBOXCTL" check ./good.profile
clean "sandboxctl check, with every kind of error" 1 "$SANDBOXCTL" check ./bad.profile
clean "sandboxctl without a verb" 2 "$SANDBOXCTL"
clean "sandbox --help" 0 "$SANDBOX" --help
clean "sandbox, refusing a profile" 125 "$SANDBOX" --profile=./bad.profile true
clean "sandbox, when the clone fails" 125 "$SANDBOX" true
export SANDBOX_FAULT=clone3:clone
clean "sandbox, until a step of the sandbox fails" 125 "$faulty" --profile=./good.profile true
done_testing
