#!/bin/bash
# isolation.t - what a program has left inside: no rights, no secrets of the caller's
# environment, descriptors or keyrings, no network.
. "$(dirname "$0")/../lib.sh"
need_all userns proc netns

mkdir "$TMP/work"
cd "$TMP/work" || exit 1

inside() {
	"$SANDBOX" --quiet "$@"
}

# --- Rights -------------------------------------------------------------------------------

none=0000000000000000
five="CapInh $none
CapPrm $none
CapEff $none
CapBnd $none
CapAmb $none"

# sets_of PID [OPTION...]
sets_of() {
	local pid=$1
	shift
	inside "$@" sed -n 's/^\(Cap...\):\t/\1 /p' "/proc/$pid/status"
}
is "all five capability sets of the program are empty" "$(sets_of self)" "$five"
is "also those of root inside" "$(sets_of self --user=root)" "$five"
is "PID 1 holds none either (its bounding set is idle: its filter has no execve)" \
	"$(sets_of 1 | grep -v CapBnd)" "$(echo "$five" | grep -v CapBnd)"
is "a capability that is kept is the only one, in every set" \
	"$(sets_of self --capabilities=net_raw)" "${five//$none/0000000000002000}"
is "with root inside as well" \
	"$(sets_of self --user=root --capabilities=net_raw)" "${five//$none/0000000000002000}"

# PID 1 has its filter before the program starts.
status_of() {
	local pid=$1
	shift
	inside "$@" sh -c 'sed -n "s/^\(NoNewPrivs\|Seccomp\):\t/\1 /p" "/proc/$1/status"' \
		sh "$pid"
}
is "no_new_privs is set and a filter installed" "$(status_of self)" "NoNewPrivs 1
Seccomp 2"
is "in PID 1 as well" "$(status_of 1)" "NoNewPrivs 1
Seccomp 2"
is "with capabilities and all groups of calls as well" \
	"$(status_of self --user=root --capabilities=sys_admin --syscalls='allow @mount @admin')" \
	"NoNewPrivs 1
Seccomp 2"

# prctl(PR_GET_SECUREBITS): NOROOT, NO_SETUID_FIXUP, NO_CAP_AMBIENT_RAISE and the locks of
# these and of KEEP_CAPS (capabilities(7)).
securebits='import ctypes; print(hex(ctypes.CDLL(None).prctl(27, 0, 0, 0, 0)))'
if need python3 "securebits are locked"; then
	is "securebits are locked" "$(inside python3 -c "$securebits")" 0xef
	is "with a capability, all but that of the ambient set" \
		"$(inside --capabilities=net_raw python3 -c "$securebits")" 0x2f
fi
is "no core file can be written" "$(inside sh -c 'ulimit -Hc; ulimit -c')" "0
0"
is "a limit is what the option says" "$(inside --limit='nofile 77' sh -c 'ulimit -Hn; ulimit -n')" \
	"77
77"
refused "set-user-id programs give nothing" 1 'Operation not permitted|must be setuid|not permitted' \
	inside sh -c 'su -c true || { echo "not permitted"; exit 1; }'

# --- PID 1 --------------------------------------------------------------------------------

CANARY=a-secret-of-the-caller
export CANARY
refused "the environment of PID 1 cannot be read" 1 'Permission denied' \
	inside cat /proc/1/environ
refused "nor what it executes" 1 '' inside readlink /proc/1/exe
refused "nor its descriptors" 2 'Permission denied' inside ls /proc/1/fd
refused "nor its root" 2 'Permission denied' inside ls /proc/1/root/
is "nor its arguments, by which one could know the profile" \
	"$(inside sh -c 'tr -d "\0" </proc/1/cmdline | wc -c')" 0

