# node: Node.js and its package managers. Installing a package runs its authors' code,
# and that of everything it depends on: here it can reach the network and the current
# directory, and nothing of yours. Downloads are forgotten when it ends;
# "--home=private npm" keeps them for the next time, and what the scripts put beside
# them.
#
# ~/.npmrc stays outside, with the tokens in it. For a private registry, put an .npmrc
# without secrets into the project, or read a token of its own: --env=NPM_TOKEN.
summary   Node.js and npm: network and the current directory, without your home
include   base
include   toolchain
include   internet
include   worktree

# All that the host reaches, and the host itself: what listens on 127.0.0.1, too.
network   host

# Empty at every start. Configuration that one package's script leaves in a home that
# stays (an .npmrc with another registry) would be there for the next project.
home      tmpfs

# npx and install scripts run what they have just downloaded.
exec      ${HOME}
exec      /tmp

# The administrator's settings: which registry, which certificates.
optional read /etc/npmrc
env       NODE_ENV
env       CI
