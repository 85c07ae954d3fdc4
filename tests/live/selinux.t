#!/bin/sh
# selinux.t - the module for SELinux builds against the policy of the distribution.  That it
# holds is proven on kernels that have it: tests/vm.
. "$(dirname "$0")/../lib.sh"
makefile=/usr/share/selinux/devel/Makefile
[ -e "$makefile" ] || skip_all selinux-policy-dev "$makefile is not there"

cp "$SRCDIR"/policy/selinux/sandboxed.* "$TMP"
cd "$TMP" || exit 1
ok "the module can be built" make -s -f "$makefile" sandboxed.pp
ok "there is a package to load" test -s sandboxed.pp
echo 'nonsense_of_ours(sandbox_program_t)' >>sandboxed.te
rm sandboxed.pp
run make -s -f "$makefile" sandboxed.pp
isnt "one with a mistake cannot" "$status" 0
# shellcheck disable=SC2016 # the names are in the files as they are
for type in sandbox_program_t sandbox_file_t; do
	ok "$type is the name that the launcher asks for" \
		grep -q "$type" "$SRCDIR/src/host/label.c"
	ok "and that the module has" grep -q "^type $type;" "$SRCDIR/policy/selinux/sandboxed.te"
	ok "with what keeps two sandboxes apart" \
		grep -q "^typeattribute $type sandbox_apart;" "$SRCDIR/policy/selinux/sandboxed.te"
done
done_testing
