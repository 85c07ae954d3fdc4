# evince: GNOME's document viewer.
summary   Evince, GNOME's document viewer
include   viewer
