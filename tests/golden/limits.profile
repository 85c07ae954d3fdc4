# limits: of the sandbox as a whole, of each process, and one whose controller is not there.
read      /usr
symlink   usr/bin /bin
limit     memory 2G
limit     pids 100
limit     cpu 1.5
optional limit io 10M
limit     cpu-time 3600
limit     time 1h
