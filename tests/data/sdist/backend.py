# backend.py - builds the package `curious` without needing any other (PEP 517), and does
# what any package may do meanwhile: look around.  It tries to read each of the files in
# CURIOUS_ABOUT, and to leave a git hook; what became of that is kept in the package.
import errno
import os
import zipfile

NAME = "curious-1.0"
INFO = NAME + ".dist-info/"


def outcome(path, mode):
    try:
        open(path, mode).close()
        return "done"
    except OSError as e:
        return errno.errorcode[e.errno]


def look_around():
    seen = [outcome(path, "r") for path in os.environ["CURIOUS_ABOUT"].split(":")]
    seen.append(outcome(os.environ["PROJECT"] + "/.git/hooks/pre-commit", "w"))
    seen.append(os.environ.get("CANARY_TOKEN", "no token"))
    return seen


def build_wheel(directory, config_settings=None, metadata_directory=None):
    name = NAME + "-py3-none-any.whl"
    with zipfile.ZipFile(os.path.join(directory, name), "w") as wheel:
        wheel.writestr("curious.py", "SEEN = %r\n" % look_around())
        wheel.writestr(INFO + "METADATA", "Metadata-Version: 2.1\nName: curious\nVersion: 1.0\n")
        wheel.writestr(
            INFO + "WHEEL",
            "Wheel-Version: 1.0\nGenerator: backend\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        )
        wheel.writestr(INFO + "RECORD", "")
    return name
