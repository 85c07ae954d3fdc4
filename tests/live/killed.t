#!/bin/bash
# killed.t - whenever the launcher is killed, nothing of the sandbox is left.
. "$(dirname "$0")/../lib.sh"
need_all userns python3
umask 077
cd "$TMP" || exit 1
mkdir runtime
export XDG_RUNTIME_DIR=$TMP/runtime

files() {
	find "$TMP" "$HOME" ! -path "$TMP/.*" ! -path "$TMP/left" | sort
}
"$SANDBOX" --quiet true # has made the directory of the records
before=$(files)

# 200 launchers, each killed at some moment of its start, its run or its end.  The program's
# argument is the mark by which what outlives it would be found.
mark=$$7771
run python3 - "$SANDBOX" "$mark" <<'PY'
import os, random, signal, subprocess, sys, time
sandbox, mark = sys.argv[1:]
random.seed(4711)
killed = 0
for i in range(200):
    # A program that ends by itself soon, so that the end is hit as well.
    p = subprocess.Popen([sandbox, "--quiet", "sh", "-c", "sleep 0.0%d; : %s" % (i % 5, mark)],
                         stdin=subprocess.DEVNULL)
    time.sleep(random.random() * 0.08)
    p.send_signal(signal.SIGKILL)
    killed += p.wait() == -signal.SIGKILL
print(killed)
PY
is "200 launchers were started, and killed where they had not ended" "$status" 0
diag "$out were killed before their end"
isnt "some of them were" "$out" 0
for _ in $(seq 100); do
	pgrep -u "$(id -u)" -f ": $mark" >"$TMP/left" || break
	sleep 0.05
done
nothing "no process of theirs is left" "$(cat "$TMP/left")"
is "list shows none" "$("$SANDBOXCTL" list)" ""
is "and no record is left" "$(ls runtime/sandbox)" ""
nothing "nor a mount" "$(grep "$TMP" /proc/self/mountinfo)"
is "nor a file" "$(files)" "$before"
done_testing
