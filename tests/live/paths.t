#!/bin/bash
# paths.t - what each rule for paths shows, and what it refuses, on real trees.
. "$(dirname "$0")/../lib.sh"
need_all userns proc

host=$TMP/host
mkdir -p "$host/dir/sub/deep" "$host/empty" "$host/other" "$TMP/work"
cd "$TMP/work" || exit 1
echo top >"$host/dir/file"
echo sub >"$host/dir/sub/file"
echo deep >"$host/dir/sub/deep/file"
echo other >"$host/other/file"
printf '#!/bin/sh\necho ran\n' >"$host/dir/script"
chmod +x "$host/dir/script"

inside() {
	"$SANDBOX" --quiet "$@"
}

# Everything that is on the host, but for what the tests add themselves.
tree() {
	find "$host/dir" "$host/empty" "$host/other" -printf '%p %y %m %s %l\n' | sort
}
tree >"$TMP/before"

# --- read ---------------------------------------------------------------------------------

refused "without a rule nothing is there" 1 'No such file' inside cat "$host/dir/file"
is "what read shows can be read" "$(inside --read="$host/dir" cat "$host/dir/sub/file")" sub
refused "a read-only bind refuses a write with EROFS" 1 'Read-only file system' \
	inside --read="$host/dir" touch "$host/dir/new"
refused "also to a file of the caller's" 2 'Read-only file system' \
	inside --read="$host/dir" sh -c "echo x >'$host/dir/file'"
is "programs in it run" "$(inside --read="$host/dir" "$host/dir/script")" ran
is "a single file is shown alone" \
	"$(inside --read="$host/dir/file" sh -c "cat '$host/dir/file'; ls '$host/dir'")" "top
file"
is "the directories on the way show nothing else" \
	"$(inside --read="$host/dir" ls "$host")" dir

# --- write, exec --------------------------------------------------------------------------

ok "what write shows can be written" inside --write="$host/dir" touch "$host/dir/new"
ok "and it stays" rm "$host/dir/new"
refused "programs in it do not run (EACCES)" 126 'Permission denied' \
	inside --write="$host/dir" sh -c "'$host/dir/script'"
is "until exec says so" \
	"$(inside --write="$host/dir" --exec="$host/dir" sh -c "'$host/dir/script'")" ran
refused "exec for a part is for that part alone" 126 'Permission denied' \
	inside --write="$host/dir" --exec="$host/dir/sub" sh -c "'$host/dir/script'"
is "and that part stays writable" "$(inside --write="$host/dir" --exec="$host/dir/sub" sh -c "
	printf '#!/bin/sh\necho made here' >'$host/dir/sub/x' && chmod +x '$host/dir/sub/x' &&
		'$host/dir/sub/x' && rm '$host/dir/sub/x'")" "made here"
refused "read within exec within write takes writing away" 1 'Read-only file system' \
	inside --write="$host/dir" --exec="$host/dir/sub" --read="$host/dir/sub/deep" \
	touch "$host/dir/sub/deep/new"

# --- The most specific path wins ----------------------------------------------------------

in_order() {
	inside "$@" sh -c "cd '$host/dir' && cat file sub/deep/file; ls -A sub; touch written &&
		rm written && touch sub/deep/written" 2>&1
}
wanted="top
deep
deep
touch: cannot touch 'sub/deep/written': Read-only file system"
a=--write=$host/dir b=--hide=$host/dir/sub c=--read=$host/dir/sub/deep
is "write, hide in it, read in that" "$(in_order "$a" "$b" "$c")" "$wanted"
is "the same in another order" "$(in_order "$c" "$a" "$b")" "$wanted"
is "and in another" "$(in_order "$b" "$c" "$a")" "$wanted"
is "on one path the later rule wins" \
	"$(inside --write="$host/dir" --read="$host/dir" sh -c "touch '$host/dir/x' 2>&1 | sed 's/.*: //'")" \
	"Read-only file system"

# --- hide ---------------------------------------------------------------------------------

