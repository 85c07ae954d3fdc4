/* times.h - when what happened in a start, for who asks: sandboxctl plan --timing.
 * May: look at the clock.
 */
#ifndef SANDBOX_PARENT_TIMES_H
#define SANDBOX_PARENT_TIMES_H

#include <stddef.h>
#include <stdint.h>

/* In the order in which they happen; 0: has not happened. */
enum times_point {
	TIMES_START,   /* of the process that reads the profiles */
	TIMES_READ,    /* the profiles are read, the host has been looked at */
	TIMES_PLANNED, /* the plan is built and checked */
	TIMES_CLONE,   /* the launcher is about to clone */
	TIMES_CHILD,   /* the child runs, and waits for its ids */
	TIMES_GO,      /* it may begin */
	TIMES_STARTED, /* the launcher has seen that the program runs */
	TIMES_ENDED,   /* the launcher has seen that all have ended */
	N_TIMES_POINTS,
};

/* Nanoseconds of CLOCK_MONOTONIC, in memory that launcher and child share. */
struct times {
	uint64_t point[N_TIMES_POINTS];
	uint64_t step[]; /* of each step of the plan: when it was done */
};

/* Shared memory for a plan of n steps; NULL where there is none. */
struct times *times_share(size_t n_steps);

/* Notes the point as being now; t may be NULL, then nobody asks. */
void times_note(struct times *t, enum times_point point);

/* Nanoseconds of CLOCK_MONOTONIC. */
uint64_t times_now(void);

#endif
