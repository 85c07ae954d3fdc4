# secrets: keys and tokens that no program should see. The shipped profiles show
# nothing of your home directory, so they need no such list. A profile of your own that
# does (home real, read ${HOME}) can include this one; a rule for one of these paths,
# after it, wins. A list like this is never complete: show less rather than hide more.
summary   Block: keys, tokens and histories in your home, hidden

# Keys and keyrings.
hide      ${HOME}/.ssh
hide      ${HOME}/.gnupg
hide      ${HOME}/.pki
hide      ${HOME}/.password-store
hide      ${XDG_DATA_HOME}/keyrings
hide      ${XDG_DATA_HOME}/kwalletd
hide      ${XDG_DATA_HOME}/password-store

# Clouds, registries and forges.
hide      ${HOME}/.aws
hide      ${HOME}/.azure
hide      ${HOME}/.kube
hide      ${HOME}/.docker
hide      ${XDG_CONFIG_HOME}/gcloud
hide      ${XDG_CONFIG_HOME}/containers
hide      ${XDG_CONFIG_HOME}/gh
hide      ${XDG_CONFIG_HOME}/hub
hide      ${XDG_CONFIG_HOME}/rclone
hide      ${HOME}/.netrc
hide      ${HOME}/.npmrc
hide      ${HOME}/.pypirc
hide      ${HOME}/.pgpass
hide      ${HOME}/.my.cnf
hide      ${HOME}/.git-credentials
hide      ${XDG_CONFIG_HOME}/git/credentials
hide      ${HOME}/.cargo/credentials
hide      ${HOME}/.cargo/credentials.toml
hide      ${HOME}/.m2/settings.xml
hide      ${HOME}/.m2/settings-security.xml
hide      ${HOME}/.gradle/gradle.properties
hide      ${HOME}/.terraform.d

# What browsers and mail programs keep: sessions, passwords, letters.
hide      ${HOME}/.mozilla
hide      ${XDG_CONFIG_HOME}/mozilla
hide      ${HOME}/.thunderbird
hide      ${XDG_CONFIG_HOME}/chromium
hide      ${XDG_CONFIG_HOME}/google-chrome
hide      ${XDG_CONFIG_HOME}/BraveSoftware

# The homes of other sandboxes.
hide      ${XDG_DATA_HOME}/sandbox

# What was typed: passwords end up there by mistake.
hide      ${HOME}/.bash_history
hide      ${HOME}/.zsh_history
hide      ${HOME}/.python_history
hide      ${HOME}/.node_repl_history
hide      ${HOME}/.psql_history
hide      ${HOME}/.mysql_history
hide      ${HOME}/.lesshst
hide      ${HOME}/.viminfo
hide      ${XDG_DATA_HOME}/fish/fish_history
