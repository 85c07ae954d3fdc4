/* mount.h - what the steps that mount share.
 * May: mount in our own namespace. Each returns >= 0 or -errno.
 */
#ifndef SANDBOX_CHILD_MOUNT_H
#define SANDBOX_CHILD_MOUNT_H

#include "child/child.h"

/* MOUNT_ATTR_* for enum mount_flag. */
uint64_t mount_attributes(unsigned int flags);

/* A new tmpfs as the step says, attached nowhere. Returns its descriptor. */
int mount_new_tmpfs(const struct child *c, const struct step *s);

/* A new overlay as the step says, attached nowhere. Returns its descriptor. */
int mount_new_overlay(struct child *c, const struct step *s);

/* Attaches a mount at a path of the new root. */
int mount_attach(struct child *c, int mount, const char *path);

/* Where the old root has the tmpfs below, from the first mount_staging on. */
#define STAGING "/proc"

/* Sees to it that c->staging is there: a tmpfs of our own for what is mounted over other files.
 * It is attached to the old root, as the kernel clones from attached mounts only (before
 * Linux 6.15), and goes with it. Returns 0 or -errno.
 */
int mount_staging(struct child *c);

/* Takes MOUNT_ATTR_RDONLY off a mount. Returns 0 or -errno. */
int mount_writable(int mount);

#endif
