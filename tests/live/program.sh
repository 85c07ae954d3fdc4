# shellcheck shell=sh disable=SC2034 # the variables are for the tests
# program.sh - what the tests with real programs share.  Sourced after lib.sh.
#
# In $HOME there are things that no program may see: canary, .ssh/id_canary.  The variable
# CANARY_TOKEN is exported.  Tests work in $TMP/work: a profile that opens the current
# directory refuses $HOME and what is above it.
DATA=$SRCDIR/tests/data
WORK=$TMP/work
CANARY_TOKEN=a-secret-of-the-caller
export CANARY_TOKEN

mkdir "$WORK" "$HOME/.ssh" "$HOME/Downloads" "$HOME/Documents"
chmod 0700 "$HOME/.ssh"
echo CANARY >"$HOME/canary"
echo CANARY >"$HOME/.ssh/id_canary"
chmod 0600 "$HOME/canary" "$HOME/.ssh/id_canary"
cd "$WORK" || exit 1

# inside [OPTION...] -- COMMAND...: the sandbox, without its notes, for two minutes at most.
inside() {
	timeout --kill-after=5 120 "$SANDBOX" --quiet "$@"
}

# reach PROFILE THING...: what tests/data/reach.py says under that profile.
reach() {
	reach_profile=$1
	shift
	inside --profile="$reach_profile" -- python3 - "$@" <"$DATA/reach.py" 2>&1
}

# start_listener: somebody on the host who must not hear from a sandbox without network.
# Leaves $port (TCP, of 127.0.0.1), $abstract (the name of an abstract socket) and $socket
# (the path of another).
start_listener() {
	abstract=sandbox-test-$$
	socket=$XDG_RUNTIME_DIR/listener
	mkfifo "$TMP/port"
	python3 "$DATA/listen.py" tcp "abstract:$abstract" "unix:$socket" >"$TMP/port" &
	when_done "kill $! 2>/dev/null"
	read -r port <"$TMP/port"
}

# start_server DIR: serves DIR over HTTP on the host's loopback; leaves $server, its URL.
start_server() {
	mkfifo "$TMP/server"
	python3 -u -m http.server --bind 127.0.0.1 --directory "$1" 0 >"$TMP/server" 2>/dev/null &
	when_done "kill $! 2>/dev/null"
	read -r server_says <"$TMP/server"
	server=http://127.0.0.1:$(printf '%s' "$server_says" | sed 's/.* port \([0-9]*\) .*/\1/')
}

# pixel FILE X Y: "WIDTH HEIGHT #rrggbb".
pixel() {
	python3 "$DATA/png-pixel.py" "$@" 2>&1
}
