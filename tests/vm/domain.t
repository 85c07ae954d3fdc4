#!/bin/sh
# domain.t - a domain of SELinux that may make no user namespace: both programs name SELinux
# and the domain.  Runs as root, tries as an ordinary user.
. "$(dirname "$0")/../lib.sh"
. "$(dirname "$0")/lib-vm.sh"
need_all root runcon
[ "$(cat /sys/fs/selinux/enforce 2>/dev/null)" = 1 ] || skip_all selinux "not enforcing here"

refused_there() {
	as_user runcon -t refused_t "$@"
}
ok "programs run in the domain" refused_there true
refused "it may make no user namespace" 1 'Permission denied' refused_there unshare --user true

sentence='SELinux does not let this program .+ \(its domain is vm_u:vm_r:refused_t:.+\)'
refused "sandbox ends with 125 and names the domain" 125 "^sandbox: $sentence\$" \
	refused_there "$SANDBOX" sh -c 'echo started'
like "it says what mends it" "$err" '^ +mend: a rule of the policy'
is "nothing was started" "$out" ""
refused "doctor names the domain" 1 "^missing +user namespaces +$sentence\$" \
	refused_there "$SANDBOXCTL" doctor
like "it says what mends it" "$out" '^ +mend: a rule of the policy'
like "it has a verdict" "$(printf '%s\n' "$out" | tail -n 1)" \
	'^The default profile cannot run: missing user namespaces'
ok "outside the domain a program runs" as_user "$SANDBOX" true
done_testing
