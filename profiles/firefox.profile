# firefox: Firefox under its usual name.
summary   Firefox
include   browser

# One home, whatever name Firefox is started by.
home      private firefox
