#!/bin/bash
# limits.t - limits of a sandbox as a whole: what they stop, what is said then, that nothing can
# raise them from inside, and that no cgroup stays; and what happens where none can be had.
. "$(dirname "$0")/../lib.sh"
need_all userns proc python3

# lib.sh hides it, but it is where the user's systemd listens.
runtime=/run/user/$(id -u)
[ ! -S "$runtime/systemd/private" ] || export XDG_RUNTIME_DIR=$runtime
tree=/sys/fs/cgroup
usage=$BUILD/tests/cgroup/usage
own=$tree$(sed -n 's/^0:://p' /proc/self/cgroup)

mkdir "$TMP/work"
cd "$TMP/work" || exit 1

inside() {
	"$SANDBOX" --quiet "$@"
}

# --- Where none can be had ----------------------------------------------------------------

# Found out without the programs under test.
cgroup_way() {
	[ -e "$tree/cgroup.controllers" ] || return 1
	! grep -q ':memory:' /proc/self/cgroup || return 1
	if [ -S "$runtime/systemd/private" ] || { has root && [ -S /run/systemd/private ]; }; then
		echo scope
	elif [ -w "${own%/*}/cgroup.procs" ] || has root; then
		echo below
	else
		return 1
	fi
}

if ! way=$(cgroup_way); then
	case " ${VM_SEEN-} " in
	*' cgroup=delegated '*) fail "a cgroup can be had on this machine" ;;
	esac
	refused "without a cgroup, limit memory is an error that says why" 125 \
		'^sandbox: --limit=memory 64M: limit memory cannot be had: (cgroup v1 uses the controllers|no cgroup v2 tree is mounted|no cgroup is delegated|other processes share)' \
		"$SANDBOX" --limit='memory 64M' true
	for limit in 'swap 1M' 'cpu 50%' 'pids 5' 'io 1M'; do
		refused "so is limit ${limit%% *}" 125 "^sandbox: .*limit ${limit%% *} cannot be had: " \
			"$SANDBOX" --limit="$limit" true
	done
	printf 'include default\noptional limit memory 300M\n' >soft.profile
	run "$SANDBOX" --profile=./soft.profile sh -c 'ulimit -v'
	is "an optional one falls back: limit memory to one of each process" "$status $out" \
		"0 $((300 * 1024))"
	like "that is said, with its line" "$err" \
		'^sandbox: .*soft\.profile:2:.*: note: limit memory holds for each process alone, as limit as: '
	is "limit pids falls back to the number of the user's processes inside, with PID 1" \
		"$(inside --optional-limit='pids 50' bash -c 'ulimit -u')" 51
	ok "a plan can be made" "$SANDBOXCTL" plan --profile=./soft.profile --optional-limit='cpu 50%'
	like "what it fell back to is in the plan, with its line" "$out" \
		'^seal +limit\.set +as 300M at most +limits .*soft\.profile:2'
	unlike "what has nothing near it is not" "$out" 'cgroup\.'
	like "it is spoken of" "$err" 'note: left out: limit cpu: '
	is "without a limit of that kind, nobody looks for a cgroup" \
		"$(inside --limit='nofile 100' sh -c 'ulimit -n')" 100
	done_testing
fi

# --- Where it can: what is left -----------------------------------------------------------

# Cgroups and sweepers of ours. Under systemd it takes a moment until it has seen the end.
left() {
	find "$tree" -name 'sandbox-[0-9]*' -type d 2>/dev/null
	grep -ls '^sandbox-sweep$' /proc/[0-9]*/comm
}
left_at_start=$(left)
nothing_left() {
	local i
	for ((i = 0; i < 100; i++)); do
		[ "$(left)" != "$left_at_start" ] || break
		sleep 0.1
	done
	is "$1" "$(left)" "$left_at_start"
}

