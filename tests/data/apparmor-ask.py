#!/usr/bin/env python3
# apparmor-ask.py - what a compiled AppArmor profile allows at a path, or on D-Bus.
#
#	apparmor_parser -QKS PROFILE >COMPILED
#	printf '%s\0' PATH... | apparmor-ask.py COMPILED
#	apparmor-ask.py --dbus COMPILED
#
# Prints for each path what the owner of such a file may and what others may, parted by "/",
# with the letters of a rule and x for execute. A directory's path ends with a slash. Walks
# through the tables as security/apparmor/match.c of the kernel does.
# With --dbus, what a daemon would be told about some name, message and bus: words of a rule.
import struct
import sys

ACCEPT, BASE, CHECK, DEFAULT, CLASSES, NEXT = 1, 2, 3, 4, 5, 8  # numbers of tables
MAGIC = struct.pack(">I", 0x1B5E783D)
DIFFERENCE = 0x80000000  # in BASE: what is not in the state is in its default
LINK = 0x10
# What a daemon asks about, of how many of the parts; class and permissions as in libapparmor.
DBUS = b"\x20"
DBUS_PARTS = (b"session", b"org.example", b"unconfined", b"/", b"org.example", b"Call")
DBUS_WORDS = ((2, "send", 6), (4, "receive", 6), (0x40, "bind", 2), (0x20, "eavesdrop", 1))
LETTERS = ((0x40, "m"), (4, "r"), (2, "w"), (0x20, "k"), (LINK, "l"), (1, "x"))


def read_tables(data, which):
    # Two automata are in it; the second one is about files.
    at = data.index(MAGIC, which(data, b"aadfa\0"))
    header, size = struct.unpack_from(">II", data, at + 4)
    end = at + size
    at += header
    tables = {}
    while at < end:
        number, width, _, length = struct.unpack_from(">HHII", data, at)
        letter = {1: "B", 2: "H", 4: "I"}[width]
        tables[number] = struct.unpack_from(">%d%s" % (length, letter), data, at + 12)
        at += (12 + width * length + 7) // 8 * 8
    return tables


def match(t, path):
    state = 1
    for byte in path:
        if CLASSES in t:
            byte = t[CLASSES][byte]
        while True:
            base = t[BASE][state]
            at = (base & 0xFFFFFF) + byte
            if t[CHECK][at] == state:
                state = t[NEXT][at]
                break
            state = t[DEFAULT][state]
            if not base & DIFFERENCE:
                break
    return t[ACCEPT][state]


# A link must be allowed at its name, and once more for the pair of name and target.
def ask(t, path):
    pair = match(t, path + b"\0/target")
    return match(t, path) & (pair | ~(LINK | LINK << 14))


def letters(bits):
    return "".join(letter for bit, letter in LETTERS if bits & bit) or "-"


def ask_dbus(t):
    words = [w for bit, w, n in DBUS_WORDS if match(t, DBUS + b"\0".join(DBUS_PARTS[:n])) & bit]
    return " ".join(words) or "-"


with open(sys.argv[-1], "rb") as compiled:
    data = compiled.read()
if sys.argv[1] == "--dbus":
    print(ask_dbus(read_tables(data, bytes.index)))
    sys.exit()
tables = read_tables(data, bytes.rindex)
for path in sys.stdin.buffer.read().split(b"\0")[:-1]:
    accepted = ask(tables, path)
    print(letters(accepted) + "/" + letters(accepted >> 14))
