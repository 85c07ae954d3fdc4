#!/bin/bash
# groups.t - supplementary groups of an ordinary user are left behind by newgidmap, or named.
# The accounts are made up in a mount namespace of this test; the host's stay as they are.
. "$(dirname "$0")/../lib.sh"
need_all root userns proc newgidmap
if [ "${1-}" != in-namespace ]; then
	exec unshare --mount --propagation private -- "$0" in-namespace
fi

uid=61183 gid=61183 other=61182 range=1234560000
account=sandbox-groups
chmod 0711 "$TMP"
{ cat /etc/passwd && echo "$account:x:$uid:$gid::$TMP/home:/bin/sh"; } >"$TMP/passwd"
{ cat /etc/group && printf '%s:x:%s:\n' "$account" $gid granted $other; } >"$TMP/group"
echo "$account:$range:1000" >"$TMP/subgid"
: >"$TMP/none"
chmod 0644 "$TMP"/{passwd,group,subgid,none}
mount --bind "$TMP/passwd" /etc/passwd
mount --bind "$TMP/group" /etc/group
[ -e /etc/subgid ] || : >/etc/subgid
mount --bind "$TMP/subgid" /etc/subgid
mkdir -p "$TMP/home" "$TMP/shown"
chown $uid "$TMP/home"
echo secret >"$TMP/shown/of-group"
chgrp $other "$TMP/shown/of-group"
chmod 0640 "$TMP/shown/of-group"

# as_user COMMAND...: with the supplementary group.
as_user() {
	(cd "$TMP/home" && env -i PATH="$PATH" HOME="$TMP/home" USER=$account \
		SANDBOX_PROFILES="$SANDBOX_PROFILES" \
		setpriv --reuid $uid --regid $gid --groups $gid,$other "$@")
}
ids() {
	as_user "$SANDBOX" sh -c 'grep -h "^Groups" /proc/self/status; cat /proc/self/gid_map' |
		tr -s '\t ' ' ' | sed 's/ $//'
}
read_it() {
	as_user "$SANDBOX" --quiet --read="$TMP/shown" "$@" cat "$TMP/shown/of-group"
}

is "outside the group counts" "$(as_user cat "$TMP/shown/of-group")" secret
is "inside there is no supplementary group, and one more id of nobody" "$(ids)" "Groups:
 $gid $gid 1
 65534 $range 1"
refused "what is there for the group cannot be read" 1 'Permission denied' read_it
is "the plan names what is left behind" \
	"$(as_user "$SANDBOXCTL" plan true 2>/dev/null | sed -n 's/^.*id\.groups *\([^ ]*\) .*/\1/p')" \
	granted
ok "the promise is kept" as_user "$SANDBOXCTL" verify --require=no-groups
is "with groups keep it counts inside as well" "$(read_it --groups=keep)" secret
like "which the plan says" "$(as_user "$SANDBOXCTL" plan --groups=keep true 2>&1)" \
	'groups stay real inside: granted$'
refused "and which cannot be promised" 125 'no-groups cannot be promised' \
	as_user "$SANDBOX" --groups=keep --require=no-groups true
ok "user root does without them, too" as_user "$SANDBOXCTL" verify --user=root \
	--require=no-groups
like "doctor says that they can be left behind" \
	"$(as_user "$SANDBOXCTL" doctor --all 2>&1)" 'other groups +they can be left behind: granted'

mount --bind "$TMP/none" /etc/subgid
like "without a range they stay, and the plan says why" \
	"$(as_user "$SANDBOXCTL" plan true 2>&1)" 'granted: /etc/subgid has no range for this user'
is "what is there for them can be read" "$(read_it)" secret
refused "groups drop starts nothing then" 125 \
	'^sandbox: --groups=drop: the groups granted cannot be dropped: /etc/subgid has no' \
	as_user "$SANDBOX" --groups=drop true
ok "unless it is optional" as_user "$SANDBOX" --optional-groups=drop true
umount /etc/subgid
refused "without new privileges there is no newgidmap" 125 'no rights can be gained' \
	as_user setpriv --no-new-privs "$SANDBOX" --groups=drop true
cp /bin/false "$TMP/false"
chmod 4755 "$TMP/false"
mount --bind "$TMP/false" /usr/bin/newgidmap
refused "when it fails, that is said, and nothing is started" 125 \
	'/usr/bin/newgidmap could not map the group: it did not say why' as_user "$SANDBOX" true
like "with a way out" "$err" '--groups=keep'
done_testing
