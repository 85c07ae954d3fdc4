/* build_share.h - namespaces that a sandbox shares with one that is running.
 * May: ask the facts.
 */
#ifndef SANDBOX_PLAN_BUILD_SHARE_H
#define SANDBOX_PLAN_BUILD_SHARE_H

#include "plan/build.h"

/* Does the policy share this namespace (CLONE_NEW*)? */
int share_has(const struct policy *p, uint64_t flag);

/* Takes over what cannot be the sandbox's own then: user namespace, ids, groups. Appends the
 * step that joins. Must be called before any other step. Returns 0, or -1 when the two do not
 * go together.
 */
int build_share(struct builder *b);

#endif
