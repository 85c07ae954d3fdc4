#!/bin/bash
# selinux-debian.t - with Debian's own policy and our module in it, enforcing: the program has
# the asked context and can do its work, a file that the mounts would show is denied, and two
# sandboxes can neither touch nor signal each other.  Runs as root, tries as an ordinary user.
. "$(dirname "$0")/../lib.sh"
. "$(dirname "$0")/lib-vm.sh"
need_all root runcon python3
[ "$(cat /sys/fs/selinux/enforce 2>/dev/null)" = 1 ] || skip_all selinux "not enforcing here"
[ -s /etc/selinux/default/contexts/default_contexts ] || skip_all selinux "another policy"

context='tr -d "\0" </proc/self/attr/current; echo'
type=unconfined_u:unconfined_r:sandbox_program_t
inside() {
	as_user "$SANDBOX" --quiet "$@"
}

# --- Which context ----------------------------------------------------------------------------

like "the policy is Debian's, and the user's domain that of who logs in" \
	"$(as_user sh -c "$context")" '^unconfined_u:unconfined_r:unconfined_t:s0-s0:c0\.c1023$'
like "the disk is labelled" "$(ls -Z /usr/bin/dash)" '^system_u:object_r:shell_exec_t:s0 '
like "the launcher has the label that our module says" "$(ls -Z "$SANDBOX")" ':sandbox_exec_t:s0 '
like "by itself the program has its type and two categories" "$(inside sh -c "$context")" \
	"^$type:s0-s0:c[0-9]+,c[0-9]+\$"
isnt "another start draws others" "$(inside sh -c "$context")" "$(inside sh -c "$context")"
is "a context in full is taken as it is" "$(inside --selinux="$type:s0:c1,c2" sh -c "$context")" \
	"$type:s0:c1,c2"
like "with none it is the caller's" "$(inside --selinux=none sh -c "$context")" ':unconfined_t:'
like "root's programs have it, too" "$("$SANDBOX" --quiet sh -c "$context")" \
	':sandbox_program_t:s0-s0:c[0-9]+,c[0-9]+$'
is "what is made in memory has the type of its files" \
	"$(inside sh -c 'touch /tmp/x; ls -Z /tmp/x' | cut -d: -f3)" sandbox_file_t
refused "a type that this policy has, but not for this role, is an error" 125 'is not loaded' \
	as_user "$SANDBOX" --selinux=shadow_t sh -c 'echo started'
is "nothing was started" "$out" ""

# --- What it can do ---------------------------------------------------------------------------

ok "doctor is content" as_user "$SANDBOXCTL" doctor
ok "verify finds every promise kept" as_user "$SANDBOXCTL" verify --require=selinux
is "a program writes into a pipe and a file of the caller's" \
	"$(inside sh -c 'echo a; echo b >&2' 2>"$TMP/error" | cat -; cat "$TMP/error")" "a
b"
ok "it has a terminal" script -qec "setpriv --reuid $VM_UID --regid $VM_UID --clear-groups \
	env HOME=$VM_HOME $SANDBOX --quiet stty -a" /dev/null
ok "Python runs, and starts others" inside python3 -c '
import ctypes, os, ssl, subprocess
subprocess.check_call(["ls", "-l", "/usr/bin", "/tmp"], stdout=subprocess.DEVNULL)
open("/tmp/x", "w").write("x")
os.write(os.memfd_create("x"), b"x")'
mkdir -p "$VM_HOME/work"
printf '#!/bin/sh\necho ran >made\n' >"$VM_HOME/work/script"
chmod +x "$VM_HOME/work/script"
chown -R "$VM_UID" "$VM_HOME/work"
ok "a program of the user's runs, and writes where it may" \
	as_user "$SANDBOX" --quiet --write="$VM_HOME/work" --exec="$VM_HOME/work" \
	--workdir="$VM_HOME/work" "$VM_HOME/work/script"
is "there it is" "$(cat "$VM_HOME/work/made")" ran
for network in host loopback; do
	ok "with network $network it connects to itself" inside --network="$network" python3 -c '
