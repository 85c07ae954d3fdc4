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
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bench/limit.h"

#define MAX_FILTER 4096

static struct sock_filter filter[MAX_FILTER];
static struct sock_fprog program = {.filter = filter};
static int n_binds, is_whole;
static char uid_map[64], gid_map[64]; /* one id, which is ours */

void need(int ok, const char *what)
{
	if (ok)
		return;
	fprintf(stderr, "limit: %s: %s\n", what, strerror(errno));
	_exit(125);
}

void write_file(const char *path, const char *text)
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

void show(const char *source, const char *target, unsigned long attributes)
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
		whole_files();
	need(mount("proc", "proc", "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC, NULL) == 0,
	     "proc");
	if (is_whole)
		whole_proc();
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
		whole_limits();
	for (int i = 0; prctl(PR_CAPBSET_DROP, i, 0, 0, 0) == 0; i++)
		;
	need(syscall(SYS_capset, &header, none) == 0, "capset");
	need(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0, "no_new_privs");
	if (is_whole)
		whole_landlock(getenv("HOME"));
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
