#!/bin/bash
# verify.t - sandboxctl verify: right about what is kept, and about what is not; `require`.
. "$(dirname "$0")/../lib.sh"
need_all userns proc
mkdir "$TMP/work" "$TMP/tool"
cd "$TMP/work" || exit 1

# --- Every shipped profile keeps its promises -------------------------------------------------

wrong='' n=0
for profile in "$SRCDIR"/profiles/*.profile; do
	name=${profile##*/}
	run "$SANDBOXCTL" verify --profile="${name%.profile}"
	n=$((n + 1))
	[ "$status" = 0 ] && [[ $out =~ ^([0-9]+)\ promises,\ ([0-9]+)\ kept$ ]] &&
		[ "${BASH_REMATCH[1]}" = "${BASH_REMATCH[2]}" ] &&
		[ "${BASH_REMATCH[1]}" -ge 60 ] || wrong+="$name: $status $out $err"$'\n'
done
nothing "each of the $n shipped profiles keeps all of its promises" "$wrong"
ok "so does one with every kind of rule" "$SANDBOXCTL" verify --profile=build \
	--tmpfs='/t 4M' --hide=/usr/games --file="/etc/made text" --write-execute=deny \
	--limit='nofile 100' --user=root --optional-socket=/nowhere
ok "so does one with the host's network and a shared terminal" "$SANDBOXCTL" verify \
	--network=host --terminal=inherit --landlock=none --nested=userns
ok "so does one whose root is the host's" "$SANDBOXCTL" verify --root=/
ok "closed descriptors are no broken promise" sh -c '"$0" verify <&- 2>&-' "$SANDBOXCTL"
refused "a directory as descriptor is none that can be passed on" 125 'is a directory' \
	sh -c '"$0" verify </' "$SANDBOXCTL"
ok "so does one that shows /run" "$SANDBOXCTL" verify --read=/run
ok "a small limit for files does not get into its way" "$SANDBOXCTL" verify --limit='fsize 100'
refused "one for processes does, and is told" 125 'a limit of the profile may be too small' \
	"$SANDBOXCTL" verify --limit='nproc 1'
ok "--json is JSON" "$SANDBOXCTL" verify --json
if need python3 "it can be read by a program"; then
	printf '%s\n' "$out" >"$TMP/json"
	ok "it can be read by a program" python3 -c 'import json, sys
rows = json.load(open(sys.argv[1]))["promises"]
sys.exit(not (len(rows) > 60 and all(row["kept"] for row in rows)))' "$TMP/json"
fi
run "$SANDBOXCTL" verify -v --network=host
like "--verbose says which promises are not made, and why" "$out" \
	'^not +no-network +the network is the host'
like "and which are, with the line that caused them" "$out" \
	'^kept +mounts +/etc/localtime +timezone.profile:[0-9]+|^kept +mounts +/etc/.* +base.profile:[0-9]+'
refused "it takes no command" 2 'takes no command' "$SANDBOXCTL" verify true
refused "a sandbox that cannot start is no promise" 125 'Bad|No such|not' \
	"$SANDBOXCTL" verify --read=/nowhere

# --- A sandbox that breaks one ----------------------------------------------------------------
# The measuring program is replaced by one that changes a word of what the real one says.

cp "$SANDBOXCTL" "$TMP/tool/sandboxctl"
cp "$BUILD/sandbox-measure" "$TMP/tool/real"
cat >"$TMP/tool/sandbox-measure" <<-END
	#!/bin/sh
	env -u PWD "$TMP/tool/real" "\$@" | sed -e "\$(cat "$TMP/tool/lie")"
END
chmod +x "$TMP/tool/sandbox-measure"

# verify_lie SED-SCRIPT: inside it is in force, outside there is none.
verify_lie() {
	printf '%s\n' "$1" >"$TMP/tool/lie"
	run "$TMP/tool/sandboxctl" verify --profile=default --read="$TMP/tool" \
		--write-execute=deny
}

verify_lie ''
if [ "$status" = 0 ]; then
	pass "a measurement that is passed on word by word shows all promises kept"
else
	fail "a measurement that is passed on word by word shows all promises kept" "$out" "$err"
fi
# Inside and outside would lie alike about what is compared between them: a lie names the
# side by what only one of them has tried.
while IFS='|' read -r word about lie; do
	case $word in
	landlock*) need landlock "a broken promise is told: $word ($about)" || continue ;;
	time-namespace) need timens "a broken promise is told: $word ($about)" || continue ;;
	esac
	verify_lie "$lie"
	if [ "$status" = 1 ] && printf '%s\n' "$out" | grep -q "^BROKEN *$word "; then
		pass "a broken promise is told: $word ($about)"
	else
		fail "a broken promise is told: $word ($about)" "status $status" "$out" "$err"
	fi
