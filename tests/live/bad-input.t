#!/bin/bash
# bad-input.t - wrong profiles and options: a clear error that names file, line and word,
# exit status 125, nothing started, nothing left on the host.
. "$(dirname "$0")/../lib.sh"
need_all userns proc

# The program under test would leave a mark in $TMP/mark, which the options show to it.
mkdir "$TMP/in" "$TMP/mark" "$TMP/host" "$TMP/host/dir" "$TMP/host/real"
cd "$TMP/in" || exit 1
echo text >"$TMP/host/file"
ln -s real "$TMP/host/link"
ln -s loop "$TMP/host/loop"
mkfifo "$TMP/host/fifo"
has python3 && python3 -c 'import socket, sys
socket.socket(socket.AF_UNIX).bind(sys.argv[1])' "$TMP/host/socket"

# Everything on the host that a sandbox could touch: names, kinds, modes, times, content.
snapshot() {
	find "$TMP/host" "$TMP/in" "$HOME" -printf '%p %y %m %U:%G %s %T@ %l\n' | sort
	cat "$TMP/host/file"
}

# run_marking OPTION...: what would leave the mark.
run_marking() {
	run "$SANDBOX" "$@" --write="$TMP/mark" -- touch "$TMP/mark/started"
}

# bad NAME WANTED [OPTION...] <<PROFILE: the profile is ./bad.profile; WANTED is all of
# stderr, without "sandbox: " before its lines.
bad() {
	local name=$1 wanted=$2 before
	shift 2
	cat >bad.profile
	before=$(snapshot)
	run_marking -q --profile=./bad.profile "$@"
	if [ "$status" != 125 ] || [ -n "$out" ]; then
		fail "$name" "status $status, stdout: $out"
	elif [ "${err//sandbox: /}" != "$wanted" ]; then
		fail "$name" "said:   $err" "wanted: $wanted"
	elif [ -e "$TMP/mark/started" ]; then
		rm "$TMP/mark/started"
		fail "$name" "the program was started"
	elif [ "$(snapshot)" != "$before" ]; then
		fail "$name" "the host has changed:" \
			"$(diff <(echo "$before") <(snapshot))"
	else
		pass "$name"
	fi
}

# --- The test itself ----------------------------------------------------------------------

printf 'include default\n' >good.profile
run_marking --profile=./good.profile
is "a right profile starts the program" "$status" 0
ok "it leaves its mark" rm "$TMP/mark/started"

# --- Words --------------------------------------------------------------------------------

bad "an unknown keyword is named with a suggestion" \
	"./bad.profile:2:1: error: unknown keyword 'raed'; did you mean 'read'?" <<-END
		include default
		raed /usr
	END
bad "a value of the wrong type is named with what was expected" \
	"./bad.profile:1:10: error: tmpfs: '2gigs': expected a size like 512M or 2G" <<-END
		tmpfs /t 2gigs
	END
bad "a missing value is named with the form of the line" \
	"./bad.profile:1:1: error: bind: a value is missing: bind SRC DST [read|write]" <<-END
		bind /usr
	END
bad "a quote that is not closed is named where it opens" \
	"./bad.profile:1:6: error: a quote that is not closed on its line" <<-END
		read "/usr
	END
bad "a NUL byte is no text" \
	"./bad.profile:1:8: error: a NUL byte: this is not a text file" \
	< <(printf 'read /u\0sr\n')
bad "a byte that is not UTF-8 is named where it stands" \
	"./bad.profile:2:7: error: a byte that is not UTF-8" \
	< <(printf 'include default\nread /\377\n')
bad "a line of 1 MB is refused" \
	"./bad.profile:2:1: error: the line is longer than 65536 bytes" \
	< <(printf 'include default\nread /' && head -c 1000000 /dev/zero | tr '\0' a)
bad "a profile of more than 1 MiB is refused" \
	"--profile=./bad.profile: the profile ./bad.profile is larger than 1 MiB" \
	< <(head -c 2000000 /dev/zero | tr '\0' '\n')
bad "a variable that nobody knows is named with a suggestion" \
	"./bad.profile:1:6: error: unknown variable 'HOEM'; did you mean 'HOME'?" <<-'END'
		read ${HOEM}/x
	END
bad "a variable without a value here is an error" \
	"./bad.profile:1:8: error: \${WAYLAND_SOCKET} has no value here; 'optional' before the \
keyword would leave the line out" <<-'END'
		socket ${WAYLAND_SOCKET}
	END
bad "a relative path is refused in a profile" \
	"./bad.profile:1:6: error: read: 'host/dir': expected an absolute path" <<-END
		read host/dir
	END
bad "a path that climbs is refused" \
	"./bad.profile:1:6: error: read: '/usr/../etc': expected a path without '..'" <<-END
		read /usr/../etc
	END
bad "terminal escapes of a profile are not sent to the terminal" \
	"./bad.profile:1:1: error: unknown keyword '\\x1b[2J'" < <(printf '\033[2J\n')
bad "all errors of a file are reported at once, with those of the options" \
	"./bad.profile:1:1: error: unknown keyword 'raed'; did you mean 'read'?
