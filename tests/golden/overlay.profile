# overlay: a home whose changes are kept, with rules of every kind below it.
include   block-system
home      overlay
changes   try
hide      ${HOME}/.ssh
write     ${DOWNLOADS}
read      ${HOME}/.gitconfig
exec      ${HOME}/project
overlay   /opt/tool /opt/tool /usr/share
