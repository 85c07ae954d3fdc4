#!/bin/bash
# apparmor-4.t - AppArmor 4: its parser takes our policy, for every abi that it knows; the rule
# `userns` of the installed profiles is what lets the launcher start where that is forbidden to
# other programs, and without it both programs name the one command.  Runs as root, tries as
# an ordinary user.
. "$(dirname "$0")/../lib.sh"
. "$(dirname "$0")/lib-vm.sh"
need_all root apparmor_parser aa-exec
apparmor_parser --version 2>/dev/null | grep -Eq 'version ([4-9]|[1-9][0-9])\.' ||
	skip_all apparmor-4 "the parser here is older"
grep -qs Y /sys/module/apparmor/parameters/enabled || skip_all apparmor "not on here"
installed=/usr/bin/sandbox
ctl=/usr/bin/sandboxctl
label='cat /proc/self/attr/apparmor/current'
signalled='sleep 60 & kill $!; wait $! 2>/dev/null; [ $? = 143 ]'

# --- What the parser takes --------------------------------------------------------------------

mkdir -p "$TMP/policy/abstractions"
cp "$SRCDIR/policy/apparmor/abstraction" "$TMP/policy/abstractions/sandbox"
wrong='' n=0
for abi in /etc/apparmor.d/abi/*; do
	case ${abi##*/} in
	3.* | kernel-*) four='/@APPARMOR_4@/d' ;;
	*) four='s/@APPARMOR_4@ *//' ;;
	esac
	for file in "$SRCDIR"/policy/apparmor/*.in; do
		sed -e "$four" -e "s|@APPARMOR_ABI@|${abi##*/}|" -e 's|@bindir@|/usr/bin|' "$file" \
			>"$TMP/policy/one"
		run apparmor_parser -QK --warn=all --Werror=format -I "$TMP/policy" "$TMP/policy/one"
		[ "$status" = 0 ] || wrong+="${abi##*/}, ${file##*/}: $status $err"$'\n'
		n=$((n + 1))
	done
done
nothing "our profiles are well formed for every abi that the parser knows ($n)" "$wrong"
is "4.0 is one of them" "$(ls -d /etc/apparmor.d/abi/4.0)" /etc/apparmor.d/abi/4.0
wrong='' n=0
for profile in "$SRCDIR"/profiles/*.profile; do
	name=${profile##*/}
	as_user "$ctl" export apparmor --profile="${name%.profile}" >"$TMP/exported" 2>"$TMP/said"
	run apparmor_parser -QK --warn=all --Werror=format "$TMP/exported"
	[ "$status" = 0 ] && grep -q '^profile ' "$TMP/exported" ||
		wrong+="$name: $status $(cat "$TMP/said") $err"$'\n'
	n=$((n + 1))
done
nothing "so is what export apparmor makes of each of the $n shipped profiles" "$wrong"

as_user "$ctl" export apparmor --profile=default >"$TMP/exported" 2>"$TMP/said"
under() {
	as_user setpriv --no-new-privs aa-exec -p sandbox-default -- "$@"
}
ok "one of them can be loaded" apparmor_parser -r -K "$TMP/exported"
ok "as its head says, it does not deny inner user namespaces" under unshare --user true
refused "but capabilities in them (EPERM, EACCES)" 1 'denied|not permitted' \
	under unshare --user --map-root-user true
sed -i 's|^abi <abi/3\.0>|abi <abi/4.0>|' "$TMP/exported"
ok "it can be loaded with abi 4.0 as well" apparmor_parser -r -K "$TMP/exported"
refused "which denies them (EACCES)" 1 'Permission denied' under unshare --user true
apparmor_parser -R "$TMP/exported"

# --- What make install has put there ----------------------------------------------------------

like "the launcher's profile is made for 4.0" "$(cat /etc/apparmor.d/sandbox)" '^abi <abi/4\.0>,$'
like "it grants user namespaces" "$(cat /etc/apparmor.d/sandbox)" '^ +userns,$'
like "it is loaded" "$(cat /sys/kernel/security/apparmor/profiles)" '^sandbox \(unconfined\)$'
(cd "$VM_HOME" && as_user "$installed" --quiet sleep 60) &
sleeper=$!
when_done "kill $sleeper 2>/dev/null"
for _ in $(seq 50); do
	launcher=$(pgrep -x sandbox | head -n 1)
	[ -z "$launcher" ] || break
	sleep 0.2
done
is "the installed launcher runs under it" \
	"$(cat "/proc/$launcher/attr/apparmor/current" 2>/dev/null)" "sandbox (unconfined)"
kill "$sleeper"
is "the program has its own" "$(as_user "$installed" --quiet sh -c "$label")" \
	"sandbox-untrusted (enforce)"
ok "it may signal what it has started" as_user "$installed" --quiet sh -c "$signalled"
ok "verify finds every promise kept" as_user "$ctl" verify

# --- The rule, inside -------------------------------------------------------------------------
# sandbox-program and sandbox-untrusted differ in it, and both are enforced.

inner() {
	as_user "$installed" --quiet --nested=userns "$@" unshare --user true
}
ok "sandbox-program, which has the rule, may make user namespaces" \
	inner --apparmor=sandbox-program
refused "sandbox-untrusted, which has not, may not (EACCES)" 1 'Permission denied' \
	inner --apparmor=sandbox-untrusted
like "the kernel's log says so" "$(dmesg | tail -n 50)" \
	'apparmor="DENIED" operation="userns_create".*profile="sandbox-untrusted"'
