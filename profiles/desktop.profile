# desktop: a window that looks and behaves like the others.
summary   Block: a window on your desktop: fonts, themes, Wayland, X11, graphics card
include   fonts
include   wayland
include   x11
include   gpu

# How things look: settings and themes of GTK and Qt. Single files where the directory
# also holds what is none of a program's business. Not dconf: it is one file with
# everybody's settings in it.
optional read /etc/gtk-2.0
optional read /etc/gtk-3.0
optional read /etc/gtk-4.0
optional read ${XDG_CONFIG_HOME}/gtk-3.0/settings.ini
optional read ${XDG_CONFIG_HOME}/gtk-3.0/gtk.css
optional read ${XDG_CONFIG_HOME}/gtk-4.0/settings.ini
optional read ${XDG_CONFIG_HOME}/gtk-4.0/gtk.css
optional read ${XDG_CONFIG_HOME}/kdeglobals
optional read ${XDG_CONFIG_HOME}/qt5ct
optional read ${XDG_CONFIG_HOME}/qt6ct
optional read ${XDG_CONFIG_HOME}/Trolltech.conf
optional read ${XDG_DATA_HOME}/icons
optional read ${XDG_DATA_HOME}/themes
optional read ${HOME}/.icons
optional read ${HOME}/.themes
env       GTK_THEME
env       XCURSOR_THEME
env       XCURSOR_SIZE
env       QT_STYLE_OVERRIDE
env       QT_QPA_PLATFORMTHEME

# How large.
env       GDK_SCALE
env       GDK_DPI_SCALE
env       QT_SCALE_FACTOR
env       QT_AUTO_SCREEN_SCALE_FACTOR

# Which desktop it is: toolkits and browsers pick their dialogs by it.
env       XDG_CURRENT_DESKTOP
env       DESKTOP_SESSION

# Kinds of files by name and content, and which program opens which.
optional read /etc/mime.types
optional read /etc/magic
optional read /etc/mailcap

# The administrator's defaults for all desktop programs.
optional read /etc/xdg

# Where "downloads" and "pictures" are, in your language.
optional read ${XDG_CONFIG_HOME}/user-dirs.dirs

# No D-Bus is here, and GTK would wait for the accessibility bus.
env       NO_AT_BRIDGE=1

# The machine's id identifies you to everybody who reads it, and D-Bus and Chromium
# want one. It is the same for every sandbox of everybody.
file      /etc/machine-id "5a0db0c5a0db0c5a0db0c5a0db0c5a0d\n"
