/* words.c - the marks of the completions that every shell shares: plain lists of words.
 * May: print to the stream it is given.
 */
#include <signal.h>

#include "plan/build_join.h"
#include "plan/syscall_table.h"
#include "text/cmdline.h"
#include "text/names.h"
#include "texts/rule.h"
#include "texts/tables.h"
#include "texts/texts.h"

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

static void print_promise_words(struct texts *t, const char *arg UNUSED)
{
	for (size_t i = 0; i < N_PROMISES; i++)
		print_word(t, promise_words[i], i == 0);
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

/* Of kill -s, without SIG. */
static void print_signal_words(struct texts *t, const char *arg UNUSED)
{
	int is_first = 1;

	for (int i = 1; i < NSIG; i++) {
		if (!sigabbrev_np(i))
			continue;
		print_word(t, sigabbrev_np(i), is_first);
		is_first = 0;
	}
}

/* Of exec --only. */
static void print_namespace_words(struct texts *t, const char *arg UNUSED)
{
	fputs(build_join_words(&t->arena), t->out);
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
		for (enum rule_form form = RULE_PLAIN; form < N_RULE_FORMS; form++) {
			if (!rule_is_option(i, form) ||
			    rule_values_needed(i, form) != 2)
				continue;
			print_word(t,
				   arena_printf(&t->arena, "--%s",
						rule_name(&t->arena, i, form)),
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
		print_word(t,
			   arena_printf(&t->arena, "-%c --%s", option_table[i].letter,
					option_table[i].name),
			   is_first);
		is_first = 0;
	}
	for (int i = 0; i < N_KEYWORDS; i++)
		for (enum rule_form form = RULE_PLAIN; form < N_RULE_FORMS; form++)
			if (rule_is_option(i, form) && rule_values_needed(i, form) == 0)
				print_word(t,
					   arena_printf(&t->arena, "--%s",
							rule_name(&t->arena, i, form)),
					   0);
}

const struct mark word_marks[] = {
	{"LIMIT_WORDS", print_limit_words, NULL},
	{"CAPABILITY_WORDS", print_capability_words, NULL},
	{"PROMISE_WORDS", print_promise_words, NULL},
	{"CALL_WORDS", print_call_words, NULL},
	{"GROUP_WORDS", print_group_words, NULL},
	{"VERB_WORDS", print_verb_words, NULL},
	{"SIGNAL_WORDS", print_signal_words, NULL},
	{"NAMESPACE_WORDS", print_namespace_words, NULL},
	{"RULE_VERBS", print_rule_verbs, NULL},
	{"TWO_VALUE_OPTIONS", print_two_value_options, NULL},
	{"PLAIN_OPTIONS", print_plain_options, NULL},
};
const size_t n_word_marks = ARRAY_SIZE(word_marks);
