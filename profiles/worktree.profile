# worktree: the current directory, to work in. Started in your home directory or above
# it, this is an error: it would open everything that you have.
summary   Block: the current directory, writable, its programs runnable

write     ${CWD}
exec      ${CWD}

# Git runs what a repository's hooks and configuration name, outside, the next time
# that you (or your shell's prompt) ask it for anything: programs must not leave a
# message there. The whole of .git, since hooks and config could be replaced together
# with the directory that holds them, while the program cannot move a mount point. To
# commit from inside: --write=.git. Where there is no .git when the sandbox starts,
# nothing keeps a program from making one; and when you move or remove .git outside
# while it runs, nothing keeps it from writing to the next one.
optional read ${CWD}/.git
