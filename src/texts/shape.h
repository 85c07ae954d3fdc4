/* shape.h - the `values` of a table row taken apart: which word may stand where.
 * May: compute.
 */
#ifndef SANDBOX_TEXTS_SHAPE_H
#define SANDBOX_TEXTS_SHAPE_H

#include "base/arena.h"
#include "text/keyword.h"

#define SHAPE_WORDS 3

/* What may stand at each place, in the small language of the completions: ":file", ":dir",
 * ":profile", ":limit", ":capability", ":promise", ":call", ":env", ":running" (a sandbox) or
 * ":changes" (that are kept) for what the shell has to look up, "none|host" for a choice of
 * words, "-" for what nobody can guess.
 */
struct shape {
	const char *word[SHAPE_WORDS]; /* "" behind the last */
	const char *
		name[SHAPE_WORDS]; /* what the table calls it: "PATH"; "" for choices */
};

/* "allow|deny NAME|@GROUP..." -> "allow|deny", "NAME|@GROUP...". */
void shape_parse(struct arena *a, const char *values, struct shape *ret_shape);

/* The shape of a keyword's values, with what only its meaning tells. */
void shape_of_keyword(struct arena *a, enum keyword_id key, struct shape *ret_shape);

/* Is it a choice of words, rather than a kind of value? */
int shape_is_choice(const char *word);

/* "none|host" -> "none host". */
const char *shape_choices(struct arena *a, const char *word);

#endif