refused "a hidden directory cannot be entered (EACCES)" 2 'Permission denied' \
	inside --read="$host/dir" --hide="$host/dir/sub" ls "$host/dir/sub"
refused "not by root inside either" 1 'Permission denied|No such file' \
	inside --user=root --read="$host/dir" --hide="$host/dir/sub" cat "$host/dir/sub/file"
refused "a hidden file cannot be read (EACCES)" 1 'Permission denied' \
	inside --read="$host/dir" --hide="$host/dir/file" cat "$host/dir/file"
refused "nor written" 2 'Permission denied' inside --write="$host/dir" \
	--hide="$host/dir/file" sh -c "echo x >'$host/dir/file'"
refused "nor moved away" 1 'Device or resource busy' inside --write="$host/dir" \
	--hide="$host/dir/file" mv "$host/dir/file" "$host/dir/moved"

# --- tmpfs, file, symlink, bind -----------------------------------------------------------

is "a tmpfs is empty and can be written" \
	"$(inside --read="$host/dir" --tmpfs="$host/dir/sub" sh -c "
	ls -A '$host/dir/sub'; echo new >'$host/dir/sub/new' && cat '$host/dir/sub/new'")" new
is "the host's directory below it has not changed" "$(ls "$host/dir/sub")" "deep
file"
is "a file has its text, and cannot be written" \
	"$(inside --file='/etc/my/conf "one line\nand \"two\"\n"' sh -c '
	cat /etc/my/conf; echo x 2>/dev/null >/etc/my/conf || echo refused')" 'one line
and "two"
refused'
is "a file over the host's covers it" \
	"$(inside --read="$host/dir" --file="$host/dir/file covered" cat "$host/dir/file")" covered
is "the host's has not changed" "$(cat "$host/dir/file")" top
is "a symbolic link leads where it says" \
	"$(inside --symlink='/usr/share /shared/here' sh -c 'readlink /shared/here; ls -d /shared/here/.')" \
	"/usr/share
/shared/here/."
is "a bind shows a directory at another place" \
	"$(inside --bind="$host/dir /srv/x" sh -c 'cat /srv/x/file; touch /srv/x/new 2>&1 | sed "s/.*: //"')" \
	"top
Read-only file system"
ok "one for writing can be written" inside --bind="$host/dir /srv/x write" touch /srv/x/new
ok "and it stays under its own name" rm "$host/dir/new"
refused "programs in it do not run" 126 'Permission denied' \
	inside --bind="$host/dir /srv/x write" sh -c /srv/x/script
is "in an empty directory of the host there is room for more" "$(
	inside --read="$host" --bind="$host/dir $host/empty/a/b" --file="$host/empty/f text" \
		sh -c "cat '$host/empty/a/b/file' '$host/empty/f'"
)" "top
text"
nothing "and nothing is left in it" "$(ls -A "$host/empty")"
odd="$host/a b
\"c\" #\$'d'"
mkdir "$odd" && echo odd >"$odd/file"
is "a path with blanks, quotes and line breaks is shown" \
	"$(inside --read="$odd" cat "$odd/file")" odd
