# worktree: the current directory, to work in. Started in your home directory or above
# it, this is an error: it would open everything that you have.
summary   Block: the current directory, writable, its programs runnable

write     ${CWD}
exec      ${CWD}

# Git runs what a repository's hooks and configuration name, outside, the next time
# that you (or your shell's prompt) ask it for anything: programs must not leave a
# message there. The whole of .git, since hooks and config could be replaced together
# with the directory that holds them, while a mount point stays where it is. To commit
# from inside: --write=.git. Where there is no .git yet, nothing keeps a program from
# making one.
optional read ${CWD}/.git
