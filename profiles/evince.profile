# evince: GNOME's document viewer.
summary   GNOME's document viewer
include   viewer
