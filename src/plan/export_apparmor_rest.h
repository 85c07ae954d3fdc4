/* export_apparmor_rest.h - of an exported AppArmor profile, what is not about files that rules
 * name: the head, /proc, networks, sockets, capabilities, processes.
 * May: print to the stream it is given.
 */
#ifndef SANDBOX_PLAN_EXPORT_APPARMOR_REST_H
#define SANDBOX_PLAN_EXPORT_APPARMOR_REST_H

#include <stdio.h>

#include "plan/build.h"

/* All before the first rule: what it is, how to use it, what is not in it. */
void export_apparmor_head(const struct builder *b, FILE *stream);

/* All behind the rules about files, and the end. */
void export_apparmor_rest(const struct builder *b, FILE *stream);

/* Where a rule came from, for a comment: "default.profile:6", "--read=/usr". */
char *export_origin(struct arena *a, const struct origin *from);

#endif
