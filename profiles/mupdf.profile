# mupdf: the small PDF viewer.
summary   The small PDF viewer
include   viewer
