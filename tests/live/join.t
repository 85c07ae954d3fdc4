#!/bin/bash
# join.t - sandboxes that share namespaces, as containers of a pod do, and nothing else.
. "$(dirname "$0")/../lib.sh"
need_all userns netns python3
umask 077
cd "$TMP" || exit 1
mkdir "$TMP/runtime" "$TMP/first" "$TMP/second"
export XDG_RUNTIME_DIR=$TMP/runtime

# start NAME [OPTION...] COMMAND...: in the background, until it is listed.
start() {
	start_name=$1
	shift
	"$SANDBOX" --quiet --name="$start_name" "$@" </dev/null >"$TMP/$start_name.out" 2>"$TMP/$start_name.err" &
	for _ in $(seq 300); do
		"$SANDBOXCTL" inspect "$start_name" >/dev/null 2>&1 && return
		sleep 0.02
	done
	diag "$start_name: $(cat "$TMP/$start_name.err")"
}
ns_of() { # NAME NAMESPACE
	"$SANDBOXCTL" inspect --json "$1" | python3 -c '
import json, sys
print(json.load(sys.stdin)["namespaces"][sys.argv[1]])' "$2"
}

echo of-the-first >"$TMP/first/page"
start pod --network=loopback --write="$TMP/first" --workdir="$TMP/first" \
	python3 -u -m http.server 8000
server=$!
for _ in $(seq 300); do grep -q Serving "$TMP/pod.out" "$TMP/pod.err" && break || sleep 0.02; done
fetch='import urllib.request, sys
print(urllib.request.urlopen("http://127.0.0.1:8000/page", timeout=5).read().decode().strip())'
is "two sandboxes in one network talk over its loopback" \
	"$("$SANDBOX" --quiet --join='pod net' python3 -c "$fetch")" of-the-first
refused "a third one does not reach them" 1 'refused' \
	"$SANDBOX" --network=loopback python3 -c "$fetch"
refused "the files of the one are not the other's" 2 'No such file' \
	"$SANDBOX" --quiet --join='pod net' ls "$TMP/first"

start side --join='pod net' --write="$TMP/second" sleep 1000
second=$!
for ns in net user; do
	is "the $ns namespace is shared" "$(ns_of side "$ns")" "$(ns_of pod "$ns")"
done
for ns in mnt pid ipc uts cgroup; do
	isnt "the $ns namespace is not" "$(ns_of side "$ns")" "$(ns_of pod "$ns")"
done
is "the second sees its own processes alone" \
	"$("$SANDBOXCTL" exec side sh -c 'cat /proc/[0-9]*/comm' | sort | uniq | tr '\n' ' ')" \
	"sandbox-init sh sleep "
is "it has no capabilities" "$("$SANDBOXCTL" exec side grep -h '^CapEff' /proc/self/status |
	tr -d '\t')" CapEff:0000000000000000
is "but a filter" "$("$SANDBOXCTL" exec side grep -h '^Seccomp:' /proc/self/status |
	tr -d '\t')" Seccomp:2
refused "a network that is shared is not 'no network'" 125 \
	"no-network cannot be promised: the network is another sandbox's \(join\)" \
	"$SANDBOX" --quiet --join='pod net' --require=no-network true
refused "ids of its own it cannot have" 125 \
	"'--ids=auto' cannot be had: pod is joined: its ids are shared" \
	"$SANDBOX" --quiet --join='pod ipc' --ids=auto true
like "the plan names the line that decides" \
	"$("$SANDBOXCTL" plan --network=none --join='pod net' true 2>/dev/null | grep ns.new)" '--join'
printf 'include default\njoin pod net\njoin pod uts\n' >two.profile
refused "two of them are not passed over in silence" 0 \
	"two.profile:3:1: warning: 'join pod uts' takes the place of 'join pod net' \(two.profile:2\)" \
	sh -c "'$SANDBOXCTL' check ./two.profile >&2"
"$SANDBOXCTL" kill -s KILL pod
wait "$server" 2>/dev/null
is "the first may end before the second" "$("$SANDBOXCTL" exec side echo alive)" alive
is "whose network lasts" "$("$SANDBOX" --quiet --join='side net' python3 -c '
import socket
s = socket.socket(); s.bind(("127.0.0.1", 8001)); print("bound")')" bound
"$SANDBOXCTL" kill -s KILL side
wait "$second" 2>/dev/null

start pod --hostname=inner sleep 1000
first=$!
is "a shared host name is seen" "$("$SANDBOX" --quiet --join='pod uts' hostname)" inner
is "shared memory of System V as well" "$("$SANDBOXCTL" exec pod ipcmk -M 4096 >/dev/null
	"$SANDBOX" --quiet --join='pod ipc' ipcs -m | grep -c 4096)" 1
"$SANDBOXCTL" kill -s KILL pod
wait "$first" 2>/dev/null
refused "processes are not shared: they would outlive their sandbox" 125 "'pid': expected net, ipc or uts" \
	"$SANDBOX" --join='pod pid' true

start host --network=host sleep 1000
first=$!
refused "the host's network is not shared by the back door" 125 \
	"its network is the host's; say: network host" "$SANDBOX" --quiet --join='host net' true
start side --join='host ipc' --network=host sleep 1000
second=$!
refused "nor by way of another one" 125 "its network is the host's" \
	"$SANDBOX" --quiet --join='side net' true
refused "other ids cannot be had" 125 'it has other ids' \
	"$SANDBOX" --quiet --join='host ipc' --user=root true
refused "nor may one build sandboxes where the other may not" 125 'nested userns' \
	"$SANDBOX" --quiet --join='host ipc' --nested=userns true
"$SANDBOXCTL" kill -s KILL host side
wait "$first" "$second" 2>/dev/null
refused "what does not run cannot be joined" 125 "the sandbox 'host' is not running" \
	"$SANDBOX" --quiet --join='host net' true
refused "an unknown namespace is named" 125 "'nett': expected net, ipc" \
	"$SANDBOX" --quiet --join='host nett' true
is "nothing is left" "$(ls "$TMP/runtime/sandbox")" ""
done_testing
