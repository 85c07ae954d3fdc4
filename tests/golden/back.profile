# back: every list keyword taken back, an include that is no trap.
include   block-system
no read   /etc/ssl
no read   /nowhere
write     /opt
no write  /opt
exec      /opt
no exec   /opt
hide      /opt
no hide   /opt
tmpfs     /x
no tmpfs  /x
bind      /opt /x
no bind   /x
device    /dev/dri
no device /dev/dri
socket    /run/user/1000/wayland-0
no socket /run/user/1000/wayland-0
symlink   a /x
no symlink /x
file      /x y
no file   /x
limit     nofile 3
no limit  nofile
keep-fd   3
no keep-fd 3
capabilities chown
no capabilities chown
syscalls  allow x
no syscalls allow x
