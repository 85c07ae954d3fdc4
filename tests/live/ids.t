#!/bin/bash
# ids.t - several users and groups inside: `ids`, by the caller's ranges of subuid(5).
. "$(dirname "$0")/../lib.sh"
need_all userns proc user newuidmap newgidmap

# The first range of a table, "FIRST COUNT".
range() {
	awk -F: -v name="$(id -un)" -v uid="$(id -u)" \
		'$1 == name || $1 == uid { print $2, $3; exit }' "$1" 2>/dev/null
}
read -r first count < <(range /etc/subuid) || skip_all ids "no range in /etc/subuid"
read -r gfirst gcount < <(range /etc/subgid) || skip_all ids "no range in /etc/subgid"
if [ "$count" -lt 1000 ] || [ "$gcount" -lt 1000 ]; then
	skip_all ids "the ranges are small"
fi
unshare --user --map-root-user true && ! grep -q '^NoNewPrivs:[[:space:]]*1' /proc/self/status ||
	skip_all ids "no rights can be gained around this test"
uid=$(id -u) gid=$(id -g)
capabilities='chown dac_override fowner fsetid kill setgid setuid'
mkdir -m 0755 "$TMP/shown"
cd "$TMP/shown" || exit 1

# inside OPTION... -- COMMAND: root, with all ids.
inside() {
	"$SANDBOX" --quiet --user=root --ids=auto "$@"
}
maintained() {
	inside --capabilities="$capabilities" "$@"
}
# Files of other users are removed by who can.
when_done '[ -z "$(ls -A "$TMP/shown")" ] ||
	maintained --write="$TMP/shown" sh -c "rm -rf \"\$1\"/*" sh "$TMP/shown"'
squeeze() {
	tr -s ' \t' ' ' | sed 's/^ //; s/ $//'
}

# --- Which ids there are ------------------------------------------------------------------

is "root is the caller, and the range begins at 1" \
	"$(inside cat /proc/self/uid_map | squeeze | sed -n '1,2p')" \
	"0 $uid 1
1 $first $count"
is "so it is for groups" "$(inside cat /proc/self/gid_map | squeeze | sed -n '1,2p')" \
	"0 $gid 1
1 $gfirst $gcount"
is "without user root the caller stays at its number" \
	"$("$SANDBOX" -q --ids=auto sh -c 'id -u; id -g')" "$uid
$gid"
like "and the range lies around it" \
	"$("$SANDBOX" -q --ids=auto cat /proc/self/uid_map | squeeze | sort -n | tr '\n' ',')" \
	"^0 $first [0-9]+,$uid $uid 1,|^0 $first $count,$uid $uid 1,"
is "supplementary groups are left behind" "$(inside id -G)" 0
is "a map takes what it names" \
	"$("$SANDBOX" -q --ids="uid:33:+1:2 gid:44:$gfirst:1" \
		sh -c 'cat /proc/self/uid_map; echo; cat /proc/self/gid_map' | squeeze | sort)" \
	"$(printf '%s\n' '' "$uid $uid 1" "33 $((first + 1)) 2" "$gid $gid 1" "44 $gfirst 1" | sort)"
is "single is one user" "$("$SANDBOX" -q --ids=auto --ids=single cat /proc/self/uid_map | squeeze)" \
	"$uid $uid 1"
ok "the promises are kept" "$SANDBOXCTL" verify --ids=auto
ok "also with capabilities" "$SANDBOXCTL" verify --ids=auto --user=root \
	--capabilities="$capabilities"
refused "one user cannot be promised then" 125 'ids cannot be promised: more ids than one' \
	inside --require=ids true

is "explain says who is who" \
	"$("$SANDBOXCTL" explain --user=root --ids=auto uid:0 uid:33 | grep outside)" \
	"uid:0  uid $uid outside
uid:33  uid $((first + 32)) outside"
refused "and what would map who is not there" 1 'to allow +ids gid:33:\+0:1' \
	"$SANDBOXCTL" explain gid:33
is "users alone can be mapped, too" \
	"$("$SANDBOX" -q --ids=uid:33:+0:1 --groups=keep sh -c '
		cat /proc/self/uid_map; echo; cat /proc/self/gid_map /proc/self/setgroups' |
		squeeze | sort)" \
	"$(printf '%s\n' '' "$uid $uid 1" "33 $first 1" "$gid $gid 1" deny | sort)"

# --- What they are good for ---------------------------------------------------------------

ok "a file can be given away" maintained --write=. sh -c 'touch given && chown 33:44 given'
is "outside it belongs to the range" "$(stat -c '%u %g' given)" \
	"$((first + 32)) $((gfirst + 43))"
is "inside to whom it was given" "$(maintained --read=. stat -c '%u %g' given)" "33 44"
is "without these ids it is nobody's" "$("$SANDBOX" -q --read=. stat -c '%u %g' given)" \
	"65534 65534"
ok "files in memory are given away, too" maintained sh -c '
	touch /tmp/f && chown 5:6 /tmp/f && [ "$(stat -c %u:%g /tmp/f)" = 5:6 ]'
refused "without the capability they cannot be" 1 'Operation not permitted' \
	inside sh -c 'touch /tmp/f && chown 5:6 /tmp/f'
refused "nor can another user be become" 1 'Operation not permitted' \
	inside python3 -c 'import os; os.setuid(5)'
