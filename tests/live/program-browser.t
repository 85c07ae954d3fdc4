#!/bin/sh
# program-browser.t - Firefox and Chromium under `browser`, their inner sandboxes on.
. "$(dirname "$0")/../lib.sh"
. "$(dirname "$0")/program.sh"

need_all userns python3
start_server "$DATA"
# What must not be shown is the page that is shown, in another place.
cp "$DATA/page.html" "$HOME/canary.html"
cp "$DATA/page.html" "$DATA/frames.html" "$HOME/Downloads"
homes=$HOME/.local/share/sandbox/homes
shown="400 300 #1e5a96"

# picture PROFILE COMMAND URL: the browser's picture of a page; leaves it in $HOME/Downloads.
picture() {
	rm -f "$HOME/Downloads/page.png"
	case $2 in
	firefox*) set -- "$1" "$3" "$2" --screenshot "$HOME/Downloads/page.png" ;;
	*) set -- "$1" "$3" "$2" "--screenshot=$HOME/Downloads/page.png" ;;
	esac
	url=$2 profile=$1
	shift 2
	inside --profile="$profile" -- "$@" --headless --window-size=400,300 "$url" 2>&1
}

# test_browser COMMAND NAME WORD CONFINED: NAME is part of the directory where it keeps what
# it knows; WORD marks the processes of pages, and CONFINED is what is expected of them, see
# tests/data/inner-sandbox.sh.
test_browser() {
	log=$(picture browser "$1" "$server/page.html")
	is "$1 makes a picture of a page from the network" \
		"$(pixel "$HOME/Downloads/page.png" 200 200)" "$shown" || diag "$log"
	isnt "what it keeps is in the home of the sandbox" \
		"$(find "$homes/browser" -type d -iname "*$2*")" ""
	nothing "and not in the real one" \
		"$(find "$HOME" -path "$homes" -prune -o -iname "*$2*" -print)"

	is "$1, under its own name, puts pages into a sandbox within the sandbox" "$(
		inside --profile="$1" --read="$DATA/inner-sandbox.sh" -- \
			sh "$DATA/inner-sandbox.sh" "$3" "$1" --headless "$server/page.html"
	)" "$4"
	# The one before was killed: its lock must not lock out this one.
	log=$(picture "$1" "$1" "file://$HOME/Downloads/frames.html")
	is "it shows a file in ~/Downloads" \
		"$(pixel "$HOME/Downloads/page.png" 100 200)" "$shown" || diag "$log"
	isnt "but none in the real home: that frame stays empty" \
		"$(pixel "$HOME/Downloads/page.png" 300 200)" "$shown" || diag "$log"
}

firefox="firefox-esr"
has firefox-esr || ! has firefox || firefox=firefox
if need "$firefox" "Firefox makes a picture of a page"; then
	test_browser "$firefox" mozilla isForBrowser "filters +1, own: user net root"
fi
chromium=chromium
has chromium || ! has chromium-browser || chromium="chromium-browser"
if need "$chromium" "Chromium makes a picture of a page"; then
	test_browser "$chromium" chromium -type=renderer "filters +1, own: user net pid root"
fi

for profile in browser firefox firefox-esr chromium chromium-browser google-chrome \
	google-chrome-stable; do
	is "$profile: the network and ~/Downloads, and nothing else of the caller's" "$(
		reach "$profile" "write:$HOME/Downloads/new" "read:$HOME/canary" \
			"read:$HOME/.ssh/id_canary" "read:$HOME/Documents" "read:$WORK" \
			"write:$SRCDIR/new" "unix:$XDG_RUNTIME_DIR/bus" read:/dev/video0 \
			env:CANARY_TOKEN
	)" "write reached
read ENOENT
read ENOENT
read ENOENT
read ENOENT
write ENOENT
unix ENOENT
read ENOENT
env ENODATA"
done
ok "a download is there outside" [ -e "$HOME/Downloads/new" ]
inside --profile=firefox -- sh -c 'echo kept >~/kept; echo evil >>~/.profile'
is "a home stays from one run to the next, and is one for all names" \
	"$(inside --profile=firefox-esr -- sh -c 'cat ~/kept')" kept
nothing "the real home's start-up files are not touched" "$(ls "$HOME/.profile" 2>/dev/null)"
is "Chromium's home is another one" \
	"$(inside --profile=chromium -- sh -c 'ls ~/kept' 2>&1 | sed 's/.*: //')" \
	"No such file or directory"
done_testing
