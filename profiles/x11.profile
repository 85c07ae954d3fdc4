# x11: windows of your X server. X keeps nobody apart: a program with this block can
# see every window, read every key and send keys to other windows, terminals among
# them. Under a Wayland session that holds for the other X programs alone. `no socket
# ${X11_SOCKET}` takes it back.
summary   Block: windows, through X11

optional socket ${X11_SOCKET}
env       DISPLAY

# The cookie that the server asks for. It is filed under the host's name, which is
# another one inside; most desktops also let in whoever has your user id, and need
# none. Where they do not ("Authorization required"): --hostname=$(hostname).
optional read ${XAUTHORITY}
optional env XAUTHORITY=${XAUTHORITY}

# Keyboard layouts and colours by name, where they are not in /usr/share/X11.
optional read /etc/X11/xkb
optional read /etc/X11/rgb.txt

# Which input method composes characters: fcitx, ibus. It is reached through the
# server.
env       XMODIFIERS

# Pictures do not go through shared memory: the sandbox has an ipc namespace of its
# own. Most toolkits try and see; Qt has to be told.
env       QT_X11_NO_MITSHM=1
