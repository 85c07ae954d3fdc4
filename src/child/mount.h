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

#endif
