/* changes.h - where the kept changes of overlays lie, and what is written beside them.
 * May: compute.
 */
#ifndef SANDBOX_PLAN_CHANGES_H
#define SANDBOX_PLAN_CHANGES_H

#include "base/arena.h"

/* In a directory of changes: held by whoever works with them; the rest are overlays. */
#define CHANGES_LOCK "lock"
/* In the directory of one overlay. */
#define CHANGES_UPPER "upper"
#define CHANGES_WORK  "work"
#define CHANGES_NOTE  "overlay" /* what it is of: changes_describe */

/* The directory of all changes of a caller; with a name, that of the changes NAME. */
char *changes_dir(struct arena *a, const char *data_home, const char *name);

/* The name of the directory for the overlay at a path inside. Two paths have two names. */
char *changes_id(struct arena *a, const char *path);

/* One overlay: its path inside, and the directories of the host below it. */
struct changes_note {
	const char *path;
	const char *const *layer; /* the uppermost first */
	size_t n_layers;
};

/* As text, and back. Returns 0, or -1: it is not such a text. */
char *changes_describe(struct arena *a, const struct changes_note *note);
int changes_parse(struct arena *a, const char *text, struct changes_note *ret_note);

#endif
