#!/bin/bash
# commit-left.t - what cannot be committed is left and named, the rest is committed; so is what
# has become another one since it was listed. What is emptied has no name any more.
. "$(dirname "$0")/../lib.sh"
need_all userns proc overlay xattr python3

host=$TMP/host
store=$HOME/.local/share/sandbox/changes
cd "$TMP" || exit 1
keep=(--overlay="$host" --changes=try)
inside() {
	"$SANDBOX" --quiet "${keep[@]}" sh -ec "cd '$host'; $1"
}
begin() {
	chmod -R u+rwX "$host" "$store" 2>/dev/null
	rm -rf "$host" "$store"
	mkdir -p "$host/dir" "$host/old"
	echo one >"$host/file"
	echo two >"$host/dir/two"
	echo three >"$host/old/three"
	touch -d 2001-02-03 "$host/old/three"
}

# --- What cannot be -------------------------------------------------------------------------

begin
inside 'echo changed >file; mkdir new; echo x >new/x; mkfifo new/pipe
	python3 -c "import socket; socket.socket(socket.AF_UNIX).bind(\"new/sock\")"'
refused "a socket is left and named, and the status says so" 1 \
	'left as it is: .*/new/sock: a socket is never committed' "$SANDBOXCTL" commit try --all --yes
is "all else is on the host" "$(cat "$host/file" "$host/new/x" && ls "$host/new")" "changed
x
pipe
x"
is "the socket alone is listed" "$("$SANDBOXCTL" diff --all try | tr -s ' ' | sed "s|$host/||")" \
	"added new/sock socket (not committed)"
inside 'test -S new/sock' && pass "and is there in the overlay" || fail "and is there in the overlay"
ok "discard drops it" "$SANDBOXCTL" discard try --yes "$host/new/sock"
is "then there is no name any more" "$("$SANDBOXCTL" diff)" ""

begin
inside 'echo changed >file; echo x >dir/x; mkdir dir/deep; echo y >dir/deep/y; mv old/three dir/three'
chmod 555 "$host/dir"
refused "what the host does not allow is left and named" 1 'left as it is: .*/dir/deep: Permission denied' \
	"$SANDBOXCTL" commit try --all --yes
is "all else is committed" "$(cat "$host/file")" changed
is "what was renamed to there is not removed" "$(cat "$host/old/three")" three
chmod 755 "$host/dir"
ok "when that is mended, the same command goes on" "$SANDBOXCTL" commit try --all --yes
is "all of it is there" "$(cat "$host/dir/x" "$host/dir/deep/y" "$host/dir/three"; ls "$host/old")" "x
y
three"

# --- What has become another one ------------------------------------------------------------

# answers COMMAND...: "y" at a terminal, after the command.
cat >answers.py <<'END'
import os, pty, subprocess, sys
pid, fd = pty.fork()
if pid == 0:
    os.execvp(sys.argv[1], [sys.argv[1], "commit", "try", "--all"])
seen = b""
while b"[y/N]" not in seen:
    seen += os.read(fd, 4096)
subprocess.run(["sh", "-ec", sys.argv[2]], check=True)
os.write(fd, b"y\n")
try:
    while True:
        part = os.read(fd, 4096)
        if not part:
            break
        seen += part
except OSError:
    pass
print(seen.decode().replace("\r", ""))
sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
END
answers() {
	timeout 60 python3 answers.py "$SANDBOXCTL" "$1" 2>&1
}
work='echo changed >file; echo x >dir/x; mkdir new; echo a >new/a; rm dir/two; ln -s a new/link'
upper() {
	echo "$store/try"/%*/upper
}

begin
inside "$work"
is "with nothing changed in between" "$(answers true >out; echo $?)" 0
is "it is committed" "$(cat "$host/file" "$host/new/a")" "changed
a"

