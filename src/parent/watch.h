/* watch.h - from the start of the program to its end: signals, stops, the terminal.
 * May: signal the sandbox's PID 1 and, as the keys of the terminal would, our own
 * process group; stop ourselves.
 */
#ifndef SANDBOX_PARENT_WATCH_H
#define SANDBOX_PARENT_WATCH_H

#include <signal.h>
#include <sys/types.h>

#include "base/arena.h"

struct watch {
	pid_t init_pid;
	int pidfd;
	int master;  /* of the program's pty, -1: none; watch_run closes it */
	int stop_fd; /* eventfd, also without a pty: init adds each stop signal */
	unsigned long time_limit_s; /* then it is ended, with status 124; 0: never */
	const char *time_line;	    /* of that limit, as messages name it */
	unsigned int tty;    /* enum tty_flag: our descriptors that the pty replaces */
	struct arena *arena; /* not needed any more: given back after a while */
	int new_session;     /* keys of our terminal do not reach the program */
};

/* Blocks what watch_run handles, so that none is lost, and lets children be waited for.
 * The child restores *ret_old. Must be called before the clone.
 */
void watch_block_signals(sigset_t *ret_old);

/* Until PID 1 has ended and all output is shown; returns the exit status, 0-255, or 125
 * when it cannot be known, and whether the time limit has ended it.
 *
 * When the program died of ^C or ^\, that signal is pending for us on return (and was
 * sent to our process group, where the keys did not do that already). A caller that
 * restores the mask of watch_block_signals dies of it, which lets a shell's loop end as
 * it should, where exit(130) would not.
 */
int watch_run(const struct watch *w, int *ret_time_is_up);

#endif
