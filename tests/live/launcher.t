#!/bin/bash
# launcher.t - how a sandbox starts, runs and ends: namespaces, ids, PID 1, signals, status.
. "$(dirname "$0")/../lib.sh"
need_all userns proc netns

mkdir "$TMP/work"
cd "$TMP/work" || exit 1

inside() {
	"$SANDBOX" --quiet "$@"
}

# A number of seconds that no other process sleeps, to find ours by; the pattern does not
# match itself.
marker=$((100000 + $$))
pattern="[${marker:0:1}]${marker:1}"

# Is a process of the marker left, as seen from the host?
is_marked() {
	grep -aqs "$pattern" /proc/[0-9]*/cmdline
}

# What a failed test has left running.
end_marked() {
	local file
	for file in $(grep -als "$pattern" /proc/[0-9]*/cmdline); do
		file=${file%/cmdline}
		kill -KILL "${file#/proc/}" 2>/dev/null
	done
}
when_done end_marked

# gone: waits until no process of the marker is left; at most 5 s.
gone() {
	for _ in $(seq 100); do
		is_marked || return 0
		sleep 0.05
	done
	return 1
}

# wait_for FILE: waits until the file is there and not empty; at most 10 s.
wait_for() {
	for _ in $(seq 200); do
		[ ! -s "$1" ] || return 0
		sleep 0.05
	done
	return 1
}

# --- Namespaces ---------------------------------------------------------------------------

namespaces='user mnt pid ipc uts cgroup net'
[ ! -e /proc/self/ns/time ] || namespaces="$namespaces time"

# new_namespaces [OPTION...]: those that differ from ours.
new_namespaces() {
	inside "$@" -- sh -c 'for n; do readlink "/proc/self/ns/$n"; done' sh $namespaces |
		for n in $namespaces; do
			read -r theirs
			[ "$theirs" = "$(readlink "/proc/self/ns/$n")" ] || printf '%s ' "$n"
		done
}
is "every namespace is new" "$(new_namespaces)" "$namespaces "
is "with the host's network all others still are" "$(new_namespaces --network=host)" \
	"$(printf '%s ' $namespaces | sed 's/net //')"

is "the host name is its own" "$(inside uname -n)" sandbox
is "it can be chosen" "$(inside --hostname=box uname -n)" box
isnt "the host's stays" "$(uname -n)" box

# --- The root -----------------------------------------------------------------------------

for place in / /usr /etc /dev; do
	refused "$place cannot be written (EROFS)" 1 'Read-only file system' \
		inside touch "$place/new"
done
ok "/tmp can" inside touch /tmp/new
ok "the home directory can" inside sh -c 'touch "$HOME/new"'
nothing "what is written there is gone afterwards" "$(inside sh -c 'ls /tmp "$HOME"' | grep new)"
is "there is one mount at the root, a tmpfs" \
	"$(inside sed -n 's|^[^-]* / / [^-]* - \([^ ]*\) .*|\1|p' /proc/self/mountinfo)" tmpfs
nothing "no other mount shows the root of a file system of the host" "$(
	inside awk '$4 == "/" && $5 !~ "^/(|proc|dev.*|tmp|run.*|var/tmp)$" { print $5 }' \
		/proc/self/mountinfo | grep -vxF "$HOME"
)"
refused "the host's files are not there" 2 'No such file' inside ls "$TMP/work"
is "every mount is nosuid" \
	"$(inside awk '$6 !~ /nosuid/ { print $5 }' /proc/self/mountinfo)" ""
is "but for devices, every mount is nodev" \
	"$(inside awk '$6 !~ /nodev/ && $5 !~ "^/dev/" { print $5 }' /proc/self/mountinfo)" ""

refused "of a device nobody inside changes the mode" 1 'Read-only file system|not permitted' \
	inside sh -c 'chmod "$(stat -c %a /dev/null)" /dev/null'
refused "nor the time, which whoever may write to it can" 1 'Read-only file system' \
	inside touch /dev/null
ok "it is written to all the same" inside sh -c 'echo >/dev/null && echo >/dev/zero'

