/* launch.c - from a plan to a running sandbox: clone, id maps, the child's reports.
 * May: clone, map ids, signal its own child.
 */
#include "parent/launch.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/sched.h>
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include "base/text.h"
#include "child/child.h"
#include "host/userns.h"
#include "parent/cgroup.h"
#include "parent/explain.h"
#include "parent/hold.h"
#include "parent/idmap.h"
#include "parent/register.h"
#include "parent/relay.h"
#include "parent/watch.h"
#include "plan/record.h"

struct running {
	const struct launch *launch;
	pid_t pid;
	int pidfd;
	int control; /* our end of the socket to the child */
	int master;
	int stop_fd;
	struct registration registered;
	struct cgroup cgroup;
	char time_line[256];
	unsigned int limits; /* enum record_limit: those that were reached */
	int changes; /* the lock of kept changes, until the end of the sandbox */
};

static pid_t clone_child(const struct plan *p, int cgroup, int *ret_pidfd)
{
	struct clone_args args = {
		.flags = (p->joins ? 0 : p->clone_flags) | CLONE_PIDFD,
		.pidfd = (uint64_t)(uintptr_t)ret_pidfd,
		.exit_signal = SIGCHLD,
	};

	if (cgroup >= 0) {
		args.flags |= CLONE_INTO_CGROUP;
		args.cgroup = (uint64_t)cgroup;
	}

	return (pid_t)syscall(SYS_clone3, &args, sizeof(args));
}

static void let_go(const struct running *r)
{
	/* A child that has died meanwhile is noticed when its end of the socket closes. */
	(void)!send(r->control, "g", 1, MSG_NOSIGNAL);
}

static int receive(const struct running *r, struct report *report, int *ret_fd)
{
	struct iovec part = {.iov_base = report, .iov_len = sizeof(*report)};
	union {
		struct cmsghdr header; /* for its alignment */
		char bytes[CMSG_SPACE(sizeof(int))];
	} control = {0};
	struct msghdr message = {
		.msg_iov = &part,
		.msg_iovlen = 1,
		.msg_control = control.bytes,
		.msg_controllen = sizeof(control.bytes),
	};
	struct cmsghdr *header;
	ssize_t n;

	do
		n = recvmsg(r->control, &message, MSG_CMSG_CLOEXEC);
	while (n < 0 && errno == EINTR);
	header = n > 0 ? CMSG_FIRSTHDR(&message) : NULL;
	*ret_fd = -1;
	if (header && header->cmsg_level == SOL_SOCKET &&
	    header->cmsg_type == SCM_RIGHTS &&
	    header->cmsg_len == CMSG_LEN(sizeof(int)))
		memcpy(ret_fd, CMSG_DATA(header), sizeof(int));
	return n == sizeof(*report);
}

/* Returns how it ended, as waitpid(2) has it; 0 when that is not known. */
static int end_child(const struct running *r)
{
	int status = 0;

	/* It may have ended by itself; either way it is reaped here. */
	(void)syscall(SYS_pidfd_send_signal, r->pidfd, SIGKILL, NULL, 0);
	while (waitpid(r->pid, &status, __WALL) < 0 && errno == EINTR)
		;
	return status;
}

/* A further program in a sandbox that is there already: its cgroup is, too. */
static int is_entering(const struct plan *p)
{
	return p->joins == JOIN_WHOLE || p->joins == JOIN_PART;
}

static void await_child(const struct running *r)
{
	struct pollfd end = {.fd = r->pidfd, .events = POLLIN};

	(void)poll(&end, 1, 1000); /* when it takes longer, it is ended */
}

/* The child has ended without a word: a bug of ours, or somebody killed it. PID 1 may be about
 * to end of what happened to the program part.
 */
static int explain_silence(const struct running *r)
{
	struct diag *d = r->launch->diag;
	int status, sig;

	await_child(r);
	status = end_child(r);
	sig = WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status) - 128;
	if (sig > 0)
		diag_error(d, NULL,
			   "ended by signal %d (%s) before the program was started",
			   sig, strsignal(sig));
	else
		diag_error(d, NULL, "the sandbox ended before the program was started");
	return EXIT_OURS;
}

static void take_master(struct running *r, int fd)
{
	if (r->master >= 0)
		(void)close(r->master); /* the child sends only one */
	r->master = fd;
	relay_prepare_pty(fd, r->launch->plan->tty);
	let_go(r);
}

