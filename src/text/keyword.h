/* keyword.h - the words of the profile language, from keyword.def.
 * May: nothing but look up.
 */
#ifndef SANDBOX_TEXT_KEYWORD_H
#define SANDBOX_TEXT_KEYWORD_H

#include <stddef.h>

enum keyword_merge {
	MERGE_ONCE,
	MERGE_LIST,
};

#define KEYWORD_MANY 1000

enum keyword_id {
#define KEYWORD(id, name, least, most, merge, values, help) KEYWORD_##id,
#include "text/keyword.def"
#undef KEYWORD
	N_KEYWORDS,
};

struct keyword {
	const char *name;
	unsigned int least;
	unsigned int most;
	enum keyword_merge merge;
	const char *values;
	const char *help;
};

extern const struct keyword keyword_table[N_KEYWORDS];

/* The keyword's row number, or -1. */
int keyword_find(const char *name);

/* The keyword that word was probably meant to be, or NULL. */
const char *keyword_nearest(const char *word);

#endif
