/* joined.h - the running sandbox that another one is to share namespaces with.
 * May: read.
 */
#ifndef SANDBOX_HOST_JOINED_H
#define SANDBOX_HOST_JOINED_H

#include "base/diag.h"
#include "plan/facts.h"
#include "plan/record.h"

/* Its plan, and a pidfd of a process in it, which the caller closes. Returns that, or -1 after an
 * error at `from`.
 */
int joined_find(struct arena *a, struct diag *d, const struct origin *from,
		const struct facts *f, const char *name, struct plan *ret);

/* What is the matter with a record: completes "the sandbox 'N' ...". */
const char *joined_state(int state);

#endif
