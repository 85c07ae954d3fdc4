/* explain.h - why a step of the plan failed, in words that help.
 * May: read the host.
 */
#ifndef SANDBOX_PARENT_EXPLAIN_H
#define SANDBOX_PARENT_EXPLAIN_H

#include "child/child.h"
#include "parent/launch.h"

/* Adds the error for the report; returns the exit status that goes with it. */
int explain_failure(const struct launch *l, const struct report *r);

#endif
