# ids.profile - users and groups besides the caller's own, of two ranges each.
user          root
ids           uid:33:+0:1 gid:33:200005:2 100:+8:4
capabilities  chown setgid setuid
groups        drop
