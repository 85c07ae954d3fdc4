# mupdf: a small PDF viewer.
summary   MuPDF, a small PDF viewer
include   viewer
