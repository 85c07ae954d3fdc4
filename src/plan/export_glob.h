/* export_glob.h - paths as AppArmor writes them, and all of a directory but some places in it.
 * May: compute.
 */
#ifndef SANDBOX_PLAN_EXPORT_GLOB_H
#define SANDBOX_PLAN_EXPORT_GLOB_H

#include "base/arena.h"

struct globs {
	VEC(const char *) list; /* without the quotes that they stand in */
};

/* The path to the letter, for between double quotes: nothing in it is a pattern, a variable
 * or the end of the word, and nothing drives a terminal.
 */
char *glob_escape(struct arena *a, const char *path);

/* Patterns that match the directory dir, and what is in it, but not what is at or below the
 * paths of `except`, each of which is below dir and none below another.
 */
void glob_tree(struct arena *a, const char *dir, const char *const *except,
	       size_t n_except, struct globs *ret_globs);

#endif