queue='import ctypes, ctypes.util, os, sys
c = ctypes.CDLL(None, use_errno=True)
print(c.mq_open(b"/canary", os.O_CREAT | os.O_RDWR, 0o600, None) >= 0 or ctypes.get_errno())'
is "message queues, which 4.0 looks at as well, are left to the filter" \
	"$(as_user "$installed" --quiet --landlock=none \
		--syscalls='allow @message-queues' python3 -c "$queue" 2>&1)" True

# --- Where it is forbidden to programs without a profile --------------------------------------
# A domain of every right but that, in which the caller sees itself as unconfined: it is in
# a policy namespace of its own, that shows nothing of the outer one.

ok "the restriction can be loaded" apparmor_parser -r -K "$SRCDIR/tests/vm/guest/forbidden.apparmor"
mkdir -p /sys/kernel/security/apparmor/policy/namespaces/vm
forbidden() {
	as_user aa-exec -p 'sandbox-vm-forbidden//&:vm:unconfined' -- env "$@" # env goes over to it
}
# doctor looks for Ubuntu's own switch, which other kernels do not have.
mkdir -m 0755 "$TMP/kernel"
echo 1 >"$TMP/kernel/apparmor_restrict_unprivileged_userns"
declare -f as_user forbidden >"$TMP/functions"
with_switch() {
	TMP=$TMP VM_UID=$VM_UID VM_USER=$VM_USER VM_HOME=$VM_HOME unshare --mount bash -uc '
		. "$TMP/functions"
		mount --bind "$TMP/kernel" /proc/sys/kernel && forbidden "$@"' bash "$@"
}
is "in it a program sees itself as unconfined" "$(forbidden sh -c "$label")" unconfined
refused "but may make no user namespace (EACCES)" 1 'Permission denied' \
	forbidden unshare --user true
ok "with our profile loaded the launcher starts all the same" forbidden "$installed" true
ok "and doctor is content" forbidden "$ctl" doctor
refused "a copy of it that lies elsewhere does not" 125 'Permission denied|not permitted|AppArmor' \
	forbidden "$SANDBOX" true
here=$(realpath "$SANDBOX")
refused "that one says for which the profile is, and which it is itself" 125 \
	"is for /usr/bin/sandbox\{,ctl\}, and this is $here\$" with_switch "$SANDBOX" true
command=$(printf '%s\n' "$err" | sed -n 's/^ *\(echo .* && apparmor_parser .*\)/\1/p')
like "and another command" "$command" 'apparmor_parser -r /etc/apparmor\.d/sandbox-here$'
ok "which can be carried out" sh -c "$command"
ok "then it runs a program as well" forbidden "$SANDBOX" true
ok "its doctor is content" forbidden "$SANDBOXCTL" doctor
as_user "$SANDBOX" --quiet sleep 61 &
sleeper=$!
for _ in $(seq 50); do
	launcher=$(pgrep -o -f "^$SANDBOX --quiet sleep 61")
	[ -z "$launcher" ] || break
	sleep 0.2
done
is "under the profile that was made" "$(cat "/proc/$launcher/attr/apparmor/current" 2>/dev/null)" \
	"sandbox-here (unconfined)"
sleep 3
kill -TERM "$launcher"
(sleep 30; kill -KILL "$launcher" 2>/dev/null) &
run wait "$sleeper"
is "it may end its program" "$status" 143
apparmor_parser -R /etc/apparmor.d/sandbox-here
rm /etc/apparmor.d/sandbox-here

ok "the profile can be taken away" apparmor_parser -R /etc/apparmor.d/sandbox
sentence='this system forbids user namespaces to programs without an AppArmor profile'
refused "without it sandbox ends with 125 and names the cause" 125 "^sandbox: $sentence\$" \
	with_switch "$installed" sh -c 'echo started'
is "nothing was started" "$out" ""
like "it says the one command" "$err" '^ +apparmor_parser -r /etc/apparmor\.d/sandbox$'
refused "doctor names the cause" 1 "^missing +user namespaces +$sentence\$" \
	with_switch "$ctl" doctor
command=$(printf '%s\n' "$out" | sed -n 's/^ *\(apparmor_parser .*\)/\1/p')
is "and the one command" "$command" "apparmor_parser -r /etc/apparmor.d/sandbox"
ok "the command can be carried out" sh -c "$command"
ok "then a program runs" forbidden "$installed" true

# --- Where an unconfined user cannot change to a profile, only add one ------------------------

switch=kernel.apparmor_restrict_unprivileged_unconfined
if sysctl -n "$switch" >"$TMP/before" 2>/dev/null; then
	when_done "sysctl -qw $switch=$(cat "$TMP/before")"
	sysctl -qw "$switch=1"
	ok "with $switch=1 a program runs" as_user "$installed" true
	like "confined by its profile" "$(as_user "$installed" --quiet sh -c "$label")" \
		'sandbox-untrusted'
	ok "verify finds every promise kept" as_user "$ctl" verify
	like "one from another place as well" "$(as_user "$SANDBOX" --quiet sh -c "$label")" \
		'^(sandbox-untrusted//&unconfined|unconfined//&sandbox-untrusted) '
	ok "and it may signal what it has started" as_user "$SANDBOX" --quiet sh -c "$signalled"
else
	skip "$switch" "with it a program runs" "this kernel has no such sysctl"
fi
done_testing
