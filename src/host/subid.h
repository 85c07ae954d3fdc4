/* subid.h - the further ids that subuid(5) and subgid(5) grant the caller, and whether
 * newuidmap(1) and newgidmap(1) can map them.
 * May: read.
 */
#ifndef SANDBOX_HOST_SUBID_H
#define SANDBOX_HOST_SUBID_H

#include "base/arena.h"
#include "plan/facts.h"

/* What of this kind the caller may map; f->privileged must be set. */
struct fact_subids subid_probe(const struct facts *f, struct arena *a,
			       enum id_kind kind);

/* Does the file give its caller rights, by a setuid bit or by file capabilities? */
int subid_is_privileged(const char *file);

#endif
