/* zsh.c - the marks of the completions for zsh: specifications for its _arguments.
 * May: print to the stream it is given.
 */
#include "text/cmdline.h"
#include "texts/rule.h"
#include "texts/shape.h"
#include "texts/tables.h"
#include "texts/texts.h"

/* What completes one value, as an action of _arguments. */
static const char *zsh_action(struct arena *a, const char *word)
{
	static const struct {
		const char *kind;
		const char *action;
	} actions[] = {
		{":file", "_files"},
		{":dir", "_files -/"},
		{":profile", "_sandbox_profiles"},
		{":limit", "_sandbox_limits"},
		{":capability", "_sandbox_capabilities"},
		{":promise", "_sandbox_promises"},
		{":call", "_sandbox_calls"},
		{":running", "_sandbox_running"},
		{":changes", "_sandbox_changes"},
		{":env", "_parameters -g \"*export*\""},
		{"-", " "},
	};

	for (size_t i = 0; i < ARRAY_SIZE(actions); i++)
		if (str_equal(actions[i].kind, word))
			return actions[i].action;
	return arena_printf(a, "(%s)", shape_choices(a, word));
}

static void print_zsh_values(struct texts *t, const struct keyword *k,
			     unsigned int least, const struct shape *s)
{
	for (unsigned int i = 0; i < (least > 0 ? least : 1); i++)
		fprintf(t->out, "%s%s:%s", least > 0 ? ":" : "::",
			shape_is_choice(s->word[i]) ? k->name : s->name[i],
			zsh_action(&t->arena, s->word[i]));
}

/* With = between, a second value would stand in the same word; so that form is offered
 * only where one value is enough.
 */
static const char *zsh_equals(unsigned int least, int may_have_value)
{
	if (least == 0)
		return may_have_value ? "=-" : "";
	return least == 1 ? "=" : "";
}

static void print_zsh_rules(struct texts *t, const char *arg)
{
	enum rule_form form = rule_form_of(arg);

	for (int i = 0; i < N_KEYWORDS; i++) {
		const struct keyword *k = &keyword_table[i];
		unsigned int least = rule_values_needed(i, form);
		int may_have_value = least > 0 || form != RULE_NO;
		struct shape s;

		if (!rule_is_option(i, form))
			continue;
		shape_of_keyword(&t->arena, (enum keyword_id)i, &s);
		fprintf(t->out, "\t'*--%s%s[%s]", rule_name(&t->arena, i, form),
			zsh_equals(least, may_have_value),
			rule_quoted(&t->arena, rule_help(&t->arena, i, form), "[]:"));
		if (may_have_value)
			print_zsh_values(t, k, least, &s);
		fputs("'\n", t->out);
	}
}

static void print_zsh_options(struct texts *t, const char *arg UNUSED)
{
	for (size_t i = 0; i < N_OPTIONS; i++) {
		const struct option_row *o = &option_table[i];
		const char *help = rule_quoted(&t->arena, o->help, "[]:");

		fprintf(t->out, "\t'(-%c --%s)'{-%c%s,--%s%s}'[%s]%s'\n", o->letter,
			o->name, o->letter, o->value ? "+" : "", o->name,
			o->value ? "=" : "", help,
			o->value ? ":NAME:_sandbox_profiles" : "");
	}
}

static void print_zsh_verbs(struct texts *t, const char *arg UNUSED)
{
	for (size_t i = 0; i < n_verbs; i++)
		fprintf(t->out, "\t'%s:%s'\n", verb_table[i].name,
			rule_quoted(&t->arena, verb_table[i].help, ":"));
}

/* The own options of each verb but those with a value. */
static void print_zsh_verb_options(struct texts *t, const char *arg UNUSED)
{
	for (size_t i = 0; i < n_verbs; i++) {
		const struct verb_row *v = &verb_table[i];
		const char *between = "";

		fprintf(t->out, "\t%s '", v->name);
		for (const char *o = v->options; *o; o += strspn(o, " ")) {
			size_t n = strcspn(o, " ");

			if (!verb_option_has_value(v, o, n)) {
				fprintf(t->out, "%s%.*s", between, (int)n, o);
				between = " ";
			}
			o += n;
		}
		fputs("'\n", t->out);
	}
}

const struct mark zsh_marks[] = {
	{"ZSH_OPTIONS", print_zsh_options, NULL},
	{"ZSH_RULES", print_zsh_rules, ""},
	{"ZSH_NO_RULES", print_zsh_rules, "no-"},
	{"ZSH_OPTIONAL_RULES", print_zsh_rules, "optional-"},
	{"ZSH_VERBS", print_zsh_verbs, NULL},
	{"ZSH_VERB_OPTIONS", print_zsh_verb_options, NULL},
};
const size_t n_zsh_marks = ARRAY_SIZE(zsh_marks);
