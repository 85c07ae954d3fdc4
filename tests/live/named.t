#!/bin/bash
# named.t - running sandboxes have names: list, inspect, wait, kill; and nothing is left.
. "$(dirname "$0")/../lib.sh"
need_all userns
umask 077
mkdir "$TMP/runtime"
export XDG_RUNTIME_DIR=$TMP/runtime
registry=$TMP/runtime/sandbox

# start NAME [OPTION...] [--] COMMAND...: in the background, until it is listed; $pid, $init.
start() {
	name=$1
	shift
	"$SANDBOX" --quiet --name="$name" "$@" </dev/null >"$TMP/$name.out" 2>&1 &
	pid=$!
	for _ in $(seq 300); do
		init=$("$SANDBOXCTL" list | awk -v name="$name" '$1 == name { print $3 }')
		[ -n "$init" ] && return
		sleep 0.02
	done
	diag "'$name' is not listed: $(cat "$TMP/$name.out")"
}

# finish: ends the one started last; its status in $ended.
finish() {
	"$SANDBOXCTL" kill -s KILL "$name" 2>/dev/null
	ended=0
	wait "$pid" 2>/dev/null || ended=$?
}

is "without a sandbox nothing is listed" "$("$SANDBOXCTL" list)" ""
ok "which is no error" "$SANDBOXCTL" list

start one sleep 1000
run "$SANDBOXCTL" list
like "a running one is listed with its profile and command" "$out" \
	'^one +default +[0-9]+ +[0-9]+s +[0-9.]+[KM] +[0-9]+% +none +running +sleep 1000$'
is "its name alone is had for completions" "$("$SANDBOXCTL" list --names)" one
is "the pid is that of its PID 1" "$(tr -d '\0' <"/proc/$init/comm")" sandbox-init
run "$SANDBOXCTL" list --json
if need python3 "the list is JSON"; then
	is "the list is JSON" "$(printf '%s' "$out" | python3 -c '
import json, sys
s = json.load(sys.stdin)["sandboxes"][0]
print(s["name"], s["profile"], s["network"], s["processes"], s["state"], s["pid"])')" \
		"one default none 2 running $init"
	is "so is what inspect shows, with its plan" "$("$SANDBOXCTL" inspect --json one |
		python3 -c '
import json, sys
s = json.load(sys.stdin)
print(s["name"], len(s["namespaces"]) > 6, s["plan"]["steps"][-1]["step"])')" \
		"one True exec"
fi
is "the directory is the user's alone" "$(stat -c %a "$registry")" 700
is "so is the record" "$(stat -c %a "$registry/one")" 600
run "$SANDBOXCTL" inspect one
child=$(pgrep -P "$init" | head -1)
like "inspect has the namespaces as the kernel numbers them" "$out" \
	"^ +net +$(stat -L -c %i "/proc/$child/ns/net")$"
like "and the rules with their lines" "$out" 'default.profile:[0-9]+ +network none'

refused "a name is taken only once" 125 "a sandbox named 'one' is running" \
	"$SANDBOX" --name=one true
refused "a wrong name is told from a right one" 1 "did you mean 'one'" \
	"$SANDBOXCTL" inspect ones
refused "a path is no name" 1 "no sandbox '../one'" "$SANDBOXCTL" inspect ../one
refused "nor is what holds a control character" 125 \
	'expected a name: 1 to 64 letters, digits and . _ \+ -, the first no . or -' \
	"$SANDBOX" --name=$'a\eb' true
refused "nor what begins with a dot" 125 'the first no . or -' "$SANDBOX" --name=.hidden true
refused "nor what is too long" 125 '1 to 64' \
	"$SANDBOX" --name="$(printf '%065d' 0)" true
ok "where it is optional, another is made up" "$SANDBOX" --optional-name=one true
finish
is "kill -s KILL ends it" "$ended" 137
is "its record has gone" "$(ls "$registry")" ""
refused "and its name is unknown" 1 "no sandbox 'one'" "$SANDBOXCTL" kill one

# One is listed as soon as it starts, before its program does.
until_ready() {
	for _ in $(seq 300); do grep -q ready "$TMP/$name.out" && break || sleep 0.02; done
}

