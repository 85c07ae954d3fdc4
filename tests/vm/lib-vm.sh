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
