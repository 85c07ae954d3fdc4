/* build.h - policy and facts into a plan.
 * May: ask the facts.  Must not: change anything.
 */
#ifndef SANDBOX_PLAN_BUILD_H
#define SANDBOX_PLAN_BUILD_H

#include "plan/facts.h"
#include "plan/filter.h"
#include "plan/plan.h"
#include "plan/policy.h"
#include "plan/world.h"

struct builder {
	struct arena *arena;
	struct diag *diag;
	const struct policy *policy;
	const struct facts *facts;
	const struct filter *filter; /* decided; its images may be compiled later */
	struct world world;
	struct plan *plan;
	unsigned int fallen; /* bit i: limit i has no cgroup and is kept another way */
	struct fact_label apparmor, selinux; /* decided; label NULL: none */
};

/* Makes the program's own file visible when it is named by its path, and runnable. Must be
 * called before plan_build.
 */
void build_add_command(struct arena *a, struct policy *p, const struct facts *f);

/* Fills in b->world and b->plan. Returns 0 or -1 after errors. */
int plan_build(struct builder *b);

/* The parts, in the order of the plan. */
int build_cgroup(struct builder *b);	 /* limits of the sandbox as a whole */
int build_ids(struct builder *b);	 /* the id maps */
int build_id_ranges(struct builder *b);	 /* what `ids` adds to them */
void build_groups(struct builder *b);	 /* what becomes of supplementary groups */
int build_label_open(struct builder *b); /* what security modules are to do */
int build_fs(
	struct builder *b); /* sources, mounts, files: from mount.private to pivot */
int build_workdir(struct builder *b); /* the directory that the program starts in */
/* What a limit that fell back to another one is kept by, its flags LIMIT_*. Returns 0 when
 * nothing is near it.
 */
int build_cgroup_fallback(const struct builder *b, const struct policy_limit *l,
			  struct policy_limit *ret_limit);
void build_label(struct builder *b);
int build_exec(struct builder *b); /* environment and command */

/* Where a program of this name may be, in the order to try: a name with a slash in it is
 * relative to dir, others are looked for in the PATH of envp. Ends with NULL.
 */
const char *const *build_candidates(struct arena *a, const char *name, const char *dir,
				    const char *const *envp);

#endif
