# vlc: a player of films and music.
summary   VLC, a player of films and music
include   media