./bad.profile:3:6: error: read: 'usr': expected an absolute path
./bad.profile:5:1: error: unknown keyword 'wriet'; did you mean 'write'?
./bad.profile:6:9: error: network: 'al': expected none, loopback or host" <<-END
		raed /usr
		# a comment
		read usr
		include default
		wriet /x
		network al
	END
bad "errors of options are reported at once as well" \
	"unknown option '--raed'; did you mean '--read'?
--network=x: network: 'x': expected none, loopback or host" --raed=/x --network=x <<-END
		include default
	END

# --- Profiles that are no profiles --------------------------------------------------------

profiles=$HOME/.config/sandbox/profiles
mkdir -p "$profiles/directory.profile"
mkfifo "$profiles/fifo.profile"
printf 'include cycle-b\n' >"$profiles/cycle-a.profile"
printf '\ninclude cycle-a\n' >"$profiles/cycle-b.profile"
for i in $(seq 1 17); do
	printf 'include deep-%d\n' $((i + 1)) >"$profiles/deep-$i.profile"
done
: >"$profiles/deep-18.profile"

bad "an include cycle is named with its chain" \
	"$profiles/cycle-b.profile:2:1: error: include cycle: ./bad.profile -> cycle-a -> \
cycle-b -> cycle-a" <<-END
		include cycle-a
	END
bad "a chain of includes that is too deep is refused" \
	"$profiles/deep-15.profile:1:1: error: includes are nested more than 16 deep" <<-END
		include deep-1
	END
bad "a directory as profile is refused" \
	"./bad.profile:1:1: error: the profile $profiles/directory.profile is a directory, not \
a file" <<-END
		include directory
	END
bad "a FIFO as profile is refused and does not hang" \
	"./bad.profile:2:1: error: the profile $profiles/fifo.profile is a FIFO, not a file" <<-END
		include default
		include fifo
	END
bad "a profile that does not exist is named with a suggestion" \
	"./bad.profile:1:1: error: no profile 'defualt'; did you mean 'default'?   (sandboxctl \
profiles lists them)" <<-END
		include defualt
	END
rm bad.profile
run_marking --profile=./bad.profile
is "a profile file that does not exist is named" "$status $err" \
	"125 sandbox: --profile=./bad.profile: cannot read the profile ./bad.profile: No such \
file or directory"
run_marking --profile=brwser
is "a profile's name that is nearly right gets a suggestion" "$status $err" \
	"125 sandbox: --profile=brwser: no profile 'brwser'; did you mean 'browser'?   \
(sandboxctl profiles lists them)"
refused "check names it as it was named" 1 "^no profile 'brwser'; did you mean 'browser'?" \
	"$SANDBOXCTL" check brwser

# --- Places -------------------------------------------------------------------------------

host=$TMP/host
bad "a source that does not exist is refused with the way out" \
	"./bad.profile:2:1: error: $host/none: No such file or directory
         where it need not exist, say: optional read $host/none" <<-END
		include default
		read $host/none
	END
bad "a loop of symbolic links is refused" \
	"./bad.profile:1:1: error: $host/loop: Too many levels of symbolic links" <<-END
		read $host/loop
	END
bad "a link in a place that the sandbox writes is refused" \
	"./bad.profile:2:1: error: $host/link leads through the symbolic link $host/link, which \
the sandbox itself may change (write $host)
         name the place it leads to: $host/real" <<-END
		write $host
		read $host/link
	END
if [ -S "$host/socket" ]; then
	bad "a socket as source is refused with the right word" \
		"./bad.profile:1:1: error: $host/socket is a socket, not a directory or file
         what listens there could do anything for the program; to allow it: socket PATH" \
		<<-END
			read $host/socket
		END
else
	skip python3 "a socket as source is refused with the right word"
fi
bad "a device as source is refused with the right word" \
	"./bad.profile:1:1: error: /dev/null is a device, not a directory or file
         to let the program use it: device PATH" <<-END
		bind /dev/null /x
	END
bad "a FIFO as source is refused" \
	"./bad.profile:1:1: error: $host/fifo is a FIFO, not a directory or file
         pass it as a descriptor: keep-fd N" <<-END
		write $host/fifo
	END
bad "a destination below a file is refused" \
	"./bad.profile:2:1: error: $host/file/x is below $host/file, which is a file inside \
(bad.profile:1)" <<-END
		read $host/file
		bind $host/dir $host/file/x
	END
bad "a destination below a file of the host's tree is refused" \
	"./bad.profile:2:1: error: $host/file/x does not exist in $host of the host
         nothing is ever made on the host; choose a place in a tmpfs or one that exists" \
	<<-END
		read $host
		tmpfs $host/file/x
	END
bad "a destination that the host's tree lacks is refused" \
	"./bad.profile:2:1: error: $host/new/er does not exist in $host of the host
         nothing is ever made on the host; choose a place in a tmpfs or one that exists" \
	<<-END
		write $host
		bind /usr $host/new/er
	END
bad "/proc is no destination" \
	"./bad.profile:1:1: error: /proc/x cannot be a destination: the sandbox has a /proc of \
its own" <<-END
		bind $host /proc/x
	END
