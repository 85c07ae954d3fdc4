/* mounted.h - what the mount table says about this process's place in it.
 * May: read.
 */
#ifndef SANDBOX_HOST_MOUNTED_H
#define SANDBOX_HOST_MOUNTED_H

#include "base/arena.h"

/* Whether the root is certainly not that of the mount namespace, as after a chroot. */
int mounted_is_chrooted(void);

/* The first mount that hides a part of /proc, or NULL. */
const char *mounted_proc_cover(struct arena *a);

/* Where the cgroup v2 tree is mounted, and which of its directories is seen there; or
 * NULL.
 */
const char *mounted_cgroup2(struct arena *a, const char **ret_root);

/* The type of the file system that the path (without links) lies on, or NULL. */
const char *mounted_type(struct arena *a, const char *path);

/* A place below the directory at which something else is mounted, or NULL. */
const char *mounted_below(struct arena *a, const char *dir);

#endif
