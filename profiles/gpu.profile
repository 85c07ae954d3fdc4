# gpu: drawing and computing with the graphics card. The kernel's drivers for it are
# large and many holes have been found in them: a program that does well without has no
# use for this block. `no device /dev/dri/renderD128` takes it back.
summary   Block: the graphics card

# Where no session manager grants them to you, the nodes belong to the groups video and
# render.
groups    keep

# Render nodes, one a card. The others, /dev/dri/card0 and so on, can also set screen
# modes and become master of the screen when nobody else is; no program in a window
# needs them.
optional device /dev/dri/renderD128
optional device /dev/dri/renderD129
optional device /dev/dri/renderD130
optional device /dev/dri/renderD131

# NVIDIA's own driver.
optional device /dev/nvidiactl
optional device /dev/nvidia0
optional device /dev/nvidia1
optional device /dev/nvidia-modeset
optional device /dev/nvidia-uvm
optional device /dev/nvidia-uvm-tools

# Mesa finds its driver by the card's vendor and model. The way is
# /sys/dev/char/226:128, a link to the card below its bus; it has another name on every
# machine, so it is the bus that is shown. Serial numbers and hardware addresses of
# other devices can be read there: they identify the machine, but a program without
# network has nobody to tell, and one with `network host` can ask the kernel for them
# anyway.
optional read /sys/dev/char
optional read /sys/devices/pci0000:00
optional read /sys/devices/platform            # cards of ARM boards

# Which driver stands for OpenGL, Vulkan, OpenCL and video decoding; settings of games.
optional read /etc/glvnd
optional read /etc/vulkan
optional read /etc/OpenCL
optional read /etc/vdpau_wrapper.cfg
optional read /etc/libva.conf
optional read /etc/drirc
optional read /etc/nvidia
