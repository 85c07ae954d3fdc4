# zathura: a document viewer with vi's keys.
summary   Zathura, a document viewer with vi's keys
include   viewer
