/* keyword.c - the words of the profile language, from keyword.def.
 * May: nothing but look up.
 */
#include "text/keyword.h"

#include "base/text.h"
#include "base/util.h"

#define MANY KEYWORD_MANY

const struct keyword keyword_table[N_KEYWORDS] = {
#define KEYWORD(id, name, least, most, merge, values, help) \
	[KEYWORD_##id] = {name, least, most, MERGE_##merge, values, help},
#include "text/keyword.def"
#undef KEYWORD
};

int keyword_find(const char *name)
{
	for (int i = 0; i < N_KEYWORDS; i++)
		if (str_equal(keyword_table[i].name, name))
			return i;
	return -1;
}

const char *keyword_nearest(const char *word)
{
	const char *names[N_KEYWORDS];

	for (int i = 0; i < N_KEYWORDS; i++)
		names[i] = keyword_table[i].name;
	return text_nearest(word, names, N_KEYWORDS);
}
