/* world_guard.h - places of the host that no sandbox may see, whatever its rules say.
 * May: ask the facts.
 */
#ifndef SANDBOX_PLAN_WORLD_GUARD_H
#define SANDBOX_PLAN_WORLD_GUARD_H

#include "plan/world_place.h"

/* Covers them in every tree that would show them. A rule that names one of them is an error.
 * Returns 0 or -1.
 */
int world_guard(struct arena *a, struct diag *d, const struct facts *f,
		struct candidates *c);

/* Those that lie in what a rule of the policy shows; ends with NULL. */
const char *const *world_guard_shown(struct arena *a, const struct policy *p,
				     const struct facts *f);

#endif
