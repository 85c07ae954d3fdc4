/* path.h - path algebra on text alone: no path is ever looked up here.
 * May: compute.
 */
#ifndef SANDBOX_TEXT_PATH_H
#define SANDBOX_TEXT_PATH_H

#include "base/arena.h"

#define PATH_BYTES_MAX 4095

/* The absolute path without double slashes, "." and trailing slash; NULL when it is not
 * absolute, too long, or has a ".." in it (which cannot be judged without looking).
 */
char *path_clean(struct arena *a, const char *path);

/* path made absolute below base (absolute, clean): leading ".." climb, others give NULL. */
char *path_absolute(struct arena *a, const char *base, const char *path);

/* Is path the directory dir itself or below it? Both clean. */
int path_is_within(const char *path, const char *dir);

/* What remains of path within dir: "" or "/rest". Must only be called when it is within. */
const char *path_rest(const char *path, const char *dir);

/* dir (clean) and rest ("" or "/rest" or "name") joined, clean. */
char *path_join(struct arena *a, const char *dir, const char *rest);

/* The parent of a clean path; "/" for "/" and its children. */
char *path_parent(struct arena *a, const char *path);

/* Order in which a directory comes right before its content. */
int path_compare(const char *a, const char *b);

#endif
