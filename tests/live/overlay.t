#!/bin/bash
# overlay.t - what is changed in an overlay does not reach the host, vanishes or is kept.
. "$(dirname "$0")/../lib.sh"
need_all userns proc overlay

host=$TMP/host
store=$HOME/.local/share/sandbox/changes
cd "$TMP" || exit 1

# The host's tree anew, as it is before each part.
make_host() {
	rm -rf "$host"
	mkdir -p "$host/dir/sub" "$host/other"
	echo one >"$host/file"
	echo two >"$host/dir/file"
	echo three >"$host/dir/sub/file"
	printf '#!/bin/sh\necho ran\n' >"$host/script"
	chmod +x "$host/script"
}

inside() {
	"$SANDBOX" --quiet "$@"
}

tree() {
	find "$1" -printf '%P %y %m %s %l\n' | sort
}

# --- Changes that vanish --------------------------------------------------------------------

make_host
tree "$host" >"$TMP/before"
is "what the host has can be read" "$(inside --overlay="$host" cat "$host/dir/file")" two
ok "files can be changed, made, removed, renamed" inside --overlay="$host" sh -ec "
	cd '$host'
	echo changed >file
	rm dir/file
	mkdir new
	mv script new/
	chmod 700 other
	test ! -e dir/file
	test \"\$(cat file)\" = changed"
if need tmpfs-xattr "directories can be removed, and made anew"; then
	ok "directories can be removed, and made anew" inside --overlay="$host" sh -ec "
		cd '$host'
		rm -r dir
		mkdir dir
		test ! -e dir/file"
fi
is "nothing of it is on the host" "$(tree "$host")" "$(cat "$TMP/before")"
is "nor there at the next start" "$(inside --overlay="$host" cat "$host/file")" one
refused "programs in it do not run" 126 'ermission denied' \
	inside --overlay="$host" sh -c "'$host/script'"
is "unless exec is said" "$(inside --overlay="$host" --exec="$host" "$host/script")" ran
is "nosuid, nodev and noexec hold" \
	"$(inside --overlay="$host" sh -c "awk -v at='$host' '\$5 == at { print \$6 }' /proc/self/mountinfo")" \
	rw,nosuid,nodev,noexec,relatime
unlike "no path of the host can be read in mountinfo" \
	"$(inside --overlay="$host" cat /proc/self/mountinfo | grep "$host .* overlay ")" 'dir=/'

# --- Rules below it -------------------------------------------------------------------------

inside --overlay="$host" --write="$host/dir/sub" sh -c "echo host >'$host/dir/sub/file'; echo x >'$host/dir/x'"
is "write below it reaches the host" "$(cat "$host/dir/sub/file")" host
ok "and nothing beside it does" test ! -e "$host/dir/x"
refused "read below it shows the host's, read-only" 2 'Read-only file system' \
	inside --overlay="$host" --read="$host/dir" sh -c "echo x >'$host/dir/file'"
refused "hide below it covers" 1 'Permission denied' \
	inside --overlay="$host" --hide="$host/dir/sub" cat "$host/dir/sub/file"
refused "what is hidden cannot be uncovered by moving its parent" 1 'busy' \
	inside --overlay="$host" --hide="$host/dir/sub" mv "$host/dir" "$host/moved"
is "exec below it is the overlay, where programs run" \
	"$(inside --overlay="$host" --exec="$host/dir" sh -c "
		cp '$host/script' '$host/dir/copy' && '$host/dir/copy'")" ran
ok "and nothing of that reached the host" test ! -e "$host/dir/copy"
refused "exec holds below it alone" 126 'ermission denied' \
	inside --overlay="$host" --exec="$host/dir" sh -c "'$host/script'"

# --- Layers ---------------------------------------------------------------------------------

make_host
mkdir -p "$TMP/a/both" "$TMP/b/both"
echo a >"$TMP/a/both/x"
echo b >"$TMP/b/both/x"
echo b >"$TMP/b/both/y"
is "of several layers the first is uppermost" \
	"$(inside --overlay="$TMP/merged $TMP/a $TMP/b" sh -c "cat '$TMP/merged/both/'*")" "a
