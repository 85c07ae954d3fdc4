# fonts: text on the screen and on paper.
summary   Block: fonts and locales

# Which font stands for which name. The fonts themselves are in /usr/share/fonts.
optional read /etc/fonts

# The system's index of them; without it every start of a program reads every font.
optional read /var/cache/fontconfig

# Your own fonts and your rules for them. They hold no secrets, and documents look
# wrong without them. Never to be written: other programs parse what stands there.
optional read ${XDG_DATA_HOME}/fonts
optional read ${HOME}/.fonts
optional read ${XDG_CONFIG_HOME}/fontconfig

# How large a sheet of paper is here, A4 or Letter.
optional read /etc/papersize
optional read /etc/paperspecs
