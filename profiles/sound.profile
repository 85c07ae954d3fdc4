# sound: the sound server of your session.
#
# Neither server knows the difference between playing and recording: what may play may
# also listen to the microphone. And a PulseAudio server loads plug-ins into itself,
# outside, when a client asks it to. A program that has nothing to say should not get
# this block: `no socket ${XDG_RUNTIME_DIR}/pulse/native` and `no socket
# ${XDG_RUNTIME_DIR}/pipewire-0` take it back.
summary   Block: sound, through PipeWire or PulseAudio

# PulseAudio, and PipeWire under its name. The variable says where it is and keeps the
# library from starting a server of its own where there is none.
optional socket ${XDG_RUNTIME_DIR}/pulse/native
optional env PULSE_SERVER=unix:${XDG_RUNTIME_DIR}/pulse/native

# PipeWire itself. Its manager's socket, pipewire-0-manager, is not here: it is the one
# that sets up devices.
optional socket ${XDG_RUNTIME_DIR}/pipewire-0
optional env PIPEWIRE_RUNTIME_DIR=${XDG_RUNTIME_DIR}

# Settings of the client libraries; ALSA's lead its programs to one of the two servers.
# The sound devices themselves, /dev/snd, stay outside.
optional read /etc/pulse/client.conf
optional read /etc/pulse/client.conf.d
optional read /etc/pipewire
optional read /etc/asound.conf
optional read /etc/alsa
optional read /etc/openal
