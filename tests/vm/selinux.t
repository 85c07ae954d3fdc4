#!/bin/bash
# selinux.t - the program has the asked context, and with it a denial that the mounts would
# not make; two sandboxes can neither touch nor signal each other.  Runs as root, tries as an
# ordinary user.
. "$(dirname "$0")/../lib.sh"
. "$(dirname "$0")/lib-vm.sh"
need_all root secilc
[ "$(cat /sys/fs/selinux/enforce 2>/dev/null)" = 1 ] || skip_all selinux "not enforcing here"

context='tr -d "\0" </proc/self/attr/current; echo'
inside() {
	as_user "$SANDBOX" --quiet "$@"
}

# --- Which context ----------------------------------------------------------------------------

like "by itself the program has its type and two categories" "$(inside sh -c "$context")" \
	'^vm_u:vm_r:sandbox_program_t:s0-s0:c[0-9]+,c[0-9]+$'
isnt "another start draws others" "$(inside sh -c "$context")" "$(inside sh -c "$context")"
is "a context in full is taken as it is" \
	"$(inside --selinux=vm_u:vm_r:sandbox_program_t:s0:c1,c2 sh -c "$context")" \
	vm_u:vm_r:sandbox_program_t:s0:c1,c2
like "with none it is the caller's" "$(inside --selinux=none sh -c "$context")" \
	'^vm_u:vm_r:free_t:'
like "root's programs have it, too" "$("$SANDBOX" --quiet sh -c "$context")" \
	':sandbox_program_t:s0-s0:c[0-9]+,c[0-9]+$'
like "the plan says it" "$(as_user "$SANDBOXCTL" plan true 2>/dev/null)" \
	'^seal +seal\.selinux +vm_u:vm_r:sandbox_program_t:s0-s0:c'
ok "verify measures it" as_user "$SANDBOXCTL" verify --require=selinux
is "what is made in memory has the type of its files" \
	"$(inside sh -c 'touch /tmp/x; ls -Z /tmp/x' | cut -d: -f3)" sandbox_file_t
like "and its sandbox's categories" "$(inside sh -c 'touch /tmp/x; ls -Z /tmp/x')" ':s0:c[0-9]+,c'
mkdir -p "$VM_HOME/work"
chown "$VM_UID" "$VM_HOME/work"
ok "a file in a directory of the user's can be made" \
	inside --write="$VM_HOME/work" sh -c "echo made >'$VM_HOME/work/file'"
is "and another sandbox can read it" \
	"$(inside --read="$VM_HOME/work" cat "$VM_HOME/work/file")" made
refused "a type that no policy knows is an error before anything starts" 125 \
	"^sandbox: --selinux=no_such_t: the context '.*no_such_t.*' is not loaded" \
	as_user "$SANDBOX" --selinux=no_such_t sh -c 'echo started'
is "nothing was started" "$out" ""
refused "so is a category that there is none of" 125 'is not loaded' \
	as_user "$SANDBOX" --selinux=vm_u:vm_r:sandbox_program_t:s0:c5000 true
ok "unless that is optional" as_user "$SANDBOX" --optional-selinux=no_such_t true

# --- What it denies, where the mounts would allow it ------------------------------------------

mkdir -p "$VM_HOME/shown"
echo canary >"$VM_HOME/shown/secret"
echo plain >"$VM_HOME/shown/plain"
chown -R "$VM_UID" "$VM_HOME/shown"
ok "a file can be labelled" chcon -t secret_t "$VM_HOME/shown/secret"
is "without the context it can be read inside" \
	"$(inside --selinux=none --read="$VM_HOME/shown" cat "$VM_HOME/shown/secret")" canary
refused "with it, it cannot (EACCES)" 1 'Permission denied' \
	inside --read="$VM_HOME/shown" cat "$VM_HOME/shown/secret"
is "others can" "$(inside --read="$VM_HOME/shown" cat "$VM_HOME/shown/plain")" plain
run inside sh -c 'echo vm_u:vm_r:free_t:s0 >/proc/self/attr/exec && echo changed'
unlike "no label can be changed from inside" "$out" changed
like "it is refused" "$err" 'I/O error|denied'

# --- Two sandboxes ----------------------------------------------------------------------------
# As two domains meet that no namespace keeps apart: by their contexts alone.

two_contexts vm_u:vm_r:sandbox_program_t
install -m 0644 -o "$VM_UID" /dev/null "$VM_HOME/of-one"
chcon "vm_u:object_r:sandbox_file_t:s0:c1,c2" "$VM_HOME/of-one"
ok "a file of the same categories can be read" as_user runcon "$one" cat "$VM_HOME/of-one"
refused "one of others cannot (EACCES)" 1 'Permission denied' \
	as_user runcon "$two" cat "$VM_HOME/of-one"
done_testing
