#!/bin/sh
# restricted.t - a profile of AppArmor around the launcher that lets it make a user
# namespace and do nothing in it, as Ubuntu's does: both programs name AppArmor and the
# profile, not something else.  Runs as root, tries as an ordinary user.
. "$(dirname "$0")/../lib.sh"
. "$(dirname "$0")/lib-vm.sh"
need_all root apparmor_parser aa-exec
[ "$(cat /sys/module/apparmor/parameters/enabled 2>/dev/null)" = Y ] ||
	skip_all apparmor "not on here"

profile=$SRCDIR/tests/vm/guest/restricted.apparmor
ok "the profile can be loaded" apparmor_parser -r -K "$profile"
restricted() {
	as_user aa-exec -p sandbox-vm-restricted -- "$@"
}
ok "in it a user namespace can be made" restricted unshare --user true
refused "but nothing done in it" 1 'not permitted|denied' \
	restricted unshare --user --map-root-user true

sentence='the AppArmor profile around this program, sandbox-vm-restricted.*, does not let it .+'
refused "sandbox ends with 125 and names the profile" 125 "^sandbox: $sentence\$" \
	restricted "$SANDBOX" sh -c 'echo started'
like "it says what mends it" "$err" '^ +mend: rules .*userns.* in that profile'
is "nothing was started" "$out" ""
refused "doctor names the profile" 1 "^missing +user namespaces +$sentence\$" \
	restricted "$SANDBOXCTL" doctor
like "it says what mends it" "$out" '^ +mend: rules .*userns.* in that profile'
like "it shows under which profile it runs" "$out" \
	'^ok +AppArmor +on; this program runs as sandbox-vm-restricted'
like "it has a verdict" "$(printf '%s\n' "$out" | tail -n 1)" \
	'^The default profile cannot run: missing user namespaces'
ok "outside the profile a program runs" as_user "$SANDBOX" true
done_testing
