#!/bin/bash
# watched.t - running sandboxes paused, watched, and what is told about them.
. "$(dirname "$0")/../lib.sh"
need_all userns python3
umask 077
cd "$TMP" || exit 1
mkdir runtime shown
export XDG_RUNTIME_DIR=$TMP/runtime

"$SANDBOXCTL" events >"$TMP/events" 2>&1 &
events=$!
# It watches once it has looked at what runs already, which it does not say.
for _ in $(seq 300); do
	readlink "/proc/$events/fd/"* 2>/dev/null | grep -q inotify && break
	sleep 0.02
done
sleep 0.5
"$SANDBOX" --quiet --name=box --write="$TMP/shown" --workdir="$TMP/shown" \
	sh -c 'i=0; while :; do i=$((i + 1)); echo $i >count; sleep 0.02; done' &
pid=$!
for _ in $(seq 300); do [ -s shown/count ] && break || sleep 0.02; done
init=$("$SANDBOXCTL" list | awk '$1 == "box" { print $3 }')

run "$SANDBOXCTL" pause box
is "pause stops it" "$status" 0
like "and says how, as it has no cgroup" "$err" 'one by one with SIGSTOP'
before=$(cat shown/count)
sleep 0.5
is "nothing goes on then" "$(cat shown/count)" "$before"
is "its PID 1 waits as ever" "$(cut -d' ' -f3 <"/proc/$init/stat")" S
like "list shows it" "$("$SANDBOXCTL" list)" '^box .* paused +sh -c'
like "so does stats" "$("$SANDBOXCTL" stats)" '^box .* paused$'
like "and inspect" "$("$SANDBOXCTL" inspect box)" '^state +paused$'
is "and all of them as JSON" "$({
	"$SANDBOXCTL" list --json
	"$SANDBOXCTL" stats --json
	"$SANDBOXCTL" inspect --json box
} | grep -o '"state": "[a-z]*"' | sort | uniq -c | tr -s ' ')" ' 3 "state": "paused"'
run "$SANDBOXCTL" kill -s WINCH box
is "a signal is taken" "$status" 0
like "and it is said that it waits" "$err" "'box' is paused: the signal waits until sandboxctl resume box"
ok "it can be paused twice" "$SANDBOXCTL" pause box
ok "resume lets it go on" "$SANDBOXCTL" resume box
for _ in $(seq 300); do [ "$(cat shown/count)" != "$before" ] && break || sleep 0.02; done
like "and is shown as running" "$("$SANDBOXCTL" list)" '^box .* running +sh -c'
isnt "which it does" "$(cat shown/count)" "$before"
refused "what does not run cannot be paused" 1 "no sandbox 'other'" "$SANDBOXCTL" pause other

run "$SANDBOXCTL" stats --json box
is "stats are JSON lines" "$(printf '%s' "$out" | python3 -c '
import json, sys
s = json.loads(sys.stdin.readline())
print(s["name"], s["memory_bytes"] > 100000, s["pids"] >= 2, s["cpu_usec"] >= 0)')" \
	"box True True True"
like "and a table for people" "$("$SANDBOXCTL" stats)" '^box +[0-9.]+s +[0-9.]+[KMG]'
"$SANDBOX" --quiet --name=a-name-that-is-longer-than-any-column --limit='time 1h' sleep 1000 &
other=$!
for _ in $(seq 300); do "$SANDBOXCTL" list --names | grep -q ^a-name && break || sleep 0.02; done
nothing "columns line up, however long a name is" "$("$SANDBOXCTL" stats | awk '
	{ at = match($0, /s +[0-9.]+[KMG] /) }
	NR == 1 { at = match($0, /U +MEM /) }
	NR > 1 && at != last { print }
	{ last = at }')"
run "$SANDBOXCTL" inspect a-name-that-is-longer-than-any-column
like "inspect says what is limited, and how much of it is used" \
	"$out" '^limits +time 3600 seconds, used [0-9]+ seconds$'
like "and the limits of each process" "$out" '^ +of each process: .*nofile [0-9]+'
"$SANDBOXCTL" kill -9 a-name-that-is-longer-than-any-column
wait "$other" 2>/dev/null
refused "an unknown name is an error" 1 "no sandbox 'other'" "$SANDBOXCTL" stats other
"$SANDBOXCTL" stats --follow --json box >"$TMP/followed" &
follower=$!
sleep 2.5
"$SANDBOXCTL" kill -s KILL box
wait "$pid" 2>/dev/null
ok "stats --follow ends with its sandbox" wait "$follower"
isnt "and has had more than one line" "$(wc -l <"$TMP/followed")" 1

"$SANDBOX" --quiet --name=second sh -c 'sleep 0.5; exit 3'
for _ in $(seq 300); do [ "$(grep -c '"exit"' "$TMP/events")" = 3 ] && break || sleep 0.02; done
run "$SANDBOX" --quiet --name=timed --limit='time 1' sleep 1000
is "who takes too long ends with 124" "$status" 124
is "and it is said which line ended it" "$err" \
	"sandbox: ended by \`--limit=time 1\` (command line)"
for _ in $(seq 300); do [ "$(grep -c '"exit"' "$TMP/events")" = 4 ] && break || sleep 0.02; done
kill "$events"
wait "$events" 2>/dev/null
is "events tells of starts and ends, with the status" "$(python3 -c '
import json, sys
for line in open(sys.argv[1]):
    e = json.loads(line)
    if not e["name"].startswith("a-name"):
        print(e["event"], e["name"], e.get("status"), e.get("limit"))' "$TMP/events")" \
	"start box None None
exit box 137 None
start second None None
exit second 3 None
start timed None None
limit timed None time
exit timed 124 None"

if need script "top shows what runs, and leaves the screen as it was"; then
	"$SANDBOX" --quiet --name=third sleep 1000 &
	pid=$!
	sleep 0.5
	(
		sleep 2
		printf q
	) | script -qec "stty rows 20 cols 80; '$SANDBOXCTL' top; stty -a" /dev/null >"$TMP/screen" 2>&1
	like "top shows what runs" "$(cat "$TMP/screen")" 'third +default'
	screen=$(sed 's/\x1b/ESC/g' "$TMP/screen")
	like "on the other screen" "$screen" 'ESC\[\?1049h'
	like "and leaves it with the cursor" "$screen" 'ESC\[\?25hESC\[\?1049l'
	like "the terminal is as it was" "$screen" ' icanon '
	unlike "echo as well" "$screen" '[ ;]-echo[ ;]'
	"$SANDBOXCTL" kill -s KILL third
	wait "$pid" 2>/dev/null
fi
refused "without a terminal top says what to use" 2 "needs a terminal" "$SANDBOXCTL" top
done_testing
