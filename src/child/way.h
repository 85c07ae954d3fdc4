/* way.h - directories of ours on the host, made where they are missing.
 * May: make directories. Each returns >= 0 or -errno.
 */
#ifndef SANDBOX_CHILD_WAY_H
#define SANDBOX_CHILD_WAY_H

/* Opens the directory at a path without links in it (O_PATH), and makes what is missing on
 * the way with mode 0700. It must be ours, and nobody else may write to it (-EPERM).
 */
int way_make(const char *path);

/* The same for one that must be there (-ENOENT). */
int way_open(const char *path);

#endif