import socket
s = socket.create_server(("127.0.0.1", 0))
socket.create_connection(s.getsockname())
s.accept()'
done
ok "it has inner namespaces, where they are asked for" \
	inside --nested=userns unshare --user --map-root-user true
as_user python3 -c '
import os, socket, sys, time
s = socket.socket(socket.AF_UNIX)
s.bind(sys.argv[1])
s.listen()
open(sys.argv[1] + ".ready", "w")
for _ in range(2): s.accept()' "$VM_HOME/run/socket" &
server=$!
when_done "kill $server 2>/dev/null"
for _ in $(seq 50); do
	[ ! -e "$VM_HOME/run/socket.ready" ] || break
	sleep 0.2
done
ok "a socket of the user's that is shown can be connected to" \
	inside --socket="$VM_HOME/run/socket" python3 -c '
import socket, sys
socket.socket(socket.AF_UNIX).connect(sys.argv[1])' "$VM_HOME/run/socket"

# --- What it denies, where the mounts would allow it ------------------------------------------

mkdir -p "$VM_HOME/shown"
echo canary >"$VM_HOME/shown/secret"
echo plain >"$VM_HOME/shown/plain"
chown -R "$VM_UID" "$VM_HOME/shown"
ok "a file can have the label of a secret key" chcon -t ssh_home_t "$VM_HOME/shown/secret"
is "without the context it can be read inside" \
	"$(inside --selinux=none --read="$VM_HOME/shown" cat "$VM_HOME/shown/secret")" canary
refused "with it, it cannot (EACCES)" 1 'Permission denied' \
	inside --read="$VM_HOME/shown" cat "$VM_HOME/shown/secret"
like "the kernel's log says who, and what" "$(dmesg | tail -n 30)" \
	'avc: +denied +\{ [a-z ]*\}.*comm="cat".*:sandbox_program_t:s0-s0:c.*:ssh_home_t:'
is "others can" "$(inside --read="$VM_HOME/shown" cat "$VM_HOME/shown/plain")" plain
is "root's program could read the passwords" \
	"$("$SANDBOX" --quiet --selinux=none --read=/etc/shadow cat /etc/shadow)" "$(cat /etc/shadow)"
refused "with the context it cannot (EACCES)" 1 'Permission denied' \
	"$SANDBOX" --quiet --read=/etc/shadow cat /etc/shadow
run inside sh -c 'echo unconfined_u:unconfined_r:unconfined_t:s0 >/proc/self/attr/exec && echo changed'
unlike "no label can be changed from inside" "$out" changed
like "it is refused" "$err" 'I/O error|denied'

# --- Two sandboxes ----------------------------------------------------------------------------
# As two domains meet that no namespace keeps apart: by their contexts alone.

two_contexts "$type"
refused "nor look at it (EACCES)" 1 'Permission denied' \
	as_user runcon "$two" cat "/proc/$pid/status"
ok "one of the same categories may change its limits" \
	as_user runcon "$one" /usr/bin/prlimit --pid "$pid" --nofile=64:64
refused "one of others may not (EACCES)" 1 'Permission denied' \
	as_user runcon "$two" /usr/bin/prlimit --pid "$pid" --nofile=32:32
refused "nor ask for them (EACCES)" 1 'Permission denied' \
	as_user runcon "$two" /usr/bin/prlimit --pid "$pid" --nofile
install -m 0644 -o "$VM_UID" /dev/null "$VM_HOME/of-one"
ok "a file can have the label of one" \
	chcon unconfined_u:object_r:sandbox_file_t:s0:c1,c2 "$VM_HOME/of-one"
ok "one of the same categories can read it" as_user runcon "$one" cat "$VM_HOME/of-one"
refused "one of others cannot (EACCES)" 1 'Permission denied' \
	as_user runcon "$two" cat "$VM_HOME/of-one"

# --- Two that share namespaces ----------------------------------------------------------------

