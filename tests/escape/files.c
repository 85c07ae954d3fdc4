/* files.c - attackers of files: what is not granted is not there.
 */
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "base/util.h"
#include "escape/attack.h"

static int finds_canary(const char *path)
{
	char text[256];
	int r = read_text(path, text, sizeof(text));

	return r < 0 ? r : strstr(text, "CANARY") ? 0 : -NOTHING;
}

static int read_home(void)
{
	return finds_canary(victim("home-canary"));
}

static int read_tmp(void)
{
	return finds_canary(victim("tmp-canary"));
}

static int read_shm(void)
{
	return finds_canary(victim("shm-canary"));
}

static int climb(void)
{
	char path[4096];

	snprintf(path, sizeof(path), "../../../../../../../..%s",
		 victim("home-canary"));
	return finds_canary(path);
}

static int climb_through_fd(void)
{
	char path[4096];

	snprintf(path, sizeof(path), "/proc/self/cwd/../../../../../..%s",
		 victim("home-canary"));
	return finds_canary(path);
}

/* What the user's session runs later, outside; whoever started us looks whether it is there.
 */
static int plant(const char *name)
{
	int fd = open(victim(name), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);

	if (fd < 0)
		return -errno;
	(void)!write(fd, "echo planted\n", 13); /* looked for by its name and size */
	(void)close(fd);
	return 0;
}

static int plant_profile(void)
{
	return plant("plant-profile");
}

static int plant_autostart(void)
{
	return plant("plant-autostart");
}

static int plant_hook(void)
{
	return plant("plant-hook");
}

static int use_leaked_fd(void)
{
	int fd = openat((int)victim_number("leaked-fd"), "home-canary", O_RDONLY);

	return result_of(fd);
}

static int read_sys(void)
{
	char text[256];

	return read_text("/sys/kernel/mm/transparent_hugepage/enabled", text,
			 sizeof(text));
}

static int read_proc(const char *name)
{
	char path[64], text[256];

	snprintf(path, sizeof(path), "/proc/%s", name);
	return read_text(path, text, sizeof(text));
}

#define PROC(id, name)                  \
	static int id(void)             \
	{                               \
		return read_proc(name); \
	}
PROC(proc_cmdline, "cmdline")
PROC(proc_interrupts, "interrupts")
PROC(proc_softirqs, "softirqs")
PROC(proc_partitions, "partitions")
PROC(proc_diskstats, "diskstats")
PROC(proc_keys, "keys")
PROC(proc_key_users, "key-users")
PROC(proc_kallsyms, "kallsyms")
PROC(proc_iomem, "iomem")
PROC(proc_zoneinfo, "zoneinfo")
PROC(proc_devices, "bus/pci/devices")
PROC(proc_swaps, "swaps")
PROC(proc_locks, "locks")

static int is_same(const char *path, const char *name)
{
	char text[256];
	int r = read_text(path, text, sizeof(text));

	if (r < 0)
		return r;
	text[strcspn(text, "\n")] = '\0';
	return str_equal(text, victim(name)) ? 0 : -NOTHING;
}

static int know_boot(void)
{
	return is_same("/proc/sys/kernel/random/boot_id", "boot-id");
}

static int know_machine(void)
{
	return is_same("/etc/machine-id", "machine-id");
}

static int know_host(void)
{
	struct utsname u;

	if (uname(&u) < 0)
		return -errno;
	return str_equal(u.nodename, victim("host-name")) ? 0 : -NOTHING;
}

static int know_accounts(void)
{
	char text[65536];
	int r = read_text("/etc/passwd", text, sizeof(text));

	return r < 0 ? r : strstr(text, "\ngames:") ? 0 : -NOTHING;
}

static int run_what_it_wrote(void)
{
	static const char path[] = "/tmp/escape-program";
	char text[4096];
	int in = open("/proc/self/exe", O_RDONLY | O_CLOEXEC);
	int out = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0700);
	ssize_t n;

	if (in < 0 || out < 0)
		return -errno;
	while ((n = read(in, text, sizeof(text))) > 0)
		if (write(out, text, (size_t)n) != n)
			return -ENOSPC;
	(void)close(out);
	n = access(path, X_OK); /* EACCES on a mount that is noexec */
	in = errno;
	(void)unlink(path);
	return n < 0 ? -in : 0;
}

static int write_own_program(void)
{
	return result_of(open("/proc/self/exe", O_WRONLY | O_CLOEXEC));
}

