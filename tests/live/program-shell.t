#!/bin/sh
# program-shell.t - an interactive shell under `shell`, on a terminal.
. "$(dirname "$0")/../lib.sh"
. "$(dirname "$0")/program.sh"

need_all userns pty bash python3
echo 'echo "the rc file of the real home"' >"$HOME/.bashrc"
start_listener

# at_shell LINE...: types the lines into bash -i on a terminal; $status is bash's, $out what
# stood on the screen.  What is typed is echoed, so answers are computed rather than quoted.
# On a dumb terminal, or readline would put its escapes between.
at_shell() {
	printf '%s\n' "$@" >"$TMP/typed"
	status=0
	TERM=dumb timeout 60 script -qec "$SANDBOX --quiet --profile=shell bash -i" /dev/null \
		<"$TMP/typed" >"$TMP/screen" 2>&1 || status=$?
	out=$(tr -d '\r' <"$TMP/screen")
}

at_shell 'tty; set -o | grep monitor' 'echo "sum $((40 + 2))"' 'sleep 60 & jobs' 'kill %1' \
	'pwd; ls -A | wc -l' \
	"printf '#!/bin/sh\necho ra\"\"n\n' >try; chmod +x try; ./try" 'exit 3'
is "bash -i ends with the status that was asked for" "$status" 3
like "it has a terminal of its own" "$out" '^/dev/pts/[0-9]+$'
like "it computes" "$out" '^sum 42$'
like "job control is on" "$out" '^monitor[[:space:]]+on$'
like "and works" "$out" 'Running +sleep 60'
unlike "bash has nothing to complain about the terminal" "$out" 'no job control|cannot set terminal'
like "it starts in a home" "$out" "^$HOME\$"
like "that is empty" "$out" '^0$'
like "what is written there runs" "$out" '^ran$'
unlike "the real home's start-up file was not read" "$out" 'the rc file'

at_shell "cat $HOME/canary $HOME/.ssh/id_canary" 'echo evil >>~/.bashrc' 'exit 0'
unlike "no file of the real home can be read" "$out" '^CANARY'
like "since none is there" "$out" "$HOME/canary: No such file"
is "none can be written, either" "$(cat "$HOME/.bashrc")" 'echo "the rc file of the real home"'
is "nothing of the caller's can be reached" "$(
	reach shell "tcp:$port" "abstract:$abstract" "unix:$socket" env:CANARY_TOKEN "read:$WORK"
)" "tcp ECONNREFUSED
abstract ECONNREFUSED
unix ENOENT
env ENODATA
read ENOENT"
done_testing
