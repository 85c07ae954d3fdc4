#!/usr/bin/env python3
# png-pixel.py - the size of a PNG picture and the colour of one of its pixels.
#
#	png-pixel.py FILE X Y      prints WIDTH HEIGHT #rrggbb
#
# For eight bits a channel, not interlaced, which is what browsers write.  The format:
# https://www.w3.org/TR/png/, chapters 5 (chunks), 9 (filters).
import struct
import sys
import zlib


def chunks(data):
    if data[:8] != b"\x89PNG\r\n\x1a\n":
        sys.exit("not a PNG file")
    at, kind = 8, None
    while kind != b"IEND":
        size, kind = struct.unpack(">I4s", data[at : at + 8])
        yield kind, data[at + 8 : at + 8 + size]
        at += 12 + size


def nearest(a, b, c):
    p = a + b - c
    return min((abs(p - a), 0, a), (abs(p - b), 1, b), (abs(p - c), 2, c))[2]


predict = {
    0: lambda a, b, c: 0,
    1: lambda a, b, c: a,
    2: lambda a, b, c: b,
    3: lambda a, b, c: (a + b) // 2,
    4: nearest,
}


def rows(pixels, width, height, channels):
    size = width * channels
    above = bytearray(size)
    for y in range(height):
        start = y * (size + 1)
        guess = predict[pixels[start]]
        row = bytearray(pixels[start + 1 : start + 1 + size])
        for i in range(size):
            a = row[i - channels] if i >= channels else 0
            c = above[i - channels] if i >= channels else 0
            row[i] = (row[i] + guess(a, above[i], c)) & 255
        yield row
        above = row


with open(sys.argv[1], "rb") as f:
    parts = list(chunks(f.read()))
width, height, depth, colour, _, _, interlace = struct.unpack(">IIBBBBB", parts[0][1])
channels = {2: 3, 6: 4}.get(colour)
if depth != 8 or interlace or not channels:
    sys.exit("a kind of PNG that is not read here")
pixels = zlib.decompress(b"".join(data for kind, data in parts if kind == b"IDAT"))
x, y = int(sys.argv[2]), int(sys.argv[3])
row = [r for i, r in enumerate(rows(pixels, width, height, channels)) if i == y][0]
print(width, height, "#%02x%02x%02x" % tuple(row[x * channels : x * channels + 3]))
