#!/bin/sh
# calls.t - the other entries of an x86-64 kernel, int 0x80 and x32: they work outside, and
# whoever uses them inside is ended by SIGSYS.
. "$(dirname "$0")/../lib.sh"
. "$(dirname "$0")/lib-vm.sh"
need_all userns proc cc
[ "$(uname -m)" = x86_64 ] || skip_all x86_64

mkdir "$TMP/tool"
calls=$TMP/tool/calls
ok "the program can be built" cc -O1 -static -o "$calls" "$SRCDIR/tests/vm/calls.c"
inside() {
	"$SANDBOX" -q --profile=default --read="$TMP/tool" -- "$@"
}
SIGSYS=$((128 + 31))
# entry | the call and its number there
while IFS='|' read -r entry call number; do
	ok "outside: $call by $entry" "$calls" "$entry" "$number"
	answer=$out
	if [ "$answer" = -38 ]; then
		skip "$entry" "inside: $call by $entry" "this kernel has no such entry"
		continue
	fi
	case $call in
	getpid) like "outside it is answered" "$answer" '^[1-9][0-9]*$' ;;
	mount) like "outside it is answered: no right, or no such address" "$answer" '^-(1|14|2)$' ;;
	esac
	if [ "$entry" = 64 ]; then
		ok "inside: $call by the usual entry" inside "$calls" 64 "$number"
	else
		exits "inside: $call by $entry ends the program with SIGSYS" "$SIGSYS" \
			inside "$calls" "$entry" "$number"
		is "inside: $call by $entry is not answered" "$out" ""
	fi
done <<LIST
64|getpid|39
32|getpid|20
32|mount|21
x32|getpid|39
x32|mount|165
LIST
done_testing
