#!/bin/sh
# program-viewer.t - document viewers under `viewer`.
. "$(dirname "$0")/../lib.sh"
. "$(dirname "$0")/program.sh"

need_all userns python3
start_listener
cp "$DATA/page.pdf" page.pdf
cp "$DATA/page.pdf" "$HOME/Documents/page.pdf"
cp "$DATA/page.pdf" "$HOME/canary.pdf"

name="pdftotext reads a document in the current directory"
if need pdftotext "$name"; then
	is "$name" "$(inside --profile=viewer -- pdftotext page.pdf - | head -n 1)" "seen by the viewer"
	refused "it cannot write beside it" 2 "Couldn't open" \
		inside --profile=viewer -- pdftotext page.pdf page.txt
	refused "and finds no document of the real home" 1 "Couldn't open" \
		inside --profile=viewer -- pdftotext "$HOME/canary.pdf" -
	is "but those in ~/Documents, from wherever" "$(
		cd "$HOME" && inside --profile=viewer -- pdftotext Documents/page.pdf - | head -n 1
	)" "seen by the viewer"
fi
name="mutool draws a document"
if need mutool "$name"; then
	inside --profile=viewer -- mutool draw -F png -o - page.pdf >drawn.png 2>/dev/null
	is "$name" "$(pixel drawn.png 5 5)" "200 100 #cc1933"
fi
name="Evince's thumbnailer draws a document"
if need evince-thumbnailer "$name"; then
	inside --profile=evince -- sh -c \
		'evince-thumbnailer -s 200 page.pdf /tmp/page.png && cat /tmp/page.png' >thumbnail.png
	is "$name" "$(pixel thumbnail.png 5 5)" "200 100 #cc1933"
fi

for profile in viewer evince okular mupdf zathura; do
	is "$profile: documents can be read" \
		"$(reach "$profile" "read:$WORK/page.pdf" "read:$HOME/Documents/page.pdf")" \
		"read reached
read reached"
	is "$profile: nothing can be written, nobody reached, nothing else read" "$(
		reach "$profile" "write:$WORK/new" "write:$HOME/Documents/new" "tcp:$port" \
			"abstract:$abstract" "unix:$socket" env:CANARY_TOKEN "read:$HOME/canary"
	)" "write EROFS
write EROFS
tcp EAFNOSUPPORT
abstract ECONNREFUSED
unix ENOENT
env ENODATA
read ENOENT"
done

cd "$HOME" || exit 1
is "started in the home directory, it does not show that" \
	"$(reach viewer read:canary "read:$HOME/canary" "read:$HOME/Documents/page.pdf")" \
	"read ENOENT
read ENOENT
read reached"
done_testing
