# default: a program that you do not trust. It sees the installed system and nothing of
# yours: no files, no network, no display. Add what it needs: --read=PATH,
# --write=PATH. Chosen when no profile is named and none has the program's name.
summary   An untrusted program: the system's files, nothing of yours, no network
include   base
include   runtimes
network   none
home      tmpfs
