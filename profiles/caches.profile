# caches: what package managers have downloaded, so that a build works without network.
# For profiles without network only: private packages are in there, too. And never to
# be written: what lies there is compiled and run outside, later.
summary   Block: downloaded packages of cargo, Go and Maven, read-only

optional read ${HOME}/.cargo/registry
optional read ${HOME}/.cargo/git
optional read ${HOME}/go/pkg/mod
optional read ${HOME}/.m2/repository
