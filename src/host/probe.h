/* probe.h - the facts about this host and caller that a plan is built from.
 * May: read.  Must not: change anything.
 */
#ifndef SANDBOX_HOST_PROBE_H
#define SANDBOX_HOST_PROBE_H

#include "base/arena.h"
#include "plan/facts.h"

/* Fills in *ret_facts; what it points to lives in the arena. Paths are looked at when the
 * plan asks for them, each once.
 */
void probe_facts(struct arena *a, char *const *env, struct facts *ret_facts);

#endif
