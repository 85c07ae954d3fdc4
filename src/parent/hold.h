/* hold.h - who works with kept changes: one at a time.
 * May: make the directory of changes and the lock in it.
 */
#ifndef SANDBOX_PARENT_HOLD_H
#define SANDBOX_PARENT_HOLD_H

#include <sys/types.h>

#include "parent/launch.h"

struct hold {
	int dir;      /* of the changes, O_PATH */
	int lock;     /* closed, it lets go; so does the end of the process */
	pid_t holder; /* who has it, after -EWOULDBLOCK; 0: not known */
};

/* Takes the changes in the directory (a path without links). With make, a directory that is
 * not there is made. Returns 0 or -errno; -EWOULDBLOCK: somebody else has them.
 */
int hold_take(const char *path, int make, struct hold *ret_hold);

void hold_release(struct hold *h);

/* Takes those that the plan locks, and says what is wrong. *ret_lock is -1 where the plan has
 * none. Returns 0 or -1.
 */
int hold_plan(const struct launch *l, int *ret_lock);

#endif