server='
import socket, sys, threading
a, b = socket.socket(socket.AF_UNIX), socket.create_server(("127.0.0.1", 7007))
a.bind("\0pod")
a.listen()
threading.Thread(target=lambda: [a.accept() for _ in range(9)], daemon=True).start()
print("ready", flush=True)
for _ in range(9): b.accept()'
client='
import socket, sys
where = ("127.0.0.1", 7007) if sys.argv[1] == "tcp" else "\0pod"
socket.socket(socket.AF_INET if sys.argv[1] == "tcp" else socket.AF_UNIX).connect(where)'
install -d -m 0700 -o "$VM_UID" "$VM_HOME/runtime"
in_pod() {
	as_user env XDG_RUNTIME_DIR="$VM_HOME/runtime" "$SANDBOX" --quiet --landlock=none "$@"
}
in_pod --name=pod --network=loopback --selinux="$one" python3 -c "$server" >"$TMP/ready" &
when_done "kill $! 2>/dev/null"
for _ in $(seq 50); do
	[ ! -s "$TMP/ready" ] || break
	sleep 0.2
done
ok "one that shares its network reaches it by TCP" in_pod --join='pod net' python3 -c "$client" tcp
refused "but not its abstract sockets, of other categories (EACCES)" 1 'Errno 13' \
	in_pod --join='pod net' python3 -c "$client" abstract
ok "of the same ones it does" in_pod --join='pod net' --selinux="$one" python3 -c "$client" abstract

# --- Other callers ----------------------------------------------------------------------------

# allowed FROM TO: may a program of the one context start one of the other? By the kernel itself.
allowed() {
	python3 -c '
import os, sys
place = "/sys/fs/selinux/class/process/"
number = lambda name: int(open(place + name).read())
fd = os.open("/sys/fs/selinux/access", os.O_RDWR)
os.write(fd, b"%s %s %d" % (sys.argv[1].encode(), sys.argv[2].encode(), number("index")))
granted = int(os.read(fd, 100).split()[0], 16)
sys.exit(not granted >> number("perms/transition") - 1 & 1)' "$@"
}
ok "the domain of staff may start programs in it" allowed \
	staff_u:staff_r:staff_t:s0-s0:c0.c1023 staff_u:staff_r:sandbox_program_t:s0-s0:c1,c2
ok "so may that of users, who have no categories" allowed \
	user_u:user_r:user_t:s0 user_u:user_r:sandbox_program_t:s0
refused "that of guests may not" 1 '' allowed \
	guest_u:guest_r:guest_t:s0 staff_u:staff_r:sandbox_program_t:s0
with_few() {
	as_user runcon "$few" /bin/bash -c 'exec "$@"' bash "$@"
}
few=unconfined_u:unconfined_r:unconfined_t:s0-s0:c7.c8
is "of who has two categories, the program has them" \
	"$(with_few "$SANDBOX" --quiet sh -c "$context")" "$type:s0-s0:c7,c8"
few=unconfined_u:unconfined_r:unconfined_t:s0
like "of who has none, and may give others, two of all" \
	"$(with_few "$SANDBOX" --quiet sh -c "$context")" "^$type:s0-s0:c[0-9]+,c[0-9]+\$"
refused "a domain that the caller may not enter is an error before anything starts" 125 \
	'the policy does not let this program start others with the context' \
	as_user "$SANDBOX" --selinux=unconfined_u:unconfined_r:netutils_t:s0 \
	sh -c 'echo started'
is "nothing was started" "$out" ""

# --- Permissive: nothing is denied ------------------------------------------------------------

echo 0 >/sys/fs/selinux/enforce
refused "then it is no promise" 125 'selinux cannot be promised: SELinux is permissive' \
	as_user "$SANDBOX" --require=selinux sh -c 'echo started'
like "the plan says so" "$(as_user "$SANDBOXCTL" plan true 2>/dev/null)" \
	'^seal +seal\.selinux +[^ ]+, not enforced '
like "of a user who may have no categories, the program has the type alone" \
	"$(as_user runcon user_u:user_r:user_t:s0 "$SANDBOXCTL" plan true 2>/dev/null)" \
	'^seal +seal\.selinux +user_u:user_r:sandbox_program_t:s0, not enforced '
echo 1 >/sys/fs/selinux/enforce
done_testing
