/* check.h - the invariants that every plan keeps, whoever built it.
 * May: compute.
 */
#ifndef SANDBOX_PLAN_CHECK_H
#define SANDBOX_PLAN_CHECK_H

#include "plan/plan.h"

/* Returns 0, or -1 after an error for each invariant that is broken. A failure is a defect
 * of the builder, never of the user's words.
 */
int plan_check(struct diag *d, const struct plan *p);

#endif
