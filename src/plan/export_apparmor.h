/* export_apparmor.h - the policy as an AppArmor profile, for programs that run without the
 * sandbox's mounts.
 * May: ask the facts, print to the stream it is given.
 */
#ifndef SANDBOX_PLAN_EXPORT_APPARMOR_H
#define SANDBOX_PLAN_EXPORT_APPARMOR_H

#include <stdio.h>

#include "plan/build.h"

/* Prints a complete policy file, the same one for the same plan. What AppArmor cannot express
 * is not granted; where a rule asked for it, that is a warning and a comment. plan_build must
 * have succeeded with b.
 */
void export_apparmor(const struct builder *b, FILE *stream);

#endif