refused "nobody outside of the map can be become" 1 'Invalid argument' \
	maintained python3 -c 'import os; os.setuid(4000000000)'
run maintained python3 -c '
import os
os.setgroups([7, 8]); os.setgid(44); os.setuid(33)
print(os.getresuid(), os.getresgid(), os.getgroups())
print(*[l.split()[1] for l in open("/proc/self/status") if l[:6] in ("CapPrm", "CapEff", "CapAmb")])
for again in (lambda: os.setuid(0)), (lambda: os.setgroups([0])):
	try:
		again()
	except OSError as e:
		print(e.errno)
'
is "who changes its user has the groups that it set, no capability, and no way back" "$out" \
	"(33, 33, 33) (44, 44, 44) [7, 8]
0000000000000000 0000000000000000 0000000000000000
1
1"
printf 'image\n' >file
if need tar "an archive keeps its owners"; then
	tar --owner=5 --group=6 --mode=4755 -cf image.tar file
	maintained --write=. sh -c 'mkdir root && tar xpf image.tar -C root'
	is "an archive keeps its owners, and their setuid bit" \
		"$(stat -c '%u %g %a' root/file)" "$((first + 4)) $((gfirst + 5)) 4755"
	refused "outside, the caller cannot remove that" 1 'Permission denied|not permitted' \
		chmod 0644 root/file
	ok "inside it can" inside --capabilities=dac_override --write=. rm -rf root
	is "it is gone" "$(ls -d root 2>/dev/null)" ""
fi
if need dpkg-deb "a package is installed"; then
	mkdir -p deb/DEBIAN deb/usr/share/thing dpkg/var/lib/dpkg/{info,updates}
	printf '%s\n' 'Package: thing' 'Version: 1' 'Architecture: all' 'Maintainer: x <x@x>' \
		'Description: x' >deb/DEBIAN/control
	: >dpkg/var/lib/dpkg/status
	run maintained --write=. sh -c 'chown 5:6 deb/usr/share/thing && dpkg-deb -b deb thing.deb &&
		dpkg --root="$PWD/dpkg" -i thing.deb'
	is "a package is installed, with its owners" "$(stat -c '%u %g' dpkg/usr/share/thing)" \
		"$((first + 4)) $((gfirst + 5))" || describe_run dpkg
fi

# --- The rest of the sandbox --------------------------------------------------------------

is "PID 1 has one capability, to pass signals on" \
	"$(maintained sed -n 's/^CapEff:\t//p' /proc/1/status)" 0000000000000020
is "none where nobody changes its user" \
	"$(inside --capabilities=chown sed -n 's/^CapEff:\t//p' /proc/1/status)" 0000000000000000
maintained python3 -c 'import os, time; os.setuid(5); print("up", flush=True); time.sleep(60)' >up &
launcher=$!
for _ in $(seq 200); do
	[ -s up ] && break
	sleep 0.05
done
kill -TERM $launcher
wait $launcher
is "a program that is another user is reached by signals" $? 143
refused "with groups keep setgroups is denied" 1 'Operation not permitted' \
	maintained --groups=keep python3 -c 'import os; os.setgroups([])'
refused "a program of another user cannot touch PID 1" 1 'Permission denied|not permitted' \
	maintained --capabilities=sys_ptrace cat /proc/1/mem
refused "another user of the range is nobody to the host's files" 1 'Permission denied' \
	maintained --read=/etc --optional-read=/etc/shadow cat /etc/shadow

attack=$BUILD/tests/escape/attack
if need "$attack" "root with all ids does not leave by chroot"; then
	echo secret >"$TMP/canary"
	run inside --capabilities="$capabilities sys_chroot" --read="$BUILD" "$attack" chroot \
		home-canary="$TMP/canary"
	is "root with all ids does not leave by chroot" "$(printf '%s\n' "$err" | cut -f3)" "ENOENT
ENOENT
ENOENT"
fi

# --- What is wrong ------------------------------------------------------------------------

cat >"$TMP/wrong.profile" <<-END
	include default
	ids 1:$((first + 1)):$count
END
refused "a range that is not the caller's is refused at its line" 125 \
	"^sandbox: $TMP/wrong.profile:2:1: error: uid $((first + 1))-$((first + count)) is not yours to map: /etc/subuid has for you: $first-" \
	"$SANDBOX" --profile="$TMP/wrong.profile" true
refused "so is the host's root" 125 'uid 0 is not yours to map' "$SANDBOX" --ids=uid:5:0:1 true
refused "and one inside that is taken" 125 "your own id is 0 inside and $uid outside already" \
	"$SANDBOX" --user=root --ids=uid:0:+0:1 true
refused "what is no map is named" 125 "ids: '1:2': expected auto, single, or INSIDE:OUTSIDE:COUNT" \
	"$SANDBOX" --ids=1:2 true
is "optional does without" \
	"$("$SANDBOX" -q --optional-ids="1:+0:4000000000" cat /proc/self/uid_map | squeeze)" \
	"$uid $uid 1"
like "which the plan says" "$("$SANDBOXCTL" plan --optional-ids="1:+0:4000000000" true 2>&1)" \
	'warning: \+0:4000000000 is more than the .*; there is one user and one group'
refused "without new privileges there are no helpers" 125 \
	'no further uids can be mapped: around this program no rights can be gained' \
	setpriv --no-new-privs "$SANDBOX" --ids=auto true
done_testing
