#!/bin/bash
# ids.t - several ids: root maps them itself, an ordinary user by helpers that may fail.
# Accounts, tables and helpers are made up in a mount namespace of this test.
. "$(dirname "$0")/../lib.sh"
need_all root userns proc newuidmap newgidmap
if [ "${1-}" != in-namespace ]; then
	exec unshare --mount --propagation private -- "$0" in-namespace
fi

uid=61183 gid=61183 range=1234560000
account=sandbox-ids
chmod 0711 "$TMP"
{ cat /etc/passwd && echo "$account:x:$uid:$gid::$TMP/home:/bin/sh"; } >"$TMP/passwd"
mkdir -p "$TMP/home"
chown $uid "$TMP/home"
: >"$TMP/none"
for table in subuid subgid; do
	[ -e /etc/$table ] || : >/etc/$table
	: >"$TMP/$table"
	mount --bind "$TMP/$table" /etc/$table
done
chmod 0644 "$TMP"/{passwd,none,subuid,subgid}
mount --bind "$TMP/passwd" /etc/passwd

# tables LINE...: what both tables say.
tables() {
	printf '%s\n' "$@" | tee "$TMP/subuid" >"$TMP/subgid"
}
as_user() {
	(cd "$TMP/home" && env -i PATH="$PATH" HOME="$TMP/home" USER=$account \
		SANDBOX_PROFILES="$SANDBOX_PROFILES" \
		setpriv --reuid $uid --regid $gid --clear-groups "$@")
}
squeeze() {
	tr -s ' \t' ' ' | sed 's/^ //; s/ $//'
}
# The users that there are, sorted.
users() {
	"$@" cat /proc/self/uid_map | squeeze | sort -n
}

# --- Root ---------------------------------------------------------------------------------

tables "$account:$range:1000"
refused "root without a range gets an error that says what to do" 125 \
	'ids=auto: no further uids can be mapped: /etc/subuid has no range for this user' \
	"$SANDBOX" --ids=auto true
like "with a range that nobody has" "$err" \
	"as root: usermod --add-subuids $((range + 1000))-$((range + 66535)) root"
tables "$account:$range:1000" "root:$((range + 1000)):50"
is "with one, root writes the maps itself" "$(users "$SANDBOX" -q --ids=auto)" "0 0 1
1 $((range + 1000)) 50"
unlike "no helper is in the plan" "$("$SANDBOXCTL" plan --ids=auto true)" 'new[ug]idmap'
ok "the promises are kept" "$SANDBOXCTL" verify --ids=auto --capabilities='chown setuid setgid'
mkdir "$TMP/work"
ok "files are given away" "$SANDBOX" -q --ids=auto --capabilities=chown --write="$TMP/work" \
	sh -c "touch $TMP/work/f && chown 5:6 $TMP/work/f"
is "to the range" "$(stat -c %u:%g "$TMP/work/f")" "$((range + 1004)):$((range + 1005))"
run "$SANDBOX" --verbose --ids=uid:5:61184:1 sed -n 2p /proc/self/uid_map
is "a real user can be mapped" "$(printf '%s\n' "$out" | squeeze)" "5 61184 1"
like "with a warning" "$err" \
	'warning: uid 61184 is real on this host, not of a range that /etc/subuid has for you'

# --- An ordinary user's tables --------------------------------------------------------------

tables "# a comment" "$account:0:1" "other:5:5" "" "$account:x:1" "$account:$range:10" \
	"$uid:$((range + 5)):10" "$account:$((uid - 1)):2" "$account:$((range + 100)):3"
is "names and numbers count, nothing twice, no root, and not the caller" \
	"$(users as_user "$SANDBOX" -q --user=root --ids=auto)" "0 $uid 1
1 $range 10
11 $((range + 10)) 5
16 $((uid - 1)) 1
17 $((range + 100)) 3"
tables "$account:0:1"
refused "root alone is no range" 125 'has for you: none' as_user "$SANDBOX" --ids=uid:5:0:1 true
tables "other:5:5"
refused "who has none gets an error" 125 'no further uids can be mapped: /etc/subuid has no range' \
	as_user "$SANDBOX" --ids=auto true
like "and the command that mends it" "$err" \
	"as root: usermod --add-subuids 100000-165535 $account"
ok "unless it is optional" as_user "$SANDBOX" --verbose --optional-ids=auto true
like "which is said to who asks" "$err" 'warning: no further uids .*; there is one user and one group'
like "doctor says it too" "$(as_user "$SANDBOXCTL" doctor --all 2>&1)" \
	'missing +newuidmap +/etc/subuid has no range for this user'

# --- Helpers that are not what they should be -----------------------------------------------

tables "$account:$range:1000"
ok "with the real helpers it starts" as_user "$SANDBOX" -q --ids=auto true

# helper NAME MODE LINE...: a script in place of it; the kernel ignores its setuid bit.
helper() {
	local file=$TMP/$1.fake
	printf '%s\n' '#!/bin/sh' "${@:3}" >"$file"
	chmod "$2" "$file"
	mount --bind "$file" "/usr/bin/$1"
}
start=(as_user "$SANDBOX" --user=root --ids=auto sh -c 'echo ran')
fails() {
	refused "$1" 125 "$2" "${start[@]}"
	unlike "nothing is started then" "$out" ran
}

helper newuidmap 4755 'exit 1'
fails "one that fails stops the start" \
	'^sandbox: --ids=auto: /usr/bin/newuidmap could not map the users: it did not say why$'
like "with a way out" "$err" '--ids=single'
umount /usr/bin/newuidmap
helper newgidmap 4755 'printf "\033]0;evil\007 no\nmore\n"; exit 3'
fails "what it says is shown, and cannot drive the terminal" \
	'newgidmap could not map the groups: \\x1b]0;evil\\x07 no$'
umount /usr/bin/newgidmap
helper newuidmap 4755 'echo all is well'
fails "its word is not taken for it" 'newuidmap could not map the users: it says that it has, but'
umount /usr/bin/newuidmap
helper newuidmap 4755 'exec sleep 987'
before=$(date +%s)
fails "one that hangs is ended" 'newuidmap could not map the users: it took more than 10 seconds'
is "in time" "$(($(date +%s) - before < 15))" 1
nothing "it is gone" "$(grep -ls '^sleep.987' /proc/[0-9]*/cmdline)"
umount /usr/bin/newuidmap
helper newgidmap 4755 'exec yes'
fails "nor does one that never stops talking" 'newgidmap could not map the groups: it took more'
umount /usr/bin/newgidmap
helper newuidmap 4755 'kill -9 $$'
fails "one that is killed has failed" 'newuidmap could not map the users: it did not say why'
umount /usr/bin/newuidmap
helper newuidmap 0755 'exit 0'
fails "without its setuid bit it is not asked" \
	'no further uids can be mapped: /usr/bin/newuidmap has lost its setuid bit'
like "which can be mended" "$err" 'as root: chmod u\+s /usr/bin/newuidmap'
umount /usr/bin/newuidmap
helper newgidmap 0644 'exit 0'
fails "nor when it cannot be run" 'no further gids can be mapped: newgidmap is not installed'
is "optional goes without both kinds" \
	"$(users as_user "$SANDBOX" -q --user=root --optional-ids=auto)" "0 $uid 1"
umount /usr/bin/newgidmap
done_testing