/* The first child has joined what is shared, and this one has made the rest. It is ours as the
 * first was, and cannot have been reaped: its number stands for it. Returns 0 or -1.
 */
static int take_child(struct running *r, pid_t pid)
{
	while (waitpid(r->pid, NULL, __WALL) < 0 && errno == EINTR)
		;
	close_owned(&r->pidfd);
	r->pid = pid;
	r->pidfd = (int)syscall(SYS_pidfd_open, (long)pid, 0);
	if (r->pidfd < 0)
		return diag_error(r->launch->diag, NULL, "cannot open the child: %s",
				  strerror(errno));
	register_look(&r->registered, pid);
	if (register_write(r->launch, &r->registered, pid) < 0)
		return -1;
	let_go(r);
	return 0;
}

/* Until the socket closes: at the program's exec. Returns 0, or the exit status of a
 * failure.
 */
static int hear_child(struct running *r)
{
	const struct plan *p = r->launch->plan;
	struct report report;
	int is_ready = 0;
	int fd;

	while (receive(r, &report, &fd)) {
		if (report.kind == REPORT_READY) {
			is_ready = 1;
			continue;
		}
		if (report.kind == REPORT_CHILD && p->joins == JOIN_SHARE) {
			if (take_child(r, report.pid) < 0)
				return EXIT_OURS;
			continue;
		}
		if (report.kind == REPORT_TTY && fd >= 0) {
			take_master(r, fd);
			continue;
		}
		if (report.step < 0 || (size_t)report.step >= p->steps.n) {
			diag_error(r->launch->diag, NULL,
				   "the child reported nonsense");
			return EXIT_OURS;
		}
		return explain_failure(r->launch, &report);
	}
	return is_ready ? 0 : explain_silence(r);
}

/* In the child: nothing of the launcher but what the plan needs. */
static _Noreturn void run_child(const struct launch *l, int control, int stop_fd,
				int *slots, const sigset_t *mask)
{
	struct child c = {
		.plan = l->plan,
		.arena = l->arena,
		.control = control,
		.join_fd = l->join_fd,
		.stop_fd = stop_fd,
		.labels = -1,
		.slot = slots,
		.root = -1,
		.parent = -1,
		.fds = -1,
		.staging = -1,
		.tty = -1,
		.ready = -1,
		.mask = *mask,
		.done = l->times ? l->times->step : NULL,
		.begun = l->times ? &l->times->point[TIMES_CHILD] : NULL,
		.secrets = l->secrets,
		.secrets_bytes = l->secrets_bytes,
	};

	child_run(&c);
}

static int start(struct running *r, const sigset_t *mask)
{
	const struct launch *l = r->launch;
	int *slots =
		arena_alloc(l->arena, ((size_t)l->plan->n_slots + 1) * sizeof(*slots));
	int pair[2], error;

	for (int i = 0; i < l->plan->n_slots; i++)
		slots[i] = -1;
	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) < 0)
		return diag_error(l->diag, NULL, "cannot make a socket: %s",
				  strerror(errno));
	times_note(l->times, TIMES_CLONE);
	r->pid = clone_child(l->plan,
			     is_entering(l->plan) ? l->join_cgroup : r->cgroup.program,
			     &r->pidfd);
	if (r->pid == 0) {
		(void)close(
			pair[0]); /* the launcher's; so that its end can be noticed */
		run_child(l, pair[1], r->stop_fd, slots, mask);
	}
	error = errno;
	(void)close(pair[1]); /* the child's */
	r->control = pair[0];
	if (r->pid < 0 && is_entering(l->plan) && error == EACCES) {
		diag_error(l->diag, NULL,
			   "its cgroup is not below one of yours, so its limits would "
			   "not hold");
		diag_hint(l->diag, "enter it from the same part of the cgroup tree: "
				   "systemd-run --user --scope sandboxctl exec ...");
		return -1;
	}
	if (r->pid < 0 && l->plan->joins)
		return diag_error(l->diag, NULL, "cannot start a process: %s",
				  strerror(error));
	if (r->pid < 0 && r->cgroup.program >= 0 &&
	    (error == EBUSY || error == ENOENT || error == EOPNOTSUPP))
		return diag_error(l->diag, l->plan->steps.item[0].from,
				  "cannot start in the cgroup: %s", strerror(error));
	if (r->pid < 0) {
		userns_explain(l->diag, error);
		return -1;
	}
	if (!l->plan->joins && idmap_write(l, r->pid) < 0) {
		(void)end_child(r); /* it has not begun */
		return -1;
	}
	return 0;
}

