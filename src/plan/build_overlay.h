/* build_overlay.h - overlays, what is pinned in them, and the place of their changes.
 * May: ask the facts.
 */
#ifndef SANDBOX_PLAN_BUILD_OVERLAY_H
#define SANDBOX_PLAN_BUILD_OVERLAY_H

#include "plan/build_place.h"

/* The facts for a plan: where changes are kept, as if their directory were there. */
const struct facts *build_changes_facts(const struct builder *b);

/* The changes of all overlays are one sandbox's at a time. Must be called first. */
void build_changes_lock(struct builder *b);

/* Opens the layers of an overlay and, where its changes are kept, makes and opens their place.
 * Returns the slot of the first layer.
 */
int build_overlay_open(struct fs *fs, const struct node *n,
		       struct overlay *ret_overlay);

/* Makes the step one that mounts the overlay of n. */
void build_overlay_step(struct step *s, const struct node *n,
			const struct overlay *overlay);

/* Is it mounted from what its cover shows inside, not from a source on the host? */
int build_is_pin(const struct node *n);

/* Appends the mount of such a node. Returns 0, 1: left out, -1 after an error. */
int build_pin(struct fs *fs, const struct node *n);

#endif