start two sh -c 'trap "exit 7" TERM; echo ready; while :; do sleep 0.1; done'
until_ready
"$SANDBOXCTL" wait two >"$TMP/wait.out" 2>&1 &
waiter=$!
sleep 0.3
ok "kill asks the program to end" "$SANDBOXCTL" kill two
ended=0
wait "$pid" || ended=$?
is "which decides how" "$ended" 7
ended=0
wait "$waiter" || ended=$?
is "wait ends with the same status" "$ended" 7
refused "to wait for what has ended is an error" 125 "no sandbox 'two'" \
	"$SANDBOXCTL" wait two
refused "an unknown signal is named" 2 "unknown signal 'NONE'" \
	"$SANDBOXCTL" kill -s NONE two
refused "with the one that was meant" 2 "unknown signal 'KIL'; did you mean 'KILL'?" \
	"$SANDBOXCTL" kill -KIL two
for form in -9 -KILL -SIGKILL '-s KILL' '-s 9' -sKILL; do
	start two sh -c 'echo ready; exec sleep 1000'
	until_ready
	# shellcheck disable=SC2086 # two words
	"$SANDBOXCTL" kill $form two
	ended=0
	wait "$pid" 2>/dev/null || ended=$?
	is "kill $form is understood" "$ended" 137
done

# Wrong words are named, with the right ones.
wrong() { # MESSAGE WORD...
	wrong_message=$1
	shift
	refused "sandboxctl $* is told what is wrong" 2 "^sandboxctl: $1: $wrong_message" \
		"$SANDBOXCTL" "$@"
	like "and where to look" "$err" "sandboxctl $1 --help says what it takes"
}
wrong "unknown option '--jsno'; did you mean '--json'" list --jsno
wrong "'x' is one word too many" list x
wrong "unknown option '--json'; there is: -s" kill --json two
wrong '-s: the signal is missing' kill -s
wrong "'b' is one word too many" inspect a b
wrong 'a word is missing: wait NAME' wait
wrong "unknown option '--json'; it has none" pause --json two
wrong "unknown option '--flow'; did you mean '--follow'" stats --flow
wrong "unknown option '--follow'; there is: --json" events --follow
wrong "'x' is one word too many" profiles x
wrong "unknown option '--jsn'; did you mean '--json'" doctor --jsn
wrong "unknown option '--all'; there is: --yes, --json" discard --all two
wrong "'b' is one word too many" diff a b
wrong "unknown option '--onyl'; did you mean '--only'" exec --onyl net two true
is "--help has the options of the verb" "$("$SANDBOXCTL" stats --help | head -1)" \
	"Usage: sandboxctl stats [--follow] [--json] [NAME...]"

start three sleep 1000
"$SANDBOXCTL" wait three >/dev/null 2>"$TMP/wait.err" &
waiter=$!
sleep 0.3
kill -KILL "$pid"
wait "$pid" 2>/dev/null
ended=0
wait "$waiter" || ended=$?
is "of a launcher that is killed nobody knows the status" "$ended" 125
like "which is said" "$(cat "$TMP/wait.err")" 'was killed: how the program ended is not known'
is "what it left vanishes by itself" "$("$SANDBOXCTL" list; ls "$registry")" ""

ok "a made-up name is used when none is given" "$SANDBOX" sh -c 'exit 0'
"$SANDBOX" --quiet sleep 1000 &
pid=$!
for _ in $(seq 300); do
	name=$("$SANDBOXCTL" list | awk '$NF == 1000 { print $1 }') && [ -n "$name" ] && break
	sleep 0.02
done
like "it begins with the command" "$name" '^sleep-[0-9a-f]{4}'
finish

# A hostile record is never trusted.
start four sleep 1000
sleep 1000 &
decoy=$!
if need python3 "a record that names another process is not believed"; then
	python3 - "$registry/four" "$registry/fake" "$decoy" "$init" <<'PY'
import struct, sys
record, fake, decoy, init = sys.argv[1:]
b = bytearray(open(record, "rb").read())
old = struct.pack("<I", int(init))
at = b.index(old)
b[at:at + 4] = struct.pack("<I", int(decoy))
b = b.replace(b"four\0", b"fake\0")
open(fake, "wb").write(b)
PY
	chmod 600 "$registry/fake"
	python3 -c 'import fcntl, sys, time
