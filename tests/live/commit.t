#!/bin/bash
# commit.t - what was changed in an overlay: listed, taken over to the host, dropped; and what a
# commit leaves that is killed at any point.
. "$(dirname "$0")/../lib.sh"
need_all userns proc overlay xattr python3

host=$TMP/host
store=$HOME/.local/share/sandbox/changes
cd "$TMP" || exit 1

# Everything about a tree that a commit has to keep: type, mode, size, time, links, content,
# attributes; of directories the time only where asked for.
tree() {
	python3 - "$1" <<-'END'
		import hashlib, os, stat, sys
		top = sys.argv[1]
		inodes = {}
		for dir, dirs, files in os.walk(top):
		    dirs.sort()
		    for name in sorted(dirs + files):
		        path = os.path.join(dir, name)
		        st = os.lstat(path)
		        what = ""
		        if stat.S_ISREG(st.st_mode):
		            what = hashlib.sha256(open(path, "rb").read()).hexdigest()[:16]
		            what += " %d %d" % (st.st_size, st.st_mtime_ns)
		            if st.st_nlink > 1:
		                what += " link%d" % inodes.setdefault(st.st_ino, len(inodes))
		        if stat.S_ISLNK(st.st_mode):
		            what = os.readlink(path)
		        attrs = [] if stat.S_ISLNK(st.st_mode) else [
		            (a, os.getxattr(path, a)) for a in sorted(os.listxattr(path))
		            if a.startswith("user.") and not a.startswith("user.overlay.")]
		        print(repr(os.path.relpath(path, top)), oct(st.st_mode), what, attrs)
	END
}

make_host() {
	chmod -R u+rwX "$host" 2>/dev/null
	rm -rf "$host"
	mkdir -p "$host"/{dir/sub,gone/deep,replaced,kept}
	echo one >"$host/changed"
	echo two >"$host/mode"
	echo three >"$host/removed"
	echo four >"$host/renamed"
	touch -d 2001-02-03T04:05:06 "$host/renamed"
	echo five >"$host/dir/sub/file"
	echo six >"$host/gone/deep/file"
	echo seven >"$host/replaced/old"
	echo eight >"$host/kept/file"
	echo nine >"$host/file-to-dir"
	mkdir "$host/dir-to-file"
	echo ten >"$host/dir-to-file/x"
	ln -s changed "$host/link"
	ln "$host/mode" "$host/kept/mode-too"
	find "$host" -exec touch -h -d 2020-01-01 {} +
	touch -d 2001-02-03T04:05:06 "$host/renamed"
}

keep=(--overlay="$host" --changes=try)
inside() {
	"$SANDBOX" --quiet "${keep[@]}" "$@"
}

# One of everything.
cat >"$TMP/work.sh" <<'END'
set -e
echo changed >changed
chmod 640 mode
rm removed
mv renamed moved
echo new >dir/sub/new
rm -r gone
rm -r replaced
mkdir replaced
echo anew >replaced/new
rm file-to-dir
mkdir file-to-dir
echo inner >file-to-dir/inner
rm -r dir-to-file
echo file >dir-to-file
mkdir -p new/a/b
echo a >new/a/file
ln new/a/file new/a/b/other-name
ln -s ../a new/link
rm link
ln -s dir link
mkfifo new/fifo
truncate -s 8M new/sparse
printf x | dd of=new/sparse bs=1 seek=4M conv=notrunc 2>/dev/null
touch -d 1999-12-31T23:59:59.123456789 new/a/file
chmod 555 new/a/b
chmod 4755 new/sparse
: >'new/odd
name'
END
make_host
tree "$host" >"$TMP/before"
ok "a program changes one of everything" \
	inside sh -c "cd '$host' && $(cat "$TMP/work.sh")"
ok "attributes, too" inside python3 -c "import os
os.chdir('$host')
os.setxattr('new/a/file', 'user.test', b'value')
os.setxattr('changed', 'user.other', b'\\0\\1')"
inside sh -c "cd '$host' && find . -mindepth 1" | sort >"$TMP/names-inside"
is "the host has what it had" "$(tree "$host")" "$(cat "$TMP/before")"

# --- diff -----------------------------------------------------------------------------------

run "$SANDBOXCTL" diff try
is "diff lists what was changed, and how" "$(printf '%s\n' "$out" | sed "s|$host/||g; s/  */ /g")" \
	"changed changed 4B -> 8B
added dir/sub/new 4B
changed dir-to-file directory -> file (another kind of file)
changed file-to-dir/ file -> directory (another kind of file)
removed gone/ 1 file, 4B
changed link link
metadata mode mode 0644 -> 0640
renamed renamed -> moved 5B
added new/ 6 files, 8.0M (setuid)
removed removed 6B
added replaced/new 5B
removed replaced/old 6B" || printf '%s\n' "$out" "$err" | sed 's/^/# /'
like "each file with --all, its name escaped" "$("$SANDBOXCTL" diff --all try)" \
	'^added +/.*/new/odd\\nname +0B$'
