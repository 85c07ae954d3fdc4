/* init.c - how PID 1 of the sandbox begins: bare of all that it had, and narrow in what it may.
 * May: take its own rights away.  Must not: allocate, print.
 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/capability.h>
#include <linux/close_range.h>
#include <signal.h>
#include <stdint.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <time.h>

#include "child/child.h"
#include "child/init_loop.h"
#include "child/narrow.h"
#include "child/shed.h"

/* All that init_loop needs. A PID 1 that does anything else is no longer ours: it is
 * killed, and the sandbox with it.
 */
static const struct sock_filter init_calls[] = {
	NARROW_BEGIN,
	NARROW_ALLOW(SYS_rt_sigtimedwait),
	NARROW_ALLOW(SYS_wait4),
	NARROW_ALLOW(SYS_kill),
	NARROW_ALLOW(SYS_clock_gettime), /* is the time over? */
	NARROW_ALLOW(SYS_munmap), /* its own memory, when it has waited for a while */
	/* To the two descriptors that are open, stop_fd and ready. */
	NARROW_ALLOW(SYS_write),
	NARROW_ALLOW(SYS_close), /* ready */
	NARROW_ALLOW(SYS_exit_group),
	NARROW_END,
};

/* Only the launcher's end of the socket is left then: has it gone? */
static int launcher_is_gone(const struct child *c)
{
	char byte;

	return recv(c->control, &byte, 1, MSG_PEEK | MSG_DONTWAIT) == 0;
}

/* Arguments and environment of the caller do not outlive the set-up. */
static int become_bare(struct child *c)
{
	explicit_bzero(c->secrets, c->secrets_bytes);
	if (prctl(PR_SET_NAME, "sandbox-init") < 0 || prctl(PR_SET_DUMPABLE, 0) < 0)
		return -errno;
	return 0;
}

/* No descriptor stays but stop_fd as 0, and ready as 1 for a moment. Those above were born
 * behind 0-2, which are always open.
 */
static int close_descriptors(struct child *c)
{
	if (c->stop_fd >= 0 && dup2(c->stop_fd, 0) < 0)
		return -errno;
	if (c->stop_fd < 0 && close(0) < 0)
		return -errno;
	c->stop_fd = c->stop_fd >= 0 ? 0 : -1;
	if (dup2(c->ready, 1) < 0)
		return -errno;
	c->ready = 1;
	return syscall(SYS_close_range, 2U, UINT_MAX, 0) < 0 ? -errno : 0;
}

static int become_narrow(struct child *c)
{
	struct sock_fprog program = {.len = ARRAY_SIZE(init_calls),
				     .filter = (struct sock_filter *)init_calls};
	struct __user_cap_header_struct header = {.version =
							  _LINUX_CAPABILITY_VERSION_3};
	/* None, but for the right to pass signals on to who is another user inside. */
	const uint32_t kept = c->plan->init_capabilities;
	struct __user_cap_data_struct caps[2] = {
		{.effective = kept, .permitted = kept}};
	int r;

	/* It never executes anything, so the bounding set and securebits are of no use. */
	if (syscall(SYS_capset, &header, caps) < 0)
		return -errno;
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0)
		return -errno;
	r = close_descriptors(c);
	if (r < 0)
		return r;
	c->plan = NULL;
	return prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program, 0, 0) < 0 ? -errno
									      : 0;
}

/* The program part goes on with this byte; without it, it does not. */
static int say_ready(struct child *c)
{
	if (write(c->ready, "", 1) != 1)
		return -EPIPE;
	return close(c->ready) < 0 ? -errno : 0;
}

/* The launcher keeps `limit time`, but a program that stops itself stops the launcher, too, for
 * the shell's sake. A second later the time is over without it; and each second from then on it
 * is looked at again, should something have kept the first alarm from us.
 */
static int set_alarm(const struct plan *p, struct init_loop *loop)
{
	const time_t limit_s = (time_t)p->time_limit_s + 1;
	struct itimerval when = {.it_value.tv_sec = limit_s, .it_interval.tv_sec = 1};
	struct timespec now;

	if (p->time_limit_s == 0)
		return 0;
	if (clock_gettime(CLOCK_BOOTTIME, &now) < 0)
		return -errno;
	loop->deadline_s = now.tv_sec + limit_s;
	return setitimer(ITIMER_REAL, &when, NULL) < 0 ? -errno : 0;
}

static void block_all(sigset_t *all)
{
	sigfillset(all);
	(void)sigprocmask(SIG_BLOCK, all, NULL); /* cannot fail with these arguments */
}

_Noreturn void init_run(struct child *c, pid_t target)
{
	struct init_loop loop = {.target = target,
				 .soon = {.tv_nsec = SHED_AFTER_MS * 1000000L},
				 .is_root = c->plan->uid_inside == 0,
				 .has_own_group = c->plan->new_session,
				 .hears_all = c->plan->joins == JOIN_WHOLE ||
					      c->plan->joins == JOIN_PART};
	sigset_t all;

	block_all(&all);
	if (prctl(PR_SET_PDEATHSIG, SIGKILL) < 0 || launcher_is_gone(c))
		_exit(125);
	shed_find_all(c->arena, &loop.shed);
	if (set_alarm(c->plan, &loop) < 0 || become_bare(c) < 0 ||
	    become_narrow(c) < 0 || say_ready(c) < 0)
		_exit(125); /* fail closed: our end is the end of the sandbox */
	loop.stop_fd = c->stop_fd;
	for (;;)
		init_loop(&loop);
}

/* All signals stay blocked in the program part, too, until it execs. */
int step_init(struct child *c, const struct step *s UNUSED)
{
	int ready[2];
	sigset_t all;
	pid_t target;

	if (pipe2(ready, O_CLOEXEC) < 0)
		return -errno;
	block_all(&all);
	target = fork();
	if (target < 0)
		return -errno;
	c->ready = ready[target > 0];
	if (target > 0)
		init_run(c, target);
	(void)close(ready[1]); /* PID 1 has the other copy */
	/* The end of PID 1 is the end of all in its namespace; when the one above us is none,
	 * it must be said. Should it have ended already, no byte comes from it.
	 */
	if (c->plan->joins && prctl(PR_SET_PDEATHSIG, SIGKILL) < 0)
		return -errno;
	/* In PID 1's group it would be orphaned, and ^Z ignored (setpgid(2)). */
	if (c->plan->new_session && setpgid(0, 0) < 0)
		return -errno;
	return 0;
}
