#!/bin/bash
# second-wall.t - Landlock denies what a mistake in the mounts alone would allow.  Each is
# tried with the mistake and without Landlock as well: there it must have success, or the
# test proves nothing.
. "$(dirname "$0")/../lib.sh"
need_all userns proc landlock
faulty=$BUILD/tests/fault/sandbox
[ -x "$faulty" ] || skip_all fault "tests/fault/sandbox is not built"

host=$TMP/host
mkdir -p "$host/read" "$host/write"
cp /bin/true "$host/write/program"
# Not below /tmp or the home: what is writable above cannot be taken back deeper (landlock(7)).
rules=(--bind="$host/read /read" --bind="$host/write /write write")

# step_of PATTERN [OPTION...]: the number of the step in the plan, from 0.
step_of() {
	local pattern=$1
	shift
	"$SANDBOXCTL" plan "${rules[@]}" "$@" -- true 2>/dev/null | grep -nE "$pattern" |
		head -n 1 | cut -d: -f1 | awk '{ print $1 - 1 }'
}

# mistaken PATTERN OPTION... -- COMMAND: with the mistake at that step.
mistaken() {
	local number pattern=$1
	shift
	number=$(step_of "$pattern")
	SANDBOX_FAULT=$number:weak "$faulty" -q "${rules[@]}" "$@"
}

read_tree="mount\.tree .* /read "
write_tree="mount\.tree .* /write "
usr_tree='mount\.tree .* /usr '

is "each of the steps is in the plan" "$(
	for pattern in "$read_tree" "$write_tree" "$usr_tree"; do
		[ "$(step_of "$pattern")" -gt 0 ] && echo yes
	done
)" "yes
yes
yes"

change() {
	mistaken "$read_tree" "$@" sh -c 'echo changed >/read/file'
}
ok "a mount that should be read-only can be written without Landlock" change --landlock=none
is "the file is there" "$(cat "$host/read/file")" changed
rm "$host/read/file"
refused "with it, nothing can be made there (EACCES)" 2 'Permission denied' change
is "nothing was made" "$(ls "$host/read")" ""

run_program() {
	mistaken "$write_tree" "$@" /write/program
}
ok "a mount that should be noexec runs programs without Landlock" \
	run_program --landlock=none
refused "with it, they cannot be run (EACCES)" 126 'not executable inside the sandbox' run_program

touch "$host/read/old"
remove() {
	mistaken "$read_tree" "$@" rm -f /read/old
}
refused "with it, nothing can be removed there (EACCES)" 1 'Permission denied' remove
ok "without it, it can" remove --landlock=none

link() {
	mistaken "$read_tree" "$@" sh -c 'ln -s /etc /read/link && mkdir /read/dir &&
		mkfifo /read/fifo'
}
refused "no links, directories and FIFOs can be made (EACCES)" 1 'Permission denied' link
ok "without it, they can" link --landlock=none
done_testing
