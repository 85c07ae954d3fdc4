/* sweep.c - nothing of a sandbox's cgroup stays, whatever ends the launcher.
 * May: kill and remove the cgroup, keep a process that does so later.  Must not: allocate,
 * print.
 *
 * The kernel removes no cgroup by itself. The launcher may be killed by a signal that nobody
 * can catch, and PID 1 dies with it; so a third process waits, for no more than that.
 */
#include "parent/sweep.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/capability.h>
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/syscall.h>

#include "child/narrow.h"
#include "child/shed.h"

#define ROUNDS	 200 /* of 50 ms: what is killed may still be on its way out */
#define ROUND_NS 50000000
#define DEPTH	 8 /* cgroup_limit.c lets a program have fewer */

/* --- Removing ---------------------------------------------------------------------------- */

static int write_at(int dir, const char *directory, const char *file, const char *text)
{
	autoclose int inner = openat(dir, directory, O_PATH | O_DIRECTORY | O_CLOEXEC);
	autoclose int fd = inner < 0 ? -1 : openat(inner, file, O_WRONLY | O_CLOEXEC);

	if (fd < 0)
		return -errno;
	return write(fd, text, strlen(text)) < 0 ? -errno : 0;
}

/* As getdents64(2) has it. */
struct entry {
	uint64_t number;
	int64_t offset;
	unsigned short length;
	unsigned char type;
	char name[];
};

#define TYPE_DIRECTORY 4 /* DT_DIR */

static int remove_tree(int dir, const char *name, int depth);

static void remove_children(int dir, int depth)
{
	_Alignas(struct entry) char buffer[2048];
	long n;

	while ((n = syscall(SYS_getdents64, dir, buffer, sizeof(buffer))) > 0) {
		for (long at = 0; at < n;) {
			const struct entry *e = (const struct entry *)(buffer + at);

			if (e->type == TYPE_DIRECTORY && e->name[0] != '.')
				(void)remove_tree(dir, e->name, depth); /* see there */
			at += e->length;
		}
	}
}

/* What cannot be removed now keeps its parent, which says so. */
static int remove_tree(int dir, const char *name, int depth)
{
	autoclose int fd = -1;

	if (unlinkat(dir, name, AT_REMOVEDIR) == 0 || errno == ENOENT)
		return 0;
	fd = openat(dir, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (fd < 0 || depth == 0)
		return -EBUSY;
	remove_children(fd, depth - 1);
	return unlinkat(dir, name, AT_REMOVEDIR) == 0 ? 0 : -errno;
}

static void pause_a_round(void)
{
	const struct timespec round = {.tv_nsec = ROUND_NS};

	(void)syscall(SYS_ppoll, NULL, 0, &round, NULL, 0); /* shorter is no harm */
}

/* The launcher's cgroup as it was; once ours is gone. Whoever is in the leaf goes by itself. */
static void go_back(const struct sweep *what)
{
	char text[32];

	for (size_t i = 0; i < N_CGROUP_CONTROLLERS; i++) {
		if (!(what->controllers & (1U << i)))
			continue;
		snprintf(text, sizeof(text), "-%s", cgroup_controller_name[i]);
		(void)write_at(what->parent, ".", "cgroup.subtree_control",
			       text); /* then the next line fails */
	}
	(void)write_at(what->parent, ".", "cgroup.procs",
		       "0"); /* then the leaf cannot be removed, and stays */
}

void sweep_leaf(const struct sweep *what)
{
	for (int i = 0; i < ROUNDS && what->leaf[0]; i++) {
		if (remove_tree(what->parent, what->leaf, 0) == 0)
			return;
		pause_a_round();
	}
}

void sweep_now(const struct sweep *what)
{
	for (int i = 0; i < ROUNDS; i++) {
		/* Linux 5.14; before, PID 1 takes all with it when the launcher dies. */
		(void)write_at(what->parent, what->name, "cgroup.kill", "1");
		if (remove_tree(what->parent, what->name, DEPTH) == 0)
			break;
		pause_a_round();
	}
	if (what->leaf[0])
		go_back(what);
}

/* --- The process that waits -------------------------------------------------------------- */

static const struct sock_filter sweep_calls[] = {
	NARROW_BEGIN,
	NARROW_ALLOW(SYS_ppoll),
	NARROW_ALLOW(SYS_read), /* the end of the pipe */
	NARROW_ALLOW(SYS_openat),
	NARROW_ALLOW(SYS_write), /* cgroup.kill and the like */
	NARROW_ALLOW(SYS_getdents64),
	NARROW_ALLOW(SYS_unlinkat),
	NARROW_ALLOW(SYS_close),
	NARROW_ALLOW(SYS_exit_group),
	NARROW_END,
};

/* A root that is in somebody else's cgroup needs this one right. */
static int keep_one_capability(void)
{
	struct __user_cap_header_struct header = {.version =
							  _LINUX_CAPABILITY_VERSION_3};
	struct __user_cap_data_struct data[2];

	if (syscall(SYS_capget, &header, data) < 0)
		return -errno;
	data[0].permitted &= 1U << CAP_DAC_OVERRIDE;
	data[0].effective = data[0].permitted;
	data[0].inheritable = data[1].permitted = data[1].effective =
		data[1].inheritable = 0;
	return syscall(SYS_capset, &header, data) < 0 ? -errno : 0;
}

/* Of the launcher nothing stays: no arguments, no descriptors but two, no terminal. */
static int become_bare(const struct launch *l, struct sweep *what, int *end)
{
	struct sock_fprog program = {.len = ARRAY_SIZE(sweep_calls),
				     .filter = (struct sock_filter *)sweep_calls};
	sigset_t all;

	sigfillset(&all);
	(void)sigprocmask(SIG_BLOCK, &all, NULL); /* valid arguments */
	explicit_bzero(l->secrets, l->secrets_bytes);
	if (setsid() < 0 || chdir("/") < 0 || prctl(PR_SET_NAME, "sandbox-sweep") < 0 ||
	    prctl(PR_SET_DUMPABLE, 0) < 0)
		return -errno;
	/* Both were born behind 0-2, which are always open. */
	if (dup2(what->parent, 0) < 0 || dup2(*end, 1) < 0 ||
	    syscall(SYS_close_range, 2U, UINT_MAX, 0) < 0)
		return -errno;
	what->parent = 0;
	*end = 1;
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0 || keep_one_capability() < 0)
		return -errno;
	shed_memory(l->arena);
	return prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program, 0, 0) < 0 ? -errno
									      : 0;
}

static _Noreturn void wait_and_sweep(const struct launch *l, const struct sweep *from,
				     int end)
{
	struct sweep what = *from;
	char byte;

	/* Where it cannot become that, it sweeps all the same. */
	(void)become_bare(l, &what, &end);
	while (read(end, &byte, 1) < 0 && errno == EINTR)
		;
	sweep_now(&what);
	sweep_leaf(&what);
	syscall(SYS_exit_group, 0);
	__builtin_trap(); /* exit_group does not return */
}

pid_t sweep_start(const struct launch *l, const struct sweep *what, int *ret_end)
{
	int pair[2];
	pid_t pid;

	if (pipe2(pair, O_CLOEXEC) < 0)
		return -errno;
	pid = fork();
	if (pid == 0) {
		(void)close(pair[1]); /* the launcher's: its end is what we wait for */
		wait_and_sweep(l, what, pair[0]);
	}
	pid = pid < 0 ? -errno : pid;
	(void)close(pair[0]); /* the sweeper's */
	if (pid < 0)
		(void)close(pair[1]); /* nobody listens */
	else
		*ret_end = pair[1];
	return pid;
}
