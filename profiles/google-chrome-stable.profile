# google-chrome-stable: Chrome as Google's package calls it.
summary   Google Chrome
include   google-chrome
