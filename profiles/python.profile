# python: Python and its package manager. Installing a package can run its authors'
# code: here it can reach the network and the current directory, and nothing of yours.
# Make a virtual environment in the current directory to keep what was installed:
#
#	sandbox --profile=python python3 -m venv .venv
#	sandbox --profile=python .venv/bin/pip install PACKAGE
#
# The names pip and pip3 pick this profile, python3 does not: `sandbox python3 SCRIPT`
# is how scripts are started of which nothing is known, and gets the default profile,
# without network and files.
summary   Python and pip: network and the current directory, without your home
include   base
include   toolchain
include   internet
include   worktree

# All that the host reaches, and the host itself: what listens on 127.0.0.1, too.
network   host

# Empty at every start. Configuration that one package's code leaves in a home that
# stays (a pip.conf with another index) would be there for the next project.
home      tmpfs

# pip builds packages in /tmp, and installs into the home where it may nowhere else;
# parts in C are loaded from there.
exec      ${HOME}
exec      /tmp

# The administrator's settings: which index, which certificates. Yours may hold a
# password for an index, and stay outside.
optional read /etc/pip.conf
