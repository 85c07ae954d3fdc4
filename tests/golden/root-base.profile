# root-base: another system's root has its own programs; a rule that says so covers them.
include   base
root      /srv/debian
read      /usr/share
