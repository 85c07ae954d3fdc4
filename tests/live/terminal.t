#!/bin/sh
# terminal.t - the program's own terminal: keys, job control, sizes, modes, pipelines.
. "$(dirname "$0")/../lib.sh"
need_all userns proc pty bash python3

# The user at the keyboard types $s for the launcher; $dir is a place that both can write.
dir=$TMP/shared
mkdir "$dir"
s="$SANDBOX --quiet --write=$dir --env=dir"
export s dir

talk() {
	python3 "$SRCDIR/tests/live/dialogue.py" "$@"
}

# --- What it is ---------------------------------------------------------------------------

# shellcheck disable=SC2016 # here and below: the user's shell and the sandbox's expand it
ok "stdin, stdout and stderr are a terminal inside, by a name that exists there" talk \
	'run $s sh -c '\''test -t 0 && test -t 1 && test -t 2 && t=$(tty) && test -c $t && echo is $t'\' \
	'see is /dev/pts/\d+\r\n'
ok "it has the size and the modes of the outer one" talk \
	'run stty -a >$dir/outer; $s sh -c '\''stty -a >$dir/inner'\''; cmp $dir/outer $dir/inner && echo sa""me' \
	'see ^same\r\n'
refused "without a terminal outside there is none inside" 2 'No such device or address' \
	"$SANDBOX" --quiet sh -c 'test ! -t 0 && test ! -t 1 && : </dev/tty' </dev/null
ok "terminal inherit opts out: it is the outer one" talk \
	'run tty >$dir/outer; $s --terminal=inherit stty size; $s stty size' \
	'see 24 200\r\n24 200\r\n' prompt \
	'run $s --terminal=inherit sh -c '\''stat -Lc %t:%T /proc/self/fd/0 >$dir/inner'\' prompt \
	'run stat -Lc %t:%T $(cat $dir/outer) | cmp - $dir/inner && echo sa""me' 'see ^same\r\n'
ok "redirected descriptors stay what they are" talk \
	'run $s sh -c '\''test -t 0 || test -t 1 || test ! -t 2 || echo apart'\'' <$dir/outer | cat' \
	'see ^apart\r\n'

# --- Keys ---------------------------------------------------------------------------------

ok "^C ends the program, and the status is 130" talk \
	'run $s sleep 100' 'wait .5' 'press ^C' 'see \^C' prompt 'run echo $?' 'see ^130\r\n'
ok "^\\ ends it with 131" talk \
	'run $s sh -c "ulimit -c 0; exec sleep 100"' 'wait .5' 'press ^\' prompt \
	'run echo $?' 'see ^131\r\n'
ok "^D ends its input" talk 'run $s cat; echo st=$?' 'wait .5' 'type one' 'see one\r\none\r\n' \
	'press ^D' 'see ^st=0\r\n'
ok "^C ends the shell's loop around it as well" talk \
	'run for i in 1 2 3; do $s sleep 100; done' 'wait .5' 'press ^C' prompt
ok "and the script that runs it" talk \
	'run sh -c '\''for i in 1 2 3; do $s sleep 100; done'\' 'wait .5' 'press ^C' prompt
ok "but not when the program goes on after ^C" talk \
	'run sh -c '\''$s bash -c "trap : INT; echo rdy; sleep 1; exit 3"; echo st=$?'\' \
	'see rdy\r\n' 'wait .2' 'press ^C' 'see st=3\r\n'
ok "SIGTERM to the launcher reaches the program" talk \
	'run $s bash -c '\''trap "echo te""rm; exit 9" TERM; echo rdy; while :; do sleep .1; done'\'' &' \
	'see rdy\r\n' 'run kill -TERM $!; wait $!; echo st=$?' 'see term\r\n.*st=9\r\n'

# --- Job control --------------------------------------------------------------------------

ok "^Z stops it, fg goes on" talk 'run $s cat' 'wait .5' 'press ^Z' 'see Stopped' prompt \
	'run fg' 'wait .3' 'type two' 'see two\r\ntwo\r\n' 'press ^D' prompt
ok "stopped, it does nothing; in the background it goes on, and fg gives it the keys" talk \
	'run $s bash -c '\''n=0; while read -t .2 x; [ -z "$x" ]; do echo tick; done; echo got $x'\' \
	'see tick' 'wait .1' 'press ^Z' 'see Stopped' prompt 'miss tick' \
	'run bg' 'see tick\r\n.*tick\r\n' 'run jobs' 'see Running' \
	'run fg' 'wait .5' 'type word' 'see got word\r\n'
ok "started in the background, it is not stopped" talk \
	'run $s cat &' 'wait .6' 'run jobs' 'see Running' 'run fg' 'wait .6' \
	'type word' 'see word\r\nword\r\n' 'press ^D' prompt
