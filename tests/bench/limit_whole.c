/* limit_whole.c - the bare system calls for what the `default` profile promises beyond its view:
 * files of /etc, covers in /proc, limits, a keyring, Landlock.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/keyctl.h>
#include <linux/landlock.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "bench/limit.h"

static void make_file(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0444);

	need(fd >= 0 && write(fd, text, strlen(text)) >= 0, path);
	(void)close(fd);
}

/* As long as those of sandbox, more or less. */
void whole_files(void)
{
	make_file("etc/passwd", "root:x:0:0:root:/root:/usr/sbin/nologin\n"
				"user:x:1000:1000:user:/home/user:/bin/sh\n"
				"nobody:x:65534:65534:nobody:/:/usr/sbin/nologin\n");
	make_file("etc/group", "root:x:0:\nuser:x:1000:\nnogroup:x:65534:\n");
	make_file("etc/hostname", "sandbox\n");
	make_file("etc/hosts", "127.0.0.1 localhost sandbox\n::1 localhost\n");
	make_file("etc/machine-id", "00000000000000000000000000000000\n");
	make_file("etc/nsswitch.conf",
		  "passwd: files\ngroup: files\nhosts: files dns\n");
	need(symlink("../usr/lib/os-release", "etc/os-release") == 0 &&
		     symlink("/usr/share/zoneinfo/Etc/UTC", "etc/localtime") == 0 &&
		     symlink("/proc/self/fd/0", "dev/stdin") == 0 &&
		     symlink("/proc/self/fd/1", "dev/stdout") == 0 &&
		     symlink("/proc/self/fd/2", "dev/stderr") == 0,
	     "links");
}

static void cover(const char *name, const char *cover)
{
	need(mount(cover, name, NULL, MS_BIND, NULL) == 0 || errno == ENOENT, name);
}

/* Where we are, a cover for each that tells of the host; as src/plan/build_proc.c has them. */
void whole_proc(void)
{
	static const char *const dirs[] = {"acpi", "asound", "bus",  "driver",
					   "fs",   "irq",    "scsi", "tty"};
	static const char *const files[] = {
		"buddyinfo",   "cmdline",     "config.gz", "diskstats", "fb",
		"interrupts",  "iomem",	      "ioports",   "kallsyms",	"key-users",
		"keys",	       "locks",	      "mdstat",	   "modules",	"mtrr",
		"partitions",  "schedstat",   "softirqs",  "swaps",	"zoneinfo",
		"sched_debug", "timer_stats",
	};
	int root = open(".", O_PATH | O_CLOEXEC);

	write_file("/proc/sys/user/max_user_namespaces", "0");
	write_file("/proc/sys/user/max_inotify_instances", "64");
	need(mount("tmpfs", "mnt", "tmpfs", MS_NOSUID | MS_NODEV | MS_NOEXEC, NULL) ==
			     0 &&
		     mkdir("mnt/dir", 0) == 0 && mknod("mnt/file", S_IFREG, 0) == 0 &&
		     chdir("proc") == 0,
	     "covers");
	for (size_t i = 0; i < sizeof(dirs) / sizeof(*dirs); i++)
		cover(dirs[i], "../mnt/dir");
	for (size_t i = 0; i < sizeof(files) / sizeof(*files); i++)
		cover(files[i], "../mnt/file");
	show("sys", "sys", MOUNT_ATTR_RDONLY);
	make_file("../mnt/boot_id", "00000000-0000-0000-0000-000000000000\n");
	cover("sys/kernel/random/boot_id", "../mnt/boot_id");
	need(root >= 0 && fchdir(root) == 0 && umount2("mnt", MNT_DETACH) == 0,
	     "covers");
	(void)close(root);
}

static void allow(int ruleset, const char *path, unsigned long long access)
{
	struct landlock_path_beneath_attr rule = {.allowed_access = access};

	rule.parent_fd = open(path, O_PATH | O_CLOEXEC);
	need(rule.parent_fd >= 0 || errno == ENOENT, path);
	if (rule.parent_fd < 0)
		return;
	need(syscall(SYS_landlock_add_rule, ruleset, LANDLOCK_RULE_PATH_BENEATH, &rule,
		     0) == 0,
	     path);
	(void)close(rule.parent_fd);
}

/* The rules of the profile: what it shows, each. */
void whole_landlock(const char *home)
{
	const unsigned long long file =
		LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_WRITE_FILE;
	const unsigned long long read = LANDLOCK_ACCESS_FS_EXECUTE |
					LANDLOCK_ACCESS_FS_READ_FILE |
					LANDLOCK_ACCESS_FS_READ_DIR;
	const unsigned long long all = 2 * LANDLOCK_ACCESS_FS_MAKE_SYM - 1;
	static const char *const files[] = {
		"/dev/full",
		"/dev/null",
		"/dev/random",
		"/dev/tty",
		"/dev/urandom",
		"/dev/zero",
		"/etc/group",
		"/etc/hostname",
		"/etc/hosts",
		"/etc/ld.so.cache",
		"/etc/ld.so.conf",
		"/etc/locale.alias",
		"/etc/machine-id",
		"/etc/nsswitch.conf",
		"/etc/passwd",
		"/etc/timezone",
		"/etc/ssl/openssl.cnf",
	};
	const char *const written[] = {"/dev/pts", "/dev/shm", home,
				       "/run",	   "/tmp",     "/var/tmp"};
	static const char *const shown[] = {"/etc/alternatives",
					    "/etc/ld.so.conf.d",
					    "/etc/fonts",
					    "/etc/java",
					    "/etc/java-17-openjdk",
					    "/proc",
					    "/usr"};
	struct landlock_ruleset_attr attr = {.handled_access_fs = all};
	int ruleset = (int)syscall(SYS_landlock_create_ruleset, &attr, sizeof(attr), 0);

	if (ruleset < 0)
		return; /* the kernel has none, and neither has sandbox */
	allow(ruleset, "/", LANDLOCK_ACCESS_FS_READ_DIR);
	for (size_t i = 0; i < sizeof(files) / sizeof(*files); i++)
		allow(ruleset, files[i], file);
	for (size_t i = 0; i < sizeof(written) / sizeof(*written); i++)
		allow(ruleset, written[i], all);
	for (size_t i = 0; i < sizeof(shown) / sizeof(*shown); i++)
		allow(ruleset, shown[i], read);
	need(syscall(SYS_landlock_restrict_self, ruleset, 0) == 0, "Landlock");
	(void)close(ruleset);
}

/* To what they are: setting them is what costs. */
void whole_limits(void)
{
	static const int limits[] = {RLIMIT_CORE, RLIMIT_NPROC, RLIMIT_NOFILE,
				     RLIMIT_FSIZE, RLIMIT_MSGQUEUE};
	struct rlimit limit;

	(void)syscall(SYS_keyctl, KEYCTL_JOIN_SESSION_KEYRING, NULL);
	for (size_t i = 0; i < sizeof(limits) / sizeof(*limits); i++)
		need(getrlimit((__rlimit_resource_t)limits[i], &limit) == 0 &&
			     setrlimit((__rlimit_resource_t)limits[i], &limit) == 0,
		     "limits");
}
