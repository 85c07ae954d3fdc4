/* limit.c - the bare system calls for the view of the `default` profile, and nothing else.
 *
 *   limit [--whole] [--filter=FILE] [--binds=N] PROGRAM [ARGUMENT...]
 *
 * What a launcher that read no profile, checked nothing, explained nothing and registered nothing
 * would do: eight namespaces, one id, a tmpfs as root, the mounts, /proc, /dev, an own PID 1, no
 * capability, no new privileges, a filter (raw BPF, as src/ready/default.bpf). What `sandbox`
 * costs beyond this is its own doing. --binds adds N mounts of /usr to the view. --whole does the
 * rest of what that profile promises, too: covers in /proc, the files of /etc, limits, a keyring,
 * Landlock.
 *
 * A yardstick, not a sandbox: what fails ends it, and that is all it says.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <linux/filter.h>
#include <linux/if.h>
#include <linux/keyctl.h>
#include <linux/landlock.h>
#include <linux/sched.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#define MAX_FILTER 4096

static struct sock_filter filter[MAX_FILTER];
static struct sock_fprog program = {.filter = filter};
static int n_binds, is_whole;
static char uid_map[64], gid_map[64]; /* one id, which is ours */

static void need(int ok, const char *what)
{
	if (ok)
		return;
	fprintf(stderr, "limit: %s: %s\n", what, strerror(errno));
	_exit(125);
}

static void write_file(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);

	need(fd >= 0 && write(fd, text, strlen(text)) == (ssize_t)strlen(text), path);
	(void)close(fd);
}

static void read_filter(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t n = fd < 0 ? -1 : read(fd, filter, sizeof(filter));

	need(n > 0, path);
	program.len = (unsigned short)((size_t)n / sizeof(filter[0]));
	(void)close(fd);
}

static void map_ids(void)
{
	write_file("/proc/self/setgroups", "deny");
	write_file("/proc/self/gid_map", gid_map);
	write_file("/proc/self/uid_map", uid_map);
}

static void raise_loopback(void)
{
	struct ifreq request = {.ifr_name = "lo", .ifr_flags = IFF_UP};
	int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	need(fd >= 0 && ioctl(fd, SIOCSIFFLAGS, &request) == 0, "lo");
	(void)close(fd);
}

/* Paths below are relative to the new root, where we are. */
static void mount_tmpfs(const char *path, const char *options)
{
	need(mkdir(path, 0755) == 0 || errno == EEXIST, path);
	need(mount("tmpfs", path, "tmpfs", MS_NOSUID | MS_NODEV | MS_NOEXEC, options) ==
		     0,
	     path);
}

static void show(const char *source, const char *target, unsigned long attributes)
{
	struct mount_attr set = {.attr_set = attributes};
	int fd = (int)syscall(SYS_open_tree, AT_FDCWD, source,
			      OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC | AT_RECURSIVE);

	if (fd < 0 && errno == ENOENT)
		return; /* as `optional` */
	need(fd >= 0, source);
	need(syscall(SYS_mount_setattr, fd, "", AT_EMPTY_PATH | AT_RECURSIVE, &set,
		     sizeof(set)) == 0,
	     source);
	need(syscall(SYS_move_mount, fd, "", AT_FDCWD, target,
		     MOVE_MOUNT_F_EMPTY_PATH) == 0,
	     target);
	(void)close(fd);
}

static void bind_file(const char *source, unsigned long attributes)
{
	int fd = open(source + 1, O_WRONLY | O_CREAT | O_CLOEXEC, 0644);

	need(fd >= 0, source);
	(void)close(fd);
	show(source, source + 1, attributes);
}

static void bind_directory(const char *source)
{
	need(mkdir(source + 1, 0755) == 0 || errno == EEXIST, source);
	show(source, source + 1,
	     MOUNT_ATTR_RDONLY | MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV);
}

static void bind_if_there(const char *source)
{
	if (access(source, F_OK) == 0)
		bind_directory(source);
}

static void make_dev(void)
{
	static const char *const devices[] = {"/dev/full",    "/dev/null",
					      "/dev/random",  "/dev/tty",
					      "/dev/urandom", "/dev/zero"};

	mount_tmpfs("dev", "mode=755");
	for (size_t i = 0; i < sizeof(devices) / sizeof(*devices); i++)
		bind_file(devices[i], MOUNT_ATTR_NOSUID | MOUNT_ATTR_NOEXEC);
	need(mkdir("dev/pts", 0755) == 0, "dev/pts");
	need(mount("devpts", "dev/pts", "devpts", MS_NOSUID | MS_NOEXEC,
		   "newinstance,ptmxmode=0666,mode=620") == 0,
	     "devpts");
	need(symlink("pts/ptmx", "dev/ptmx") == 0 &&
		     symlink("/proc/self/fd", "dev/fd") == 0,
	     "dev links");
	mount_tmpfs("dev/shm", "mode=1777");
}

static void make_binds(void)
{
	char name[32];

	for (int i = 0; i < n_binds; i++) {
		(void)snprintf(name, sizeof(name), "mnt/%d", i);
		need(mkdir(name, 0755) == 0, name);
		show("/usr", name,
		     MOUNT_ATTR_RDONLY | MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV);
	}
}

static void make_file(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0444);

	need(fd >= 0 && write(fd, text, strlen(text)) >= 0, path);
	(void)close(fd);
}