# --- Processes ----------------------------------------------------------------------------

is "/proc shows the sandbox's own processes alone" \
	"$(inside sh -c 'cd /proc && echo [0-9]*')" "1 2"
is "PID 1 is our own init, and the program its child" \
	"$(inside sh -c 'echo $PPID; sed -n "s/^Name:\t//p" /proc/1/status')" "1
sandbox-init"
is "an orphan becomes a child of PID 1" \
	"$(inside sh -c '(sh -c "sleep 0.2; sed -n s/^PPid:.//p /proc/\$\$/status >/tmp/p" &)
		sleep 0.6; cat /tmp/p')" 1
nothing "ended orphans are reaped" "$(
	inside sh -c 'for i in 1 2 3 4 5; do (true & true &) ; done; sleep 0.3
		grep -l "^State:.Z" /proc/[0-9]*/status'
)"
is "PID 1 cannot be killed from inside" \
	"$(inside sh -c 'kill -KILL 1; kill -TERM 1; sleep 0.1; echo alive')" alive
# Without Landlock, which lets no signal out to PID 1 where the kernel knows how.
if need python3 "PID 1 passes on no signal that says it comes from outside"; then
	is "PID 1 passes on no signal that says it comes from outside" \
		"$(inside --landlock=none python3 -c '
import ctypes, os, struct, time
number = {"x86_64": 129, "aarch64": 138}[os.uname().machine]  # rt_sigqueueinfo
if os.fork() == 0:
    forged = struct.pack("@iii", 15, 0, -1).ljust(128, b"\0")  # SI_QUEUE, si_pid 0
    ctypes.CDLL(None).syscall(number, 1, 15, forged)  # SELinux refuses it
    os._exit(0)
time.sleep(0.3)
print("alive")')" alive
	is "nor one of a file that it is made the owner of" \
		"$(inside --landlock=none python3 -c '
import fcntl, os, time
r, w = os.pipe()
fcntl.fcntl(r, fcntl.F_SETOWN, 1)
fcntl.fcntl(r, fcntl.F_SETFL, os.O_ASYNC)
os.write(w, b"x")
time.sleep(0.3)
print("alive")')" alive
	storm='import os, time
signals = [n for n in range(1, 65) if n not in (9, 19, 32, 33)]
for i in range(8):
    if os.fork() == 0:
        while True:
            for n in signals:
                os.kill(1, n)'
	stormed() {
		timeout -s KILL 20 "$SANDBOX" -q --landlock=none "$@"
	}
	exits "a storm of signals does not keep it from seeing the end" 4 \
		stormed python3 -c "$storm
time.sleep(1)
os._exit(4)"
	exits "nor from the end of its time" 124 \
		stormed --limit="time 1" python3 -c "$storm
os.kill(os.getpid(), 19)"
fi
exits "what runs in the background does not keep the sandbox" 4 \
	inside sh -c "sleep $marker >/dev/null 2>&1 & exit 4"
ok "it ends with the program" gone

# --- Ids ----------------------------------------------------------------------------------

is "the caller appears as itself" "$(inside sh -c 'id -u; id -g; id -un')" \
	"$(id -u)
$(id -g)
$(inside sh -c 'echo $USER')"
is "--user=root is root inside" "$(inside --user=root sh -c 'id -u; id -g; id -un')" "0
0
root"
is "--user=UID:GID is that" "$(inside --user=1234:4321 sh -c 'id -u; id -g')" "1234
4321"
inside --user=1234:4321 --write=. touch owned
is "outside, its files are the caller's" "$(stat -c '%u %g' owned)" "$(id -u) $(id -g)"
refused "root inside cannot give files away" 1 'Operation not permitted|Invalid argument' \
	inside --user=root --write=. chown 1 owned
refused "root inside cannot mount" 32 'permission denied|must be superuser' \
	inside --user=root mount -t tmpfs none /tmp
is "the mask for new files is the caller's" "$(umask 027 && inside sh -c umask)" 0027

# --- Odd surroundings ---------------------------------------------------------------------

