# firefox-esr: Firefox as Debian calls it.
summary   Firefox, extended support release
include   firefox
