/* vars.h - the values of the profile language's variables for this caller.
 * May: read.
 */
#ifndef SANDBOX_HOST_VARS_H
#define SANDBOX_HOST_VARS_H

#include "plan/facts.h"
#include "text/vars.h"

/* Fills in every variable that has a value here. */
void host_vars(struct arena *a, const struct facts *f, struct vars *ret_vars);

#endif
