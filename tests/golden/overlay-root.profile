# overlay-root: another system's root that can be changed, in memory.
root      /srv/debian
overlay   /
write     /home/user/project
hide      /usr/bin
