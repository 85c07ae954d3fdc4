/* shells.c - the marks of the completions: tables as words of bash, zsh and fish.
 * May: print to the stream it is given.
 *
 * What completes a value is written in the small language of shape.h and understood by
 * the functions of the templates.
 */
#include "plan/syscall_table.h"
#include "text/cmdline.h"
#include "text/names.h"
#include "text/value.h"
#include "texts/shape.h"
#include "texts/tables.h"
#include "texts/texts.h"

/* A rule as an option: what comes before its name. */
enum form {
	FORM_PLAIN,
	FORM_NO,
	FORM_OPTIONAL,
	N_FORMS,
};

static const char *const prefix_of[N_FORMS] = {
	[FORM_PLAIN] = "", [FORM_NO] = "no-", [FORM_OPTIONAL] = "optional-"};

/* How many words are values of the option when there is no = with them. */
static unsigned int values_needed(int key, enum form form)
{
	const struct setting s = {.key = (enum keyword_id)key,
				  .negated = form == FORM_NO,
				  .optional = form == FORM_OPTIONAL};

	return value_least(&s);
}

static const char *help_of(struct arena *a, const struct keyword *k, enum form form)
{
	static const char *const before[N_FORMS] = {
		[FORM_PLAIN] = "",
		[FORM_NO] = "take back: ",
		[FORM_OPTIONAL] = "where it can be had: ",
	};

	return arena_printf(a, "%s%s", before[form], k->help);
}

/* s with every character of `special` escaped by a backslash, and ' as '\'' when it will
 * stand in single quotes.
 */
static const char *quoted(struct arena *a, const char *s, const char *special)
{
	char *to = arena_string(a, "");

	for (; *s; s++) {
		if (*s == '\'')
			to = arena_printf(a, "%s'\\''", to);
		else
			to = arena_printf(a, "%s%s%c", to, strchr(special, *s) ? "\\" : "", *s);
	}
	return to;
}

/* --- Plain lists of words ------------------------------------------------------------- */

static void print_word(struct texts *t, const char *word, int is_first)
{
	fprintf(t->out, "%s%s", is_first ? "" : " ", word);
}

static void print_limit_words(struct texts *t, const char *arg UNUSED)
{
	for (size_t i = 0; i < n_limits; i++)
		print_word(t, limit_table[i].name, i == 0);
}

static void print_capability_words(struct texts *t, const char *arg UNUSED)
{
	for (size_t i = 0; i < n_capabilities; i++)
		print_word(t, capability_name[i], i == 0);
}

static void print_call_words(struct texts *t, const char *arg UNUSED)
{
	for (size_t i = 0; i < syscall_n_rows; i++)
		print_word(t, syscall_table[i].name, i == 0);
}

static void print_group_words(struct texts *t, const char *arg UNUSED)
{
	for (size_t i = 0; i < syscall_n_groups; i++)
		print_word(t, syscall_group_table[i].name, i == 0);
}

static void print_verb_words(struct texts *t, const char *arg UNUSED)
{
	for (size_t i = 0; i < n_verbs; i++)
		print_word(t, verb_table[i].name, i == 0);
}

/* Verbs whose arguments begin with the options of sandbox. */
static int takes_rules(const struct verb_row *v)
{
	return str_after(v->arguments, "[options]") != NULL;
}

static void print_rule_verbs(struct texts *t, const char *arg UNUSED)
{
	int is_first = 1;

	for (size_t i = 0; i < n_verbs; i++) {
		if (!takes_rules(&verb_table[i]))
			continue;
		print_word(t, verb_table[i].name, is_first);
		is_first = 0;
	}
}

/* The options that are followed by two words when no = is there. */
static void print_two_value_options(struct texts *t, const char *arg UNUSED)
{
	int is_first = 1;

	for (int i = 0; i < N_KEYWORDS; i++)
		for (enum form form = FORM_PLAIN; form < N_FORMS; form++) {
			if (texts_is_profile_only(i) || values_needed(i, form) != 2)
				continue;
			print_word(t, arena_printf(&t->arena, "--%s%s", prefix_of[form],
						   keyword_table[i].name),
				   is_first);
			is_first = 0;
		}
}

/* Every option and form of a rule that is complete without a value. */
static void print_plain_options(struct texts *t, const char *arg UNUSED)
{
	int is_first = 1;

	for (size_t i = 0; i < N_OPTIONS; i++) {
		if (option_table[i].value)
			continue;
		print_word(t, arena_printf(&t->arena, "-%c --%s", option_table[i].letter,
					   option_table[i].name),
			   is_first);
		is_first = 0;
	}
	for (int i = 0; i < N_KEYWORDS; i++)
		for (enum form form = FORM_PLAIN; form < N_FORMS; form++)
			if (!texts_is_profile_only(i) &&
			    values_needed(i, form) == 0)
				print_word(t, arena_printf(&t->arena, "--%s%s", prefix_of[form],
							   keyword_table[i].name),
					   0);
}

/* --- bash ------------------------------------------------------------------------------ */

