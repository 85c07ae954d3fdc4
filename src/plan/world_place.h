/* world_place.h - from rules to candidates: where a rule's path really is.
 * May: ask the facts.
 */
#ifndef SANDBOX_PLAN_WORLD_PLACE_H
#define SANDBOX_PLAN_WORLD_PLACE_H

#include "plan/world.h"

struct candidate {
	const char *path;
	const struct rule *rule;
	const struct fact_path *source; /* or NULL */
	const struct layers *layers;	/* or NULL */
	size_t order;			/* later ones win */
};

struct candidates {
	VEC(struct candidate) list;
};

/* Follows links, checks kinds, leaves out what is optional and missing. The symbolic links
 * on the way become candidates themselves. Returns 0 or -1.
 */
int world_place(struct arena *a, struct diag *d, const struct policy *p,
		const struct facts *f, struct candidates *ret_candidates);

/* How to say that what the rule names need not exist. */
void world_place_hint(struct diag *d, const struct rule *r);

#endif