# PID 1 alone asks with recvfrom whether the launcher is still there, before it wipes what
# it knows; strace makes it slow at that.
strace_slowly() {
	strace -f -qq -o /dev/null -e trace=recvfrom -e inject=recvfrom:delay_enter=400000 "$@"
}
if need strace "the program starts only when PID 1 reveals nothing any more" &&
	strace_slowly true 2>/dev/null; then
	is "the program starts only when PID 1 reveals nothing any more" \
		"$(strace_slowly "$SANDBOX" --quiet sed -n 's/^NoNewPrivs:\t//p' /proc/1/status)" 1
fi

# --- Environment --------------------------------------------------------------------------

# names VARIABLE=VALUE... -- [OPTION...]: the names of the variables inside.
names() {
	local set=()
	while [ "$1" != -- ]; do
		set+=("$1")
		shift
	done
	shift
	env -i PATH="$PATH" HOME="$HOME" USER=tester SANDBOX_PROFILES="$SANDBOX_PROFILES" \
		CANARY=secret LD_LIBRARY_PATH=/x SSH_AUTH_SOCK=/x XDG_SESSION_ID=1 DISPLAY=:9 \
		"${set[@]}" "$SANDBOX" --quiet "$@" env | sed 's/=.*//' | sort | tr '\n' ' '
}
is "the environment is a short list" "$(names --)" \
	"HOME LOGNAME PATH SHELL USER XDG_RUNTIME_DIR "
is "what describes terminal and language is passed on" \
	"$(names TERM=xterm LANG=C LC_TIME=C TZ=UTC --)" \
	"HOME LANG LC_TIME LOGNAME PATH SHELL TERM TZ USER XDG_RUNTIME_DIR "
is "--env passes one on, sets one, takes one back" \
	"$(names TERM=xterm -- --env=CANARY --env=A=b --no-env=TERM)" \
	"A CANARY HOME LOGNAME PATH SHELL USER XDG_RUNTIME_DIR "
is "HOME is the caller's, the runtime directory its own" \
	"$(inside sh -c 'echo "$HOME $XDG_RUNTIME_DIR"; ls -A "$XDG_RUNTIME_DIR"')" \
	"$HOME /run/user/$(id -u)"

# --- Descriptors --------------------------------------------------------------------------

echo content >file
is "descriptors above 2 are closed" \
	"$(inside sh -c 'cd /proc/self/fd && echo *' 7<file 20</dev/null 200</dev/null)" \
	"0 1 2 3"
is "--keep-fd passes one" "$(inside --keep-fd=7 sh -c 'cat <&7' 7<file)" content
refused "a descriptor to keep must be open" 125 'descriptor 77 is not open' \
	inside --keep-fd=77 true

# --- The kernel's shared memory and keys --------------------------------------------------

if need python3 "System V shared memory of the host is not there"; then
	cat >"$TMP/shm.py" <<-'END'
		import ctypes, sys
		libc = ctypes.CDLL(None, use_errno=True)
		make = 0o1600 if sys.argv[1] == "make" else 0
		number = libc.shmget(int(sys.argv[2]), 4096, make)
		if sys.argv[1] == "remove":
		    libc.shmctl(number, 0, None)
		print("there" if number >= 0 else ctypes.get_errno())
	END
	key=$((0x5a000000 + $$))
	python3 "$TMP/shm.py" make $key >/dev/null
	is "shared memory of the host is reachable outside" \
		"$(python3 "$TMP/shm.py" find $key)" there
	is "it is not inside (ENOENT)" \
		"$(inside --read="$TMP/shm.py" python3 "$TMP/shm.py" find $key)" 2
	python3 "$TMP/shm.py" remove $key >/dev/null

	# keyctl(KEYCTL_JOIN_SESSION_KEYRING), add_key, keyctl(KEYCTL_SEARCH).
	cat >"$TMP/key.py" <<-'END'
		import ctypes, os, sys
		libc = ctypes.CDLL(None, use_errno=True)
		add_key, keyctl = {"x86_64": (248, 250)}.get(os.uname().machine, (217, 219))
		SESSION = -3
		if len(sys.argv) > 1:
		    libc.syscall(keyctl, 1, None)
		    libc.syscall(add_key, b"user", b"canary", b"secret", 6, SESSION)
		found = libc.syscall(keyctl, 10, SESSION, b"user", b"canary", 0)
		print("found" if found > 0 else ctypes.get_errno(), flush=True)
		if len(sys.argv) > 1:
		    os.execvp(sys.argv[1], sys.argv[1:])
	END
	keys=$(python3 "$TMP/key.py" "$SANDBOX" --quiet --read="$TMP/key.py" \
		--syscalls='allow keyctl' python3 "$TMP/key.py" 2>&1)
	if [ "${keys%%$'\n'*}" = found ]; then
		is "a key of the caller's session is not found inside (ENOKEY)" "$keys" "found
