#!/bin/sh
# as-user.t - the unprivileged user that the suite runs as: it has no rights, and leaves
# nothing running.
. "$(dirname "$0")/../lib.sh"
need_all root tar

as_user="$SRCDIR/tests/as-user"
chmod 0711 "$TMP"
mkdir -m 0711 "$TMP/in"

run "$as_user" --in="$TMP/in" sh -c 'id -u; id -G; pwd; echo "$HOME"; ls autogen.sh'
is "a command runs in a copy of the tree" "$(printf '%s\n' "$out" | tail -n 1)" autogen.sh
uid=$(printf '%s\n' "$out" | head -n 1)
isnt "it is not root" "$uid" 0
is "it has one group, its own" "$(printf '%s\n' "$out" | sed -n 2p)" "$uid"
is "it has a home of its own" "$(printf '%s\n' "$out" | sed -n 4p)" "$TMP/in/home"
exits "the number has no account" 2 getent passwd "$uid"
ok "a second command finds what the first has left" sh -c '
	"$1" --in="$2" touch made && "$1" --in="$2" test -e made' sh "$as_user" "$TMP/in"
exits "the command's status comes back" 7 "$as_user" --in="$TMP/in" sh -c 'exit 7'
exits "it has no capability" 0 "$as_user" --in="$TMP/in" \
	grep -q '^CapEff:[[:space:]]*0000000000000000$' /proc/self/status
touch "$TMP/file-of-root"
exits "it cannot write to what is root's" 1 \
	"$as_user" --in="$TMP/in" test -w "$TMP/file-of-root"
refused "a process that is left running is named, ended, and an error" 1 \
	'^as-user: left running: [0-9]+ \(sleep\) sleep 987' \
	"$as_user" --in="$TMP/in" sh -c 'sleep 987 >/dev/null 2>&1 &'
nothing "it is gone" "$(grep -ls '^sleep.987' /proc/[0-9]*/cmdline)"
done_testing