# The cgroup of the process with this number of seconds in its command line, from outside.
marker=$((200000 + $$))
marked_pid() {
	local i file
	for ((i = 0; i < 200; i++)); do
		for file in $(grep -als "^sleep.$marker" /proc/[0-9]*/cmdline); do
			file=${file#/proc/}
			echo "${file%/cmdline}"
			return
		done
		sleep 0.05
	done
	return 1
}
end_marked() {
	local file
	for file in $(grep -als "[s]leep.$marker" /proc/[0-9]*/cmdline); do
		file=${file#/proc/}
		kill -KILL "${file%/cmdline}" 2>/dev/null
	done
}
when_done end_marked

diag "a cgroup can be had: $way"
ok "a program with limits runs" inside --limit='memory 200M' --limit='pids 20' true
exits "its exit status is the program's" 7 inside --limit='memory 200M' sh -c 'exit 7'
nothing_left "afterwards no cgroup is left"

# --- What is set --------------------------------------------------------------------------

# Not by way of a function: $! would be a shell of ours.
"$SANDBOX" --quiet --limit='memory 64M' --limit='pids 5' --limit='cpu 1.5' sleep "$marker" &
launcher=$!
pid=$(marked_pid)
path=$(sed -n 's/^0:://p' "/proc/$pid/cgroup")
like "the program is in a cgroup of its own" "$path" '/sandbox-[0-9]+-[0-9a-f]{8}/program$'
dir=$tree${path%/program}
is "limit memory is memory.max" "$(cat "$dir/memory.max")" $((64 << 20))
is "and the end of all of it, when it is reached" "$(cat "$dir/memory.oom.group")" 1
[ ! -e "$dir/memory.swap.max" ] ||
	is "without a word about swap there is none" "$(cat "$dir/memory.swap.max")" 0
is "limit pids is pids.max, and PID 1" "$(cat "$dir/pids.max")" 6
is "limit cpu is cpu.max" "$(cat "$dir/cpu.max")" "150000 100000"
is "all processes of the sandbox are in it" "$(wc -l <"$dir/program/cgroup.procs")" 2
unlike "the launcher is not" "$(cat "$dir/program/cgroup.procs")" "^$launcher\$"
if [ -x "$usage" ]; then
	ok "what it uses can be read" "$usage" "$pid"
	like "memory" "$out" '^memory [1-9][0-9]*$'
	like "processor time" "$out" '^cpu-usec [1-9][0-9]*$'
	like "processes, PID 1 among them" "$out" '^pids 2$'
	like "that nothing was refused" "$out" '^pids-max 0$'
	like "that there is somebody, and not frozen" "$(echo $out)" 'populated 1 frozen 0$'
	ok "it can be frozen" "$usage" "$pid" freeze
	like "it is then" "$out" '^frozen 1$'
fi
kill -TERM "$launcher"
sleep 0.3
if [ -x "$usage" ]; then
	ok "and go on" "$usage" "$pid" thaw
	like "then it is not any more" "$out" '^frozen 0$'
	refused "a process without such a cgroup is told apart" 1 'No such file' "$usage" $$
fi
wait "$launcher"
is "a signal that came meanwhile ends it" $? 143
nothing_left "nothing is left of that one"

if [ -e "$own/memory.swap.max" ] || [ "$way" = scope ]; then
	ok "limit swap can be had" inside --limit='memory 64M' --limit='swap 10M' true
fi

# --- What sandboxctl says of it -----------------------------------------------------------

# The user's manager is found by the runtime directory; elsewhere one of our own will do.
listed=${XDG_RUNTIME_DIR-}
if [ "$way" != scope ] || has root; then
	mkdir -m 700 "$TMP/runtime"
	export XDG_RUNTIME_DIR=$TMP/runtime
fi
"$SANDBOX" --quiet --name=limited --limit='memory 64M' --limit='pids 5' sleep "$marker" &
launcher=$!
for _ in $(seq 300); do "$SANDBOXCTL" list --names | grep -qx limited && break || sleep 0.1; done
run "$SANDBOXCTL" inspect limited
like "inspect says how much of the memory is used" "$out" \
	'^limits +memory 64M, used [0-9.]+[KM]$'
like "and how many processes there are" "$out" '^ +pids 5 besides PID 1, used 1$'
like "it runs" "$out" '^state +running$'
ok "pause freezes its cgroup" "$SANDBOXCTL" pause limited
is "of which nothing need be said" "$err" ""
like "and shows" "$("$SANDBOXCTL" list)" '^limited .* paused +sleep'
ok "a signal waits" "$SANDBOXCTL" kill limited
like "and that is said" "$err" "'limited' is paused"
ok "resume lets it go on" "$SANDBOXCTL" resume limited
wait "$launcher"
is "and the signal ends it" $? 143
# The end can come before resume has looked whether they go on, and takes the cgroup away.
failed=
for i in $(seq 10); do
	"$SANDBOX" --quiet --name="limited$i" --limit='memory 64M' sleep "$marker" &
	launcher=$!
	for _ in $(seq 300); do
		"$SANDBOXCTL" list --names | grep -qx "limited$i" && break || sleep 0.1
	done
	"$SANDBOXCTL" pause "limited$i" && "$SANDBOXCTL" kill "limited$i" 2>/dev/null &&
		"$SANDBOXCTL" resume "limited$i" || failed="$failed $i"
	wait "$launcher"
done
is "resume is right however soon the signal ends it" "$failed" ""
"$SANDBOXCTL" events >events &
watcher=$!
for i in $(seq 100); do # until it listens
	[ ! -s events ] || break
	"$SANDBOX" --quiet --name="heard$i" true
done
run "$SANDBOX" --quiet --name=hungry --limit='memory 64M' \
	python3 -c 'bytearray(100 << 20)'
for _ in $(seq 100); do grep -q '"exit", "name": "hungry"' events && break || sleep 0.1; done
kill "$watcher"
wait "$watcher" 2>/dev/null
is "events tells of the memory once, however short it ran" \
	"$(grep -c '"oom", "name": "hungry"' events)" 1
rm -f events
if [ -n "$listed" ]; then
	XDG_RUNTIME_DIR=$listed
else
	unset XDG_RUNTIME_DIR
fi

# --- What they stop -----------------------------------------------------------------------

run "$SANDBOX" --quiet --limit='memory 64M' python3 -c 'bytearray(100 << 20); print("had it")'
is "100 MB under limit memory 64M: killed" "$status $out" "137 "
is "the limit is named" "$err" 'sandbox: ended by `--limit=memory 64M` (command line)'
printf 'include default\nlimit memory 64M\n' >small.profile
run "$SANDBOX" --quiet --profile=./small.profile sh -c 'head -c 100M /dev/zero >/dev/shm/file; echo had it'
is "what is written into memory counts, and all processes end" "$status $out" "137 "
like "the line of the profile is named" "$err" \
	'^sandbox: ended by `limit memory 64M` \(.*small\.profile:2\)$'
refused "too little for a start is said to be that" 125 '^sandbox: ended by `--limit=memory 100K` ' \
	inside --limit='memory 100K' true
exits "40 MB are had" 0 inside --limit='memory 200M' python3 -c 'bytearray(40 << 20)'
is "and nothing is said" "$err" ""

run "$SANDBOX" --quiet --limit='pids 5' python3 -c '
import os, time
for n in range(50):
    try:
        if os.fork() == 0:
            time.sleep(60)
    except OSError as e:
        print(n, e.strerror)
        break'
is "under limit pids 5 a program can start four" "$out" "4 Resource temporarily unavailable"
is "its exit status is its own" "$status" 0
like "the limit that was reached is named" "$err" \
	'^sandbox: reached `--limit=pids 5` \(command line\): [0-9]+ new processes? refused$'
refused "under limit pids 1 it can start none" 2 'Cannot fork' inside --limit='pids 1' sh -c 'sleep 0; :'

# A real one. The time limit is for the case that the test fails.
"$SANDBOX" --quiet --limit='pids 5' --limit='time 20s' bash -c 'b() { b | b & }; b; sleep 3' \
	2>"$TMP/bomb" &
launcher=$!
sleep 1.5
ok "while a fork bomb runs, others can start processes" timeout 20 sh -c 'for i in 1 2 3 4 5; do (true); done'
wait "$launcher"
like "it is told which limit it reached" "$(cat "$TMP/bomb")" '^sandbox: reached `--limit=pids 5`'
nothing_left "nothing is left of a fork bomb"

measured=$(inside --limit='cpu 50%' python3 -c '
import time
used, began = time.process_time(), time.monotonic()
while time.monotonic() - began < 5:
    pass
print(int(100 * (time.process_time() - used) / (time.monotonic() - began)))')
ok "limit cpu 50% is kept (measured: $measured%)" test "${measured:-100}" -le 65

# --- From inside --------------------------------------------------------------------------

is "its cgroup is the root of the tree that it sees" \
	"$(inside --limit='pids 9' cat /proc/self/cgroup)" "0::/"
cat >try-to-raise <<'END'
mount -t cgroup2 tree /tmp || exit 0
mkdir /tmp/a /tmp/a/b && echo made
ls /tmp | grep -E '^(memory|pids|cpu)\.max$'
END
run inside --limit='memory 64M' --nested=userns --read=. \
	unshare --user --map-root-user --mount --cgroup sh ./try-to-raise
unlike "a program that mounts the tree does not find its limits there" "$out" 'max'
nothing_left "what it may have made in it is gone as well"

# --- A controller that is not there --------------------------------------------------------

io() {
	"$SANDBOX" --quiet --device=/dev/vda --limit='io 1M' "$@"
}
run "$SANDBOX" --quiet --limit='io 1M' true
if [ "$status" = 0 ]; then
	if has root && [ -e /dev/vda ]; then
		began=$(date +%s%N)
		ok "a disk can be read under limit io 1M" \
			io sh -c 'for i in 1 2 3 4; do
				dd if=/dev/vda of=/dev/null bs=256K count=4 iflag=direct; done'
		took=$((($(date +%s%N) - began) / 1000000))
		ok "4 MB of it take their time ($took ms)" test "$took" -ge 2500
	fi
else
	like "limit io without its controller is an error that names it" "$err" \
		'^sandbox: --limit=io 1M: limit io cannot be had: .* comes without the controller io$'
	ok "optional, it is left out" "$SANDBOX" --optional-limit='io 1M' true
	like "and that is said" "$err" 'note: left out: limit io: '
fi

# --- The launcher is killed ----------------------------------------------------------------

"$SANDBOX" --quiet --limit='memory 64M' --limit='pids 5' sleep "$marker" &
launcher=$!
ok "a sandbox runs" test -n "$(marked_pid)"
kill -KILL "$launcher"
wait "$launcher" 2>/dev/null
nothing_left "its launcher killed, no cgroup is left, nor a process of ours"
nothing "nor the program" "$(grep -als "[s]leep.$marker" /proc/[0-9]*/cmdline)"

for i in 1 2 3 4 5 6 7 8 9 10 11 12; do
	"$SANDBOX" --quiet --limit='memory 64M' --limit='pids 5' sleep "$marker" &
	launcher=$!
	sleep "0.$(printf %02d $((i * 4)))"
	kill -KILL "$launcher"
	wait "$launcher" 2>/dev/null
done
nothing_left "the same at twelve moments of the start"

# --- Other ways to a cgroup ----------------------------------------------------------------

if [ "$way" = scope ] && ! has root; then
	hidden=$TMP/run # no systemd listens there
	scope() {
		systemd-run --user --scope --quiet -p Delegate=yes "$@"
	}
	run scope env XDG_RUNTIME_DIR="$hidden" "$SANDBOX" --quiet --limit='memory 64M' \
		python3 -c 'bytearray(100 << 20)'
	is "alone in a delegated cgroup, the launcher makes room in it" "$status" 137
	like "and says which limit it was" "$err" '^sandbox: ended by `--limit=memory 64M`'
	refused "with others in it, that is an error" 125 \
		'limit memory cannot be had: other processes share this one.s cgroup' \
		scope env XDG_RUNTIME_DIR="$hidden" sh -c '"$1" --limit="memory 64M" true; exit $?' \
		sh "$SANDBOX"
	nothing_left "nothing is left there either"
	systemd-run --user --scope --quiet -p Delegate=yes env XDG_RUNTIME_DIR="$hidden" \
		"$SANDBOX" --quiet --limit='pids 5' sleep "$marker" &
	launcher=$! # all of them become the next
	ok "one runs that has made room" test -n "$(marked_pid)"
	kill -KILL "$launcher"
	wait "$launcher" 2>/dev/null
	nothing_left "nothing of it is left when it is killed"
fi

# --- What doctor says ----------------------------------------------------------------------

run "$SANDBOXCTL" doctor
like "doctor says where from" "$out" '^ok +cgroup delegation +cpu, memory, pids(, io)?; (in scopes of systemd|below /)'
done_testing
