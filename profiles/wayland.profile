# wayland: windows of your Wayland session. The compositor keeps its clients apart:
# none sees what another shows, or the keys that are typed into it. What all can see is
# the clipboard, while they have the focus.
summary   Block: windows, through Wayland

# The variable holds the whole path: XDG_RUNTIME_DIR is another directory inside.
optional socket ${WAYLAND_SOCKET}
optional env WAYLAND_DISPLAY=${WAYLAND_SOCKET}

# Toolkits choose between Wayland and X11 by these.
env       XDG_SESSION_TYPE
env       GDK_BACKEND
env       QT_QPA_PLATFORM
env       MOZ_ENABLE_WAYLAND
env       OZONE_PLATFORM
