# refused-paths: words that are right, for places that are not.
read      /nowhere
read      /root/secret
read      /run/user/1000/wayland-0
write     /dev/dri/card0
socket    /etc/passwd
device    /usr
write     /home/user/project
read      /home/user/project/out/passwd
tmpfs     /loop/x
bind      /proc/self /x
tmpfs     /to-proc/sys
