# words: everything that is not a path, from a profile and the command line.
include   block-system
network   none
hostname  box
user      1234:4321
terminal  pty
new-session
limit     nofile 1024
limit     as 2G
optional limit nice 20
capabilities net_raw CAP_CHOWN
syscalls  allow @debug
keep-fd   7
keep-fd   5
env       NAME=value
no env    TERM
env       UNSET
nested    userns
