/* world_store.h - the storage of kept changes is hidden wherever a rule would show it.
 * May: ask the facts.
 */
#ifndef SANDBOX_PLAN_WORLD_STORE_H
#define SANDBOX_PLAN_WORLD_STORE_H

#include "plan/world_place.h"

/* Adds a derived `hide` for each candidate that shows the storage; one that shows a part of
 * it is an error. Must be called when all others are there. Returns 0 or -1.
 */
int world_hide_store(struct arena *a, struct diag *d, const struct facts *f,
		     struct candidates *c);

#endif
