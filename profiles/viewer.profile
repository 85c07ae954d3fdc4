# viewer: looking at documents that somebody sent you. They can be read where they
# usually are; nothing can be written, there is no network, and what the program has
# learnt is gone when it ends. To convert something: --write=. or --write=DIR.
summary   Document viewers: documents are readable, nothing is writable, no network
include   base
include   desktop
network   none
home      tmpfs

# The document named on the command line, in the directory it was named from. Left out
# in your home directory itself, or above: it would show everything that you have.
optional read ${CWD}
optional read ${DOCUMENTS}
optional read ${DOWNLOADS}

# Fonts of PostScript, and their names.
optional read /etc/ghostscript
optional read /var/lib/ghostscript

# How far ImageMagick may go with a hostile picture.
optional read /etc/ImageMagick-6
optional read /etc/ImageMagick-7
