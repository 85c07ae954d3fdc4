#!/bin/sh
# launch.t - the launcher started by root: what root could do does not come along.
. "$(dirname "$0")/../lib.sh"
need_all root userns

mounts() {
	sed 's/^[0-9]* [0-9]* //' /proc/self/mountinfo | sort
}
before=$(mounts)

ok "root can start a sandbox" "$SANDBOX" --quiet true
exits "the command's own status comes back" 7 "$SANDBOX" --quiet sh -c 'exit 7'

run "$SANDBOX" --quiet grep -E '^(Cap|NoNewPrivs|Seccomp:)' /proc/self/status
nothing "every set of capabilities is empty" \
	"$(printf '%s\n' "$out" | grep '^Cap' | grep -v ':[[:space:]]*0000000000000000$')"
like "no_new_privs is set" "$out" '^NoNewPrivs:[[:space:]]*1$'
like "a filter is installed" "$out" '^Seccomp:[[:space:]]*2$'

# Somebody else's file is root's to read outside; inside there is no CAP_DAC_OVERRIDE.
mkdir "$TMP/other"
echo secret >"$TMP/other/file"
chown 61184:61184 "$TMP/other/file"
chmod 0600 "$TMP/other/file"
refused "another user's private file cannot be read, though its directory is granted" 1 \
	'Permission denied' "$SANDBOX" --quiet --read="$TMP/other" cat "$TMP/other/file"
refused "a file of root cannot be given away" 1 'Operation not permitted|Invalid argument' \
	"$SANDBOX" --quiet --write="$TMP/other" chown 61184 "$TMP/other"
refused "nothing can be mounted" 32 'permission denied|must be superuser' \
	"$SANDBOX" --quiet mount -t tmpfs none /tmp

# Root's number is enough for these files, whatever capabilities are gone; a program named
# by core_pattern runs outside, as root.  Its own value is written back.
for setting in kernel/core_pattern vm/swappiness; do
	# shellcheck disable=SC2016 # the inner shell expands it
	refused "/proc/sys/$setting cannot be written" 2 \
		'Read-only file system|Permission denied' \
		"$SANDBOX" --quiet sh -c 'v=$(cat "$1") && printf "%s\n" "$v" >"$1"' sh \
		"/proc/sys/$setting"
done

is "no mount is left on the host" "$(mounts)" "$before"
done_testing
