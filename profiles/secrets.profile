# secrets: keys and tokens that no program should see. The shipped profiles show
# nothing of your home directory, so they need no such list. A profile of your own that
# does (home real, read ${HOME}) can include this one; a rule for one of these paths,
# after it, wins. A list like this is never complete, and it covers only what is there
# when the sandbox starts and stays in its place: show less rather than hide more.
summary   Block: keys, tokens and histories in your home, hidden

# Keys and keyrings.
optional hide ${HOME}/.ssh
optional hide ${HOME}/.gnupg
optional hide ${HOME}/.pki
optional hide ${HOME}/.password-store
optional hide ${XDG_DATA_HOME}/keyrings
optional hide ${XDG_DATA_HOME}/kwalletd
optional hide ${XDG_DATA_HOME}/password-store

# Clouds, registries and forges.
optional hide ${HOME}/.aws
optional hide ${HOME}/.azure
optional hide ${HOME}/.kube
optional hide ${HOME}/.docker
optional hide ${XDG_CONFIG_HOME}/gcloud
optional hide ${XDG_CONFIG_HOME}/containers
optional hide ${XDG_CONFIG_HOME}/gh
optional hide ${XDG_CONFIG_HOME}/hub
optional hide ${XDG_CONFIG_HOME}/rclone
optional hide ${HOME}/.netrc
optional hide ${HOME}/.npmrc
optional hide ${HOME}/.pypirc
optional hide ${HOME}/.pgpass
optional hide ${HOME}/.my.cnf
optional hide ${HOME}/.git-credentials
optional hide ${XDG_CONFIG_HOME}/git/credentials
optional hide ${HOME}/.cargo/credentials
optional hide ${HOME}/.cargo/credentials.toml
optional hide ${HOME}/.m2/settings.xml
optional hide ${HOME}/.m2/settings-security.xml
optional hide ${HOME}/.gradle/gradle.properties
optional hide ${HOME}/.terraform.d

# What browsers and mail programs keep: sessions, passwords, letters.
optional hide ${HOME}/.mozilla
optional hide ${XDG_CONFIG_HOME}/mozilla
optional hide ${HOME}/.thunderbird
optional hide ${XDG_CONFIG_HOME}/chromium
optional hide ${XDG_CONFIG_HOME}/google-chrome
optional hide ${XDG_CONFIG_HOME}/BraveSoftware

# The homes of other sandboxes.
optional hide ${XDG_DATA_HOME}/sandbox

# What was typed: passwords end up there by mistake.
optional hide ${HOME}/.bash_history
optional hide ${HOME}/.zsh_history
optional hide ${HOME}/.python_history
optional hide ${HOME}/.node_repl_history
optional hide ${HOME}/.psql_history
optional hide ${HOME}/.mysql_history
optional hide ${HOME}/.lesshst
optional hide ${HOME}/.viminfo
optional hide ${XDG_DATA_HOME}/fish/fish_history
