#!/bin/sh
# host.t - what sandboxctl finds on this machine, what a plan makes of it, and that every
# promise is kept; to be run by tests/vm/run.
. "$(dirname "$0")/../lib.sh"
. "$(dirname "$0")/lib-vm.sh"
need_all userns proc

ok "doctor finds that the default profile can run" "$SANDBOXCTL" doctor --all
doctor=$out
like "it shows the kernel that runs" "$doctor" "^ok +kernel +Linux $(uname -r | sed 's/[.+]/\\&/g')"

# --- Landlock ------------------------------------------------------------------------------

wanted=$(seen landlock)
abi=$(printf '%s\n' "$doctor" | sed -nE 's/^ok +Landlock +ABI ([0-9]+).*/\1/p')
ok "a plan can be printed" "$SANDBOXCTL" plan
plan=$out
case $wanted in
'') ;;
none)
	like "doctor says that Landlock is off, and how to have it" "$doctor" \
		'^missing +Landlock +built in, but switched off at boot$'
	unlike "the plan does without it" "$plan" 'seal\.landlock'
	;;
*+)
	ok "doctor sees ABI ${wanted%+} of Landlock or later (here: $abi)" \
		test "${abi:-0}" -ge "${wanted%+}"
	like "the plan uses it" "$plan" '^seal +seal\.landlock +[0-9]+ rules, ABI [0-9]+'
	;;
*)
	is "doctor sees this kernel's ABI of Landlock" "$abi" "$wanted"
	like "the plan uses it" "$plan" "^seal +seal\\.landlock +[0-9]+ rules, ABI $wanted\\b"
	;;
esac

# --- The other security modules ------------------------------------------------------------

case $(seen lsm) in
apparmor) like "doctor sees AppArmor" "$doctor" \
	'^ok +AppArmor +on; this program runs as unconfined' ;;
selinux)
	like "doctor sees that SELinux is enforcing" "$doctor" \
		'^ok +SELinux +enforcing; this program runs as .+:'
	is "the kernel says so too" "$(cat /sys/fs/selinux/enforce)" 1
	;;
none) like "doctor sees neither AppArmor nor SELinux" "$doctor" \
	'^missing +AppArmor +off, and so is SELinux' ;;
esac

# --- cgroups -------------------------------------------------------------------------------

case $(seen cgroup) in
delegated)
	# Under systemd it is asked, where lib.sh has hidden it; then this shell is not alone.
	runtime=/run/user/$(id -u)
	[ ! -S "$runtime/systemd/private" ] ||
		doctor=$(XDG_RUNTIME_DIR=$runtime "$SANDBOXCTL" doctor --all)
	like "doctor sees a delegated cgroup" "$doctor" \
		'^ok +cgroup delegation +cpu, memory, pids(, io)?; (in scopes of systemd|below /)'
	;;
*) like "doctor sees that no cgroup is delegated" "$doctor" \
	'^missing +cgroup delegation +no cgroup is delegated to this process' ;;
esac

# --- What is promised ----------------------------------------------------------------------

ok "a program runs" "$SANDBOX" true
for profile in default build browser shell; do
	ok "verify: all that the profile $profile promises is kept" \
		"$SANDBOXCTL" verify --profile="$profile"
	like "of the profile $profile it measures more than 50 promises" "$out" \
		'^([5-9][0-9]|[1-9][0-9][0-9]) promises'
done
done_testing
