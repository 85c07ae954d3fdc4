# refused-places: sources that are there, for destinations that cannot be.
read      /usr
bind      /opt /usr/nowhere
file      /usr/share/doc text
bind      /opt /usr/bin/true
tmpfs     /usr/new
symlink   a /usr/link
file      /f text
