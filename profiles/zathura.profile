# zathura: the PDF viewer with vi's keys.
summary   The PDF viewer with vi's keys
include   viewer