odd="$TMP/a directory
with a line break, \"quotes\" and 'more'"
mkdir "$odd"
cd "$odd" || exit 1
is "a directory with blanks and line breaks in its name is no trouble" \
	"$(inside --write=. sh -c 'pwd; touch made')" "$odd"
ok "what is written there is there" test -f "$odd/made"
cd "$TMP/work" || exit 1

is "with stdin closed the program has an empty one" "$(inside wc -c <&-)" 0
is "with all streams closed it runs" \
	"$(inside --write=. sh -c 'echo ran >closed' <&- >&- 2>&-; cat closed)" ran
refused "a directory as a standard stream is refused (CVE-2024-21626)" 125 \
	'descriptor 0 is a directory' sh -c '"$1" true </' sh "$SANDBOX"
is "10,000 arguments arrive" "$(inside sh -c 'echo $# ${9999}' sh $(seq 10000))" \
	"10000 9999"
is "so does an empty one" "$(inside sh -c 'echo "$#:$1:$2"' sh '' x)" "2::x"
mkdir gone && cd gone && rmdir ../gone
is "from a directory that is gone it starts at home" "$("$SANDBOX" sh -c 'pwd' 2>&1)" \
	"sandbox: note: the current directory no longer exists; started in $HOME
$HOME"
cd "$TMP/work" || exit 1

# --- Working directory --------------------------------------------------------------------

run "$SANDBOX" pwd
is "a directory that is not visible is not entered, and that is said" "$out
$err" "$HOME
sandbox: note: $TMP/work is not visible inside; started in $HOME
         see it with --read=. , or let it write with --write=."
run "$SANDBOX" --read=. pwd
is "one that is visible is, without a word" "$out$err" "$TMP/work"
run "$SANDBOX" --workdir=/usr pwd
is "--workdir is where it starts" "$out$err" /usr
run "$SANDBOX" -q pwd
is "--quiet keeps notes back" "$err" ""

# --- Exit status --------------------------------------------------------------------------

exits "the program's status comes back: 0" 0 inside true
exits "3" 3 inside sh -c 'exit 3'
exits "255" 255 inside sh -c 'exit 255'
exits "ended by SIGTERM it is 143" 143 inside sh -c 'kill -TERM $$'
exits "ended by SIGKILL it is 137" 137 inside sh -c 'kill -KILL $$'
exits "ended by SIGSEGV it is 139" 139 inside sh -c 'kill -SEGV $$'
refused "our own failure is 125" 125 "unknown option '--nonsense'" inside --nonsense true
refused "so is no command" 125 'no command to run' inside
printf '#!/bin/sh\nexit 5\n' >script
refused "a file without x is 126" 126 'script: not executable inside the sandbox' \
	inside ./script
chmod +x script
exits "with it, it runs" 5 inside ./script
refused "a directory is 126" 126 '/usr: not executable inside the sandbox' inside /usr
like "that it is one is said" "$err" '^ +it is a directory$'
echo text >text && chmod +x text
refused "a text without #! is 126" 126 'text: not a program, nor a script' inside ./text
refused "a program that is not there is 127" 127 'nonesuch: not found inside the sandbox' \
	inside nonesuch
like "that the host has none either is said" "$err" '^ +no directory in \$PATH of the host has it$'
refused "so is a path" 127 '/nowhere/x: not found inside the sandbox' inside /nowhere/x
like "that the host does not have it either is said" "$err" '^ +the host does not have it either$'
refused "the empty name is no command" 125 "the command is empty" inside ""
printf '#!/nowhere/sh\n' >script
refused "so is a script whose interpreter is not there" 127 \
	"script is there; the interpreter that it names, '/nowhere/sh', is not visible" inside ./script