is "as JSON for programs" "$("$SANDBOXCTL" diff --json try | python3 -c '
import json, sys
o = json.load(sys.stdin)["overlays"]
print(len(o), o[0]["path"], sorted(set(c["kind"] for c in o[0]["changes"])))')" \
	"1 $host ['added', 'changed', 'metadata', 'removed', 'renamed']"
is "without a name the names are listed" "$("$SANDBOXCTL" diff)" try
refused "an unknown name is not guessed at in silence" 1 "no changes 'tri' are kept; did you mean 'try'" \
	"$SANDBOXCTL" diff tri
refused "a name is no path" 1 'expected a name' "$SANDBOXCTL" diff ../try

# --- commit ---------------------------------------------------------------------------------

refused "without a terminal commit wants --yes" 1 'nothing is done yet' "$SANDBOXCTL" commit try --all
refused "without paths it wants --all" 2 'commit: name the paths, or say --all' "$SANDBOXCTL" commit try
refused "a path elsewhere is refused" 1 'in none of the overlays' "$SANDBOXCTL" commit try --yes /etc
refused "one where nothing was changed, too" 1 'nothing is changed at' \
	"$SANDBOXCTL" commit try --yes "$host/kept"
is "and nothing was done" "$(tree "$host")" "$(cat "$TMP/before")"

# For the crashes below. Nobody may look into what the kernel makes for itself.
find "$store/try" -type d -perm 000 -exec chmod 700 {} +
cp -a "$host" "$TMP/host.before"
cp -a "$store/try" "$TMP/store.before"

ok "all of it can be committed" "$SANDBOXCTL" commit try --all --yes
(cd "$host" && find . -mindepth 1) | sort >"$TMP/names-host"
is "the host has the same files as the overlay" "$(cat "$TMP/names-host")" "$(cat "$TMP/names-inside")"
is "content, links and new names are there" \
	"$(cd "$host" && cat changed moved dir/sub/new replaced/new file-to-dir/inner dir-to-file new/a/file && readlink link new/link)" \
	"changed
four
new
anew
inner
file
a
dir
../a"
is "permissions are kept, setuid is not" \
	"$(cd "$host" && stat -c %a mode new/a/b new/sparse)" "640
555
755"
is "another name of a file of the host keeps its own" "$(stat -c %a "$host/kept/mode-too")" 644
is "times are kept" "$(stat -c %y "$host/new/a/file" "$host/moved" | cut -c -29)" \
	"1999-12-31 23:59:59.123456789
2001-02-03 04:05:06.000000000"
is "hard links are kept" "$(stat -c %h-%i "$host/new/a/file")" "$(stat -c %h-%i "$host/new/a/b/other-name")"
ok "holes are kept" test "$(stat -c %b "$host/new/sparse")" -lt 100
is "sizes behind them, too" "$(stat -c %s "$host/new/sparse")" 8388608
is "attributes are kept" "$(python3 -c "import os
print(os.getxattr('$host/new/a/file', 'user.test'), os.getxattr('$host/changed', 'user.other'))")" \
	"b'value' b'\\x00\\x01'"
is "a FIFO is one" "$(stat -c %F "$host/new/fifo")" fifo
refused "then nothing is left to commit" 1 "no changes 'try' are kept" "$SANDBOXCTL" diff --all try
is "nor the name" "$("$SANDBOXCTL" diff)" ""
nothing "nor anything of it" "$(ls -d "$store/try" 2>/dev/null)"
is "and the overlay shows the host" "$(inside cat "$host/changed")" changed
tree "$host" >"$TMP/after"

# --- Killed at each of its calls ------------------------------------------------------------

faulty=$BUILD/tests/fault/sandboxctl
# Each file is one of its two versions; what both have is there.
cat >"$TMP/judge.py" <<'END'
import os, stat, sys
old, new, now = sys.argv[1:]
def content(top, path):
    path = os.path.join(top, path)
    try:
        st = os.lstat(path)
    except (FileNotFoundError, NotADirectoryError):
        return None
    if stat.S_ISLNK(st.st_mode):
        return "link " + os.readlink(path)
    if stat.S_ISREG(st.st_mode):
        return open(path, "rb").read()
    return stat.S_IFMT(st.st_mode)
for dir, dirs, files in os.walk(now):
    for name in files + dirs:
        path = os.path.relpath(os.path.join(dir, name), now)
        if ".sandbox-commit." in path:
            continue
        if content(now, path) not in (content(old, path), content(new, path)):
            print(path, "is neither the old nor the new one")