static void print_bash_options(struct texts *t, const char *arg UNUSED)
{
	for (size_t i = 0; i < N_OPTIONS; i++)
		fprintf(t->out, "%s-%c --%s%s", i ? " " : "", option_table[i].letter,
			option_table[i].name, option_table[i].value ? "=" : "");
}

static void print_bash_rules(struct texts *t, const char *arg)
{
	enum form form = arg ? (arg[0] == 'n' ? FORM_NO : FORM_OPTIONAL) : FORM_PLAIN;
	int is_first = 1;

	for (int i = 0; i < N_KEYWORDS; i++) {
		const struct keyword *k = &keyword_table[i];

		if (texts_is_profile_only(i))
			continue;
		print_word(t,
			   arena_printf(&t->arena, "--%s%s%s", prefix_of[form], k->name,
					values_needed(i, form) ? "=" : ""),
			   is_first);
		is_first = 0;
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
		const struct keyword *k = &keyword_table[i];
		struct shape s;

		if (texts_is_profile_only(i))
			continue;
		shape_of_keyword(&t->arena, (enum keyword_id)i, &s);
		for (enum form form = FORM_PLAIN; form < N_FORMS; form++)
			print_bash_value(t,
					 arena_printf(&t->arena, "%s%s", prefix_of[form], k->name),
					 values_needed(i, form), &s);
	}
}

static void print_bash_verbs(struct texts *t, const char *arg UNUSED)
{
	for (size_t i = 0; i < n_verbs; i++)
		fprintf(t->out, "\t[%s]='%s'\n", verb_table[i].name, verb_table[i].options);
}

/* --- zsh ------------------------------------------------------------------------------- */

/* What completes one value, as an action of _arguments. */
static const char *zsh_action(struct arena *a, const char *word)
{
	static const struct {
		const char *kind;
		const char *action;
	} actions[] = {
		{":file", "_files"},		  {":dir", "_files -/"},
		{":profile", "_sandbox_profiles"}, {":limit", "_sandbox_limits"},
		{":capability", "_sandbox_capabilities"}, {":call", "_sandbox_calls"},
		{":env", "_parameters -g \"*export*\""}, {"-", " "},
	};
	char *words;

	for (size_t i = 0; i < ARRAY_SIZE(actions); i++)
		if (str_equal(actions[i].kind, word))
			return actions[i].action;
	words = arena_printf(a, "(%s)", word);
	for (char *c = words; *c; c++)
		if (*c == '|')
			*c = ' ';
	return words;
}

static void print_zsh_values(struct texts *t, const struct keyword *k, unsigned int least,
			     const struct shape *s)
{
	for (unsigned int i = 0; i < (least > 0 ? least : 1); i++) {
		int is_choice = !strchr(":-", s->word[i][0]);

		fprintf(t->out, "%s%s:%s", least > 0 ? ":" : "::",
			is_choice ? k->name : s->name[i], zsh_action(&t->arena, s->word[i]));
	}
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
	enum form form = arg ? (arg[0] == 'n' ? FORM_NO : FORM_OPTIONAL) : FORM_PLAIN;

	for (int i = 0; i < N_KEYWORDS; i++) {
		const struct keyword *k = &keyword_table[i];
		unsigned int least = values_needed(i, form);
		int may_have_value = form != FORM_NO || k->merge != MERGE_ONCE;
		struct shape s;

		if (texts_is_profile_only(i))
			continue;
		shape_of_keyword(&t->arena, (enum keyword_id)i, &s);
		fprintf(t->out, "\t'*--%s%s%s[%s]", prefix_of[form], k->name,
			zsh_equals(least, may_have_value),
			quoted(&t->arena, help_of(&t->arena, k, form), "[]:"));
		if (may_have_value)
			print_zsh_values(t, k, least, &s);
		fputs("'\n", t->out);
	}
}

static void print_zsh_options(struct texts *t, const char *arg UNUSED)
{
	for (size_t i = 0; i < N_OPTIONS; i++) {
		const struct option_row *o = &option_table[i];
		const char *help = quoted(&t->arena, o->help, "[]:");

		fprintf(t->out, "\t'(-%c --%s)'{-%c%s,--%s%s}'[%s]%s'\n", o->letter, o->name,
			o->letter, o->value ? "+" : "", o->name, o->value ? "=" : "", help,
			o->value ? ":NAME:_sandbox_profiles" : "");
	}
}

static void print_zsh_verbs(struct texts *t, const char *arg UNUSED)
{
	for (size_t i = 0; i < n_verbs; i++)
		fprintf(t->out, "\t'%s:%s'\n", verb_table[i].name,
			quoted(&t->arena, verb_table[i].help, ":"));
}

/* --- fish ------------------------------------------------------------------------------ */

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
		{":call", "-xa '(__sandbox_calls)'"},
		{":env", "-xa '(set -nx)'"},
		{"-", "-x"},
	};
	char *words;

	for (size_t i = 0; i < ARRAY_SIZE(values); i++)
		if (str_equal(values[i].kind, word))
			return values[i].options;
	words = arena_printf(a, "-xa '%s'", word);
	for (char *c = words; *c; c++)
		if (*c == '|')
			*c = ' ';
	return words;
}

