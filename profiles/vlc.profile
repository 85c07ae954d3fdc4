# vlc: the player VLC.
summary   The player VLC
include   media
