/* policy_place.h - which places a rule may be about; what holds for overlays together.
 * May: judge the user's words.
 */
#ifndef SANDBOX_PLAN_POLICY_PLACE_H
#define SANDBOX_PLAN_POLICY_PLACE_H

#include "plan/policy.h"

#define OVERLAY_LAYERS_MAX 32

/* A destination that the sandbox has its own at is an error. */
void policy_refuse_place(struct diag *d, const struct setting *s, const char *path);

/* What `overlay PATH [DIR...]` says of its layers. */
void policy_set_layers(struct rule *r, const struct setting *s);

/* When all is merged: an overlay at / is of the root; changes are those of overlays; with a root
 * of its own, what the block `base` shows is that of the root.
 */
void policy_end_places(struct diag *d, struct policy *p);

/* Has it overlays whose changes are kept? */
int policy_keeps_changes(const struct policy *p);

#endif
