#!/bin/bash
# isolation.t - a sandbox that root started holds root: its files, ids, groups and devices.
. "$(dirname "$0")/../lib.sh"
need_all root userns proc

mkdir -p "$TMP/host/dir" "$TMP/work"
cd "$TMP/work" || exit 1
echo secret >"$TMP/host/secret"
chmod 0600 "$TMP/host/secret"
echo shown >"$TMP/host/dir/file"

inside() {
	"$SANDBOX" --quiet "$@"
}

refused "/etc/shadow is not there" 1 'No such file' inside cat /etc/shadow
refused "nor root's home" 1 'No such file' inside cat "$HOME/../host/secret"
is "what is shown can be read" "$(inside --read="$TMP/host/dir" cat "$TMP/host/dir/file")" shown
refused "but not written (EROFS), though root owns it" 2 'Read-only file system' \
	inside --read="$TMP/host/dir" sh -c "echo x >'$TMP/host/dir/file'"
refused "a read-only mount cannot be made writable" 32 'permission denied|must be superuser' \
	inside --read="$TMP/host/dir" mount -o remount,rw "$TMP/host/dir"
refused "what is hidden cannot be read" 1 'Permission denied' \
	inside --read="$TMP/host" --hide="$TMP/host/secret" cat "$TMP/host/secret"
refused "no cover can be taken off" 32 'permission denied|must be superuser|not permitted' \
	inside --read="$TMP/host" --hide="$TMP/host/secret" umount "$TMP/host/secret"

is "root appears as root" "$(inside id -u)" 0
is "with --user as another" "$(inside --user=1234:4321 sh -c 'id -u; id -g')" "1234
4321"
is "the supplementary groups are dropped" \
	"$(setpriv --groups 0,1,61184 "$SANDBOX" --quiet id -G)" 0
ok "files of its own can be made" inside --write=. touch made
is "they are root's" "$(stat -c %u made)" 0

refused "no device can be made" 1 'Operation not permitted' inside mknod /tmp/null c 1 3
refused "not where the host's files are either" 1 'Operation not permitted' \
	inside --write=. mknod null c 1 3
mknod "$TMP/work/null" c 1 3
refused "a device file of the host cannot be opened through write" 2 'Permission denied' \
	inside --write=. sh -c 'echo x >null'
refused "the root cannot be changed" 125 'Operation not permitted|cannot change root' \
	inside chroot /usr true
refused "the clock cannot be set" 1 'cannot set date|not permitted' inside date -s 2000-01-01
refused "the host name is the sandbox's for good" 1 'must be root|not permitted|permission' \
	inside hostname changed
refused "the kernel's log cannot be read" 1 'not permitted|denied' inside dmesg
is "no process of the host can be seen" "$(inside sh -c 'cd /proc && echo [0-9]*')" "1 2"
refused "nor signalled" 1 'No such process' inside sh -c "kill -0 $$"
refused "no module can be loaded" 1 'not permitted|not found|denied' \
	inside --user=root /sbin/modprobe loop
is "with a capability root still has no other" \
	"$(inside --capabilities=sys_admin sed -n 's/^CapEff:\t//p' /proc/self/status)" \
	0000000000200000
refused "and it counts inside alone" 1 'denied|not permitted|must be' \
	inside --capabilities=sys_admin --syscalls='allow @admin' sh -c 'hostname x &&
		mount -t ext4 /dev/null /tmp || exit 1'
done_testing
