# mpv: the player mpv.
summary   The player mpv
include   media