void launch_keep_words(const struct launch *l, const struct step *s, char *text,
		       size_t size)
{
	text[0] = '\0';
	if (s)
		snprintf(text, size, "`%s` (%s)",
			 text_escape(l->arena, s->from->text ? s->from->text : s->text),
			 text_escape(l->arena, origin_text(l->arena, s->from)));
}

/* Once the program runs the plan is given back. */
static void keep_time_line(struct running *r)
{
	const struct plan *p = r->launch->plan;

	for (size_t i = 0; i < p->steps.n; i++)
		if (p->steps.item[i].op == STEP_LIMIT_TIME)
			launch_keep_words(r->launch, &p->steps.item[i], r->time_line,
					  sizeof(r->time_line));
}

static int run(struct running *r)
{
	const struct plan *p = r->launch->plan;
	struct watch w;
	int status = 0, time_is_up;

	if (p->joins == JOIN_NONE)
		register_look(&r->registered, r->pid);
	let_go(r);
	/* While the child works. */
	if (p->joins == JOIN_NONE)
		status = register_write(r->launch, &r->registered, r->pid);
	status = status < 0 ? EXIT_OURS : hear_child(r);
	(void)close(r->control); /* the child has closed its end, or will be ended */
	r->control = -1;
	if (status) {
		/* A further program's zombie is its parent's to take, not PID 1's. */
		if (is_entering(p))
			await_child(r);
		(void)end_child(r); /* why has been said */
		return status;
	}
	times_note(r->launch->times, TIMES_STARTED);
	w = (struct watch){
		.init_pid = r->pid,
		.pidfd = r->pidfd,
		.master = r->master,
		.stop_fd = r->stop_fd,
		.tty = p->tty,
		.time_limit_s = (unsigned long)p->time_limit_s,
		.time_line = r->time_line,
		.new_session = p->new_session,
		.arena = r->launch->arena,
	};
	keep_time_line(r);
	r->master = -1; /* watch_run closes it */
	/* The program runs: there is nothing left to explain. */
	*r->launch->diag = (struct diag){.arena = r->launch->arena};
	status = watch_run(&w, &time_is_up);
	r->limits = time_is_up ? RECORD_LIMIT_TIME : 0;
	times_note(r->launch->times, TIMES_ENDED);
	return status;
}

/* Our arguments and environment lie in one piece on the stack (proc(5), environ). */
void launch_find_secrets(char **argv, char **env, struct launch *l)
{
	char *end = argv[0];

	for (char **s = argv; *s; s++)
		if (*s == end || *s == argv[0])
			end = *s + strlen(*s) + 1;
	for (char **s = env; *s; s++)
		if (*s == end)
			end = *s + strlen(*s) + 1;
	l->secrets = argv[0];
	l->secrets_bytes = (size_t)(end - argv[0]);
}

int launch_run(const struct launch *l, sigset_t *ret_mask)
{
	struct running r = {.launch = l,
			    .pidfd = -1,
			    .control = -1,
			    .master = -1,
			    .stop_fd = -1,
			    .cgroup = CGROUP_UNUSED,
			    .changes = -1};
	int status = EXIT_OURS;

	watch_block_signals(ret_mask);
	if (register_reserve(l, &r.registered) < 0)
		return status;
	r.stop_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	if (r.stop_fd < 0)
		diag_error(l->diag, NULL, "cannot make an eventfd: %s",
			   strerror(errno));
	else if (cgroup_begin(l, &r.cgroup) == 0 && hold_plan(l, &r.changes) == 0 &&
		 start(&r, ret_mask) == 0) {
		status = run(&r);
		r.limits |= cgroup_say_end(&r.cgroup);
	}
	cgroup_end(&r.cgroup);
	close_owned(&r.pidfd);
	close_owned(&r.control);
	close_owned(&r.master);
	close_owned(&r.stop_fd);
	close_owned(&r.changes);
	register_drop(&r.registered, status, r.limits);
	return status;
}