ok "its output comes from there" talk 'run $s echo wo""rd & wait $!' 'see word\r\n'
ok "stty tostop stops it at its output" talk 'run stty tostop' prompt \
	'run $s sh -c "sleep .3; echo wo""rd" &' 'see Stopped' 'run fg' 'see word\r\n'
ok "bash has job control inside" talk \
	'run PS1=inside: $s --env=PS1 bash --norc --noprofile -i' 'see inside:$' 'type sleep 100' 'wait .5' \
	'press ^Z' 'see Stopped.*inside:$' 'type fg' 'wait .3' 'press ^C' 'see inside:$' \
	'type exit 5' prompt 'run echo $?' 'see ^5\r\n'
ok "its suspend brings back the shell outside" talk \
	'run PS1=inside: $s --env=PS1 bash --norc --noprofile -i' 'see inside:$' 'type suspend' \
	'see Stopped' prompt 'run fg' 'wait .3' 'press Enter' 'see inside:$' 'type exit' prompt
ok "terminal inherit: ^Z and ^C reach it, once" talk \
	'run $s --terminal=inherit bash -c '\''trap "echo IN""T" INT; echo rdy; sleep 1; sleep 1; echo end'\' \
	'see rdy\r\n' 'press ^Z' 'see Stopped' prompt 'run fg' 'wait .2' 'press ^C' \
	'see INT\r\n' 'see end\r\n' 'unseen INT'
ok "in a pipeline without a terminal of its own, too" talk \
	'run sleep 100 | $s sh -c "sleep 100; true" 2>&1 | cat' 'wait .5' 'press ^Z' 'see Stopped' prompt \
	'run fg' 'wait .3' 'press ^C' prompt

# --- Sizes and modes ----------------------------------------------------------------------

ok "a new size is told inside" talk \
	'run $s bash -c '\''trap "stty size; exit" WINCH; echo rdy; while :; do sleep .1; done'\' \
	'see rdy\r\n' 'size 31x99' 'see 31 99\r\n' prompt
ok "also one from while it was stopped" talk \
	'run $s bash -c '\''read x; stty size'\' 'wait .5' 'press ^Z' 'see Stopped' prompt \
	'size 33x77' 'run fg' 'wait .3' 'press Enter' 'see 33 77\r\n'

# keeps_modes NAME COMMAND: the modes are after COMMAND what they were before.
keeps_modes() {
	ok "$1" talk "run stty -a >\$dir/before; $2; stty -a >\$dir/after" prompt \
		'run cmp $dir/before $dir/after && echo sa""me' 'see ^same\r\n'
}
keeps_modes "the modes are put back after it ends" '$s stty raw -echo'
keeps_modes "after SIGKILL" '$s sh -c '\''kill -9 $$'\'
ok "after SIGTERM to the launcher, whatever the program did" talk \
	'run sh -c '\''stty -a >$dir/before; (sleep .7; kill $(cat $dir/pid)) & sh -c "echo \$\$ >$dir/pid; exec $s sh -c \"stty raw -echo; sleep 100\""; echo st=$?; stty -a >$dir/after'\' \
	'see st=143\r\n' prompt 'run cmp $dir/before $dir/after && echo sa""me' 'see ^same\r\n'
ok "^Z puts them back, too" talk 'run stty -a >$dir/before' prompt \
	'run $s sh -c "stty -icanon -echo; cat"' 'wait .5' 'press ^Z' 'see Stopped' prompt \
	'run stty -a >$dir/after; cmp $dir/before $dir/after && echo sa""me' 'see ^same\r\n'

# --- Pipelines ----------------------------------------------------------------------------

ok "typed into a pipeline, a line appears once and arrives" talk \
	'run $s cat >$dir/lines' 'wait .5' 'type hello' 'wait .2' 'press part ^D ^D' prompt \
	'unseen hello.*hello' 'run od -c $dir/lines' 'see h   e   l   l   o  .n   p   a   r   t\r\n'
ok "of two sandboxes the first has the keys" talk \
	'run $s cat | $s cat' 'wait .5' 'type word' 'see word\r\nword\r\n' 'press ^D' prompt
ok "a question on /dev/tty gets its answer" talk \
	'run echo no | $s sh -c '\''read x </dev/tty; echo got $x'\' 'wait .5' 'type yes' 'see got yes\r\n'
ok "a password in a pipeline is not shown" talk \
	'run $s bash -c '\''read -s -p Password: x; echo; echo $x | tr a-z A-Z'\'' | cat' 'see Password:$' \
	'wait .3' 'type secret' 'see SECRET\r\n' 'unseen secret' prompt \
	'run stty -a' 'see [^-]icanon.* echo '
ok "not even with stderr alone on the terminal" talk \
	'run echo | $s bash -c '\''read -s -p Password: x </dev/tty; echo $x | tr a-z A-Z'\'' | cat' \
	'see Password:$' 'wait .3' 'type secret' 'see SECRET\r\n' 'unseen secret'