126"
	else
		skip keyrings "a key of the caller's session is not found inside" "$keys"
	fi
fi

# --- Network ------------------------------------------------------------------------------

is "there is a loopback device and nothing else" \
	"$(inside sed -n 's/^ *\([^ ]*\):.*/\1/p' /proc/net/dev)" lo
is "there is no route" "$(inside wc -l /proc/net/route)" "1 /proc/net/route"
if need python3 "the loopback device is up"; then
	data=$SRCDIR/tests/data
	ok "the loopback device is up: a program can talk to itself" \
		inside --network=loopback python3 -c '
import socket
s = socket.create_server(("127.0.0.1", 0))
c = socket.create_connection(s.getsockname(), timeout=5)'
	mkfifo "$TMP/port"
	python3 "$data/listen.py" tcp "abstract:sandbox-isolation-$$" >"$TMP/port" &
	when_done "kill $! 2>/dev/null"
	read -r port <"$TMP/port"
	reach() {
		inside "$@" python3 - "tcp:$port" "abstract:sandbox-isolation-$$" \
			<"$data/reach.py" 2>&1
	}
	is "without network there is no TCP, and an abstract socket is refused" "$(reach)" \
		"tcp EAFNOSUPPORT
abstract ECONNREFUSED"
	is "on the sandbox's own loopback the host's listener is not there" \
		"$(reach --network=loopback)" "tcp ECONNREFUSED
abstract ECONNREFUSED"
	# From ABI 6 on (Linux 6.12), Landlock keeps abstract sockets apart all the same.
	abi=$(python3 -c 'import ctypes
print(ctypes.CDLL(None).syscall(444, None, ctypes.c_size_t(0), ctypes.c_uint(1)))')
	is "with the host's network the listener is reached, the abstract socket by old kernels" \
		"$(reach --network=host)" "tcp reached
abstract $([ "$abi" -ge 6 ] && echo EPERM || echo reached)"
	is "an address elsewhere is unreachable" "$(inside --network=loopback python3 -c '
import errno, socket
s = socket.socket()
s.settimeout(5)
print(errno.errorcode[s.connect_ex(("192.0.2.1", 80))])')" ENETUNREACH
	is "no raw packets can be sent, nor seen" "$(inside --network=host python3 -c '
import errno, socket
try:
    socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_ICMP)
except OSError as e:
    print(errno.errorcode[e.errno])')" EAFNOSUPPORT
fi

if [ -e /etc/resolv.conf ]; then
	like "explain says that names cannot be looked up" \
		"$("$SANDBOXCTL" explain --network=host example.org:443)" 'which shows: include internet$'
	unlike "an address need not be" \
		"$("$SANDBOXCTL" explain --network=host 192.0.2.1:443 '[2001:db8::1]:443')" internet
	unlike "nor a name where they can" \
		"$("$SANDBOXCTL" explain --network=host --read=/etc/resolv.conf example.org)" internet
fi

# --- Memory -------------------------------------------------------------------------------

refused "root's tmpfs has an end" 1 'No space left' \
	inside --tmpfs='/small 64K' dd if=/dev/zero of=/small/file bs=1024 count=100
done_testing
