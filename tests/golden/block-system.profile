# block-system: what others include.
summary   Block: the system
read      /usr
read      /bin
optional read /sbin
optional read /lib
optional read /lib64
optional read /libx32
read      /etc/ssl
