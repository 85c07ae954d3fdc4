/* rule.c - a keyword as an option of `sandbox`, in its three forms, and words in
 * quotes. May: compute.
 */
#include "texts/rule.h"

#include "text/value.h"

static const char *const prefix_of[N_RULE_FORMS] = {
	[RULE_PLAIN] = "",
	[RULE_NO] = "no-",
	[RULE_OPTIONAL] = "optional-",
};

enum rule_form rule_form_of(const char *prefix)
{
	enum rule_form form = RULE_PLAIN;

	while (form + 1 < N_RULE_FORMS && !str_equal(prefix_of[form], prefix))
		form++;
	return form;
}

int rule_is_option(int key, enum rule_form form)
{
	return key != KEYWORD_SUMMARY && (key != KEYWORD_INCLUDE || form == RULE_PLAIN);
}

const char *rule_name(struct arena *a, int key, enum rule_form form)
{
	return arena_printf(a, "%s%s", prefix_of[form], keyword_table[key].name);
}

const char *rule_help(struct arena *a, int key, enum rule_form form)
{
	static const char *const before[N_RULE_FORMS] = {
		[RULE_PLAIN] = "",
		[RULE_NO] = "take back: ",
		[RULE_OPTIONAL] = "where it can be had: ",
	};

	return arena_printf(a, "%s%s", before[form], keyword_table[key].help);
}

unsigned int rule_values_needed(int key, enum rule_form form)
{
	const struct setting s = {
		.key = (enum keyword_id)key,
		.negated = form == RULE_NO,
		.optional = form == RULE_OPTIONAL,
	};

	return value_least(&s);
}

const char *rule_quoted(struct arena *a, const char *s, const char *special)
{
	char *to = arena_string(a, "");

	for (; *s; s++) {
		if (*s == '\'')
			to = arena_printf(a, "%s'\\''", to);
		else
			to = arena_printf(a, "%s%s%c", to,
					  strchr(special, *s) ? "\\" : "", *s);
	}
	return to;
}
