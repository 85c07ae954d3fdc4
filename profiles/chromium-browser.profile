# chromium-browser: Chromium as Fedora and Alpine call it. Ubuntu's program of this
# name is a snap, which cannot start here: it is in a sandbox already.
summary   Chromium
include   chromium
