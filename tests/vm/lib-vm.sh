# shellcheck shell=sh disable=SC2034 # the variables are for the tests
# lib-vm.sh - what the tests of a virtual machine have in common; sourced after lib.sh.
#
# They read what is to be seen there from $VM_SEEN (tests/vm/variants):
#	landlock=N, N+, none	the ABI of Landlock: N, N or later
#	lsm=NAME, none		the security module that is on
#	cgroup=delegated	the user's shell may make cgroups
# and are skipped where there is no machine around them.

[ -n "${VM_SEEN+set}" ] || skip_all vm "for a machine of tests/vm/run"

# seen WORD: what is to be seen of it; nothing where the row says nothing.
seen() {
	for vm_word in $VM_SEEN; do
		[ "${vm_word%%=*}" != "$1" ] || printf '%s\n' "${vm_word#*=}"
	done
}

# as_user COMMAND...: from a test that runs as root.
as_user() {
	setpriv --reuid "$VM_UID" --regid "$VM_UID" --clear-groups \
		env HOME="$VM_HOME" USER="$VM_USER" TMPDIR="$VM_HOME/tmp" "$@"
}

# two_contexts CONTEXT: $one and $two, that context with different categories, as two sandboxes
# have them; in $one there sleeps process $pid.
two_contexts() {
	one=$1:s0:c1,c2
	two=$1:s0:c1,c3
	as_user runcon "$one" sleep 100 &
	vm_sleeper=$!
	when_done "kill $vm_sleeper 2>/dev/null"
	for _ in $(seq 50); do
		pid=$(pgrep -x sleep -U "$VM_UID" | head -n 1)
		[ -z "$pid" ] || break
		sleep 0.2
	done
	ok "one of the same categories may signal" \
		as_user runcon "$one" /bin/bash -c "kill -0 $pid"
	refused "one of others may not (EACCES)" 1 'Permission denied' \
		as_user runcon "$two" /bin/bash -c "kill -0 $pid"
}