bad "/proc is no destination behind a link either" \
	"./bad.profile:1:1: error: $host/proc leads to /proc, which cannot be a destination" \
	< <(ln -s /proc "$host/proc" && echo "tmpfs $host/proc")
bad "the root is no destination" \
	"./bad.profile:1:1: error: / cannot be a destination
         to have another root directory: root DIR" <<-END
		bind $host /
	END
bad "/dev is no destination" \
	"./bad.profile:1:1: error: /dev cannot be a destination: the sandbox has its own
         to use a device: device /dev/NAME" <<-END
		tmpfs /dev
	END
bad "the host's /proc is no source" \
	"./bad.profile:1:1: error: /proc of the host cannot be shown: /proc tells of every \
process" <<-END
		bind /proc /x
	END
bad "every bad source of a file is reported at once" \
	"./bad.profile:1:1: error: $host/one: No such file or directory
         where it need not exist, say: optional read $host/one
./bad.profile:3:1: error: $host/file is a file, not a socket
         a file is shown with: read PATH" <<-END
		read $host/one
		read $host/dir
		socket $host/file
	END
bad "a working directory that does not exist inside is refused" \
	"./bad.profile:2:1: error: cannot enter the working directory /nowhere: it does not \
exist inside" <<-END
		include default
		workdir /nowhere
	END
bad "a limit above the caller's own is refused" \
	"./bad.profile:2:1: error: cannot set the limit nofile 1000000000: it is above the \
caller's own hard limit (ulimit -H)" <<-END
		include default
		limit nofile 1000000000
	END
bad "a descriptor to keep that is not open is refused" \
	"./bad.profile:2:1: error: descriptor 99 is not open" <<-END
		include default
		keep-fd 99
	END
bad "a file where a private home would be is refused" \
	"./bad.profile:2:1: error: $HOME/.local/share/sandbox/homes/taken is a file, not a \
directory
         a file is shown with: read PATH" \
	< <(mkdir -p "$HOME/.local/share/sandbox/homes" &&
		: >"$HOME/.local/share/sandbox/homes/taken" &&
		printf 'include default\nhome private taken\n')

# --- Sources that change while the sandbox is starting ------------------------------------
# strace holds the launcher between plan and clone.

# changing NAME WANTED COMMAND: COMMAND is run meanwhile.
changing() {
	local name=$1 wanted=$2 started
	shift 2
	mkdir -p "$host/changing/source"
	printf 'include default\nread %s\n' "$host/changing/source" >bad.profile
	started=$TMP/strace.out
	: >"$started"
	# LeakSanitizer, where it is built in, cannot work under strace.
	ASAN_OPTIONS=detect_leaks=0 strace -qq -e trace=clone3 \
		-e inject=clone3:delay_enter=1500000 -o "$started" \
		"$SANDBOX" -q --profile=./bad.profile --write="$TMP/mark" -- \
		touch "$TMP/mark/started" 2>"$TMP/err" &
	# It prints the call when it holds it.
	for _ in $(seq 100); do
		[ ! -s "$started" ] || break
		sleep 0.05
	done
	"$@"
	wait $!
	status=$?
	is "$name" "$status $(cat "$TMP/err")" "125 sandbox: ./bad.profile:2:1: error: cannot \
open $host/changing/source: $wanted"
	is "$name, and nothing is started" "$(ls "$TMP/mark")" ""
	rm -rf "$host/changing"
}

if need strace "a source that vanishes is an error" &&
	strace -qq -e trace=clone3 -e inject=clone3:delay_enter=1 true 2>/dev/null; then
	changing "a source that vanishes after the plan is an error" \
		"it vanished while the sandbox was starting" rmdir "$host/changing/source"
	swap_link() {
		rm -r "$host/changing" && ln -s / "$host/changing"
	}
	changing "a source that is behind a link after the plan is an error" \
		"a symbolic link has appeared in it while the sandbox was starting" swap_link
	swap_file() {
		rmdir "$host/changing/source" && ln -s /etc "$host/changing/source"
	}
	changing "a source that becomes another kind of file is an error" \
		"it became another kind of file while the sandbox was starting" swap_file
fi

# --- A host without user namespaces -------------------------------------------------------

if need userns "a host without user namespaces is named"; then
	# In a user namespace of its own, its limit can be set to none.
	run unshare --user --map-root-user sh -c 'echo 0 >/proc/sys/user/max_user_namespaces &&
		exec "$@"' sh "$SANDBOX" --write="$TMP/mark" -- touch "$TMP/mark/started"
	is "a host without user namespaces ends with 125" "$status" 125
	like "it is named with the cause" "$err" 'max_user_namespaces'
	like "and with the way to mend it" "$err" 'sysctl'
	is "and nothing is started" "$(ls "$TMP/mark")" ""
	run unshare --user --map-root-user sh -c 'echo 0 >/proc/sys/user/max_user_namespaces &&
		exec "$@"' sh "$SANDBOXCTL" doctor
	like "doctor names the same cause" "$out" 'max_user_namespaces'
fi
done_testing
