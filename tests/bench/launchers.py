"""launchers - the ways of starting a program that the benchmarks compare, and how they do it.

All of them give the same view (the mounts of the `default` profile), the same namespaces and the
same filter: `sandbox`; bubblewrap; and limit, the bare system calls. Ways run interleaved, so that
whatever else the machine does hits them alike. Who runs a benchmark as root gets the programs
started as an ordinary user, and can see the memory of a PID 1.
"""

import ctypes
import os
import resource  # os.wait4 wants it, after we have become a user who may not find it
import shutil
import statistics
import sys
import tempfile
import time

TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
UID = 61184
PR_SET_CHILD_SUBREAPER = 36


def add_options(parser, runs):
    parser.add_argument("--runs", type=int, default=runs)
    parser.add_argument("--build", default=os.path.join(TOP, "build"), metavar="DIR")


def bubblewrap(filter_fd, binds=()):
    """bubblewrap with the view of the default profile."""
    uid, home = os.geteuid(), os.environ["HOME"]
    args = ["bwrap", "--unshare-user", "--unshare-pid", "--unshare-ipc", "--unshare-uts",
            "--unshare-cgroup", "--unshare-net", "--die-with-parent", "--new-session",
            "--hostname", "sandbox",
            "--ro-bind", "/usr", "/usr", "--proc", "/proc", "--dev", "/dev",
            "--tmpfs", "/tmp", "--tmpfs", "/var/tmp", "--tmpfs", "/run",
            "--tmpfs", "/run/user/%d" % uid, "--tmpfs", home]
    for path in ("/bin", "/sbin", "/lib", "/lib32", "/lib64"):
        if os.path.islink(path):
            args += ["--symlink", os.readlink(path), path]
    for path in ("/etc/alternatives", "/etc/ld.so.cache", "/etc/ld.so.conf",
                 "/etc/ld.so.conf.d", "/etc/locale.alias", "/etc/timezone", "/etc/localtime",
                 "/etc/fonts", "/etc/java", "/etc/java-17-openjdk", "/etc/ssl/openssl.cnf"):
        if os.path.exists(path):
            args += ["--ro-bind", path, path]
    for path in binds:
        args += ["--ro-bind", path, path]
    args += ["--clearenv", "--setenv", "HOME", home, "--setenv", "PATH", "/usr/bin:/bin",
             "--remount-ro", "/"]
    return args + (["--seccomp", str(filter_fd)] if filter_fd is not None else [])


class Machine:
    """Where the programs are, and who runs them."""

    def __init__(self, build):
        self.build = os.path.abspath(build)
        self.sandbox = os.path.join(self.build, "sandbox")
        self.limit = os.path.join(self.build, "tests", "bench", "limit")
        self.filter = os.path.join(self.build, "src", "ready", "default.bpf")
        self.filter_fd = None
        if os.path.exists(self.filter):
            self.filter_fd = os.open(self.filter, os.O_RDONLY)
            os.set_inheritable(self.filter_fd, True)
        os.environ.setdefault("SANDBOX_PROFILES", os.path.join(TOP, "profiles"))
        self.become_user()
        # What a launcher leaves behind is ours to wait for: its processor time counts, too.
        ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)

    @staticmethod
    def become_user():
        """Records of sandboxes lie in memory, as a session has it."""
        home = tempfile.mkdtemp(prefix="sandbox-bench.", dir="/dev/shm")
        os.environ.update(HOME=home, XDG_RUNTIME_DIR=home)
        if os.geteuid() == 0:
            os.chown(home, UID, UID)
            os.environ.update(USER="bench", LOGNAME="bench")
            os.setgroups([])
            os.setresgid(UID, UID, 0)
            os.setresuid(UID, UID, 0)
        os.chdir(home)

    @staticmethod
    def was_root():
        return os.getresuid()[2] == 0

    def ways(self, program, options=(), binds=()):
        """name -> argv, of all that are here."""
        found = {"sandbox": [self.sandbox, "--quiet", "--profile=default"] + list(options) +
                            ["--read=" + b for b in binds] + ["--"] + program}
        if os.path.exists(self.limit):
            filter_option = ["--filter=" + self.filter] if self.filter_fd is not None else []
            found["limit"] = [self.limit] + filter_option + program
        if shutil.which("bwrap"):
            found["bubblewrap"] = bubblewrap(self.filter_fd, binds) + program
        return found

    def run(self, args):
        """One start; wall and processor time in seconds. Ends when all of it has ended."""
        if self.filter_fd is not None:
            os.lseek(self.filter_fd, 0, os.SEEK_SET)
        begin = time.perf_counter()
        first = os.posix_spawnp(args[0], args, os.environ)
        wall = processor = 0
        while True:
            try:
                pid, status, usage = os.wait4(-1, 0)
            except ChildProcessError:
                return wall, processor
            if pid == first:
                wall = time.perf_counter() - begin
                if status != 0:
                    sys.exit("%s ended with status %d" % (args[0], status))
            processor += usage.ru_utime + usage.ru_stime

    def interleave(self, ways, runs):
        """name -> list of (wall, processor), the first few left out: they warm the caches."""
        times = {name: [] for name in ways}
        for i in range(runs + 3):
            for name, args in ways.items():
                sample = self.run(args)
                if i >= 3:
                    times[name].append(sample)
        return times


def middle(samples, key):
    """Of wall time the median; processor time comes in ticks on some kernels, so the mean."""
    values = [s[key] for s in samples]
    return statistics.median(values) if key == 0 else statistics.fmean(values)


def print_table(times, key, label):
    against = [n for n in ("bare", "limit", "whole limit", "bubblewrap") if n in times]
    print("%-26s %9s %9s %9s %s" % (label, "median" if key == 0 else "mean", "p10", "p90",
                                    " ".join("%12s" % ("/" + n) for n in against)))
    for name, samples in times.items():
        values = sorted(s[key] for s in samples)
        here = middle(samples, key)
        ratios = [here / middle(times[n], key) if middle(times[n], key) else 0 for n in against]
        print("  %-24s %7.2fms %7.2fms %7.2fms %s" % (
            name, here * 1e3, values[len(values) // 10] * 1e3, values[len(values) * 9 // 10] * 1e3,
            " ".join("%12.2f" % r for r in ratios)))


def remove_home():
    if Machine.was_root():
        os.setresuid(0, 0, 0)
    shutil.rmtree(os.environ["HOME"], ignore_errors=True)
