# mpv: a player of films and music.
summary   mpv, a player of films and music
include   media
