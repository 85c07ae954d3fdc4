#!/usr/bin/env python3
# reach.py - tries to reach things, and says with which error each of them is refused.
#
#	reach.py THING...
#
# A THING is "tcp:PORT" (of 127.0.0.1), "abstract:NAME", "unix:PATH", "read:PATH",
# "write:PATH" (makes it), or "env:NAME".  Prints a line each: its kind, and "reached" or
# the error's name.
import errno
import os
import socket
import sys


def connect(family, address):
    with socket.socket(family) as s:
        s.settimeout(5)
        s.connect(address)
        return s.recv(100) == b"reached\n"


def get_env(name):
    if name not in os.environ:
        raise OSError(errno.ENODATA, "not set")
    return True


tries = {
    "tcp": lambda port: connect(socket.AF_INET, ("127.0.0.1", int(port))),
    "abstract": lambda name: connect(socket.AF_UNIX, "\0" + name),
    "unix": lambda path: connect(socket.AF_UNIX, path),
    "read": lambda path: open(path, "rb").close() is None,
    "write": lambda path: open(path, "wb").close() is None,
    "env": get_env,
}

for thing in sys.argv[1:]:
    kind, _, name = thing.partition(":")
    try:
        print(kind, "reached" if tries[kind](name) else "answered by somebody else")
    except OSError as e:
        print(kind, errno.errorcode.get(e.errno, repr(e)))
