#!/bin/bash
# escape.t - attackers in a sandbox of the `default` profile, or one with the words that they
# are about: each has success outside, and is stopped inside by exactly what is expected.
# tests/escape/compare shows it side by side.
. "$(dirname "$0")/../lib.sh"
need_all userns proc pty
. "$SRCDIR/tests/escape/columns.sh"
[ -x "$BUILD/tests/escape/attack" ] || skip_all attack "tests/escape/attack is not built"
when_done remove_victims
prepare_victims
# What only Landlock stops.
has landlock || open="streams:|/proc$"

column none >"$TMP/outside"
column sandbox >"$TMP/inside"

# result FILE LAYER NAME
result() {
	awk -F'\t' -v layer="$2" -v name="$3" '$1 == layer && $2 == name { print $3 }' "$1"
}

while IFS=$'\t' read -r layer name expected unprovable why; do
	outside=$(result "$TMP/outside" "$layer" "$name")
	inside=$(result "$TMP/inside" "$layer" "$name")
	sentence="$layer: $name ($why): $inside"
	if [ -n "${open-}" ] && [[ "$layer: $name" =~ $open ]]; then
		skip landlock "$sentence"
	elif [[ " $expected " != *" ${inside:-no result} "* ]]; then
		fail "$sentence" "expected: $expected" "without a sandbox: $outside"
	elif [ "$outside" = broke ]; then
		pass "$sentence"
	elif [ "$unprovable" = - ]; then
		fail "$sentence" "without a sandbox it had no success either: $outside"
	else
		skip outside "$sentence" "without a sandbox $outside: $unprovable"
	fi
done < <("$BUILD/tests/escape/attack" --list)
is "every attack has been tried" "$(sort -u "$TMP/inside" | wc -l)" \
	"$("$BUILD/tests/escape/attack" --list | wc -l)"
is "those of an inner user namespace are stopped in the browser profile, too" \
	"$(column browser nested)" "$(grep "^nested" "$TMP/inside")"
for planted in .profile .config/autostart/escape.desktop repo/.git/hooks/post-checkout; do
	ok "$planted was not planted in the home" test ! -e "$HOME/$planted"
done
done_testing