like "that the host lacks it is said" "$err" '^ +the host does not have it either$'
printf '#!/bin/sh\r\n' >script
refused "so is one with the line ends of Windows" 127 '/bin/sh.x0d., is not visible' inside ./script
like "what to do is said" "$err" 'remove the .r$'
printf '#! %s/helper -x\n' "$PWD" >script
cp script helper
refused "so is one whose interpreter no rule shows" 127 "'$PWD/helper', is not" inside ./script
like "the rule is named" "$err" "^ +the host has it; to allow it: --read=$PWD/helper\$"
rm helper
printf '#!/nowhere/sh\n' >script
cp script only-here
refused "one that no rule shows is not said to be there" 127 \
	"the host has $PWD/only-here, which no rule shows; to allow it: --read=$PWD/only-here" \
	env PATH="$PWD:$PATH" "$SANDBOX" --quiet only-here
refused "nor is one whose name the sandbox does not clean" 127 \
	"own file is not shown where its name has '\.\.' in it" inside "$PWD/../work/script"
ok "--help ends with 0" "$SANDBOX" --help
like "it shows the keywords" "$out" '^  --keep-fd=N +leave descriptor N open$'
like "what may be left out is in brackets" "$out" '^  --new-session\[=yes\|no\] '
unlike "no line ends with blanks" "$out" ' $'
ok "--version ends with 0" "$SANDBOX" --version
like "it is one line" "$out" '^sandbox [0-9]'

# --- Signals ------------------------------------------------------------------------------

# reap PID: waits for it, at most 10 s; leaves its status.
reap() {
	for _ in $(seq 200); do
		[ -e "/proc/$1" ] || break
		! grep -q '^State:.Z' "/proc/$1/status" 2>/dev/null || break
		sleep 0.05
	done
	kill -KILL "$1" 2>/dev/null
	status=0
	wait "$1" 2>/dev/null || status=$?
}

# signalled SIGNAL: the launcher gets it, the program says so and ends with 7.
signalled() {
	rm -f ready got
	"$SANDBOX" --quiet --write=. sh -c "trap 'echo got >got; exit 7' $1; echo yes >ready
		while :; do sleep 0.05; done" &
	wait_for ready
	kill "-$1" $!
	reap $!
	is "SIG$1 to the launcher reaches the program" "$status $(cat got 2>/dev/null)" "7 got"
}
for signal in TERM HUP USR1 USR2; do
	signalled "$signal"
done

# killed WHOM: what SIGKILL to `launcher` or `init` leaves.
killed() {
	rm -f ready
	"$SANDBOX" --quiet --write=. sh -c "sleep $marker & (setsid sleep $marker &)
		echo yes >ready; sleep $marker" &
	launcher=$!
	wait_for ready
	if [ "$1" = launcher ]; then
		kill -KILL "$launcher"
	else
		kill -KILL "$(cat "/proc/$launcher/task/$launcher/children")"
	fi
	reap "$launcher"
}
killed launcher
is "SIGKILL ends the launcher" "$status" 137
ok "and everything inside with it, in any session" gone
killed init
is "the end of PID 1 is the end of the sandbox" "$status" 137
ok "nothing inside outlives it" gone

nothing "signals are not blocked or ignored in the program" "$(
	inside grep -E '^Sig(Blk|Ign)' /proc/self/status | grep -v '0000000000000000$'
)"
is "what the caller ignores stays ignored" \
	"$(trap '' USR1; inside sh -c 'kill -USR1 $$; echo alive')" alive

# --- What is left -------------------------------------------------------------------------

mkdir "$TMP/kept" && echo x >"$TMP/kept/file"
tree() {
	ls "$XDG_RUNTIME_DIR/sandbox" # whose record has come and gone
	find "$TMP/work" "$TMP/kept" "$HOME" "$XDG_RUNTIME_DIR" ! -path "$XDG_RUNTIME_DIR/sandbox" \
		-printf '%p %y %m %s %T@ %C@\n' | sort
	grep -v ' /proc/' /proc/self/mountinfo
}
before=$(tree)
inside --write="$TMP/kept" --bind="$TMP/work /mnt/x/y" --tmpfs="$TMP/new/place" \
	--file="/etc/x y" --symlink="a /opt/b" --hide=/usr/share true
is "a sandbox leaves nothing on the host" "$(tree)" "$before"
nothing "no process of any test is left" "$(grep -als "$pattern" /proc/[0-9]*/cmdline)"
done_testing