# changed NAME COMMAND PATH: the command, in the upper layer, is noticed at the path.
changed() {
	begin
	inside "$work"
	answers "cd '$(upper)'; $2" >out
	is "$1: the status" $? 1
	like "$1: it is named" "$(cat out)" "left as it is: .*/$3: it was changed since it was listed"
	is "$1: the others are committed" "$(cat "$host/dir/x")" x
}
changed "a file written to" 'echo evil1 >>file' file
is "the host's is what it was" "$(cat "$host/file")" one
changed "one of the same size and time" 'touch -r file ../t; echo CHANGED >file; touch -r ../t file' file
is "the host's is what it was" "$(cat "$host/file")" one
changed "another file in its place" 'echo a >new/b; touch -r new/a new/b; mv new/b new/a' new/a
ok "it is not on the host" test ! -e "$host/new/a"
changed "a mode" 'chmod u+s new/a' new/a
changed "a link in its place" 'rm new/a; ln -s /etc/passwd new/a' new/a
ok "it is not on the host" test ! -L "$host/new/a"
changed "a link to elsewhere" 'rm new/link; ln -s /etc new/link' new/link
changed "a file of the host" "echo mine >'$host/file'" file
is "it is what was written last" "$(cat "$host/file")" mine
changed "one that is to be removed" "echo more >>'$host/dir/two'" dir/two
ok "it is not removed" test -s "$host/dir/two"

begin
inside "$work"
is "what nobody has listed" "$(answers "echo unseen >'$(upper)/new/unseen'" >out; echo $?)" 0
ok "is not committed" test ! -e "$host/new/unseen"
ok "nor dropped" test -s "$(upper)/new/unseen"
like "and is listed the next time" "$("$SANDBOXCTL" diff --all try)" 'added .*/new/unseen '
nothing "no temporary file is left" "$(find "$host" -name '.sandbox-commit*')"

# --- What a hostile program leaves ----------------------------------------------------------

begin
mkdir "$TMP/outside"
echo safe >"$TMP/outside/file"
"$SANDBOX" --quiet "${keep[@]}" python3 -c "import os
os.chdir('$host')
top = os.open('.', 0)
for i in range(10000):
    os.mkdir('d')
    os.chdir('d')
os.fchdir(top)
for i in range(18):
    os.mkdir('n' * 200)
    os.chdir('n' * 200)
for i in range(2000):
    open('f%d' % i, 'w').close()
os.fchdir(top)
f = os.open('sparse', os.O_CREAT | os.O_RDWR)
for size in (2**63 - 1, 2**62, 2**43):
    try:
        os.ftruncate(f, size)
        break
    except OSError:
        pass
open('attributes', 'w').close()
try:
    for i in range(9000):
        os.setxattr('attributes', 'user.%d' % i, b'v' * 20)
except OSError:
    pass
os.mkfifo('pipe')
os.symlink('$TMP/outside', 'way')
os.mkdir('locked')
open('locked/x', 'w').close()
os.chmod('locked', 0)
open('\x1b[31m', 'w').close()
"
ok "10,000 levels, holes of exbibytes, thousands of attributes can be listed" \
	timeout 60 "$SANDBOXCTL" diff --all try
unlike "nothing printed drives a terminal" "$out$err" "$(printf '\033')"
# A link where a directory was, seen by who reads the upper layer.
(cd "$(upper)" && mv way ../way.link && mkdir way && echo x >way/file)
is "a directory that becomes a link in between" \
	"$(answers "cd '$(upper)'; rm -r way; ln -s '$TMP/outside' way" >out; echo $?)" 1
like "is not followed" "$(cat out)" 'left as it is: .*/way: it was changed since it was listed'
is "and nothing came from there, or went there" \
	"$(ls -A "$TMP/outside"; cat "$TMP/outside/file"; ls "$host/way" 2>/dev/null)" "file
safe"
ok "all else that can be is committed" test -p "$host/pipe" -a -e "$host/attributes"
is "with its attributes" "$(python3 -c "import os
print(os.listxattr('$host/attributes') == os.listxattr('$host/attributes') and len(os.listxattr('$host/attributes')) > 100)")" True
ok "all of it can be dropped" timeout 60 "$SANDBOXCTL" discard try --yes
is "nothing is left" "$(ls "$store")" ""

begin
inside "$work"
mv "$host" "$host.away"
refused "changes of a directory that has gone are dropped nevertheless" 0 \
	"cannot open $host, which the changes are of" "$SANDBOXCTL" discard try --yes
is "nothing is left" "$(ls "$store")" ""
mv "$host.away" "$host"
done_testing
