/* cmd_pause.c - `sandboxctl pause` and `resume`: all that runs in a sandbox stops, and goes on.
 * May: freeze the sandbox's cgroup, signal its processes.
 */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <sys/syscall.h>
#include <time.h>

#include "ctl/ctl.h"
#include "ctl/running.h"
#include "host/cgroup_usage.h"

#define FREEZE_MS 5000
#define PASSES	  100 /* what forks while it is stopped is found by the next one */

struct pause {
	struct roster roster;
	int is_stopping;
};

static int is_stopped(const struct process_stat *p)
{
	return p->state == 'T' || p->state == 't' || p->state == 'Z';
}

/* The process may have ended, and its number have another owner: the pidfd decides. */
static void signal_process(const struct process_stat *seen, int sig)
{
	autoclose int fd = (int)syscall(SYS_pidfd_open, (long)seen->pid, 0);
	struct process_stat now;

	if (fd < 0 || process_read_stat(seen->pid, &now) < 0 ||
	    now.parent != seen->parent)
		return;
	(void)syscall(SYS_pidfd_send_signal, fd, sig, NULL, 0); /* ended just now */
}

/* What exec has started is none of PID 1's descendants; 0 is what could not be looked at. */
static int is_inside(const struct process_stat *q, const struct running *s)
{
	return s->r.record.pid_ns != 0 &&
	       process_namespace(q->pid, "pid") == s->r.record.pid_ns;
}

/* Signals all processes but PID 1, which only waits. Returns how many were not yet so. */
static size_t signal_all(struct pause *p, const struct running *s)
{
	struct arena a = {0};
	struct process_list all;
	size_t n = 0;

	if (process_read_all(&a, &all) < 0)
		all.list.n = 0;
	for (size_t i = 0; i < all.list.n; i++) {
		const struct process_stat *q = &all.list.item[i];

		if (q->pid == s->r.record.init_pid || q->state == 'Z' ||
		    is_stopped(q) == p->is_stopping || !is_inside(q, s))
			continue;
		signal_process(q, p->is_stopping ? SIGSTOP : SIGCONT);
		n++;
	}
	arena_free(&a);
	return n;
}

/* Without a cgroup. A program can tell: its parent gets SIGCHLD, and SIGCONT has a handler. */
static int by_signals(struct pause *p, const struct running *s)
{
	const struct timespec moment = {.tv_nsec = 2000000};

	for (int i = 0; i < PASSES; i++) {
		if (signal_all(p, s) == 0)
			return 0;
		(void)nanosleep(&moment, NULL); /* shorter is no harm */
	}
	return diag_error(&p->roster.diag, NULL,
			  "'%s' makes processes faster than they can be stopped",
			  s->name);
}

static int pause_one(struct pause *p, const char *name)
{
	struct roster *r = &p->roster;
	struct running s;
	autoclose int pidfd = -1, cgroup = -1;
	int bad;

	if (roster_find(r, name, &s, &pidfd) < 0)
		return -1;
	close_owned(&s.r.fd);
	cgroup = cgroup_usage_open(s.r.record.init_pid);
	bad = cgroup < 0 ? -ENOENT
			 : cgroup_usage_freeze(cgroup, p->is_stopping, FREEZE_MS);
	if (bad == -ENODEV)
		return diag_error(&r->diag, NULL, "'%s' has ended meanwhile", name);
	if (bad != -ENOENT)
		return bad == 0 ? 0
				: diag_error(&r->diag, NULL, "cannot %s '%s': %s",
					     p->is_stopping ? "pause" : "resume", name,
					     strerror(-bad));
	if (p->is_stopping)
		diag_note(
			&r->diag, NULL,
			"'%s' has no cgroup of its own: its processes are stopped one "
			"by one with SIGSTOP, which they can notice",
			name);
	return by_signals(p, &s);
}

static int run(char **argv, char **env, int is_stopping)
{
	struct pause p = {.is_stopping = is_stopping};
	int status = ctl_read_words(argv, NULL, 1, SIZE_MAX);

	if (status)
		return status;
	if (roster_begin(&p.roster, env) < 0)
		return roster_end(&p.roster, CTL_NO);
	for (char **name = argv + 1; *name; name++)
		if (pause_one(&p, *name) < 0)
			status = CTL_NO;
	return roster_end(&p.roster, status);
}

int ctl_pause(int argc UNUSED, char **argv, char **env)
{
	return run(argv, env, 1);
}

int ctl_resume(int argc UNUSED, char **argv, char **env)
{
	return run(argv, env, 0);
}
