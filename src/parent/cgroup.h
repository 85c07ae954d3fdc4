/* cgroup.h - the cgroup that a sandbox with limits is born in.
 * May: make, limit and remove it; go into a leaf beside it.
 */
#ifndef SANDBOX_PARENT_CGROUP_H
#define SANDBOX_PARENT_CGROUP_H

#include "parent/sweep.h"

struct cgroup {
	struct sweep made;
	int dir;     /* the limits are on it; -1: there is none */
	int program; /* in it: where the sandbox is born; -1: there is none */
	int end;     /* closes: the sweeper sweeps; -1: there is none */
	pid_t sweeper;
	/* The lines of the limits, as messages name them; "": no such limit. The plan is given
	 * back while the program runs.
	 */
	char memory[256], pids[256];
};

#define CGROUP_UNUSED                                                                 \
	{                                                                             \
		.made.parent = -1, .dir = -1, .program = -1, .end = -1, .sweeper = -1 \
	}

/* Makes what the plan says; nothing when it needs no cgroup. Returns 0, or -1 and has said
 * why; cgroup_end must be called either way.
 */
int cgroup_begin(const struct launch *l, struct cgroup *ret_cgroup);

/* Prints which limit ended the program, or was reached. Returns enum record_limit bits. */
unsigned int cgroup_say_end(const struct cgroup *c);

/* Removes all that was made. */
void cgroup_end(struct cgroup *c);

#endif
