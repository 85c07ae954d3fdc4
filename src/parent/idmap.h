/* idmap.h - writes the id maps of a new user namespace.
 * May: write to the child's /proc, run newuidmap(1) and newgidmap(1).
 */
#ifndef SANDBOX_PARENT_IDMAP_H
#define SANDBOX_PARENT_IDMAP_H

#include "parent/launch.h"

/* Maps the plan's ids for the process, which is a child of ours in a new user namespace.
 * Returns 0, or -1 and has said why.
 */
int idmap_write(const struct launch *l, pid_t pid);

#endif