f = open(sys.argv[1], "r+b")
fcntl.lockf(f, fcntl.LOCK_EX)
time.sleep(1000)' "$registry/fake" &
	holder=$!
	sleep 0.5
	unlike "a record that names another process is not listed" \
		"$("$SANDBOXCTL" list)" '^fake'
	refused "nor entered" 125 "'fake' has just ended" "$SANDBOXCTL" exec fake true
	refused "nor killed" 1 "'fake' has just ended" "$SANDBOXCTL" kill fake
	ok "the other process lives" kill -0 "$decoy"
	kill "$holder"
	wait "$holder" 2>/dev/null
	is "without its lock it is removed" "$("$SANDBOXCTL" list >/dev/null; ls "$registry")" four
fi
kill "$decoy"
wait "$decoy" 2>/dev/null
head -c 5000 /dev/urandom >"$registry/noise"
ln -s four "$registry/link"
mkfifo "$registry/fifo"
mkdir "$registry/dir"
run "$SANDBOXCTL" list
like "what is no record is passed over" "$out" '^four'
is "there is one line for the one" "$(printf '%s\n' "$out" | wc -l)" 2
refused "a link is none" 1 'a record that no sandbox has written' "$SANDBOXCTL" inspect link
rm -rf "$registry/noise" "$registry/link" "$registry/fifo" "$registry/dir"
if need python3 "a record of another launcher does not take a sandbox out of the list"; then
	for copy in copy zopy; do # before it in the list, and after it
		python3 -c 'import fcntl, sys, time
f = open(sys.argv[2], "wb+")
f.write(open(sys.argv[1], "rb").read().replace(b"four\0", sys.argv[3].encode() + b"\0", 1))
f.flush()
fcntl.lockf(f, fcntl.LOCK_EX)
print("locked", flush=True)
time.sleep(100)' "$registry/four" "$registry/$copy" "$copy" >"$TMP/$copy.out" &
		forger=$!
		for _ in $(seq 300); do [ -s "$TMP/$copy.out" ] && break || sleep 0.02; done
		is "a record of another launcher does not take a sandbox out of the list ($copy)" \
			"$("$SANDBOXCTL" list | awk 'NR > 1 { print $1 }')" four
		kill "$forger"
		rm -f "$registry/$copy"
	done
fi
finish

chmod 770 "$registry"
refused "a directory that others may write to is refused" 1 'others could write' \
	"$SANDBOXCTL" list
refused "and keeps no name" 125 'others could write' "$SANDBOX" --name=five true
ok "a sandbox without a name runs all the same" "$SANDBOX" true
chmod 700 "$registry"
if [ "$(id -u)" != 0 ]; then
	refused "another user's is refused, and not taken for empty" 1 \
		'XDG_RUNTIME_DIR is /proc: it belongs to another user' \
		env XDG_RUNTIME_DIR=/proc "$SANDBOXCTL" list
	mkdir "$TMP/foreign"
	ln -s /proc/sys "$TMP/foreign/sandbox"
	refused "so is a registry that is no directory of ours" 1 'foreign/sandbox: ' \
		env XDG_RUNTIME_DIR="$TMP/foreign" "$SANDBOXCTL" list
fi
refused "without any, list says so" 1 'XDG_RUNTIME_DIR is /nowhere: it is not there' \
	env XDG_RUNTIME_DIR=/nowhere "$SANDBOXCTL" list
[ -d "/run/user/$(id -u)" ] ||
	refused "also where the variable is not set" 1 'XDG_RUNTIME_DIR is not set, and /run/user/' \
		env -u XDG_RUNTIME_DIR "$SANDBOXCTL" stats
refused "without a runtime directory there is no name" 125 'no runtime directory' \
	env XDG_RUNTIME_DIR=/nowhere "$SANDBOX" --name=five true
ok "and a sandbox runs all the same" env XDG_RUNTIME_DIR=/nowhere "$SANDBOX" true
ok "so it does where the record has no room" \
	bash -c 'ulimit -f 1; exec "$0" true' "$SANDBOX"
refused "but not with a name" 125 "the name 'five' cannot be kept: .*: No space" \
	bash -c 'ulimit -f 1; exec "$0" --name=five true' "$SANDBOX"

start six --write="$TMP/runtime" sh -c "ls -la '$TMP/runtime/sandbox'; echo end; sleep 1000"
for _ in $(seq 300); do grep -q end "$TMP/six.out" && break || sleep 0.02; done
unlike "no sandbox sees the records" "$(cat "$TMP/six.out")" 'six'
finish
refused "nor can a rule name them" 125 'cannot be shown' "$SANDBOX" --read="$registry" true
done_testing
