# chromium: Chromium under its usual name.
summary   Chromium
include   browser

# One home, whatever name Chromium is started by.
home      private chromium
