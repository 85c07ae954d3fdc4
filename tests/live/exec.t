#!/bin/bash
# exec.t - a further program in a running sandbox has what the first one has, and no more.
. "$(dirname "$0")/../lib.sh"
need_all userns
umask 077
mkdir "$TMP/runtime" "$TMP/shown"
export XDG_RUNTIME_DIR=$TMP/runtime

"$SANDBOX" --quiet --name=box --write="$TMP/shown" --env=MARK=inside --limit='nofile 100' \
	--hostname=inner sh -c 'echo first >/tmp/mark; echo ready; sleep 1000' \
	</dev/null >"$TMP/box.out" 2>&1 &
pid=$!
when_done 'kill "$pid" 2>/dev/null'
for _ in $(seq 300); do grep -q ready "$TMP/box.out" && break || sleep 0.02; done
inside() {
	"$SANDBOXCTL" exec box -- "$@"
}
init=$("$SANDBOXCTL" list --json | sed -n 's/.*"name": "box".*"pid": \([0-9]*\).*/\1/p')
first=$(pgrep -P "$init" | head -1)

# What the kernel says of a process, without what differs between any two.
facts_of() {
	grep -E '^(Uid|Gid|Groups|Cap|NoNewPrivs|Seccomp)' "/proc/$1/status"
	for ns in user mnt pid ipc uts net cgroup time; do
		readlink "/proc/$1/ns/$ns"
	done
	sed 's/  */ /g' "/proc/$1/limits"
}
"$SANDBOXCTL" exec box sleep 1000 </dev/null >/dev/null 2>&1 &
helper=$!
for _ in $(seq 300); do
	second=$(pgrep -x sleep -P "$(pgrep -P "$helper" | head -1)" 2>/dev/null) && break
	sleep 0.02
done
is "ids, capabilities, filter, namespaces and limits are those of the first program" \
	"$(facts_of "$second")" "$(facts_of "$first")"
is "so is the environment" "$(tr '\0' '\n' <"/proc/$second/environ" | grep -v ^TERM= | sort)" \
	"$(tr '\0' '\n' <"/proc/$first/environ" | grep -v ^TERM= | sort)"
kill "$helper"
ended=0
wait "$helper" || ended=$?
is "a signal to exec is for its program" "$ended" 143

is "it sees what the first one has made" "$(inside cat /tmp/mark)" first
is "and starts where that did" "$(inside pwd)" "$(readlink "/proc/$first/cwd")"
exits "the exit status comes out" 5 inside sh -c 'exit 5'
exits "a signal as 128 and its number" 137 inside sh -c 'kill -KILL $$'
exits "what is not there is 127" 127 inside no-such-program
is "standard input goes in" "$(echo words | inside cat)" words
refused "what is not shown is not there" 2 'No such file' inside ls "$TMP/runtime"
ok "what can be written can be written" inside sh -c "echo x >'$TMP/shown/by-exec'"
refused "the rest of the tree cannot" 2 'Read-only file system|Permission denied' \
	inside sh -c 'echo x >/usr/made'
refused "a system call that the filter refuses is refused" 1 'not permitted|denied|implemented' \
	inside unshare --mount true
if need python3 "the limits of another process are not to be changed"; then
	# Else a program could take those of one that exec brings in before it is sealed.
	is "a program changes its own limits, and of no other process" "$(inside python3 -c '
import os, resource
resource.setrlimit(resource.RLIMIT_NOFILE, (50, 50))
print(resource.prlimit(0, resource.RLIMIT_NOFILE))
pid = os.fork()
if pid == 0:
    os.read(0, 1)
    os._exit(0)
try:
    resource.prlimit(pid, resource.RLIMIT_NPROC, (0, 0))
    print("done")
except PermissionError as e:
    print(e.errno)