b"
run inside --overlay="$TMP/merged $TMP/a $TMP/b" sh -c "rm '$TMP/merged/both/'*; ls '$TMP/merged/both'"
is "all of them can be changed" "$out" ""
is "and none of them is" "$(cat "$TMP/a/both/x" "$TMP/b/both/x")" "a
b"
mkdir -p "$TMP/many"
layers=$TMP/many
for i in $(seq 31); do
	mkdir -p "$TMP/many/$i"
	echo "$i" >"$TMP/many/$i/$i"
	[ "$i" = 31 ] || layers="$TMP/many/$i $layers"
done
layers="${layers% "$TMP/many"} $TMP/many/31"
is "32 layers would be the most" \
	"$(inside --overlay="$TMP/merged $layers" sh -c "cat '$TMP/merged/'* | wc -l")" 31
refused "33 are refused" 125 'more than 32 layers' \
	inside --overlay="$TMP/merged $layers $TMP/a $TMP/b" true

# --- A root ---------------------------------------------------------------------------------

# A program with the libraries it needs, as a small root of its own.
make_root() {
	local lib
	mkdir -p "$1/"{bin,proc,dev,tmp,run,var/tmp,etc}
	for tool in sh cat mkdir rm ls mv chmod; do
		cp -L "$(command -v "$tool")" "$1/bin/$tool"
		for lib in $(ldd "$(command -v "$tool")" | grep -o '/[^ ]*'); do
			mkdir -p "$1${lib%/*}"
			cp -L "$lib" "$1$lib"
		done
	done
	echo made >"$1/etc/issue"
}
root=$TMP/root
make_root "$root"
echo "summary nothing of the host" >"$TMP/bare.profile"
bare() {
	"$SANDBOX" --quiet --profile="$TMP/bare.profile" "$@"
}
tree "$root" >"$TMP/before"
is "a root under an overlay can be changed" \
	"$(bare --root="$root" --overlay=/ sh -c 'echo new >/etc/issue; mkdir /added; cat /etc/issue')" new
is "programs in it run, those that were added too" \
	"$(bare --root="$root" --overlay=/ sh -c 'mv /bin/cat /dog; /dog /etc/issue')" made
is "the root on the host is what it was" "$(tree "$root")" "$(cat "$TMP/before")"
is "overlay / DIR is the same in one line" \
	"$(bare --overlay="/ $root" sh -c 'echo new >/etc/issue; cat /etc/issue')" new
refused "without an overlay it is read-only" 2 'Read-only file system' \
	bare --root="$root" sh -c 'echo new >/etc/issue'
is "a command that was changed in it is the changed one" "$(
	inside --overlay="$host" --exec="$host" --changes=command sh -c "echo 'echo changed' >>'$host/script'"
	inside --overlay="$host" --exec="$host" --changes=command "$host/script")" "ran
changed"
mkdir -p "$root/usr/lib" "$root/home"
echo marker >"$root/usr/lib/marker"
is "with the default profile, too, the programs and libraries are those of the root" \
	"$(inside --root="$root" sh -c 'cat /usr/lib/marker; ls /usr; cat /etc/issue')" "marker
lib
made"
is "and under an overlay" \
	"$(inside --root="$root" --overlay=/ sh -c 'echo new >/usr/lib/new; cat /usr/lib/*')" "marker
new"
unlike "no file of the host is planned but devices" \
	"$("$SANDBOXCTL" plan --root="$root" sh | grep src.open | grep -v " /dev/")" ' /(usr|bin|lib|etc)'
is "a rule of one's own shows the host's" \
	"$(inside --root="$root" --read=/usr sh -c 'ls -d /usr/bin /usr/lib/marker 2>/dev/null')" /usr/bin
refused "overlay / alone has no root" 125 'there is no root to change' \
	bare --overlay=/ true

# --- Kept changes ---------------------------------------------------------------------------

make_host
rm -rf "$store"
keep=(--overlay="$host" --changes=try)
ok "changes can be kept" inside "${keep[@]}" sh -ec "
	cd '$host'
	echo kept >file
	rm dir/file
	mv dir/sub/file other/"
is "they are there at the next start" \
	"$(inside "${keep[@]}" sh -c "cat '$host/file' '$host/other/file'; ls '$host/dir'")" "kept
three
sub"
is "not under another name" "$(inside --overlay="$host" --changes=other cat "$host/file")" one
is "nor on the host" "$(cat "$host/file" "$host/dir/file")" "one
two"
is "where they are kept is for their owner alone" \
	"$(stat -c %a "$store" "$store/try" "$store/try"/%*)" "700