/* Whoever wants to write the file has to wait then, outside too. */
static int lease(void)
{
	int fd = open("/proc/self/exe", O_RDONLY | O_CLOEXEC);

	return fd < 0 ? -errno : result_of(fcntl(fd, F_SETLEASE, F_RDLCK));
}

static int watch(void)
{
	int fd = open("/usr", O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	return fd < 0 ? -errno : result_of(fcntl(fd, F_NOTIFY, DN_CREATE));
}

/* What each kind of file system is asked for its UUID with, or for all about itself. */
static int know_file_system(void)
{
	static const unsigned long requests[] = {
		0x8008662c /* ext4 */, 0x80111500 /* Linux 6.9 */,
		0x8400941f /* Btrfs */, 0x8100587e /* XFS */,
		0x80811501 /* the path in /sys */};
	int fd = open("/usr", O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd < 0)
		return -errno;
	for (size_t i = 0; i < ARRAY_SIZE(requests); i++) {
		uint32_t answer[1024 / sizeof(uint32_t)] = {16};

		if (ioctl(fd, requests[i], answer) == 0)
			return 0;
		if (errno != ENOTTY)
			return -errno;
	}
	return -ENOTTY;
}

static const struct attack attacks[] = {
	{"read a file of the home", "private keys", read_home, "ENOENT", NULL},
	{"read a file in /tmp", "other programs' sockets and drafts", read_tmp,
	 "ENOENT", NULL},
	{"read a file in /dev/shm", "shared memory of other programs", read_shm,
	 "ENOENT", NULL},
	{"climb out of the working directory", "CVE-2024-21626", climb, "ENOENT", NULL},
	{"climb through /proc/self/cwd", "CVE-2024-21626", climb_through_fd, "ENOENT",
	 NULL},
	{"use a leaked descriptor", "CVE-2019-5736, CVE-2024-21626", use_leaked_fd,
	 "EBADF", NULL},
	{"write ~/.profile", "what runs later outside", plant_profile, "nothing", NULL},
	{"write an autostart entry", "what runs later outside", plant_autostart,
	 "ENOENT", NULL},
	{"write a git hook", "what runs later outside", plant_hook, "ENOENT", NULL},
	{"write its own program's file", "CVE-2019-5736", write_own_program,
	 "EACCES ETXTBSY EROFS", "a program that runs cannot be written (ETXTBSY)"},
	{"run what it wrote to /tmp", "a first step of most", run_what_it_wrote,
	 "EACCES", NULL},
	{"read /sys", "what the machine is", read_sys, "ENOENT", NULL},
	{"read /proc/cmdline", "boot parameters", proc_cmdline, "EACCES", NULL},
	{"read /proc/interrupts", "CVE-2011-2494 and kin", proc_interrupts, "EACCES",
	 NULL},
	{"read /proc/softirqs", "network traffic of others", proc_softirqs, "EACCES",
	 NULL},
	{"read /proc/partitions", "the host's disks", proc_partitions, "EACCES", NULL},
	{"read /proc/diskstats", "what others do with them", proc_diskstats, "EACCES",
	 NULL},
	{"read /proc/keys", "keyrings(7)", proc_keys, "EACCES", NULL},
	{"read /proc/key-users", "keyrings(7)", proc_key_users, "EACCES", NULL},
	{"read /proc/kallsyms", "kernel addresses", proc_kallsyms, "EACCES", NULL},
	{"read /proc/iomem", "physical addresses", proc_iomem, "EACCES", NULL},
	{"read /proc/zoneinfo", "what others do with memory", proc_zoneinfo, "EACCES",
	 NULL},
	{"read /proc/bus/pci/devices", "what the machine is", proc_devices, "EACCES",
	 NULL},
	{"read /proc/swaps", "paths of the host", proc_swaps, "EACCES", NULL},
	{"read /proc/locks", "inodes of others", proc_locks, "EACCES", NULL},
	{"know the boot by its id", "tracking", know_boot, "nothing", NULL},
	{"know the machine by its id", "tracking", know_machine, "nothing", NULL},
	{"know the host's name", "tracking", know_host, "nothing", NULL},
	{"know the machine by a file system", "tracking", know_file_system, "ENOTTY",
	 "it may not tell"},
	{"hold up who opens a file", "F_SETLEASE(2const)", lease, "EPERM", NULL},
	{"watch a directory by F_NOTIFY", "what others do with it", watch, "EPERM",
	 "the kernel may lack it"},
	{"know the accounts", "who works here", know_accounts, "nothing", NULL},
};

const struct attack_table attack_files = {"files", attacks, ARRAY_SIZE(attacks), 0};