for pipeline in '$s sleep 100 | cat' 'sleep 100 | $s cat' '$s sleep 100 | $s cat' \
	'$s sh -c "sleep 100; true" | cat'; do
	ok "^Z stops and ^C ends all of: $(echo "$pipeline" | sed 's/\$s/sandbox/g')" talk \
		"run $pipeline" 'wait .5' 'press ^Z' 'see Stopped' prompt 'run fg' 'wait .4' \
		'press ^C' prompt
done
ok "lines end as they should where nobody types" talk \
	'run $s sh -c "echo a; echo b; printf '\''c\r\n'\''" </dev/null' 'see ^a\r\nb\r\nc\r\r\n'

# --- Programs that draw -------------------------------------------------------------------

if need less "less draws, is stopped by ^Z and draws again"; then
	ok "less draws, is stopped by ^Z and draws again" talk \
		'run seq 1000 >$dir/text; $s less $dir/text' 'see 23\r\n' 'wait .3' 'press ^Z' \
		'see Stopped' prompt 'run fg' 'see 23\r\n' 'wait .3' 'press q' prompt
	for pipeline in 'seq 1000 | $s less' '$s seq 1000 | less' '$s seq 1000 | $s less'; do
		ok "also in: $(echo "$pipeline" | sed 's/\$s/sandbox/g')" talk \
			"run $pipeline" 'see 23\r\n' 'wait .3' 'press G' 'see \b1000\r\n' 'wait .3' \
			'press ^Z' 'see Stopped' prompt 'run fg' 'see \b1000\r\n' 'wait .3' \
			'press q' prompt 'run stty -a' 'see [^-]icanon.* echo '
	done
fi
if need vim "vim edits a file, stopped and continued"; then
	ok "vim edits a file, stopped and continued" talk \
		'run $s vim -u NONE $dir/note' 'see note' 'wait .5' 'press ihello ^[' 'wait .3' \
		'press ^Z' 'see Stopped' prompt 'run fg' 'see hello' 'wait .3' 'type :wq' prompt
	like "what was typed is in it" "$(cat "$dir/note")" hello
	ok "in the background it waits for its turn, as it would without us" talk \
		'run $s vim -u NONE $dir/note &' 'see Stopped' 'run fg' 'see hello' 'wait .3' \
		'type :q' prompt
fi
if need top "top draws"; then
	ok "top draws" talk 'run $s top' 'see PID' 'wait .3' 'press q' prompt
fi

# --- Much of it ---------------------------------------------------------------------------

seq 150000 >"$dir/much"
ok "a megabyte of output is complete" talk 'run $s cat $dir/much; echo st=$?' 'see st=0\r\n' \
	"shown $dir/much"
seq -f 'a line of its own, and this is the %.0fth' 20000 >"$dir/paste"
ok "a megabyte of input is" talk \
	'run $s sh -c "stty -echo; echo rdy; cat >$dir/got"' 'see rdy\r\n' "paste $dir/paste" \
	'press ^D' prompt
ok "not a byte of it is missing" cmp "$dir/paste" "$dir/got"
head -c 20000 "$dir/paste" >"$dir/some"
ok "input that nobody reads does not hold up the output" talk \
	'run $s sh -c "stty -echo; echo rdy; sleep 1; echo done"' 'see rdy\r\n' \
	"paste $dir/some" 'see done\r\n' prompt

# --- The end of it all --------------------------------------------------------------------

ok "when the terminal is closed, the program is told" talk \
	'run $s bash -c '\''trap "echo told >$dir/hup; exit" HUP; echo rdy; while :; do sleep .1; done'\' \
	'see ^rdy' hangup
for _ in 1 2 3 4 5 6 7 8 9 10; do
	[ -s "$dir/hup" ] || sleep .3
done
is "and can act on it" "$(cat "$dir/hup" 2>&1)" told

# --- What it must not do ------------------------------------------------------------------

# TIOCSTI (0x5412) types into a terminal; the kernel looks at the low 32 bits of a request.
cat >"$dir/inject.py" <<'END'
import ctypes, errno, sys
libc = ctypes.CDLL(None, use_errno=True)
libc.syscall.argtypes = [ctypes.c_long, ctypes.c_int, ctypes.c_ulong, ctypes.c_char_p]
number = {"x86_64": 16}.get(__import__("os").uname().machine, 29)
for request in 0x5412, 0xFFFFFFFF00005412:
    if libc.syscall(number, 0, request, b"x") == 0:
        sys.exit("typed")
    print(errno.errorcode[ctypes.get_errno()])
END
for terminal in pty inherit; do
	ok "terminal $terminal: nothing can be typed into it (TIOCSTI)" talk \
		"run \$s --terminal=$terminal python3 \$dir/inject.py" 'see ^EPERM\r\nEPERM\r\n'
done
done_testing
