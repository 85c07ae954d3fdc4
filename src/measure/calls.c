/* calls.c - calls that a sandbox may refuse, tried in processes of their own.
 * May: try them.  Must not: change anything outside its own short-lived processes.
 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/shm.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/util.h"
#include "measure/measure.h"

#define X32_BIT		  0x40000000L
#define HIGH_BITS	  (1L << 32) /* the kernel looks at 32 bits of a request */
#define TIOCLINUX_REQUEST 0x541CL
#define FSUUID_REQUEST	  0x80111500L

/* Arguments that make each of them harmless where it is not refused. */
static const struct {
	const char *name;
	long number, argument[4];
} calls[] = {
	{"unshare", SYS_unshare, {CLONE_NEWUSER}},
	{"mount", SYS_mount, {0, 0, 0, 0}},
	{"umount2", SYS_umount2, {0, 0}},
	{"pivot_root", SYS_pivot_root, {0, 0}},
	{"chroot", SYS_chroot, {0}},
	{"setns", SYS_setns, {-1, 0}},
	{"open_tree", SYS_open_tree, {-1, 0, 0}},
	{"fsopen", SYS_fsopen, {0, 0}},
	{"bpf", SYS_bpf, {-1, 0, 0}},
	{"perf_event_open", SYS_perf_event_open, {0, 0, -1, -1}},
	{"io_uring_setup", SYS_io_uring_setup, {0, 0}},
	{"userfaultfd", SYS_userfaultfd, {-1}},
	{"keyctl", SYS_keyctl, {-1, 0, 0, 0}},
	{"add_key", SYS_add_key, {0, 0, 0, 0}},
	{"request_key", SYS_request_key, {0, 0, 0, 0}},
	{"kexec_load", SYS_kexec_load, {0, 0, 0, -1}},
	{"init_module", SYS_init_module, {0, 0, 0}},
	{"open_by_handle_at", SYS_open_by_handle_at, {-1, 0, 0}},
	{"syslog", SYS_syslog, {-1, 0, 0}},
	{"swapon", SYS_swapon, {0, 0}},
	{"quotactl", SYS_quotactl, {-1, 0, 0, 0}},
	{"call-1020", 1020, {0}}, /* far above the newest */
	{"kill-init", SYS_kill, {1, 0}},
	{"socket-inet", SYS_socket, {AF_INET, SOCK_STREAM, 0}},
	{"socket-vsock", SYS_socket, {AF_VSOCK, SOCK_STREAM, 0}},
	{"socket-packet", SYS_socket, {AF_PACKET, SOCK_RAW, 0}},
	{"socket-netlink", SYS_socket, {AF_NETLINK, SOCK_RAW, 0}},
	{"ioctl-TIOCSTI", SYS_ioctl, {-1, TIOCSTI, 0}},
	{"ioctl-TIOCSTI-high", SYS_ioctl, {-1, TIOCSTI | HIGH_BITS, 0}},
	{"ioctl-TIOCLINUX", SYS_ioctl, {-1, TIOCLINUX_REQUEST, 0}},
	{"ioctl-TIOCSETD", SYS_ioctl, {-1, TIOCSETD, 0}},
	{"ioctl-SIOCSIFFLAGS", SYS_ioctl, {-1, SIOCSIFFLAGS, 0}},
	{"ioctl-GETFSUUID", SYS_ioctl, {-1, FSUUID_REQUEST, 0}},
	{"fcntl-SETLEASE", SYS_fcntl, {-1, F_SETLEASE, F_RDLCK}},
	{"kill-group", SYS_kill, {0, 0}},
	{"setpriority-group", SYS_setpriority, {PRIO_PGRP, INT_MAX, 0}},
#if defined(__x86_64__)
	{"x32-getpid", SYS_getpid | X32_BIT, {0}},
#endif
};

/* Runs `attempt` in a child; the child's answer is an errno, 0 for a success. */
static void say_attempt(const char *name, int (*attempt)(const void *),
			const void *data)
{
	char text[32] = "?";
	int status = 0;
	pid_t pid;

	(void)fflush(stdout); /* the child must not print it again */
	pid = fork();
	if (pid == 0)
		_exit(attempt(data) & 0xff);
	if (pid < 0 || waitpid(pid, &status, 0) < 0) {
		fprintf(stderr, "sandbox-measure: fork: %s\n", strerror(errno));
		exit(1);
	}
	if (WIFSIGNALED(status))
		snprintf(text, sizeof(text), "SIG%s", sigabbrev_np(WTERMSIG(status)));
	else
		snprintf(text, sizeof(text), "%s",
			 WEXITSTATUS(status) ? strerrorname_np(WEXITSTATUS(status))
					     : "0");
	measure_say("call", name, text, NULL);
}

