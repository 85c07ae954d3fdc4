# python: Python and its package manager. Installing a package can run its authors' code:
# here it can reach the network and the current directory, and nothing of yours. Make a
# virtual environment in the current directory to keep what was installed:
#
#	sandbox --profile=python python3 -m venv .venv
#	sandbox --profile=python .venv/bin/pip install PACKAGE
#
# The names pip and pip3 pick this profile, python3 does not: `sandbox python3 SCRIPT` is
# how scripts are started of which nothing is known, and gets the default profile, without
# network and files.
summary   Python and pip: network and the current directory, without your home
include   base
include   toolchain
include   internet
include   worktree
network   host
home      tmpfs

# pip builds packages in /tmp, and installs into the home where it may nowhere else; parts
# in C are loaded from there.
exec      ${HOME}
exec      /tmp

# The administrator's settings: which index, which certificates. Yours may hold a
# password for an index, and stay outside.
optional read /etc/pip.conf
optional read /etc/python3
optional read /etc/mime.types
