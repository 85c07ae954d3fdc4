# toolchain: compilers and languages, wherever they were installed. Programs only: what
# they have downloaded may be private, and is in the block caches.
summary   Block: compilers, languages and their tools, read-only
include   runtimes

# Compilers from makers' own packages.
optional read /opt

# Tools that were installed for you alone. The directories beside these hold keys for
# package registries (~/.cargo/credentials.toml, ~/.npmrc), so they are named one by
# one.
optional read ${HOME}/.cargo/bin
optional read ${HOME}/.rustup
optional read ${HOME}/.pyenv
optional read ${HOME}/.rbenv
optional read ${HOME}/.nvm
optional read ${HOME}/.sdkman/candidates
optional read ${HOME}/.ghcup/bin
optional read ${HOME}/.ghcup/ghc

# Where a tool is not in its usual place, its variable says so. JAVA_HOME is a path;
# what is not shown inside stays invisible.
env       JAVA_HOME
env       GOROOT

# Settings of languages and of tools that builds start.
optional read /etc/maven
optional read /etc/perl
optional read /etc/python3
optional read /etc/php
optional read /etc/ghc
optional read /etc/fpc.cfg
optional read /etc/groff
optional read /etc/ImageMagick-6
optional read /etc/ImageMagick-7
optional read /etc/magic
optional read /etc/mime.types
optional read /etc/rpm
optional read /etc/dpkg/origins
optional read /etc/debian_version
optional read /etc/lsb-release

# Documents: catalogues of XML, trees of TeX, which have to know each other.
optional read /etc/xml
optional read /etc/sgml
optional read /etc/texmf
optional read /var/lib/texmf
