# base: what nearly every program needs to start. Nothing in it belongs to you.
summary   Block: the installed system, read-only
include   timezone

# Programs, their libraries and data. On most systems /bin and the like are links into
# /usr, and links they are inside; on the others they are directories.
read      /usr
optional read /bin
optional read /sbin
optional read /lib
optional read /lib32
optional read /lib64
optional read /libx32

# Where /usr/local leads on systems whose /usr is an image (Silverblue and its kind).
optional read /var/usrlocal

# Debian's choice between programs for one task: /usr/bin/awk -> /etc/alternatives/awk.
optional read /etc/alternatives

# Where the dynamic loader finds libraries; the linker reads the .conf files instead.
optional read /etc/ld.so.cache
optional read /etc/ld.so.conf
optional read /etc/ld.so.conf.d

# Which system this is: installers and language runtimes choose their builds by it.
optional read /etc/os-release

# Languages by their names ("german"); Debian's copy in /usr is a link to here.
optional read /etc/locale.alias
