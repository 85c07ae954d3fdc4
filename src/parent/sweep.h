/* sweep.h - nothing of a sandbox's cgroup stays, whatever ends the launcher.
 * May: kill and remove the cgroup, keep a process that does so later.
 */
#ifndef SANDBOX_PARENT_SWEEP_H
#define SANDBOX_PARENT_SWEEP_H

#include <sys/types.h>

#include "parent/launch.h"

#define SWEEP_NAME_BYTES 64

/* What is to be removed. */
struct sweep {
	int parent; /* the directory that all of it is in */
	char name[SWEEP_NAME_BYTES];
	/* Where the launcher went to, so that its cgroup could have children with controllers;
	 * then those are switched off again and it goes back. "": it stayed.
	 */
	char leaf[SWEEP_NAME_BYTES];
	unsigned int controllers; /* enum cgroup_controller: to be switched off again */
};

/* Ends all that is in the cgroup, and removes it; then leaves the leaf. Each takes at most ten
 * seconds. The leaf can be removed when all of us have left it.
 */
void sweep_now(const struct sweep *what);
void sweep_leaf(const struct sweep *what);

/* Starts a process that does the same when *ret_end closes, which it does with the launcher's
 * end at the latest. Returns its id or -errno. Must be called before the cgroup is made.
 */
pid_t sweep_start(const struct launch *l, const struct sweep *what, int *ret_end);

#endif
