/* init_loop.c - what PID 1 does until the program ends: reaps, forwards signals.
 * May: wait, kill, exit; its own filter allows little more.  Must not: call anything that is not
 * marked STAY: after a while there is nothing else in its memory, no data either.
 */
#include "child/init_loop.h"

#include <signal.h>
#include <stdint.h>
#include <sys/wait.h>

#include "child/stay.h"

#define STATUS_TIME	  124 /* as the launcher has it, and timeout(1) */
#define STATUS_SIGNAL	  128
#define LAST_PLAIN_SIGNAL 31 /* behind it are those that queue */
#define SIGNALS_BYTES	  8 /* the kernel's signal sets on 64 bits: one for each of 64 */

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

/* The kernel fills si_pid in for kill(2) and tgkill(2), and it is not 0 for who is inside; with
 * sigqueue(3) the sender says what it likes. SIGIO and SIGURG come from the kernel for a file
 * whose owner anybody may make us (F_SETOWN). A real-time signal that found no room in the queue
 * has lost its sender: all is 0, as for the launcher when it is root inside.
 */
STAY static int is_from_inside(const struct init_loop *l, const siginfo_t *info)
{
	int sig = info->si_signo;

	if (info->si_pid != 0 || (info->si_code < 0 && info->si_code != SI_TKILL))
		return 1;
	if (sig > LAST_PLAIN_SIGNAL && info->si_uid == 0 && !l->is_root)
		return 1;
	return info->si_code == SI_KERNEL && (sig == SIGIO || sig == SIGURG);
}

/* Signals from inside are not forwarded: PID 1 is no door. */
STAY static void forward(const struct init_loop *l, const siginfo_t *info)
{
	int sig = info->si_signo;
	int is_key = sig == SIGINT || sig == SIGQUIT || sig == SIGTSTP;
	long target = l->target;

	if (!l->hears_all && is_from_inside(l, info))
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

/* Is the time over? Whoever sent the SIGALRM: another one may have taken the place of ours. */
STAY static int is_late(const struct init_loop *l)
{
	struct timespec now;

	return l->deadline_s &&
	       stay_call(SYS_clock_gettime, CLOCK_BOOTTIME, (long)&now, 0, 0, 0) == 0 &&
	       now.tv_sec >= l->deadline_s;
}

STAY static void take(const struct init_loop *l, const siginfo_t *info)
{
	int is_alarm = info->si_signo == SIGALRM;

	if (is_alarm && is_late(l))
		end_with(STATUS_TIME);
	if (info->si_signo != SIGCHLD && !(is_alarm && info->si_code == SI_KERNEL))
		forward(l, info);
}

/* The kernel hands out low signals first. Who inside sends them without end must not keep us from
 * what has ended, nor from our own clock: both are looked at after each signal.
 */
STAY void init_loop(const struct init_loop *l)
{
	const uint64_t alarm = UINT64_C(1) << (SIGALRM - 1);
	const uint64_t all = ~UINT64_C(0);
	const struct timespec *wait = &l->soon;
	struct timespec now;
	siginfo_t info;

	now.tv_sec = now.tv_nsec = 0;
	for (;;) {
		long sig = stay_call(SYS_rt_sigtimedwait, (long)&all, (long)&info,
				     (long)wait, SIGNALS_BYTES, 0);

		if (sig == -EAGAIN && wait) {
			shed_all(&l->shed);
			wait = NULL;
		}
		if (sig <= 0)
			continue;
		take(l, &info);
		reap(l);
		if (stay_call(SYS_rt_sigtimedwait, (long)&alarm, (long)&info,
			      (long)&now, SIGNALS_BYTES, 0) > 0)
			take(l, &info);
	}
}
