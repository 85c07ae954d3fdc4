/* world_text.h - nodes of a world as short texts, for tests. */
#ifndef SANDBOX_UNIT_WORLD_TEXT_H
#define SANDBOX_UNIT_WORLD_TEXT_H

#include "unit/fake.h"

/* What decides exactly at this path of the world: "read", "write+exec from /a",
 * "symlink to /run", with " (redundant)" behind it where that is so; "none" when there is
 * no node.
 */
const char *world_text(struct fake *f, const char *path);

/* The paths of all nodes that rules of the user made, in their order, each with a space
 * behind it.
 */
const char *world_paths(struct fake *f);

#endif
