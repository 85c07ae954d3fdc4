# internet: what a program needs to know before it can talk to the world. It opens no
# network: that is done by `network host` in the profile that includes this block.
#
# A proxy named in the environment is not passed on, since the name often carries a
# password. To use one: --env=https_proxy, or `env https_proxy` in
# ~/.config/sandbox/profiles/internet.profile.d/proxy.conf.
summary   Block: TLS certificates and name resolution
include   crypto

# Certificates of authorities. Always the public parts by name, never the directory
# above: keys of servers on this machine lie beside them, as /etc/ssl/private and
# /etc/pki/tls/private.
optional read /etc/ssl/certs                   # Debian, Arch; elsewhere a link
optional read /etc/ssl/cert.pem                # Arch, Alpine
optional read /etc/ssl/ca-bundle.pem           # SUSE
optional read /etc/pki/tls/certs               # Fedora
optional read /etc/pki/tls/cert.pem            # Fedora
optional read /etc/pki/ca-trust                # Fedora: where those links lead
optional read /etc/pki/java                    # Fedora: the same for Java
optional read /etc/ca-certificates             # Arch: where those links lead
optional read /var/lib/ca-certificates         # SUSE: where those links lead

# Name servers. On systems with systemd-resolved this is a link to a file that names
# 127.0.0.53. A daemon that replaces the file while the program runs (another Wi-Fi) is
# noticed at the next start only.
optional read /etc/resolv.conf

# Names that this host knows without asking, and which kind of address to prefer.
optional read /etc/hosts
optional read /etc/host.conf
optional read /etc/gai.conf

# The order to ask in. Not the host's: it also says where accounts come from (LDAP,
# SSSD), and names modules that want sockets which are not here. myhostname, where it
# is installed, answers for the sandbox's own name, which /etc/hosts does not have.
file      /etc/nsswitch.conf "passwd: files\ngroup: files\nshadow: files\nhosts: files myhostname dns\nnetworks: files\nprotocols: files\nservices: files\n"

# Numbers of ports and protocols by name: "https", "tcp".
optional read /etc/services
optional read /etc/protocols
optional read /etc/networks
