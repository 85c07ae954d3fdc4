/* userns.h - why this host refuses the namespaces of a sandbox, and what mends it.
 * May: measure, by reading and by trials in children that leave nothing behind.
 */
#ifndef SANDBOX_HOST_USERNS_H
#define SANDBOX_HOST_USERNS_H

#include "base/diag.h"
#include "host/evidence.h"

/* Adds one error that names the cause, and hints with the command that mends it. Must
 * be called by the process that was refused, when the clone into new namespaces, the id
 * map or the first mount has failed with clone_errno.
 */
void userns_explain(struct diag *d, int clone_errno);

/* The same for evidence that is there already: pure, for tests of each cause. */
void userns_explain_evidence(struct diag *d, const struct evidence *e);

#endif
