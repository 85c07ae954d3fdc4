# runtimes: settings of the system's own without which programs do not work that are
# otherwise complete in /usr. None of them belongs to you.
summary   Block: settings that Java, OpenSSL and fontconfig do not start without
include   crypto

# Java's installations in /usr/lib/jvm are half links to here.
optional read /etc/java
optional read /etc/java-8-openjdk
optional read /etc/java-11-openjdk
optional read /etc/java-17-openjdk
optional read /etc/java-21-openjdk
optional read /etc/java-25-openjdk

# Which font stands for which name: converters draw text.
optional read /etc/fonts