/* arg: the program that the lines are for, and the condition. */
static void print_fish_options(struct texts *t, const char *arg)
{
	for (size_t i = 0; i < N_OPTIONS; i++) {
		const struct option_row *o = &option_table[i];

		fprintf(t->out, "complete -c %s -s %c -l %s %s -d '%s'\n", arg, o->letter,
			o->name, o->value ? fish_value(&t->arena, ":profile") : "-f",
			quoted(&t->arena, o->help, "\\"));
	}
}

static void print_fish_rules(struct texts *t, const char *arg)
{
	static const char *const condition[N_FORMS] = {
		[FORM_PLAIN] = "",
		[FORM_NO] = "; and __sandbox_word_is --no",
		[FORM_OPTIONAL] = "; and __sandbox_word_is --op",
	};

	for (int i = 0; i < N_KEYWORDS; i++) {
		const struct keyword *k = &keyword_table[i];
		struct shape s;

		if (texts_is_profile_only(i))
			continue;
		shape_of_keyword(&t->arena, (enum keyword_id)i, &s);
		for (enum form form = FORM_PLAIN; form < N_FORMS; form++)
			fprintf(t->out, "complete -c %s%s' -l %s%s %s -d '%s'\n", arg,
				condition[form], prefix_of[form], k->name,
				values_needed(i, form) > 0 ? fish_value(&t->arena, s.word[0])
							   : "-f",
				quoted(&t->arena, help_of(&t->arena, k, form), "\\"));
	}
}

/* fish thinks that one value is all an option can have. */
static void print_fish_second_values(struct texts *t, const char *arg)
{
	for (int i = 0; i < N_KEYWORDS; i++) {
		struct shape s;

		if (texts_is_profile_only(i) || keyword_table[i].least != 2)
			continue;
		shape_of_keyword(&t->arena, (enum keyword_id)i, &s);
		if (!str_equal(s.word[1], ":file"))
			fprintf(t->out, "complete -c %s -n '__%s_awaits %s' %s\n", arg, arg,
				keyword_table[i].name, fish_value(&t->arena, s.word[1]));
	}
}

static void print_fish_verbs(struct texts *t, const char *arg UNUSED)
{
	for (size_t i = 0; i < n_verbs; i++) {
		const struct verb_row *v = &verb_table[i];

		fprintf(t->out,
			"complete -c sandboxctl -n 'not __sandboxctl_verb' -fa %s -d '%s'\n",
			v->name, quoted(&t->arena, v->help, "\\"));
		for (const char *o = v->options; *o; o += strspn(o, " ")) {
			size_t n = strcspn(o, " ");

			fprintf(t->out,
				"complete -c sandboxctl -n '__sandboxctl_verb %s' -fl %.*s\n",
				v->name, (int)n - 2, o + 2);
			o += n;
		}
	}
}

const struct mark shell_marks[] = {
	{"LIMIT_WORDS", print_limit_words, NULL},
	{"CAPABILITY_WORDS", print_capability_words, NULL},
	{"CALL_WORDS", print_call_words, NULL},
	{"GROUP_WORDS", print_group_words, NULL},
	{"VERB_WORDS", print_verb_words, NULL},
	{"RULE_VERBS", print_rule_verbs, NULL},
	{"TWO_VALUE_OPTIONS", print_two_value_options, NULL},
	{"PLAIN_OPTIONS", print_plain_options, NULL},
	{"BASH_OPTIONS", print_bash_options, NULL},
	{"BASH_RULES", print_bash_rules, NULL},
	{"BASH_NO_RULES", print_bash_rules, "no"},
	{"BASH_OPTIONAL_RULES", print_bash_rules, "optional"},
	{"BASH_VALUES", print_bash_values, NULL},
	{"BASH_VERBS", print_bash_verbs, NULL},
	{"ZSH_OPTIONS", print_zsh_options, NULL},
	{"ZSH_RULES", print_zsh_rules, NULL},
	{"ZSH_NO_RULES", print_zsh_rules, "no"},
	{"ZSH_OPTIONAL_RULES", print_zsh_rules, "optional"},
	{"ZSH_VERBS", print_zsh_verbs, NULL},
	{"FISH_OPTIONS", print_fish_options, "sandbox -n '__sandbox_in_options'"},
	{"FISH_RULES", print_fish_rules, "sandbox -n '__sandbox_in_options"},
	{"FISH_CTL_OPTIONS", print_fish_options, "sandboxctl -n '__sandboxctl_in_options'"},
	{"FISH_CTL_RULES", print_fish_rules, "sandboxctl -n '__sandboxctl_in_options"},
	{"FISH_SECOND_VALUES", print_fish_second_values, "sandbox"},
	{"FISH_CTL_SECOND_VALUES", print_fish_second_values, "sandboxctl"},
	{"FISH_VERBS", print_fish_verbs, NULL},
};
const size_t n_shell_marks = ARRAY_SIZE(shell_marks);