os.kill(pid, 9)' | tr '\n' ' ')" "(50, 50) 1 "
fi
is "no descriptor of ours is passed on" \
	"$(inside sh -c 'ls /proc/self/fd' 9</dev/null | tr '\n' ' ')" "0 1 2 3 "
if need landlock "Landlock holds there as well"; then
	# Mounts let the program write to /proc/self/mem; the rules for /proc do not.
	refused "Landlock holds there as well" 2 'Permission denied' \
		inside sh -c 'echo x >/proc/self/comm'
fi
if need script "it has a terminal of the sandbox"; then
	like "it has a terminal of the sandbox" \
		"$(script -qec "'$SANDBOXCTL' exec box tty" /dev/null </dev/null)" '/dev/pts/[0-9]+'
fi

# The moment between joining and exec: who waits for us inside learns nothing.
cat >"$TMP/shown/watch.sh" <<'SH'
while [ ! -e stop ]; do
	for p in /proc/[0-9]*; do
		[ "$p" = "/proc/$$" ] && continue
		tr '\0' '\n' <$p/environ 2>/dev/null | grep SECRET
		readlink $p/exe 2>/dev/null | grep sandboxctl
		ls -l $p/fd 2>/dev/null | grep -e sandbox/box -e /watched
	done
done
SH
(cd "$TMP/shown" && "$SANDBOXCTL" exec box sh -c "cd '$TMP/shown' && exec sh watch.sh" \
	>"$TMP/watched" 2>/dev/null) &
watcher=$!
for _ in $(seq 30); do
	SECRET=of-the-host inside true
done
touch "$TMP/shown/stop"
wait "$watcher"
nothing "nobody inside sees the caller's environment, program or descriptors" \
	"$(cat "$TMP/watched")"
printf '#!/proc/self/exe\n' >"$TMP/shown/trap"
chmod 700 "$TMP/shown/trap"
before=$(cksum <"$SANDBOXCTL")
run timeout 20 "$SANDBOXCTL" exec box "$TMP/shown/trap"
isnt "a script for /proc/self/exe does not run our program as itself" "$status" 0
is "and our program stays what it is" "$(cksum <"$SANDBOXCTL")" "$before"

# The host's tools in one namespace.
if need ip "--only net shows the sandbox's interfaces"; then
	is "--only net shows the sandbox's interfaces, with the host's tool" \
		"$("$SANDBOXCTL" exec --only net box -- ip -o link | awk '{ print $2 }')" lo:
fi
is "--only uts has its host name" "$("$SANDBOXCTL" exec --only=uts box -- hostname)" inner
is "and the host's files" "$("$SANDBOXCTL" exec --only=uts box -- cat "$TMP/box.out")" ready
is "but no new privilege" "$("$SANDBOXCTL" exec --only net box -- \
	grep NoNewPrivs /proc/self/status | tr -d '\t')" NoNewPrivs:1
refused "nothing of root's becomes writable" 1 'ermission denied|not permitted' \
	"$SANDBOXCTL" exec --only net,ipc,uts,cgroup,time box -- touch /etc/made
refused "the pid namespace is no part" 2 'could take it over' \
	"$SANDBOXCTL" exec --only pid box -- true
refused "an unknown one is named" 2 \
	"'neet': expected some of net ipc uts cgroup time; did you mean 'net'" \
	"$SANDBOXCTL" exec --only neet box -- true

refused "without a command there is nothing to run" 2 'no command' "$SANDBOXCTL" exec box
refused "a directory as standard input is a way out" 125 'descriptor 0 is a directory' \
	sh -c "'$SANDBOXCTL' exec box true </"

"$SANDBOXCTL" exec box sleep 1000 </dev/null >/dev/null 2>&1 &
helper=$!
sleep 0.5
"$SANDBOXCTL" kill box
wait "$pid" 2>/dev/null
ended=0
wait "$helper" || ended=$?
is "the end of the sandbox is the end of it" "$ended" 137
refused "what has ended cannot be entered" 125 "no sandbox 'box'" inside true
done_testing
