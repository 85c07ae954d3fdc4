# timezone: the local time.
summary   Block: the time zone

# A link into /usr/share/zoneinfo; browsers and Java learn the zone's name from it.
optional read /etc/localtime

# The name once more, as Debian keeps it: for Java and older Python programs.
optional read /etc/timezone