/* As long as those of sandbox, more or less. */
static void make_files(void)
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
static void cover_proc(void)
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
static void restrict_files(const char *home)
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
static void set_limits(void)
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

static void make_view(const char *home)
{
	static const char *const links[][2] = {{"usr/bin", "bin"},
					       {"usr/sbin", "sbin"},
					       {"usr/lib", "lib"},
					       {"usr/lib32", "lib32"},
					       {"usr/lib64", "lib64"}};
	char above[4096];

	need(mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0, "private");
	need(mount("tmpfs", "/tmp", "tmpfs", MS_NOSUID | MS_NODEV, "mode=755") == 0 &&
		     chdir("/tmp") == 0,
	     "root");
	for (size_t i = 0; i < sizeof(links) / sizeof(*links); i++)
		need(symlink(links[i][0], links[i][1]) == 0, links[i][1]);
	bind_directory("/usr");
	need(mkdir("etc", 0755) == 0 && mkdir("var", 0755) == 0 &&
		     mkdir("mnt", 0755) == 0 && mkdir("proc", 0755) == 0,
	     "directories");
	bind_directory("/etc/alternatives");
	bind_directory("/etc/ld.so.conf.d");
	bind_if_there("/etc/fonts");
	bind_if_there("/etc/java");
	bind_if_there("/etc/java-17-openjdk");
	bind_file("/etc/ld.so.cache", MOUNT_ATTR_RDONLY);
	bind_file("/etc/ld.so.conf", MOUNT_ATTR_RDONLY);
	bind_file("/etc/locale.alias", MOUNT_ATTR_RDONLY);
	bind_file("/etc/timezone", MOUNT_ATTR_RDONLY);
	need(mkdir("etc/ssl", 0755) == 0, "etc/ssl");
	bind_file("/etc/ssl/openssl.cnf", MOUNT_ATTR_RDONLY);
	make_dev();
	mount_tmpfs("tmp", "mode=1777");
	mount_tmpfs("var/tmp", "mode=1777");
	mount_tmpfs("run", "mode=755");
	(void)snprintf(above, sizeof(above), "%s", home + 1);
	for (char *s = above; (s = strchr(s, '/')); *s++ = '/') {
		*s = '\0';
		(void)mkdir(above, 0755);
	}
	mount_tmpfs(above, "mode=700");
	make_binds();
	if (is_whole)
		make_files();
	need(mount("proc", "proc", "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC, NULL) == 0,
	     "proc");
	if (is_whole)
		cover_proc();
	need(mount(NULL, ".", NULL,
		   MS_REMOUNT | MS_BIND | MS_RDONLY | MS_NOSUID | MS_NODEV, NULL) == 0,
	     "read-only");
	need(syscall(SYS_pivot_root, ".", ".") == 0 && umount2(".", MNT_DETACH) == 0 &&
		     chdir("/") == 0,
	     "pivot_root");
}

static _Noreturn void run(char **argv)
{
	struct __user_cap_header_struct header = {.version =
							  _LINUX_CAPABILITY_VERSION_3};
	struct __user_cap_data_struct none[2] = {{0}};

	if (is_whole)
		set_limits();
	for (int i = 0; prctl(PR_CAPBSET_DROP, i, 0, 0, 0) == 0; i++)
		;
	need(syscall(SYS_capset, &header, none) == 0, "capset");
	need(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0, "no_new_privs");
	if (is_whole)
		restrict_files(getenv("HOME"));
	need(!program.len || prctl(PR_SET_SECCOMP, 2, &program, 0, 0) == 0, "filter");
	execvp(argv[0], argv);
	need(0, argv[0]);
	_exit(125);
}

/* PID 1 of the new namespaces. */
static _Noreturn void child(char **argv)
{
	int status = 0;
	pid_t pid, target;

	map_ids();
	need(sethostname("sandbox", 7) == 0, "hostname");
	raise_loopback();
	make_view(getenv("HOME"));
	need(unshare(CLONE_NEWTIME) == 0, "time namespace");
	target = fork();
	need(target >= 0, "fork");
	if (target == 0)
		run(argv);
	do
		pid = wait(&status);
	while (pid != target);
	_exit(WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status));
}

int main(int argc, char **argv)
{
	struct clone_args args = {
		.flags = CLONE_NEWUSER | CLONE_NEWNS | CLONE_NEWPID | CLONE_NEWNET |
			 CLONE_NEWIPC | CLONE_NEWUTS | CLONE_NEWCGROUP,
		.exit_signal = SIGCHLD,
	};
	int i = 1, status = 0;
	pid_t pid;

	for (; i < argc && argv[i][0] == '-'; i++) {
		if (strncmp(argv[i], "--filter=", 9) == 0)
			read_filter(argv[i] + 9);
		else if (strcmp(argv[i], "--whole") == 0)
			is_whole = 1;
		else if (strncmp(argv[i], "--binds=", 8) == 0)
			n_binds = atoi(argv[i] + 8);
		else
			break;
	}
	errno = EINVAL;
	need(i < argc && argv[i][0] != '-' && getenv("HOME"), "arguments");
	(void)snprintf(uid_map, sizeof(uid_map), "%u %u 1", geteuid(), geteuid());
	(void)snprintf(gid_map, sizeof(gid_map), "%u %u 1", getegid(), getegid());
	pid = (pid_t)syscall(SYS_clone3, &args, sizeof(args));
	need(pid >= 0, "clone3");
	if (pid == 0)
		child(argv + i);
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}
