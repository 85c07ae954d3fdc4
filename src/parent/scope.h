/* scope.h - a scope of systemd for the launcher, in which it may make cgroups.
 * May: run our own program that asks for it.
 */
#ifndef SANDBOX_PARENT_SCOPE_H
#define SANDBOX_PARENT_SCOPE_H

#include "parent/launch.h"

/* Has the systemd at address put us into the new scope NAME.scope. Returns its directory, or
 * NULL and has said why, at the line `from`.
 */
const char *scope_enter(const struct launch *l, const char *address, const char *name,
			const struct origin *from);

#endif
