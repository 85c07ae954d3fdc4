/* trial.c - trying kernel operations in a child that lives in namespaces of its own.
 * May: clone, write that child's id maps, end it.  Must not: allocate, print, change
 * the host.
 */
#include "host/trial.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/sched.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>

#include "base/util.h"
#include "host/sysfile.h"

#define TIMEOUT_MS  5000
#define TIGHT_LIMIT 64

const struct ns_kind ns_kind_table[N_NS_KINDS] = {
	{"user", "user", "CONFIG_USER_NS", CLONE_NEWUSER},
	{"mnt", "mount", NULL, CLONE_NEWNS},
	{"pid", "process id", "CONFIG_PID_NS", CLONE_NEWPID},
	{"ipc", "IPC", "CONFIG_IPC_NS", CLONE_NEWIPC},
	{"uts", "host name", "CONFIG_UTS_NS", CLONE_NEWUTS},
	{"cgroup", "cgroup", "CONFIG_CGROUPS", CLONE_NEWCGROUP},
	{"net", "network", "CONFIG_NET_NS", CLONE_NEWNET},
};

uint64_t ns_kind_flags(void)
{
	uint64_t flags = 0;

	for (size_t i = 0; i < N_NS_KINDS; i++)
		flags |= ns_kind_table[i].flag;
	return flags;
}

/* The child: waits until its ids are mapped, and ends when the parent is gone. */
static _Noreturn void run_child(int fd, int (*body)(const void *arg), const void *arg)
{
	char go;
	int value;

	/* Fails only for a wrong signal number; the closed socket ends us as well. */
	(void)prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (read(fd, &go, 1) != 1)
		_exit(1);
	value = body ? body(arg) : 0;
	/* If this fails nobody reads it any more: the parent takes us for dead. */
	(void)!write(fd, &value, sizeof(value));
	_exit(0);
}

static int write_map(pid_t pid, const char *name, const char *text)
{
	char path[64];
	autoclose int fd = -1;

	(void)snprintf(path, sizeof(path), "/proc/%d/%s", (int)pid, name); /* it fits */
	fd = open(path, O_WRONLY | O_CLOEXEC);
	if (fd < 0 || write(fd, text, strlen(text)) < 0)
		return -errno;
	return 0;
}

/* Maps id to itself. */
static int map_id(pid_t pid, const char *name, unsigned int id)
{
	char text[64];

	(void)snprintf(text, sizeof(text), "%u %u 1", id, id); /* it fits */
	return write_map(pid, name, text);
}

static int map_ids(pid_t pid, struct trial *t)
{
	int r;

	t->stage = TRIAL_UID_MAP;
	r = map_id(pid, "uid_map", geteuid());
	if (r < 0)
		return r;
	t->stage = TRIAL_GID_MAP;
	r = write_map(pid, "setgroups", "deny");
	return r < 0 ? r : map_id(pid, "gid_map", getegid());
}

static int64_t clock_ms(void)
{
	struct timespec now;

	(void)clock_gettime(CLOCK_MONOTONIC, &now); /* this clock always exists */
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* What the child answers, with a limit on the time that it may take. */
static int await_answer(int fd)
{
	struct pollfd p = {.fd = fd, .events = POLLIN};
	int64_t end_ms = clock_ms() + TIMEOUT_MS;
	int value, n;

	do {
		int64_t left_ms = end_ms - clock_ms();

		n = poll(&p, 1, left_ms > 0 ? (int)left_ms : 0);
	} while (n < 0 && errno == EINTR);
	if (n < 0)
		return -errno;
	if (n == 0)
		return -ETIMEDOUT;
	return read(fd, &value, sizeof(value)) == sizeof(value) ? value : -ECANCELED;
}

static int end_child(pid_t pid)
{
	int status = 0;
	pid_t got;

	(void)kill(pid, SIGKILL); /* it has answered, hangs, or is dead: all are well */
	do
		got = waitpid(pid, &status, 0);
	while (got < 0 && errno == EINTR);
	return got == pid && WIFSIGNALED(status) ? WTERMSIG(status) : 0;
}

static int talk_to_child(pid_t pid, int fd, uint64_t flags, struct trial *t)
{
	int r = flags & CLONE_NEWUSER ? map_ids(pid, t) : 0;

	if (r < 0)
		return r;
	t->stage = TRIAL_BODY;
	/* MSG_NOSIGNAL: a child that a filter has killed must not take us along. */
	if (send(fd, "", 1, MSG_NOSIGNAL) != 1)
		return -ECANCELED;
	return await_answer(fd);
}

static int run_once(uint64_t flags, int (*body)(const void *arg), const void *arg,
		    struct trial *t)
{
	struct clone_args args = {.flags = flags, .exit_signal = SIGCHLD};
	int pair[2];
	autoclose int ours = -1;
	autoclose int theirs = -1;
	pid_t pid;
	int r, signal;

	*t = (struct trial){.stage = TRIAL_CLONE};
	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) < 0)
		return -errno;
	ours = pair[0];
	theirs = pair[1];
	/* A plain child is forked: clone3 may be the very call that is to be tried. */
	pid = flags ? (pid_t)syscall(SYS_clone3, &args, sizeof(args)) : fork();
	if (pid < 0)
		return -errno;
	/* Each closes the other's end, or would not see it go. */
	if (pid == 0) {
		(void)close(take_fd(&ours));
		run_child(theirs, body, arg);
	}
	(void)close(take_fd(&theirs));
	r = talk_to_child(pid, ours, flags, t);
	signal = end_child(pid);
	if (r == -ECANCELED)
		t->signal = signal;
	return r;
}

static int ask_clone3(const void *unused UNUSED)
{
	/* The kernel refuses it; what matters is whether a filter kills for it. */
	(void)syscall(SYS_clone3, NULL, 0);
	return 0;
}

/* Whether so few namespaces are allowed that the trials before may still count: the
 * kernel frees them some time after their last process has gone.
 */
static int limit_is_tight(uint64_t flags)
{
	char path[64];
	long limit;

	for (size_t i = 0; i < N_NS_KINDS; i++) {
		(void)snprintf(path, sizeof(path), "/proc/sys/user/max_%s_namespaces",
			       ns_kind_table[i].name); /* it fits */
		if ((flags & ns_kind_table[i].flag) &&
		    sysfile_number(path, &limit) == 0 && limit > 0 &&
		    limit < TIGHT_LIMIT)
			return 1;
	}
	return 0;
}

int trial_run(uint64_t flags, int (*body)(const void *arg), const void *arg,
	      struct trial *ret_trial)
{
	const struct timespec pause = {.tv_nsec = 30 * 1000 * 1000};
	struct trial t;
	int r = flags ? run_once(0, ask_clone3, NULL, &t) : 0;

	/* A filter that kills for clone3 must hit a child, not us. */
	if (r == -ECANCELED)
		t.stage = TRIAL_CLONE;
	else
		r = run_once(flags, body, arg, &t);
	for (int i = 0; i < 3 && r == -ENOSPC && limit_is_tight(flags); i++) {
		(void)nanosleep(&pause, NULL); /* cut short, we only ask sooner */
		r = run_once(flags, body, arg, &t);
	}
	t.error = r < 0 ? -r : 0;
	if (ret_trial)
		*ret_trial = t;
	return r;
}