done <<'END'
namespaces|the pid namespace is not its own|s/^ns\tpid\t.*/ns\tpid\t/
namespaces|nobody knows the mount namespace|/^ns\tmnt/d
time-namespace|nobody knows the time namespace|/^ns\ttime/d
no-network|there is a further interface|s/^interface\tlo$/&\ninterface\teth0/
no-network|there is none at all|/^interface/d
ids|another uid|s/^status\tUid\t.*/status\tUid\t0 0 0 0/
ids|another gid|s/^status\tGid\t.*/status\tGid\t0 0 0 0/
root|the root can be written|s/^mount\t\/\tro,/mount\t\/\trw,/
root|a file could be made in it|s/^write\t\/sandbox-measure\t.*/write\t\/sandbox-measure\t0/
mounts|/usr can be written|s/^mount\t\/usr\tro,/mount\t\/usr\trw,/
mounts|/tmp may have setuid programs|/^mount\t\/tmp\t/s/nosuid,//
mounts|/dev/shm is not there|/^mount\t\/dev\/shm\t/d
mounts|something more is mounted|s/^mount\t\/tmp\t/mount\t\/mnt\trw\text4\trw\n&/
mounts|nothing is said of mounts|/^mount\t/d
bounded-memory|/tmp has no size|/^mount\t\/tmp\t/s/size=/xsize=/
bounded-memory|/tmp has no number of files|/^mount\t\/tmp\t/s/nr_inodes=/x=/
proc|/proc/keys can be read|s/^read\t\/proc\/keys\t.*/read\t\/proc\/keys\t0/
proc|/proc/interrupts was not tried|/^read\t\/proc\/interrupts\t/d
proc-sys|core_pattern can be written|s/^write\t\/proc\/sys.*/write\t\/proc\/sys\/kernel\/core_pattern\t0/
identity|the host's name|s/^host\tname\t.*/host\tname\treal/
identity|the machine's id|s/^line\t\/etc\/machine-id\t.*/line\t\/etc\/machine-id\t0/
identity|the boot's id|s/^line\t\(.*boot_id\)\t.*/line\t\1\t0/
no-inner-namespaces|some are allowed|s/^line\t\(.*max_user_namespaces\)\t.*/line\t\1\t9/
no-inner-namespaces|one could be made|s/^call\tunshare\t.*/call\tunshare\t0/
capabilities|one is permitted|s/^status\tCapPrm\t.*/status\tCapPrm\t0000000000000001/
capabilities|the bounding set is full|s/^status\tCapBnd\t.*/status\tCapBnd\t000001ffffffffff/
securebits|none is set|s/^securebits\tall\t.*/securebits\tall\t0/
no-new-privs|it is not set|s/^status\tNoNewPrivs\t.*/status\tNoNewPrivs\t0/
system-calls|there is no filter|s/^status\tSeccomp\t.*/status\tSeccomp\t0/
system-calls|bpf is not refused|s/^call\tbpf\t.*/call\tbpf\tEINVAL/
system-calls|there are sockets for a network|s/^call\tsocket-inet\t.*/call\tsocket-inet\t0/
system-calls|there are sockets to a virtual machine's host|/^call\tsocket-vsock\t/d
system-calls|a new call is allowed|s/^call\tcall-1020\t.*/call\tcall-1020\t0/
system-calls|none was tried|/^call\t/d
landlock-scope|PID 1 can be signalled|s/^call\tkill-init\t.*/call\tkill-init\t0/
mounts|one lies over another|s/^mount\t\/tmp\t.*/&\n&/
landlock|it is not in force|s/^landlock\tlayers\t.*/landlock\tlayers\t0/
write-execute|memory can be both|s/^call\tmmap-write-execute\t.*/call\tmmap-write-execute\t0/
limits|core files|s/^limit\t4\t.*/limit\t4\t18446744073709551615/
descriptors|one is left open|s/^fd\t2$/&\nfd\t7/
environment|a variable came in|s/^env\tHOME$/&\nenv\tAPI_TOKEN/
environment|nothing is said of variables|/^env\t/d
init|its environment can be read|s/^read\t\/proc\/1\/environ\t.*/read\t\/proc\/1\/environ\t0/
init|its command line tells|s/^line\t\/proc\/1\/cmdline\t.*/line\t\/proc\/1\/cmdline\tsandbox/
init|it has no filter|s/^init\tSeccomp\t.*/init\tSeccomp\t0/
terminal|keys can be pushed|s/^call\tioctl-TIOCSTI\t.*/call\tioctl-TIOCSTI\t0/
END

# --- require ----------------------------------------------------------------------------------

printf 'include default\nrequire no-network namespaces\n' >required.profile
ok "what is promised can be required" "$SANDBOX" -q --profile=./required.profile true
refused "what is not is an error at its line, and nothing is started" 125 \
	'^sandbox: \./required\.profile:2:1: error: no-network cannot be promised: the network is' \
	"$SANDBOX" -q --profile=./required.profile --network=host echo started
is "nothing was started" "$out" ""
refused "an option can require as well" 125 'landlock cannot be promised' \
	"$SANDBOX" -q --require=landlock --landlock=none true
ok "it can be taken back" "$SANDBOX" -q --profile=./required.profile --network=host \
	--no-require=no-network true
ok "where it is optional, it is a warning" "$SANDBOX" -v --optional-require=write-execute true
like "with the reason" "$err" 'write-execute is not promised: it takes'
refused "an unknown word has a suggestion" 125 "did you mean 'landlock'" \
	"$SANDBOX" --require=landlok true
done_testing
