#!/bin/sh
# program-every.t - every shipped profile: a real program starts under it, and does not
# reach what none of them may show.  A new profile is tested here from its first day.
. "$(dirname "$0")/../lib.sh"
. "$(dirname "$0")/program.sh"

need_all userns python3
start_listener
profiles=$HOME/.config/sandbox/profiles
mkdir -p "$profiles"

# What each profile has of the network (own, host) and of the current directory (no, read,
# write), in the order of their names.
cat >"$TMP/expected" <<'EOF'
browser host no
build own write
chromium host no
chromium-browser host no
default own no
evince own read
firefox host no
firefox-esr host no
google-chrome host no
google-chrome-stable host no
media own read
mpv own read
mupdf own read
node host write
npm host write
npx host write
okular own read
pip host write
pip3 host write
python host write
shell own no
viewer own read
vlc own read
zathura own read
EOF

# summary_of PROFILE
summary_of() {
	sed -n 's/^summary *//p' "$SANDBOX_PROFILES/$1.profile"
}

# what_it_has PROFILE: a line like those above.  The program that asks is python3 under the
# profile's name, so this is also how a profile is picked by the name of a program.
what_it_has() {
	cat >"$TMP/bin/$1" <<-EOF
		#!/usr/bin/env python3
		import os, sys
		net = "host" if os.readlink("/proc/self/ns/net") == "$our_net" else "own"
		cwd = "no" if not os.access("$WORK/here", os.R_OK) else \\
		    "write" if os.access("$WORK/here", os.W_OK) else "read"
		print("$1", net, cwd)
	EOF
	chmod 0755 "$TMP/bin/$1"
	PATH=$TMP/bin:$PATH inside --read="$TMP/bin" "$1" 2>&1
}

our_net=$(readlink /proc/self/ns/net)
mkdir "$TMP/bin"
touch here
for file in "$SANDBOX_PROFILES"/*.profile; do
	profile=$(basename "$file" .profile)
	summary=$(summary_of "$profile")
	case $summary in
	'Block: '*)
		printf 'include base\ninclude %s\n' "$profile" >"$profiles/with-$profile.profile"
		tried=with-$profile
		;;
	*)
		what_it_has "$profile" >>"$TMP/found"
		tried=$profile
		# What this host does not have is left out; that is what the word is for.
		nothing "$profile has no line that is wrong or does nothing" "$(
			"$SANDBOXCTL" check "$profile" 2>&1 | grep -E 'error:|warning:' |
				grep -v 'warning: left out'
		)"
		;;
	esac
	isnt "$profile says what it is" "$summary" ""
	is "$profile shows nothing that no profile may show" "$(
		reach "$tried" "read:$HOME/canary" "read:$HOME/.ssh/id_canary" env:CANARY_TOKEN \
			"unix:$socket" "write:$SRCDIR/new" write:/etc/new write:/usr/new
	)" "read ENOENT
read ENOENT
env ENODATA
unix ENOENT
write ENOENT
write EROFS
write EROFS"
done
LC_ALL=C sort "$TMP/found" -o "$TMP/found"
LC_ALL=C sort "$TMP/expected" -o "$TMP/expected"
nothing "each, picked by its name, has the network and the directory that it should have" \
	"$(diff "$TMP/expected" "$TMP/found" 2>&1)"
nothing "a profile's lines are not wider than the window that they are read in" "$(
	awk 'length($0) > 88 && !/^file / { print FILENAME ":" FNR }' "$SANDBOX_PROFILES"/*.profile
)"
done_testing
