/* lookup.h - what is at a path of the host, with all links followed and remembered.
 * May: read.  Must not: open what it looks at.
 */
#ifndef SANDBOX_HOST_LOOKUP_H
#define SANDBOX_HOST_LOOKUP_H

#include "base/arena.h"
#include "plan/facts.h"

/* Sets f->path, f->is_empty_dir and f->context. */
void lookup_init(struct arena *a, struct facts *f);

#endif
