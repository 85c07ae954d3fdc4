# base: by its name the block of the installed system, which a root has instead.
summary   Block: the system
read      /usr
optional read /lib
