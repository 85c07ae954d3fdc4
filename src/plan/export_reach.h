/* export_reach.h - the world turned inside out: which paths of the host can be read, written
 * and run by the program, whatever they are called inside.
 * May: ask the facts.
 */
#ifndef SANDBOX_PLAN_EXPORT_REACH_H
#define SANDBOX_PLAN_EXPORT_REACH_H

#include "plan/facts.h"
#include "plan/policy.h"
#include "plan/world.h"

enum reach_right {
	REACH_READ = 1 << 0,
	REACH_WRITE = 1 << 1,
	REACH_RUN = 1 << 2,
};

/* A path of the host from which on other rights hold, until the next point below it. */
struct reach_point {
	const char *path;
	int is_dir;
	unsigned int rights;	 /* enum reach_right; 0: nothing */
	const struct rule *rule; /* that decides here */
	const char *inside;	 /* what it is called inside, or NULL: the same */
};

struct reach {
	VEC(struct reach_point) points; /* by path_compare, each path once */
};

/* Nothing is said of the sandbox's own /proc, tmpfs and files: they have no counterpart on
 * the host. Where the rights of a path cannot be told it gets none, with a warning. Must be
 * called when the plan is built, since that leaves nodes out.
 */
void reach_build(struct arena *a, struct diag *d, const struct world *w,
		 const struct facts *f, struct reach *ret_reach);

#endif
