# root: another system's root, without some of the places that we would cover.
root      /srv/debian
write     /home/user/project
optional device /dev/dri
