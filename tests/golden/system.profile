# system: links of the host on the way, an optional rule without effect, an include.
include   block-system
optional read /etc/localtime
read      /etc/resolv.conf
