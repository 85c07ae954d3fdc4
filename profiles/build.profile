# build: compiling and testing code that you have not read. It may change the current
# directory and nothing else; no network, no keys, a home that is thrown away. What it
# has built is as trustworthy as it: run that inside, too.
summary   Builds and tests: the current directory is writable, no network, no secrets
include   base
include   toolchain
include   caches
include   worktree
network   loopback
home      tmpfs

# gdb, strace and the search for leaks of -fsanitize=address trace processes, which is
# refused here. A line for a profile of yours: env ASAN_OPTIONS=detect_leaks=0, which
# does without the search, or syscalls allow @debug.

# Tools build programs in these and run them: configure, cargo, pip, Go's tests.
exec      ${HOME}
exec      /tmp
exec      /var/tmp

# What is asked of a build, in the variables that make, configure and CI systems know.
# None of them is a place for a key; CI systems keep theirs in other variables, which
# stay out.
env       CI
env       SOURCE_DATE_EPOCH
env       CC
env       CXX
env       CPP
env       LD
env       AR
env       CFLAGS
env       CXXFLAGS
env       CPPFLAGS
env       LDFLAGS
env       PKG_CONFIG_PATH
