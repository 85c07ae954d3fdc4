# google-chrome: Google's build of Chromium.
summary   Google Chrome
include   browser

# Not Chromium's home: the two ruin each other's settings.
home      private google-chrome
