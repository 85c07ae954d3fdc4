# refused-covers: what would stand below a file or link.
read      /etc/passwd
tmpfs     /etc/passwd/x
symlink   a /l
tmpfs     /l/x
file      /f text
bind      /opt /f/x
tmpfs     /dev/null/x
