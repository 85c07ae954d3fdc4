/* shape.c - the `values` of a table row taken apart: which word may stand where.
 * May: compute.
 *
 * In `values` small letters are words to type and capitals stand for something else; |
 * parts alternatives, [ ] holds what may be left out, ... says that there may be more.
 * Alternatives outside of brackets are whole sequences: "private [NAME]|tmpfs|real".
 */
#include "texts/shape.h"

#include <ctype.h>

static const struct {
	const char *name;
	const char *kind;
} kinds[] = {
	{"PATH", ":file"}, {"SRC", ":file"},	{"DST", ":file"},
	{"DIR", ":dir"},   {"TARGET", ":file"}, {"PROFILE", ":profile"},
};

/* What the words of these mean is not in their names. */
static const struct {
	enum keyword_id key;
	size_t place;
	const char *kind;
} meanings[] = {
	{KEYWORD_ENV, 0, ":env"},
	{KEYWORD_LIMIT, 0, ":limit"},
	{KEYWORD_CAPABILITIES, 0, ":capability"},
	{KEYWORD_REQUIRE, 0, ":promise"},
	{KEYWORD_SYSCALLS, 1, ":call"},
	{KEYWORD_CHANGES, 0, ":changes"},
	{KEYWORD_JOIN, 0, ":running"},
	{KEYWORD_JOIN, 1, "net|ipc|uts"}, /* of names_parse_shared */
};

static const char *kind_of(const char *name)
{
	for (size_t i = 0; i < ARRAY_SIZE(kinds); i++)
		if (str_after(name, kinds[i].name))
			return kinds[i].kind;
	return "-";
}

/* The words to type of one token: "[read|write]" -> "read|write"; "" for none. */
static char *choices_in(struct arena *a, const char *token)
{
	char *found = arena_string(a, "");

	for (const char *at = token; *at;
	     at += strcspn(at, "|") + (strchr(at, '|') != NULL)) {
		const char *word = at + strspn(at, "[");
		size_t n = 0;

		while (islower((unsigned char)word[n]))
			n++;
		if (n > 0)
			found = arena_printf(a, "%s%s%.*s", found, *found ? "|" : "",
					     (int)n, word);
	}
	return found;
}

static void add_token(struct arena *a, struct shape *s, size_t place, const char *token)
{
	const char *choices = choices_in(a, token);
	const char *kind = *choices ? choices : kind_of(token + strspn(token, "["));
	const char *before = s->word[place];

	if (!*choices && !*s->name[place])
		s->name[place] =
			arena_copy(a, token + strspn(token, "["),
				   strcspn(token + strspn(token, "["), "[]. "));
	/* A word to type is worth more than "-", and may be one of several. */
	if (!*before || str_equal(before, "-"))
		s->word[place] = kind;
	else if (*choices)
		s->word[place] = arena_printf(a, "%s|%s", before, choices);
}

void shape_parse(struct arena *a, const char *values, struct shape *ret_shape)
{
	struct shape s = {{"", "", ""}, {"", "", ""}};
	size_t place = 0, begin = 0;
	int depth = 0;

	for (size_t i = 0;; i++) {
		char c = values[i];

		depth += (c == '[') - (c == ']');
		if (c && depth > 0)
			continue;
		if (c && c != ' ' && c != '|')
			continue;
		if (place < SHAPE_WORDS && i > begin)
			add_token(a, &s, place,
				  arena_copy(a, values + begin, i - begin));
		begin = i + 1;
		place = c == '|' ? 0 : place + 1;
		if (!c)
			break;
	}
	*ret_shape = s;
}

void shape_of_keyword(struct arena *a, enum keyword_id key, struct shape *ret_shape)
{
	shape_parse(a, keyword_table[key].values, ret_shape);
	for (size_t i = 0; i < ARRAY_SIZE(meanings); i++)
		if (meanings[i].key == key)
			ret_shape->word[meanings[i].place] = meanings[i].kind;
}

int shape_is_choice(const char *word)
{
	return *word && !strchr(":-", word[0]);
}

const char *shape_choices(struct arena *a, const char *word)
{
	char *words = arena_string(a, word);

	for (char *c = words; *c; c++)
		if (*c == '|')
			*c = ' ';
	return words;
}
