/* fish.c - the marks of the completions for fish: a `complete` command each.
 * May: print to the stream it is given.
 */
#include "text/cmdline.h"
#include "texts/rule.h"
#include "texts/shape.h"
#include "texts/tables.h"
#include "texts/texts.h"

/* What completes one value, as options of `complete`. */
static const char *fish_value(struct arena *a, const char *word)
{
	static const struct {
		const char *kind;
		const char *options;
	} values[] = {
		{":file", "-rF"},
		{":dir", "-xa '(__fish_complete_directories (commandline -ct))'"},
		{":profile", "-rka '(__sandbox_profiles)'"},
		{":limit", "-xa '(__sandbox_limits)'"},
		{":capability", "-xa '(__sandbox_capabilities)'"},
		{":promise", "-xa '(__sandbox_promises)'"},
		{":call", "-xa '(__sandbox_calls)'"},
		{":running", "-xa '(__sandbox_running)'"},
		{":changes", "-xa '(__sandbox_changes)'"},
		{":env", "-xa '(set -nx)'"},
		{"-", "-x"},
	};

	for (size_t i = 0; i < ARRAY_SIZE(values); i++)
		if (str_equal(values[i].kind, word))
			return values[i].options;
	return arena_printf(a, "-xa '%s'", shape_choices(a, word));
}

/* arg: the program that the lines are for. */
static void print_fish_options(struct texts *t, const char *arg)
{
	for (size_t i = 0; i < N_OPTIONS; i++) {
		const struct option_row *o = &option_table[i];

		fprintf(t->out,
			"complete -c %s -n __%s_in_options -s %c -l %s %s -d '%s'\n",
			arg, arg, o->letter, o->name,
			o->value ? fish_value(&t->arena, ":profile") : "-f",
			rule_quoted(&t->arena, o->help, "\\"));
	}
}

static void print_fish_rules(struct texts *t, const char *arg)
{
	static const char *const condition[N_RULE_FORMS] = {
		[RULE_PLAIN] = "",
		[RULE_NO] = "; and __sandbox_word_is --no",
		[RULE_OPTIONAL] = "; and __sandbox_word_is --op",
	};

	for (int i = 0; i < N_KEYWORDS; i++) {
		struct shape s;

		shape_of_keyword(&t->arena, (enum keyword_id)i, &s);
		for (enum rule_form form = RULE_PLAIN; form < N_RULE_FORMS; form++) {
			if (!rule_is_option(i, form))
				continue;
			fprintf(t->out,
				"complete -c %s -n '__%s_in_options%s' -l %s %s -d "
				"'%s'\n",
				arg, arg, condition[form],
				rule_name(&t->arena, i, form),
				rule_values_needed(i, form) > 0
					? fish_value(&t->arena, s.word[0])
					: "-f",
				rule_quoted(&t->arena, rule_help(&t->arena, i, form),
					    "\\"));
		}
	}
}

/* fish thinks that one value is all an option can have. */
static void print_fish_second_values(struct texts *t, const char *arg)
{
	for (int i = 0; i < N_KEYWORDS; i++) {
		struct shape s;

		if (!rule_is_option(i, RULE_PLAIN) || keyword_table[i].least != 2)
			continue;
		shape_of_keyword(&t->arena, (enum keyword_id)i, &s);
		if (!str_equal(s.word[1], ":file"))
			fprintf(t->out, "complete -c %s -n '__%s_awaits %s' %s\n", arg,
				arg, keyword_table[i].name,
				fish_value(&t->arena, s.word[1]));
	}
}

static void print_fish_verbs(struct texts *t, const char *arg UNUSED)
{
	for (size_t i = 0; i < n_verbs; i++) {
		const struct verb_row *v = &verb_table[i];

		fprintf(t->out,
			"complete -c sandboxctl -n 'not __sandboxctl_verb' -fa %s -d "
			"'%s'\n",
			v->name, rule_quoted(&t->arena, v->help, "\\"));
		for (const char *o = v->options; *o; o += strspn(o, " ")) {
			size_t n = strcspn(o, " ");

			/* What one with a value takes is in the template. */
			if (!verb_option_has_value(v, o, n))
				fprintf(t->out,
					"complete -c sandboxctl -n '__sandboxctl_verb "
					"%s' -fl %.*s\n",
					v->name, (int)n - 2, o + 2);
			o += n;
		}
	}
}

const struct mark fish_marks[] = {
	{"FISH_OPTIONS", print_fish_options, "sandbox"},
	{"FISH_RULES", print_fish_rules, "sandbox"},
	{"FISH_SECOND_VALUES", print_fish_second_values, "sandbox"},
	{"FISH_CTL_OPTIONS", print_fish_options, "sandboxctl"},
	{"FISH_CTL_RULES", print_fish_rules, "sandboxctl"},
	{"FISH_CTL_SECOND_VALUES", print_fish_second_values, "sandboxctl"},
	{"FISH_VERBS", print_fish_verbs, NULL},
};
const size_t n_fish_marks = ARRAY_SIZE(fish_marks);
