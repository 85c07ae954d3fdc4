/* init_loop.c - what PID 1 does until the program ends: reaps, forwards signals.
 * May: wait, kill, exit; its own filter allows little more.  Must not: call anything that is not
 * marked STAY: after a while there is nothing else in its memory, no data either.
 */
#include "child/init_loop.h"

#include <signal.h>
#include <stdint.h>
#include <sys/wait.h>

#include "child/stay.h"

#define STATUS_TIME   124 /* as the launcher has it, and timeout(1) */
#define STATUS_SIGNAL 128
#define SIGNALS_BYTES 8 /* the kernel's signal sets on 64 bits: one for each of 64 */

STAY static _Noreturn void end_with(long status)
{
	(void)stay_call(SYS_exit_group, status, 0, 0, 0, 0);
	__builtin_trap(); /* exit_group does not return */
}

/* The launcher stops too, so that the caller's shell takes the terminal. */
STAY static void tell_stop(const struct init_loop *l, int sig)
{
	uint64_t stop = (uint64_t)sig;

	if (l->stop_fd >= 0) /* a counter, never full */
		(void)stay_call(SYS_write, l->stop_fd, (long)&stop, sizeof(stop), 0, 0);
}

/* Everybody's orphans end up here. The target's end is the end of all. */
STAY static void reap(const struct init_loop *l)
{
	int status = 0;
	long pid;

	while ((pid = stay_call(SYS_wait4, -1, (long)&status, WNOHANG | WUNTRACED, 0,
				0)) > 0) {
		if (pid != l->target)
			continue;
		if (WIFSTOPPED(status))
			tell_stop(l, WSTOPSIG(status));
		else if (WIFEXITED(status))
			end_with(WEXITSTATUS(status));
		else
			end_with(STATUS_SIGNAL + WTERMSIG(status));
	}
}

/* Signals from inside (si_pid is not 0 then) are not forwarded: PID 1 is no door. */
STAY static void forward(const struct init_loop *l, const siginfo_t *info)
{
	int sig = info->si_signo;
	int is_key = sig == SIGINT || sig == SIGQUIT || sig == SIGTSTP;
	long target = l->target;

	if (info->si_pid != 0 && !l->hears_all)
		return;
	/* The key of a terminal that we share with the program has reached it already. */
	if (is_key && info->si_code == SI_KERNEL)
		return;
	/* What a key or a shell sends is for all of a job. */
	if (l->has_own_group && (is_key || sig == SIGCONT))
		target = -target;
	(void)stay_call(SYS_kill, target, sig, 0, 0,
			0); /* it may have ended just now */
}

STAY void init_loop(const struct init_loop *l)
{
	const uint64_t all = ~UINT64_C(0);
	const struct timespec *wait = &l->soon;
	siginfo_t info;

	for (;;) {
		long sig = stay_call(SYS_rt_sigtimedwait, (long)&all, (long)&info,
				     (long)wait, SIGNALS_BYTES, 0);

		if (sig == -EAGAIN && wait) {
			shed_all(&l->shed);
			wait = NULL;
		} else if (sig == SIGCHLD) {
			reap(l);
		} else if (sig == SIGALRM && info.si_code == SI_KERNEL) {
			end_with(STATUS_TIME);
		} else if (sig > 0) {
			forward(l, &info);
		}
	}
}
