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

# What keeps two sandboxes apart is beside the module, in a language that the package does not
# compile: in the smallest policy of all its classes.  That it does so is for tests/vm.
smallest() {
	sed -nE "s/^define\\(\`all_([a-z0-9_]+)_perms',\` *\\{ *(.*[^ ]) *\\} *'\\).*/\\1 \\2/p" \
		"${makefile%/Makefile}/include/support/all_perms.spt" | awk '
		{ name = $1; $1 = ""; print "(class " name " (" $0 "))"; all = all " " name }
		END { print "(classorder (" all "))" }'
	printf '(%s)\n' 'mls true' 'sensitivity s0' 'sensitivityorder (s0)' 'category c0' \
		'categoryorder (c0)' 'sensitivitycategory s0 (c0)' 'level low (s0)' \
		'levelrange lowest (low low)' 'type t' 'role r' 'roletype r t' 'user u' 'userrole u r' \
		'userlevel u low' 'userrange u lowest' 'context c (u r t lowest)' 'sid kernel' \
		'sidorder (kernel)' 'sidcontext kernel c' 'allow t self (process (signal))' \
		'typeattributeset sandbox_apart (t)'
}
compiled() {
	secilc -M true -o policy -f /dev/null smallest.cil "$1"
}
name="what keeps two sandboxes apart can be compiled"
apart=$SRCDIR/policy/selinux/sandboxed_apart.cil
if need secilc "$name"; then
	smallest >smallest.cil
	ok "$name" compiled "$apart"
	is "for eleven classes" "$(grep -c '^(mlsconstrain' "$apart")" 11
	sed 's/(process (getattr/(process (no_such/' "$apart" >wrong.cil
	run compiled wrong.cil
	isnt "with a permission that no policy has it cannot" "$status" 0
fi
# shellcheck disable=SC2016 # the names are in the files as they are
for type in sandbox_program_t sandbox_file_t; do
	ok "$type is the name that the launcher asks for" \
		grep -q "$type" "$SRCDIR/src/host/label.c"
	ok "and that the module has" grep -q "^type $type;" "$SRCDIR/policy/selinux/sandboxed.te"
	ok "with what keeps two sandboxes apart" \
		grep -q "^typeattribute $type sandbox_apart;" "$SRCDIR/policy/selinux/sandboxed.te"
done
done_testing
