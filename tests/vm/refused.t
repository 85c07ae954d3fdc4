#!/bin/sh
# refused.t - each sysctl that refuses namespaces: the launcher and doctor name it and its
# mend, and the mend mends.  Runs as root, tries as an ordinary user.
. "$(dirname "$0")/../lib.sh"
. "$(dirname "$0")/lib-vm.sh"
need_all root

ok "as it is, a program runs" as_user "$SANDBOX" true

# says SYSCTL VALUE SENTENCE MEND: with SYSCTL=0 both programs say this; with MEND, which
# must be their words, a program runs again.
says() {
	before=$(cat "/proc/sys/$(echo "$1" | tr . /)")
	ok "$1=0 can be set" sysctl -qw "$1=0"
	refused "$1=0: sandbox ends with 125 and names it" 125 "^sandbox: $3\$" \
		as_user "$SANDBOX" sh -c 'echo started'
	like "$1=0: sandbox says how to mend it" "$err" "^ +mend, as root: $2\$"
	is "$1=0: nothing was started" "$out" ""
	refused "$1=0: doctor names it" 1 "^missing +$4 +$3\$" as_user "$SANDBOXCTL" doctor
	like "$1=0: doctor says how to mend it" "$out" "^ +mend, as root: $2\$"
	like "$1=0: doctor ends with the verdict" "$(printf '%s\n' "$out" | tail -n 1)" \
		'^The default profile cannot run: missing '
	mend=$(printf '%s\n' "$out" | sed -n 's/^ *mend, as root: \(sysctl -w .*\)/\1/p' | head -n 1)
	ok "$1=0: the mend can be carried out: $mend" sh -c "$mend"
	ok "$1=0: then a program runs" as_user "$SANDBOX" true
	sysctl -qw "$1=$before"
}

# What Debian's own kernels have, newer ones perhaps not.
if [ -e /proc/sys/kernel/unprivileged_userns_clone ]; then
	says kernel.unprivileged_userns_clone \
		'sysctl -w kernel\.unprivileged_userns_clone=1' \
		'this system forbids user namespaces to ordinary users \(kernel\.unprivileged_userns_clone=0\)' \
		'user namespaces'
else
	skip userns-clone "kernel.unprivileged_userns_clone=0" "this kernel has no such sysctl"
fi

while read -r short kind; do
	says "user.max_${short}_namespaces" "sysctl -w user\\.max_${short}_namespaces=10000" \
		"this system forbids $kind namespaces \\(user\\.max_${short}_namespaces=0\\)" \
		'user namespaces'
done <<LIST
user user
mnt mount
pid process id
net network
ipc IPC
uts host name
cgroup cgroup
LIST

# One kind that a sandbox can do without.
sysctl -qw user.max_time_namespaces=0
run as_user "$SANDBOXCTL" doctor
like "user.max_time_namespaces=0: doctor says that it is missing" "$out" \
	'^missing +time namespace'
sysctl -qw user.max_time_namespaces=10000
done_testing
