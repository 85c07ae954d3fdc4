# x11: windows of your X server. X keeps nobody apart: a program with this block can see
# every window, read every key and send keys to other windows, terminals among them. Under
# a Wayland session that holds for the other X programs alone. `no socket ${X11_SOCKET}`
# takes it back.
summary   Block: windows, through X11

optional socket ${X11_SOCKET}
env       DISPLAY

# The cookie that the server asks for.
optional read ${XAUTHORITY}
optional env XAUTHORITY=${XAUTHORITY}

# Keyboard layouts are in /usr/share/X11, where this leads.
optional read /etc/X11/xkb
optional read /etc/X11/rgb.txt

# Pictures do not go through shared memory: the sandbox has an ipc namespace of its own.
# Most toolkits try and see; Qt has to be told.
env       QT_X11_NO_MITSHM=1
