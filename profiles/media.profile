# media: playing films and music, whose decoders are among the most attacked of all
# programs. Files can be read where they usually are; nothing can be written, there is
# no network. To play from it: --network=host. To convert:
#
#	sandbox --profile=media --write=. ffmpeg -i film.avi film.mkv
summary   Film and music players: media are readable, nothing is writable, no network
include   base
include   desktop
include   sound
network   none
home      tmpfs

# The file named on the command line, in the directory it was named from. Left out in
# your home directory itself, or above: it would show everything that you have.
optional read ${CWD}
optional read ${MUSIC}
optional read ${VIDEOS}
optional read ${PICTURES}
optional read ${DOWNLOADS}

# How you like your player. Keys, subtitles, scripts: they run inside.
optional read /etc/mpv
optional read ${XDG_CONFIG_HOME}/mpv
optional read ${XDG_CONFIG_HOME}/vlc
