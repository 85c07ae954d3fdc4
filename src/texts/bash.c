/* bash.c - the marks of the completions for bash.
 * May: print to the stream it is given.
 *
 * What completes a value is written in the small language of shape.h, which the
 * functions of the template understand.
 */
#include "text/cmdline.h"
#include "texts/rule.h"
#include "texts/shape.h"
#include "texts/tables.h"
#include "texts/texts.h"

static void print_bash_options(struct texts *t, const char *arg UNUSED)
{
	for (size_t i = 0; i < N_OPTIONS; i++)
		fprintf(t->out, "%s-%c --%s%s", i ? " " : "", option_table[i].letter,
			option_table[i].name, option_table[i].value ? "=" : "");
}

static void print_bash_rules(struct texts *t, const char *arg)
{
	enum rule_form form = rule_form_of(arg);
	const char *between = "";

	for (int i = 0; i < N_KEYWORDS; i++) {
		if (!rule_is_option(i, form))
			continue;
		fprintf(t->out, "%s--%s%s", between, rule_name(&t->arena, i, form),
			rule_values_needed(i, form) ? "=" : "");
		between = " ";
	}
}

/* How many of the following words are values, and what completes each. */
static void print_bash_value(struct texts *t, const char *name, unsigned int least,
			     const struct shape *s)
{
	fprintf(t->out, "\t[%s]='%u", name, least);
	for (size_t i = 0; i < SHAPE_WORDS && *s->word[i]; i++)
		fprintf(t->out, " %s", s->word[i]);
	fputs("'\n", t->out);
}

static void print_bash_values(struct texts *t, const char *arg UNUSED)
{
	const struct shape profile = {.word = {":profile", "", ""}};
	char letter[2] = "";

	for (size_t i = 0; i < N_OPTIONS; i++) {
		if (!option_table[i].value)
			continue;
		letter[0] = option_table[i].letter;
		print_bash_value(t, letter, 1, &profile);
		print_bash_value(t, option_table[i].name, 1, &profile);
	}
	for (int i = 0; i < N_KEYWORDS; i++) {
		struct shape s;

		shape_of_keyword(&t->arena, (enum keyword_id)i, &s);
		for (enum rule_form form = RULE_PLAIN; form < N_RULE_FORMS; form++)
			if (rule_is_option(i, form))
				print_bash_value(t, rule_name(&t->arena, i, form),
						 rule_values_needed(i, form), &s);
	}
}

static void print_bash_verbs(struct texts *t, const char *arg UNUSED)
{
	for (size_t i = 0; i < n_verbs; i++)
		fprintf(t->out, "\t[%s]='%s'\n", verb_table[i].name,
			verb_table[i].options);
}

const struct mark bash_marks[] = {
	{"BASH_OPTIONS", print_bash_options, NULL},
	{"BASH_RULES", print_bash_rules, ""},
	{"BASH_NO_RULES", print_bash_rules, "no-"},
	{"BASH_OPTIONAL_RULES", print_bash_rules, "optional-"},
	{"BASH_VALUES", print_bash_values, NULL},
	{"BASH_VERBS", print_bash_verbs, NULL},
};
const size_t n_bash_marks = ARRAY_SIZE(bash_marks);