for top in (old, new):
    other = new if top is old else old
    for dir, dirs, files in os.walk(top):
        for name in files + dirs:
            path = os.path.relpath(os.path.join(dir, name), top)
            if content(other, path) is not None and content(now, path) is None:
                print(path, "is missing")
END
cp -a "$host" "$TMP/host.after"
reset() {
	chmod -R u+rwX "$host" "$store/try" 2>/dev/null
	rm -rf "$host" "$store/try"
	cp -a "$TMP/host.before" "$host"
	cp -a "$TMP/store.before" "$store/try"
}
wrong='' n=0 ended=
while [ -z "$ended" ] && [ $((n += 1)) -lt 1000 ]; do
	reset
	# The shell would tell of each that is killed.
	{ SANDBOX_FAULT=kill:$n "$faulty" commit try --all --yes >/dev/null; } 2>/dev/null
	case $? in
	0) ended=$n ;;
	137) ;;
	*) wrong+="$n: status $?"$'\n' ;;
	esac
	judged=$(python3 "$TMP/judge.py" "$TMP/host.before" "$TMP/host.after" "$host")
	[ -z "$judged" ] || wrong+="$n: $judged"$'\n'
	# The name goes last: then nothing is left to be done.
	"$faulty" commit try --all --yes >/dev/null 2>"$TMP/second" ||
		grep -q "no changes 'try' are kept" "$TMP/second" ||
		wrong+="$n: the second one fails: $(cat "$TMP/second")"$'\n'
	[ "$(tree "$host")" = "$(cat "$TMP/after")" ] ||
		wrong+="$n: not made whole: $(diff <(tree "$host") "$TMP/after" | head -5)"$'\n'
	[ -z "$("$SANDBOXCTL" diff --all try 2>/dev/null)" ] || wrong+="$n: something is left"$'\n'
done
ok "a commit makes more than fifty calls ($ended)" test "${ended:-0}" -gt 50
nothing "killed at any of them, it leaves each file old or new, and the next one goes on" "$wrong"
nothing "the program that is installed knows no faults" "$(grep -ac SANDBOX_FAULT "$SANDBOXCTL" | grep -vx 0)"

# --- Parts ----------------------------------------------------------------------------------

reset
ok "a part can be committed" "$SANDBOXCTL" commit try --yes "$host/changed" "$host/new/a/file"
is "it is there, with the way to it" "$(cat "$host/changed" "$host/new/a/file")" "changed
a"
ok "and the rest is not" test ! -e "$host/moved" -a ! -e "$host/new/fifo" -a -e "$host/removed"
like "which is still listed" "$("$SANDBOXCTL" diff --all try)" 'added .*/new/fifo'
unlike "what was committed is not" "$("$SANDBOXCTL" diff --all try)" '(changed|added) .*/(changed|new/a/file) '
is "the overlay shows both" "$(inside cat "$host/changed" "$host/moved" "$host/new/a/file")" "changed
four
a"
ok "a rename is committed by its new name" "$SANDBOXCTL" commit try --yes "$host/moved"
ok "with what was removed" test -e "$host/moved" -a ! -e "$host/renamed"
cd "$host" || exit
ok "a path in the current directory will do" "$SANDBOXCTL" commit try --yes dir
cd "$TMP" || exit
is "it is there" "$(cat "$host/dir/sub/new")" new
ok "a part can be dropped" "$SANDBOXCTL" discard try --yes "$host/new"
unlike "it is listed no more" "$("$SANDBOXCTL" diff --all try)" '/new/'
ok "and gone inside" inside test ! -e "$host/new/fifo"
refused "what was made anew is dropped as a whole" 1 'was made anew with all that is in it' \
	"$SANDBOXCTL" discard try --yes "$host/replaced/old"
ok "then the rest is committed, by the path of the overlay" "$SANDBOXCTL" commit try --yes "$host"
is "with the last of it the name has gone" "$("$SANDBOXCTL" diff)" ""
is "the old one has gone" "$(ls "$host/replaced")" new

reset
ok "setuid bits are kept where that is said" "$SANDBOXCTL" commit try --all --yes --keep-setuid
is "then they are there" "$(stat -c %a "$host/new/sparse")" 4755

# --- A host that has changed meanwhile ------------------------------------------------------

reset
mkdir "$TMP/target"
echo safe >"$TMP/target/sub"
rm -r "$host/dir"
ln -s "$TMP/target" "$host/dir"
refused "a directory that became a link is not followed" 1 'left as it is: .*/dir: the host has a symbolic link here by now' \
	"$SANDBOXCTL" commit try --all --yes