700
700"
refused "over another directory they are not taken" 125 'made over other directories' \
	inside --overlay="$host $TMP/a" --changes=try true

"$SANDBOX" -q "${keep[@]}" sh -c "echo started; sleep 60" >"$TMP/started" &
first=$!
for _ in $(seq 200); do
	grep -q started "$TMP/started" && break
	sleep 0.05
done
refused "a second sandbox with the same changes is not started" 125 \
	"these changes are in use: process $first has them" inside "${keep[@]}" true
ok "one with others is" inside --overlay="$host" --changes=other true
ok "and one that keeps none, over the same directory" inside --overlay="$host" true
kill -KILL "$first"
wait "$first" 2>/dev/null
ok "the lock dies with the launcher" inside "${keep[@]}" true

# --- explain --------------------------------------------------------------------------------

like "explain says what becomes of changes" \
	"$("$SANDBOXCTL" explain --overlay="$host" "$host/file")" 'what is changed is gone with the sandbox'
like "or under which name they are kept" \
	"$("$SANDBOXCTL" explain "${keep[@]}" "$host/file")" 'what is changed is kept apart, as changes try'

# --- A home, and where changes are kept -----------------------------------------------------

echo mine >"$HOME/mine"
rm -rf "$store"
ok "a whole home can be one" inside --home=overlay --changes=home sh -ec 'echo new >~/mine; echo x >~/x'
is "the home is what it was" "$(cat "$HOME/mine"; ls "$HOME")" "mine
mine"
refused "the place of changes is hidden, at the first start too" 2 'Permission denied' \
	inside --home=overlay --changes=fresh ls "$store"
refused "in a home that is shown" 2 'Permission denied' inside --home=real ls "$store"
refused "at another place" 2 'Permission denied' \
	inside --bind="$HOME /opt/home" ls /opt/home/.local/share/sandbox/changes
refused "the way to it cannot be moved" 1 'Permission denied' \
	inside --home=real mv "$HOME/.local/share/sandbox" "$HOME/moved"
refused "it cannot be asked for" 125 'changes of overlays are kept there' \
	inside --read="$store/home" true
ok "verify finds all of it as planned" \
	"$SANDBOXCTL" verify --home=overlay --changes=home --overlay="$host" --hide="$host/dir/sub"
ok "an overlay as the root, too" "$SANDBOXCTL" verify --profile="$TMP/bare.profile" --root="$root" --overlay=/
# A store that is not there yet cannot be planted by who may write around it.
mkdir -p "$TMP/planter/data"
refused "the storage of changes is hidden before there is any" 1 'denied|Read-only|No such file' \
	env XDG_DATA_HOME="$TMP/planter/data" "$SANDBOX" --quiet --write="$TMP/planter/data" sh -c \
	"mkdir -p '$TMP/planter/data/sandbox/changes/work' 2>&1"
is "and nothing is planted" "$(find "$TMP/planter/data/sandbox/changes" -mindepth 1)" ""

# --- What the kernel refuses ------------------------------------------------------------------

# In a user and mount namespace of its own something can be mounted.
cat >"$TMP/mounts.sh" <<END
mkdir -p "$TMP/m/low" "$TMP/m/mem" "$TMP/m/merged"
mount -t tmpfs t "$TMP/m/mem" && mkdir "$TMP/m/mem/u" "$TMP/m/mem/w" &&
	mount -t overlay -o "userxattr,lowerdir=$TMP/m/low,upperdir=$TMP/m/mem/u,workdir=$TMP/m/mem/w" o "$TMP/m/merged" ||
	exit 77
"\$@"
END
within() {
	unshare -Urm sh "$TMP/mounts.sh" "$@"
}
within true 2>/dev/null
if [ $? != 0 ]; then
	skip unshare "what cannot be a layer is named" "unshare(1) cannot mount here"
else
	refused "changes on what cannot take them: its kind is named, and what to do" 125 \
		'which lies on overlay, and that cannot take them' \
		within env XDG_DATA_HOME="$TMP/m/merged" "$SANDBOX" -q --overlay="$host" --changes=c true
	refused "what is mounted in a layer is named" 125 "something else is mounted in it, at $TMP/m/m" \
		within "$SANDBOX" -q --overlay="$TMP/m" true
fi
done_testing