static int attempt_call(const void *data)
{
	const long *number = data, *a = number + 1;

	return syscall(*number, a[0], a[1], a[2], a[3], 0L) < 0 ? errno : 0;
}

static int attempt_write_execute(const void *data)
{
	(void)data;
	return mmap(NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC,
		    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) == MAP_FAILED
		       ? errno
		       : 0;
}

/* Written first: what the kernel forbids (PR_SET_MDWE) and what the filter does. */
static int attempt_mprotect_execute(const void *data)
{
	char *page = mmap(NULL, 4096, PROT_READ | PROT_WRITE,
			  MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	(void)data;
	if (page == MAP_FAILED)
		return errno;
	page[0] = 1;
	return mprotect(page, 4096, PROT_READ | PROT_EXEC) < 0 ? errno : 0;
}

/* Written through one mapping, run through the other. */
static int attempt_memfd_execute(const void *data)
{
	int fd = memfd_create("measure", MFD_CLOEXEC);
	char *page;

	(void)data;
	if (fd < 0 || ftruncate(fd, 4096) < 0)
		return errno;
	page = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (page == MAP_FAILED)
		return errno;
	page[0] = 1;
	page = mmap(NULL, 4096, PROT_READ | PROT_EXEC, MAP_SHARED, fd, 0);
	return page == MAP_FAILED ? errno : 0;
}

static int attempt_shm_execute(const void *data)
{
	int id = shmget(IPC_PRIVATE, 4096, IPC_CREAT | 0700);
	const void *page;
	int error;

	(void)data;
	if (id < 0)
		return errno;
	page = shmat(id, NULL, SHM_RDONLY | SHM_EXEC);
	error = page == (void *)-1 ? errno : 0;
	(void)shmctl(id, IPC_RMID, NULL); /* it ends with the namespace, too */
	return error;
}

/* Code of this child, with what it is already. */
static int attempt_proc_mem_write(const void *data)
{
	off_t at = (off_t)(uintptr_t)data;
	int fd = open("/proc/self/mem", O_RDWR | O_CLOEXEC);
	char byte;

	if (fd < 0 || pread(fd, &byte, 1, at) != 1 || pwrite(fd, &byte, 1, at) != 1)
		return errno;
	return 0;
}

void measure_calls(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(calls); i++)
		say_attempt(calls[i].name, attempt_call, &calls[i].number);
	say_attempt("mmap-write-execute", attempt_write_execute, NULL);
	say_attempt("mprotect-execute", attempt_mprotect_execute, NULL);
	say_attempt("memfd-execute", attempt_memfd_execute, NULL);
	say_attempt("shm-execute", attempt_shm_execute, NULL);
	say_attempt("proc-mem-write", attempt_proc_mem_write,
		    (const void *)(uintptr_t)measure_calls);
}

/* --- Landlock ---------------------------------------------------------------------------- */

#define LANDLOCK_LAYERS 16 /* LANDLOCK_MAX_NUM_LAYERS of security/landlock/limits.h */

static int add_layers(const void *data)
{
	const uint64_t execute = 1;
	int n = 0;

	(void)data;
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0) /* an ordinary user needs it */
		return 255;
	while (n <= LANDLOCK_LAYERS) {
		int fd = (int)syscall(444 /* landlock_create_ruleset */, &execute,
				      sizeof(execute), 0);

		if (fd < 0 || syscall(446 /* landlock_restrict_self */, fd, 0) < 0)
			return errno == E2BIG ? n : 255;
		(void)close(fd); /* it is in force */
		n++;
	}
	return 255;
}

/* Nothing tells it directly. A process can have 16 domains, E2BIG answers the next: what can
 * still be added says how many there are.
 */
void measure_landlock(void)
{
	char text[16] = "none";
	int status;
	pid_t pid;

	(void)fflush(stdout); /* the child must not print it again */
	pid = fork();
	if (pid == 0)
		_exit(add_layers(NULL));
	if (pid > 0 && waitpid(pid, &status, 0) == pid && WIFEXITED(status) &&
	    WEXITSTATUS(status) <= LANDLOCK_LAYERS)
		snprintf(text, sizeof(text), "%d",
			 LANDLOCK_LAYERS - WEXITSTATUS(status));
	measure_say("landlock", "layers", text, NULL);
}
