# node: Node.js and its package managers. Installing a package runs its authors' code, and
# that of everything it depends on: here it can reach the network and the current
# directory, and nothing of yours. Downloads are forgotten when it ends; --home=private
# keeps them for the next time.
#
# ~/.npmrc stays outside, with the tokens in it. For a private registry, put an .npmrc
# without secrets into the project, or read a token of its own: --env=NPM_TOKEN.
summary   Node.js and npm: network and the current directory, without your home
include   base
include   toolchain
include   internet
include   worktree
network   host
home      tmpfs

# npx and install scripts run what they have just downloaded.
exec      ${HOME}
exec      /tmp

# The administrator's settings: which registry, which certificates.
optional read /etc/npmrc
env       NODE_ENV
env       CI
