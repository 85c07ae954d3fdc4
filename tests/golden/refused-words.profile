# refused-words: every line but the last is wrong, and each is named.
raed      /usr
read      usr
read
read      /a /b
read      "/a
read      ~/x
read      /a/../b
write     ${HOEM}
socket    ${WAYLAND_SOCKET}
tmpfs     /t 2gigs
bind      /a
home      privat
home      tmpfs name
network   some
env       1=2
user      nobody
limit     nofiel 3
limit     nofile many
syscalls  alow x
capabilities root
keep-fd   0
no
optional
include   nowhere
include   ../x
no include block-system
optional root /
tmpfs     /proc/x
file      /dev x
read      /
read      /usr
