# home: a private home with places of the real one in it.
include   block-system
home      private web
write     ${DOWNLOADS}
read      ${HOME}/.gitconfig
file      ${HOME}/.config/note "made inside\n"
