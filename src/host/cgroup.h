/* cgroup.h - where a cgroup for a sandbox can be had, and by what right.
 * May: read, try to connect to a systemd.
 */
#ifndef SANDBOX_HOST_CGROUP_H
#define SANDBOX_HOST_CGROUP_H

#include "plan/facts.h"

/* Looks for the way; what it points to lives in the arena. */
struct fact_cgroup cgroup_find(const struct facts *f, struct arena *a);

/* The directory of this process's own cgroup, or NULL where it cannot be seen. */
const char *cgroup_own_dir(struct arena *a);

/* Of a list of controllers, as the kernel writes them: enum cgroup_controller. */
unsigned int cgroup_controllers_of(const char *list);

#endif
