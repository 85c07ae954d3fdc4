/* cgroup_limit.h - the limits of a plan, written to a cgroup.
 * May: write to the cgroup it is given.
 */
#ifndef SANDBOX_PARENT_CGROUP_LIMIT_H
#define SANDBOX_PARENT_CGROUP_LIMIT_H

#include "parent/launch.h"

/* Sets all limits on the cgroup `dir`, whose path is only for messages. Returns 0, or -1 and
 * has said which line cannot be kept.
 */
int cgroup_limit_all(const struct launch *l, int dir, const char *path);

/* Writes text to a file of a cgroup. Returns 0 or -errno. */
int cgroup_limit_write(int dir, const char *file, const char *text);

#endif
