#!/usr/bin/env python3
# listen.py - listens on the host, so that a test can see who gets through.
#
#	listen.py PLACE...
#
# A PLACE is "tcp" (a free port of 127.0.0.1), "abstract:NAME" or "unix:PATH".  Prints a
# line when all are ready: the port of tcp, or 0.  Answers everybody with "reached".  Ends
# when its parent has ended.
import os
import selectors
import socket
import sys


def listen(place):
    kind, _, name = place.partition(":")
    if kind == "tcp":
        s = socket.socket(socket.AF_INET)
        s.bind(("127.0.0.1", 0))
    else:
        s = socket.socket(socket.AF_UNIX)
        s.bind("\0" + name if kind == "abstract" else name)
    s.listen()
    return s


parent = os.getppid()
port = 0
waiting = selectors.DefaultSelector()
for place in sys.argv[1:]:
    s = listen(place)
    if s.family == socket.AF_INET:
        port = s.getsockname()[1]
    waiting.register(s, selectors.EVENT_READ)
print(port, flush=True)
while os.getppid() == parent:
    for key, _ in waiting.select(1):
        client, _ = key.fileobj.accept()
        with client:
            client.sendall(b"reached\n")
