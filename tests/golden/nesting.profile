# nesting: the most specific path wins, in whatever order the rules stand.
read      /home/user/project/.git/hooks
write     /home/user/project
hide      /home/user/project/.git
include   block-system
exec      /home/user/project/tool
hide      /usr/bin/sudo
hide      /usr/share/doc
tmpfs     /usr/local 16M
bind      /opt/tool /srv/tool write
file      /srv/tool.conf "one line\n"
symlink   tool/bin /srv/bin
bind      /opt /mnt/deep/er
