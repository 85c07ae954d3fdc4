# dialogue.py - plays a user at a terminal: types at a shell and watches what appears.
#
#	python3 dialogue.py STEP...
#
# Starts an interactive bash on a terminal of its own and takes the steps in turn; ends
# with 0 when all went as they say, or shows what was on the screen instead and ends with
# 1. A step is one argument, a word and what follows it:
#
#	run COMMAND     types it at the prompt and waits for its echo
#	type TEXT       types it, with Enter, for whoever reads it
#	paste FILE      types what is in the file
#	press KEY...    ^A to ^Z, ^\, Enter, or text, without Enter
#	see REGEX       waits until it appears, after what was seen before
#	prompt          waits for the prompt at the end of all output
#	miss REGEX      for half a second it does not appear
#	unseen REGEX    it was not in what the last see or prompt waited through
#	shown FILE      the whole file was in that
#	wait SECONDS
#	size ROWSxCOLUMNS
#	hangup          closes the terminal, and the shell goes; the last step
import errno
import fcntl
import os
import pty
import re
import select
import struct
import sys
import termios
import time

PATIENCE = 20
PROMPT = "ready> "


class Wrong(Exception):
    pass


class Dialogue:
    def __init__(self):
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            os.environ.update(PS1=PROMPT, TERM="xterm", INPUTRC="/dev/null", HISTFILE="")
            os.execvp("bash", ["bash", "--norc", "--noprofile", "-i"])
        self.screen = b""
        self.passed = b""
        self.size("24x200")
        self.see(re.escape(PROMPT))
        self.run("bind 'set enable-bracketed-paste off'; set -b")
        self.prompt()

    def read(self, seconds):
        if not select.select([self.fd], [], [], seconds)[0]:
            return False
        try:
            got = os.read(self.fd, 65536)
        except OSError as e:
            if e.errno != errno.EIO:
                raise
            raise Wrong("the terminal is closed") from None
        self.screen += got
        return True

    def write(self, data):
        """Types no faster than it is read, and reads meanwhile, as a terminal does."""
        while data:
            _, ready, _ = select.select([], [self.fd], [], 0)
            if ready:
                data = data[os.write(self.fd, data[:1024]):]
            self.read(0 if ready else 0.01)

    def wait(self, seconds):
        end = time.monotonic() + float(seconds)
        while (left := end - time.monotonic()) > 0:
            self.read(left)

    def find(self, regex, seconds):
        end = time.monotonic() + seconds
        while not (match := re.search(regex.encode(), self.screen, re.S | re.M)):
            left = end - time.monotonic()
            if left <= 0 or not self.read(left):
                return False
        self.passed = self.screen[: match.start()]
        self.screen = self.screen[match.end():]
        return True

    def see(self, regex):
        if not self.find(regex, PATIENCE):
            raise Wrong("it did not appear")

    def prompt(self):
        self.see(re.escape(PROMPT) + r"\Z")

    def miss(self, regex):
        if self.find(regex, 0.5):
            raise Wrong("it appeared")

    def unseen(self, regex):
        if re.search(regex.encode(), self.passed):
            self.screen = self.passed
            raise Wrong("it was there")

    def shown(self, name):
        with open(name, "rb") as file:
            if file.read() not in self.passed.replace(b"\r\n", b"\n"):
                self.screen = self.passed
                raise Wrong("it was not all there")

    def run(self, command):
        # Typed before the shell's editor is ready, it would be echoed twice.
        end = time.monotonic() + PATIENCE
        while termios.tcgetattr(self.fd)[3] & termios.ICANON and time.monotonic() < end:
            self.read(0.01)
        self.write(command.encode() + b"\r")
        self.see(re.escape(command) + "\r\n")

    def type(self, text):
        self.write(text.encode() + b"\r")

    def paste(self, name):
        with open(name, "rb") as file:
            self.write(file.read().replace(b"\n", b"\r"))

    def press(self, keys):
        for key in keys.split(" "):
            if key == "Enter":
                key = "\r"
            elif len(key) == 2 and key[0] == "^":
                key = chr(ord(key[1]) & 0x1F)
            self.write(key.encode())

    def size(self, text):
        rows, columns = map(int, text.split("x"))
        fcntl.ioctl(self.fd, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def hangup(self):
        os.close(self.fd)
        os.waitpid(self.pid, 0)


def main():
    step = "start"
    dialogue = None
    try:
        dialogue = Dialogue()
        for step in sys.argv[1:]:
            word, _, rest = step.partition(" ")
            getattr(dialogue, word)(*([rest] if rest else []))
    except Wrong as e:
        print(f"{step}: {e}")
        print(f"on the screen: {dialogue.screen[-1000:] if dialogue else b''!r}")
        sys.exit(1)


main()
