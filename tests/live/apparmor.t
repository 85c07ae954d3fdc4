#!/bin/bash
# apparmor.t - AppArmor's profiles are well formed for every abi that the parser here knows,
# and what cannot be had from the module is an error.  That they hold is proven on kernels
# that have it: tests/vm.
. "$(dirname "$0")/../lib.sh"

# --- The profiles ---------------------------------------------------------------------------

name="the profiles are well formed"
if need apparmor_parser "$name"; then
	mkdir -p "$TMP/policy/abstractions"
	cp "$SRCDIR/policy/apparmor/abstraction" "$TMP/policy/abstractions/sandbox"
	wrong='' n=0
	for abi in /etc/apparmor.d/abi/*; do
		abi=${abi##*/}
		for file in "$SRCDIR"/policy/apparmor/*.in; do
			profile=$TMP/policy/$(basename "$file" .in)
			case $abi in
			3.* | kernel-*) four='/@APPARMOR_4@/d' ;;
			*) four='s/@APPARMOR_4@ *//' ;;
			esac
			sed -e "$four" -e "s|@APPARMOR_ABI@|$abi|" -e 's|@bindir@|/usr/bin|' \
				"$file" >"$profile"
			run apparmor_parser -QK --warn=all --Werror=format -I "$TMP/policy" "$profile"
			[ "$status" = 0 ] || wrong+="$abi ${profile##*/}: $status $err"$'\n'
			n=$((n + 1))
		done
	done
	nothing "$name" "$wrong"
	is "for one abi at least" "$((n >= 3))" 1
	printf 'profile x {\n  nonsense\n}\n' >"$TMP/policy/x"
	run apparmor_parser -QK "$TMP/policy/x"
	isnt "one that is not well formed is told" "$status" 0
fi
# The mounts say which sockets there are, a bus's among them.
bus() {
	apparmor_parser -QKS --kernel-features /etc/apparmor.d/abi/3.0 \
		-I "$BUILD/policy/apparmor" "$BUILD/policy/apparmor/$1" >"$TMP/compiled" 2>"$TMP/said" &&
		"$SRCDIR/tests/data/apparmor-ask.py" --dbus "$TMP/compiled"
}
name="a bus that is granted can be used under the stricter one, too, but not listened to"
if need apparmor_parser "$name" && need python3 "$name"; then
	is "$name" "$(bus sandbox-untrusted)" "send receive bind"
	is "under the other all of it" "$(bus sandbox-program)" "send receive bind eavesdrop"
fi
for profile in sandbox sandbox-program sandbox-untrusted; do
	ok "the build makes $profile" test -s "$BUILD/policy/apparmor/$profile"
	unlike "with every mark replaced" "$(cat "$BUILD/policy/apparmor/$profile")" '@[A-Zab]'
done

# --- Without the module ---------------------------------------------------------------------

need_all userns
if grep -qs Y /sys/module/apparmor/parameters/enabled; then
	skip_all noapparmor "AppArmor is on: tests/vm has the tests for that"
fi
refused "a profile that is asked for needs the module" 125 \
	'^sandbox: --apparmor=mine: AppArmor is off on this system' \
	"$SANDBOX" --apparmor=mine true
ok "unless that is optional" "$SANDBOX" --optional-apparmor=mine true
ok "auto does without" "$SANDBOX" --apparmor=auto true
ok "so does none" "$SANDBOX" --apparmor=none true
refused "a name is checked" 125 'expected auto, none or the name of a profile' \
	"$SANDBOX" --apparmor='a b' true
refused "it cannot be promised" 125 'apparmor cannot be promised: AppArmor is off' \
	"$SANDBOX" --require=apparmor true
if [ ! -e /sys/fs/selinux/enforce ]; then
	refused "a context that is asked for needs SELinux" 125 \
		'^sandbox: --selinux=some_t: SELinux is off on this system' \
		"$SANDBOX" --selinux=some_t true
	ok "unless that is optional" "$SANDBOX" --optional-selinux=some_t true
	name="where both are off a start opens no file for them"
	if need strace "$name"; then
		run strace -qq -f -o "$TMP/trace" "$SANDBOX" --quiet true
		looks=$(grep -E '"[^"]*(apparmor|selinux|/attr/)[^"]*"' "$TMP/trace" | grep -v execve)
		nothing "$name" "$(printf '%s\n' "$looks" |
			grep -vE '= -1 ENOENT|apparmor/parameters/enabled')"
		is "and looks three times whether they are on" "$(printf '%s\n' "$looks" | wc -l)" 3
	fi
	refused "a context is checked" 125 'expected auto, none, a type, or user:role:type' \
		"$SANDBOX" --selinux='a:b' true
fi
done_testing
