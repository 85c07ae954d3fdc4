#!/bin/sh
# program-media.t - players and converters under `media`.
. "$(dirname "$0")/../lib.sh"
. "$(dirname "$0")/program.sh"

need_all userns python3
start_listener
start_server "$DATA"
mkdir "$HOME/Videos"
cp "$DATA/clip.gif" clip.gif
cp "$DATA/clip.gif" "$HOME/Videos/clip.gif"

name="mpv decodes both pictures of a film"
if need mpv "$name"; then
	# play FILE [OPTION...]: mpv, which writes each picture to the sandbox's own /tmp.
	play() {
		inside --profile=mpv -- sh -c 'mpv --no-config --ao=null --vo=image \
			--vo-image-format=png --vo-image-outdir=/tmp/out "$@" >/tmp/log 2>&1
			echo $?; ls /tmp/out | wc -l; cat /tmp/log' sh "$@"
	}
	is "$name" "$(play clip.gif | head -n 2 | tr '\n' ' ')" "0 2 "
	is "and one in ~/Videos" "$(play "$HOME/Videos/clip.gif" | head -n 2 | tr '\n' ' ')" "0 2 "
	like "but none from the network" "$(play "$server/clip.gif")" 'Address family not supported'
	ok "unless it is asked for" inside --network=host mpv --no-config --ao=null --vo=null \
		"$server/clip.gif"
fi
name="ffmpeg decodes a film"
if need ffmpeg "$name"; then
	is "$name" "$(inside --profile=media -- ffmpeg -v error -i clip.gif -f framemd5 - | grep -c '^0,')" 2
	refused "it cannot write one beside it" 1 'Read-only file system' \
		inside --profile=media -- ffmpeg -v error -i clip.gif out.avi
	ok "unless it is asked for" \
		inside --profile=media --write=. -- ffmpeg -v error -i clip.gif out.avi
fi
name="VLC decodes a film"
if need vlc "$name"; then
	inside --profile=vlc -- sh -c 'vlc -I dummy --quiet --no-audio --play-and-exit clip.gif \
		--sout "#transcode{vcodec=png}:std{access=file,mux=dummy,dst=/tmp/out}" >/tmp/log 2>&1
		cat /tmp/out' >out.png
	like "$name" "$(pixel out.png 5 5)" '^16 16 #'
fi

for profile in media mpv vlc; do
	is "$profile: nothing can be written, nobody reached, nothing else read" "$(
		reach "$profile" "write:$WORK/new" "write:$HOME/Videos/new" "tcp:$port" \
			"abstract:$abstract" "unix:$socket" env:CANARY_TOKEN "read:$HOME/canary" \
			read:/dev/snd/timer
	)" "write EROFS
write EROFS
tcp EAFNOSUPPORT
abstract ECONNREFUSED
unix ENOENT
env ENODATA
read ENOENT
read ENOENT"
done
done_testing
