#!/bin/bash
# fail-closed.t - whatever fails while a sandbox starts, the program is not started, the
# error says which line it was, and nothing stays behind.
. "$(dirname "$0")/../lib.sh"
need_all userns proc

faulty=$BUILD/tests/fault/sandbox
[ -x "$faulty" ] || skip_all fault "the launcher with faults is not built"
marker=fail-closed.$$.$RANDOM
host=$TMP/host
mkdir -p "$host/dir" "$host/hidden" "$host/write/deep" "$host/empty"
echo text >"$host/file"

# One of every kind of step.
cat >"$TMP/every.profile" <<-END
	include default
	read $host
	hide $host/hidden
	write $host/write
	tmpfs $host/write/deep
	bind $host/dir $host/empty/new/place
	file $host/file covered
	file /etc/made text
	symlink /etc/made /etc/link
	home private $marker
	workdir $host
	write-execute deny
	limit nofile 512
	limit time 20
	network none
	groups keep
END
if has overlay; then
	mkdir -p "$host/over/sub/deep"
	cat >>"$TMP/every.profile" <<-END
		overlay $host/over
		hide $host/over/sub/deep
		changes $marker
	END
fi
start=("$SANDBOX" -q --profile="$TMP/every.profile")
program=(sh -c "echo program-ran $marker")

# What a start may have left: files of the host, our processes, mounts of our namespace.
left_behind() {
	find "$host" -printf '%p %y %m %s %T@ %l\n' | sort
	cat /proc/self/mountinfo
	ls -A "$XDG_RUNTIME_DIR"
}

# The pattern does not match itself in grep's own command line.
processes() {
	grep -als -e "[f]${marker#f}" /proc/[0-9]*/cmdline
}

# A sandbox that is ending takes a moment.
no_process() {
	for _ in $(seq 100); do
		[ -n "$(processes)" ] || return 0
		sleep 0.05
	done
	return 1
}

ok "without a fault it starts" "${start[@]}" "${program[@]}"
like "and the program runs" "$out" "program-ran $marker"
run "$SANDBOXCTL" plan --profile="$TMP/every.profile" --json -- "${program[@]}"
plan=$out
steps=$(printf '%s\n' "$out" | sed -n 's/^ *{"phase": "\([a-z]*\)", "step": "\([a-z.]*\)".*/\1 \2/p')
n_steps=$(printf '%s\n' "$steps" | wc -l)
kinds=$(sed -n 's/^STEP([A-Z_]*, "\([a-z.]*\)".*/\1/p' "$SRCDIR/src/plan/step.def")
# Those that only a terminal, root, or a host with the feature brings.
like "the plan has nearly every kind of step" \
	"$(comm -13 <(printf '%s\n' "$steps" | cut -d' ' -f2 | sort -u) \
		<(printf '%s\n' "$kinds" | sort -u) | tr '\n' ' ')" \
	'^(id\.groups |id\.range |tty\.[a-z]+ |ns\.time |seal\.landlock |label\.open |seal\.apparmor |seal\.selinux |cgroup\.[a-z]+ |changes\.[a-z]+ |mount\.overlay |mount\.pin |ns\.join )*$'

# fails FAULT: adds to $wrong what was wrong when the start did not fail closed.
fails() {
	local before
	before=$(left_behind)
	SANDBOX_FAULT=$1 run "$faulty" -q --profile="$TMP/every.profile" "${program[@]}"
	[ "$status" = 125 ] || wrong+="$1: status $status"$'\n'
	[ -z "$out" ] || wrong+="$1: the program ran: $out"$'\n'
	printf '%s\n' "$err" | grep -q '^sandbox: ' || wrong+="$1: no error: $err"$'\n'
	[ "$(left_behind)" = "$before" ] ||
		wrong+="$1: left behind: $(diff <(echo "$before") <(left_behind))"$'\n'
}

# --- Every step, by its errno ---------------------------------------------------------------

wrong='' unexplained='' i=0
while read -r _ step; do
	case $step in
	ns.new | id.map | id.range | limit.time | changes.lock | init | exec | cgroup.*) ;; # see below
	*)
		fails "$i:5" # EIO, which no step gives a meaning of its own
		origin=$(printf '%s\n' "$plan" | sed -n "$((i + 3))p" |
			sed -n 's|.*"origin": {"file": "\([^"]*\)", "line": \([1-9][0-9]*\).*|\1:\2|p')
		case $err in
		"sandbox: ${origin:+$origin:}"*"cannot "*": Input/output error") ;;
		*) unexplained+="$i $step ($origin): $err"$'\n' ;;
		esac
		;;
	esac
	i=$((i + 1))
done <<<"$steps"
is "each of the $n_steps steps was looked at" "$i" "$n_steps"
nothing "a step that fails stops the start, and nothing stays behind" "$wrong"
nothing "the error says what failed, and names the line of the profile" "$unexplained"

# --- One step of each kind: a crash, and the end of the launcher ----------------------------

first_of_each=$(printf '%s\n' "$steps" | awk '!seen[$2]++ { print NR - 1, $2 }')
wrong='' silent=''
while read -r i step; do
	case $step in
	ns.new | id.map | id.range | limit.time | changes.lock | cgroup.*) continue ;;
	esac
	fails "$i:crash"
	case $err in
	*"before the program was started"*) ;;
	*) silent+="$i $step: $err"$'\n' ;;
	esac
done <<<"$first_of_each"
nothing "a crash at a step stops the start, and nothing stays behind" "$wrong"
nothing "the error says that the program was not started" "$silent"

wrong=''
while read -r i step; do
	case $step in
	ns.new | id.map | id.range | limit.time | changes.lock | cgroup.*) continue ;;
	esac
	mkfifo "$TMP/said"
	SANDBOX_FAULT=$i:hold "$faulty" -q --profile="$TMP/every.profile" "${program[@]}" \
		>"$TMP/ran" 2>"$TMP/said" &
	launcher=$!
	exec 9<"$TMP/said"
	rm "$TMP/said"
	read -r -t 10 said <&9
	[ "$said" = "fault: here" ] || wrong+="$i $step: not reached: $said"$'\n'
	kill -KILL "$launcher"
	wait "$launcher" 2>/dev/null
	exec 9<&-
	no_process || wrong+="$i $step: still running: $(processes)"$'\n'
	[ ! -s "$TMP/ran" ] || wrong+="$i $step: the program ran"$'\n'
done <<<"$first_of_each"
nothing "a launcher that is killed at a step takes the sandbox with it" "$wrong"

# --- What the launcher itself asks for ------------------------------------------------------

wrong=''
for call in socketpair:24 eventfd:23 clone3:11 clone3:28 clone3:1 clone3:12 setgroups:1 \
	gid_map:1 uid_map:1 uid_map:13; do
	fails "$call"
done
nothing "a call of the launcher that fails stops the start as well" "$wrong"
nothing "the launcher that is installed knows no faults" \
	"$(grep -ac SANDBOX_FAULT "$SANDBOX" | grep -vx 0)"
ok "no process is left" no_process
done_testing
