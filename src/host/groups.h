/* groups.h - the supplementary groups of the caller, and whether a sandbox can be without.
 * May: read.
 */
#ifndef SANDBOX_HOST_GROUPS_H
#define SANDBOX_HOST_GROUPS_H

#include "base/arena.h"
#include "plan/facts.h"

/* Fills in what facts has about groups; privileged must be set. */
void groups_probe(struct arena *a, struct facts *f);

#endif
