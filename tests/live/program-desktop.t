#!/bin/sh
# program-desktop.t - programs with a window, on a real X server: X11, the viewers' display.
. "$(dirname "$0")/../lib.sh"
. "$(dirname "$0")/program.sh"

need_all userns python3 Xvfb xwininfo
cp "$DATA/page.pdf" page.pdf

# A server that nobody else sees; it lets in whoever has a cookie, which is filed under the
# host's name, ours and the one that the sandboxes get that are to find it.
name_inside=desktop-test
XAUTHORITY=$HOME/.Xauthority
export XAUTHORITY
cookie=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
mkfifo "$TMP/display"
python3 - "$XAUTHORITY" "$cookie" "$(uname -n)" "$name_inside" <<'EOF'
# A record of Xsecurity(7): the family FamilyLocal, then host, display, protocol and data,
# each with its length. An empty display stands for all.
import struct, sys
path, cookie, *hosts = sys.argv[1:]
with open(path, "wb") as f:
    for host in hosts:
        f.write(struct.pack(">H", 256))
        for part in host.encode(), b"", b"MIT-MAGIC-COOKIE-1", bytes.fromhex(cookie):
            f.write(struct.pack(">H", len(part)) + part)
EOF
chmod 0600 "$XAUTHORITY"
Xvfb -displayfd 3 -screen 0 640x480x24 -auth "$XAUTHORITY" -nolisten tcp \
	3>"$TMP/display" >"$TMP/server.log" 2>&1 &
when_done "kill $! 2>/dev/null"
read -r number <"$TMP/display" || skip_all Xvfb "$(tail -n 1 "$TMP/server.log")"
DISPLAY=:$number
export DISPLAY
ok "the server is there, outside" xwininfo -root

ok "under browser the display can be opened, given the name that the cookie is filed under" \
	inside --profile=browser --hostname="$name_inside" -- xwininfo -root
refused "without it, the server asks for the cookie" 1 'Authorization required' \
	inside --profile=viewer -- xwininfo -root
refused "under default there is no display" 1 'unable to open display' \
	inside --profile=default --env=DISPLAY -- xwininfo -root
refused "its socket is not even there" 2 'No such file' \
	inside --profile=default -- ls "/tmp/.X11-unix/X$number"

# shows_window COMMAND...: a window named page.pdf is there within 20 seconds.
shows_window() {
	"$SANDBOX" --quiet --hostname="$name_inside" -- "$@" >"$TMP/program.log" 2>&1 &
	program=$!
	for _ in $(seq 40); do
		sleep 0.5
		xwininfo -root -tree | grep -q 'page\.pdf' && break
	done
	xwininfo -root -tree >"$TMP/windows"
	kill "$program"
	wait "$program" 2>/dev/null
	grep -q 'page\.pdf' "$TMP/windows"
}

for viewer in mupdf evince; do
	name="$viewer shows a document in a window"
	if need "$viewer" "$name"; then
		ok "$name" shows_window "$viewer" page.pdf || diag "$(cat "$TMP/program.log")"
	fi
done
done_testing
