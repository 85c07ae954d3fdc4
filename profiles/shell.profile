# shell: a shell to try things in: an empty home, no network, nothing of yours. Files
# come in by request: --read=DIR, --write=DIR.
summary   A shell to try things in: an empty home, no network
include   base
network   loopback
home      tmpfs
workdir   ${HOME}

# What is written or unpacked here is there to be tried.
exec      ${HOME}
exec      /tmp

# Your shell rather than /bin/sh, for editors and terminal multiplexers that start one.
env       SHELL

# What makes a shell and its usual companions feel at home. The host's start-up files
# are the administrator's; yours stay outside, as they tend to hold keys.
optional read /etc/profile
optional read /etc/profile.d
optional read /etc/bash.bashrc
optional read /etc/bashrc
optional read /etc/bash_completion
optional read /etc/bash_completion.d
optional read /etc/zsh
optional read /etc/fish
optional read /etc/inputrc
optional read /etc/terminfo
optional read /etc/DIR_COLORS
optional read /etc/vim
optional read /etc/vimrc
optional read /etc/nanorc
optional read /etc/emacs
optional read /etc/tmux.conf
optional read /etc/screenrc
optional read /etc/lesskey
optional read /etc/skel

# Manual pages, and the index of them.
optional read /etc/manpath.config
optional read /etc/man_db.conf
optional read /etc/groff
optional read /var/cache/man
