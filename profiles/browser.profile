# browser: web browsers. They see the network, a home of their own and your downloads;
# nothing else of yours. No camera: --device=/dev/video0. No security keys:
# --device=/dev/hidraw0. No printer: --socket=/run/cups/cups.sock.
summary   Web browsers: network, a home of their own, your downloads
include   base
include   desktop
include   sound
include   internet

# All that the host reaches, and the host itself: what listens on 127.0.0.1, too.
network   host

# Bookmarks, passwords and what pages store, from one run to the next, in
# ~/.local/share/sandbox/homes. Nothing in it can be run, which leaves out the modules
# that browsers download for protected films: `exec ${HOME}` lets them in.
home      private
workdir   ${HOME}

# The one place for files to come in and to go out: to upload one, put it there.
optional write ${DOWNLOADS}

# Firefox and Chromium put each page into a sandbox of its own, which keeps a hostile
# page from the other pages' passwords. They build it from user namespaces.
nested    userns

# What the administrator set, in Debian's, Fedora's and Google's places. Debian's
# starter of Chromium reads chromium.d.
optional read /etc/firefox
optional read /etc/firefox-esr
optional read /etc/chromium
optional read /etc/chromium.d
optional read /etc/chromium-browser
optional read /etc/opt/chrome

# Chrome and Firefox from their makers' own packages.
optional read /opt/google/chrome
optional read /opt/firefox
