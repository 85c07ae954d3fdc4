/* init_loop.h - what PID 1 does until the program ends.
 * May: wait, kill, exit.
 */
#ifndef SANDBOX_CHILD_INIT_LOOP_H
#define SANDBOX_CHILD_INIT_LOOP_H

#include <sys/types.h>
#include <time.h>

#include "child/shed.h"

struct init_loop {
	pid_t target;	   /* the program; its end is the end of all */
	int stop_fd;	   /* eventfd: tells the launcher that it was stopped; or -1 */
	int has_own_group; /* the program leads a process group */
	int hears_all; /* we are in the host's pid namespace: nobody inside can reach us */
	int is_root;	   /* the launcher is user 0 inside */
	time_t deadline_s; /* CLOCK_BOOTTIME, looked at with every SIGALRM; 0: none */
	struct timespec soon; /* SHED_AFTER_MS */
	struct shed shed;     /* memory that is not needed any more then */
};

/* Reaps, forwards signals, ends with the program. All signals must be blocked. Never returns, which
 * the compiler is not told: a sanitizer would prepare for it with calls that are refused by now.
 */
void init_loop(const struct init_loop *l);

#endif