# In a profile, a path has no way to hold a line break but \n within quotes.
quoted=${odd//\\/\\\\}
quoted=${quoted//\"/\\\"}
quoted=${quoted//\$/\\\$}
quoted=${quoted//$'\n'/\\n}
printf 'include default\nread "%s"\n' "$quoted" >odd.profile
is "also by a profile's line, in quotes" \
	"$(inside --profile=./odd.profile cat "$odd/file" 2>&1)" odd

# --- device, socket -----------------------------------------------------------------------

device=
for name in fuse net/tun kvm kmsg loop-control vhost-net; do
	[ -c "/dev/$name" ] && device=/dev/$name && break
done
if [ -n "$device" ]; then
	refused "a device is not there without a rule" 1 '' inside test -c "$device"
	ok "with one it is" inside --device="$device" test -c "$device"
else
	skip device "a device is there with a rule alone" "no device but the usual ones"
fi
ok "the usual devices work" inside sh -c 'echo x >/dev/null && head -c 4 /dev/zero &&
	head -c 4 /dev/urandom | wc -c && ! echo x 2>/dev/null >/dev/full'
refused "no device can be made" 1 'Operation not permitted|Permission denied' \
	inside --user=root mknod /tmp/null c 1 3
if need python3 "a socket can be connected to with its rule alone"; then
	data=$SRCDIR/tests/data
	mkfifo ready
	python3 "$data/listen.py" "unix:$host/socket" >ready &
	when_done "kill $! 2>/dev/null"
	read -r _ <ready
	reach() {
		inside "$@" python3 - "unix:$host/socket" <"$data/reach.py" 2>&1
	}
	is "a socket is not there without a rule" "$(reach)" "unix ENOENT"
	is "with one it can be connected to" "$(reach --socket="$host/socket")" "unix reached"
	is "what hide covers cannot" "$(reach --read="$host" --hide="$host/socket")" \
		"unix ECONNREFUSED"
fi

# --- Symbolic links -----------------------------------------------------------------------

ln -s dir "$host/link"
ln -s "$host/link" "$host/chain"
is "a rule through links shows the place under every name" \
	"$(inside --read="$host/chain/sub" sh -c "
	cat '$host/dir/sub/file' '$host/link/sub/file' '$host/chain/sub/file'; ls '$host'")" \
	"sub
sub
sub
chain
dir
link"
ok "/bin/sh and /usr/bin/env are there, however the host has them" \
	inside /bin/sh -c '/usr/bin/env true'
is "/var/run leads to /run" "$(inside sh -c 'touch /run/user/$(id -u)/x && ls /var/run/user/$(id -u)')" x
is "links within a shown tree are what they are" \
	"$(inside --read="$host" readlink "$host/chain")" "$host/link"

# A racer swaps a directory for a link to a secret all the time, as a program in a second
# sandbox could where both write (CVE-2021-30465): what is shown is the directory, or nothing.
if need python3 "a swapped source never shows what a link leads to"; then
	mkdir -p "$TMP/race/place" "$TMP/secret/sub"
	mkdir "$TMP/race/place/sub"
	echo fine >"$TMP/race/place/sub/file"
	echo SECRET >"$TMP/secret/sub/file"
	ln -s "$TMP/secret" "$TMP/race/swap"
	python3 - "$TMP/race/place" "$TMP/race/swap" "$$" <<-'END' &
		import ctypes, os, sys
		libc = ctypes.CDLL(None, use_errno=True)
		a, b = (os.fsencode(name) for name in sys.argv[1:3])
		while os.getppid() == int(sys.argv[3]):
		    for _ in range(1000):
		        libc.renameat2(-100, a, -100, b, 2)
	END
	racer=$!
	when_done "kill $racer 2>/dev/null"
	shown=$(for _ in $(seq 40); do
		inside --write="$TMP/race" --read="$TMP/race/place/sub" \
			cat "$TMP/race/place/sub/file" 2>&1
	done | sed -n 's/^sandbox: .*/refused/; s/^cat: .*/gone/; /^[^ ]/p' | sort -u)
	kill "$racer"
	like "the racer was fast enough to be in the way" "$shown" 'refused|gone'
	unlike "a swapped source never shows what a link leads to" "$shown" SECRET
fi

# --- Home ---------------------------------------------------------------------------------

echo real >"$HOME/real"
chmod 0700 "$HOME"
is "the home directory is empty, and writable" \
	"$(inside sh -c 'ls -A "$HOME"; echo x >"$HOME/x" && cat "$HOME/x"')" x
ok "a private home is kept" inside --home='private one' sh -c 'echo kept >"$HOME/kept"'
is "for the next run" "$(inside --home='private one' sh -c 'cat "$HOME/kept"; ls "$HOME"')" "kept
kept"
is "another name is another home" "$(inside --home='private two' sh -c 'ls -A "$HOME"')" ""
is "its directory is the user's alone" \
	"$(stat -c %a "$HOME/.local/share/sandbox/homes/one")" 700
chmod 0777 "$HOME/.local/share/sandbox/homes/one"
refused "one that others may write is refused" 125 'others may write' \
	inside --home='private one' true
chmod 0700 "$HOME/.local/share/sandbox/homes/one"
mkdir "$HOME/Downloads"
ok "a place of the real home is shown in a private one" \
	inside --home='private one' --write="$HOME/Downloads" touch "$HOME/Downloads/file"
ok "it is written there" test -f "$HOME/Downloads/file"
ok "a link planted in the private home" \
	inside --home='private one' sh -c 'ln -s "$HOME/.ssh" "$HOME/trap"'
mkdir "$HOME/trap"
refused "is not followed by the next run" 125 'symbolic link' \
	inside --home='private one' --write="$HOME/trap" true
is "the real home is shown when asked for" "$(inside --home=real cat "$HOME/real")" real

# --- A root directory of one's own --------------------------------------------------------

is "the host's root can be the root, read-only" \
	"$(inside --root=/ sh -c 'test -d /usr && touch /usr/x 2>&1 | sed "s/.*: //"')" \
	"Read-only file system"
is "with the sandbox's own /proc and /tmp over it" \
	"$(inside --root=/ sh -c 'cd /proc && echo [0-9]*; ls -A "$1"' sh "$TMP")" "1 2
home"
small=$TMP/small
mkdir -p "$small/bin" "$small/proc" "$small/dev"
for file in $(ldd /bin/sh | grep -o '/[^ )]*') /bin/sh; do
	mkdir -p "$small/$(dirname "$file")"
	cp -L "$file" "$small/$file"
done
printf 'root %s\n' "$small" >small.profile
is "another one needs no more than /proc and /dev" \
	"$(inside --profile=./small.profile /bin/sh -c 'cd / && echo *; echo $PPID
		echo >/dev/null && echo ok')" "$(cd "$small" && echo *)
1
ok"
rmdir "$small/dev"
refused "without them it is refused" 125 '/dev does not exist in' \
	inside --profile=./small.profile /bin/sh -c true

# --- Links that an earlier sandbox may have left ------------------------------------------

mkdir -p "$HOME/elsewhere"
echo elsewhere >"$HOME/elsewhere/file"
ln -s "$HOME/elsewhere" "$HOME/planted"
run "$SANDBOX" --workdir=/ --read="$HOME/planted" cat "$HOME/planted/file"
is "a link that is named on the command line is followed" "$out" elsewhere
is "and it is said where it leads" "$err" \
	"sandbox: note: $HOME/planted leads to $HOME/elsewhere"
run "$SANDBOX" --workdir=/ --read=/bin true
is "nothing is said of links of the system" "$err" ""
rm -r "$HOME/planted" "$HOME/elsewhere"

# --- Limits and leftovers -----------------------------------------------------------------

refused "more rules than open files is an error with the way out" 125 'ulimit -n' \
	sh -c 'ulimit -n 12; exec "$@"' sh "$SANDBOX" true
ok "a limit that is lower still is named as well" sh -c '
	ulimit -n 20; "$1" true 2>&1 | grep -q "ulimit -n"' sh "$SANDBOX"
cp /usr/bin/true "$host/program"
like "explain says of a program that it cannot be run, and what would allow it" \
	"$("$SANDBOXCTL" explain --write="$host" "$host/program")" \
	"^  it cannot be run, which exec $host/program would allow\$"
rm "$host/program"
is "an optional rule is left out without a word" \
	"$(inside --optional-read="$host/none" echo fine 2>&1)" fine
run "$SANDBOX" -v --optional-read="$host/none" true
like "--verbose tells it" "$err" "left out: $host/none: No such file or directory"
nothing "nothing was made on the host" "$(tree | diff "$TMP/before" -)"
done_testing