is "nothing was written behind it" "$(ls "$TMP/target")" sub
is "all else was" "$(cat "$host/changed" "$host/moved")" "changed
four"
like "what was left is still kept" "$("$SANDBOXCTL" diff --all try)" 'added .*/dir/sub/new '
reset
rm -r "$host/dir"
mkdir "$host/dir"
ln -s "$TMP/target" "$host/dir/sub"
refused "nor one deeper" 1 'symbolic link here by now' "$SANDBOXCTL" commit try --yes "$host/dir"
rm "$host/changed"
ln -s "$TMP/target/sub" "$host/changed"
ok "a file that became a link is replaced" "$SANDBOXCTL" commit try --yes "$host/changed"
is "not what it leads to" "$(cat "$TMP/target/sub") $(stat -c %F "$host/changed")" "safe regular file"
rm "$host/removed"
unlike "what has been removed already is not listed" "$("$SANDBOXCTL" diff try)" 'removed +/.*/removed '
mv "$host" "$TMP/elsewhere"
ln -s "$TMP/elsewhere" "$host"
refused "a link in place of all of it is refused" 1 'there is a symbolic link in it now' \
	"$SANDBOXCTL" commit try --all --yes
rm "$host"
mv "$TMP/elsewhere" "$host"
reset
touch "$host/changed"
like "a file that the host wrote later is marked" "$("$SANDBOXCTL" diff try)" "^changed .*the host's is newer"

# --- What a hostile program leaves ----------------------------------------------------------

reset
ok "a program makes what is no file, and names to drive a terminal" inside python3 -c "
import os, socket
os.chdir('$host')
s = socket.socket(socket.AF_UNIX)
s.bind('sock')
open('\x1b]0;x\x07', 'w').close()
open('.sandbox-commit.try.00000001', 'w').write('mine')
os.mkdir('.sandbox-commit.try.00000002')
os.chmod('changed', 0)
for i in range(3000):
    os.mkdir('d')
    os.chdir('d')
"
run "$SANDBOXCTL" diff --all try
unlike "nothing printed drives a terminal" "$out$err" "$(printf '\033')"
like "a socket is listed as what is not committed" "$out" 'sock +socket +\(not committed\)'
like "so is a depth that no path can name" "$out" 'cannot be committed: .*(too long|Too many levels)'
ok "which does not stop a commit of something else" "$SANDBOXCTL" commit try --yes "$host/changed"
is "a file that nobody can read is one on the host" "$(stat -c '%a %s' "$host/changed")" "0 8"
nothing "what has the name of a temporary file is none" "$(find "$host" -name ".sandbox-commit*")"
ok "discard copes with any depth" "$SANDBOXCTL" discard try --yes "$host/d"
refused "then all can be committed but for the socket" 1 'left as it is: .*/sock: a socket is never committed' \
	"$SANDBOXCTL" commit try --all --yes
ok "which is not on the host" test ! -e "$host/sock"
ok "discard drops the rest" "$SANDBOXCTL" discard try --yes
ok "with the directory it was in" test ! -e "$store/try"
is "no name is left" "$("$SANDBOXCTL" diff)" ""

# --- While a sandbox has them ---------------------------------------------------------------

make_host
"$SANDBOX" -q "${keep[@]}" sh -c "echo x >'$host/x'; echo started; sleep 60" >"$TMP/started" &
launcher=$!
for _ in $(seq 200); do
	grep -q started "$TMP/started" && break
	sleep 0.05
done
refused "commit waits for nobody" 1 "in use: process $launcher has them" "$SANDBOXCTL" commit try --all --yes
refused "nor does discard" 1 "in use: process $launcher has them" "$SANDBOXCTL" discard try --yes
refused "diff looks, and says so" 0 "process $launcher is using these changes" "$SANDBOXCTL" diff try
kill -TERM "$launcher"
wait "$launcher" 2>/dev/null
ok "afterwards it is committed" "$SANDBOXCTL" commit try --all --yes
is "it is there" "$(cat "$host/x")" x

# --- Layers ---------------------------------------------------------------------------------

mkdir -p "$TMP/upper" "$TMP/lower"
echo up >"$TMP/upper/a"
echo low >"$TMP/lower/b"
two=(--overlay="$TMP/merged $TMP/upper $TMP/lower" --changes=two)
"$SANDBOX" -q "${two[@]}" sh -c "cd '$TMP/merged'; echo changed >b; echo new >c; rm a"
ok "of several layers the uppermost is written to" "$SANDBOXCTL" commit two --all --yes
is "it has all that was changed" "$(ls "$TMP/upper"; cat "$TMP/upper/b")" "b
c
changed"
is "the lower one has what it had" "$(cat "$TMP/lower/b")" low
"$SANDBOX" -q "${two[@]}" rm "$TMP/merged/b"
refused "what is in a lower one as well cannot be removed" 1 'it is in a lower layer too' \
	"$SANDBOXCTL" commit two --all --yes
done_testing
