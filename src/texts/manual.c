/* manual.c - the marks of the manual pages: tables as mdoc(7).
 * May: print to the stream it is given.
 */
#include <ctype.h>

#include "plan/filter_condition.h"
#include "plan/plan.h"
#include "plan/promise.h"
#include "plan/syscall_table.h"
#include "text/cmdline.h"
#include "text/names.h"
#include "text/vars.h"
#include "texts/rule.h"
#include "texts/tables.h"
#include "texts/texts.h"

#define LINE_COLUMNS 72

/* Characters that roff would take for something else: mandoc_char(7). */
static const struct {
	char c;
	const char *escape;
} escapes[] = {
	{'\\', "\\e"},	 {'-', "\\-"},	 {'`', "\\(ga"},
	{'\'', "\\(aq"}, {'~', "\\(ti"}, {'^', "\\(ha"},
};

static const char *escape_of(char c)
{
	for (size_t i = 0; i < ARRAY_SIZE(escapes); i++)
		if (escapes[i].c == c)
			return escapes[i].escape;
	return NULL;
}

/* A word that begins with a letter keeps its hyphens: only options need the real minus.
 */
static void print_escaped(struct texts *t, const char *s, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		const char *escape = escape_of(s[i]);

		if (escape &&
		    !(s[i] == '-' && i > 0 && isalpha((unsigned char)s[i - 1])))
			fputs(escape, t->out);
		else
			fputc(s[i], t->out);
	}
}

/* Running text, in lines that roff's own tools find short enough. */
static void print_text(struct texts *t, const char *text)
{
	size_t column = 0;

	while (*text) {
		size_t n = strcspn(text, " ");

		if (column > 0 && column + 1 + n > LINE_COLUMNS) {
			fputc('\n', t->out);
			column = 0;
		} else if (column > 0) {
			fputc(' ', t->out);
			column++;
		}
		print_escaped(t, text, n);
		column += n;
		text += n + (text[n] == ' ');
	}
	fputc('\n', t->out);
}

/* The same as a sentence, with its capital (but for names like io_uring) and full stop.
 */
static void print_sentence(struct texts *t, const char *help)
{
	size_t n = 0;
	char *text = arena_printf(&t->arena, "%s.", help);

	while (islower((unsigned char)text[n]))
		n++;
	if (n > 0 && !isdigit((unsigned char)text[n]) && text[n] != '_')
		text[0] = (char)toupper((unsigned char)text[0]);
	print_text(t, text);
}

/* --- Values, as arguments of a macro line --------------------------------------------
 */

/* Length of the piece that s begins with: a name, a word, or a sign. */
static size_t piece_length(const char *s)
{
	size_t n = 0;

	if (isupper((unsigned char)s[0]) || s[0] == '@')
		for (n = 1; isupper((unsigned char)s[n]); n++)
			;
	else
		while (islower((unsigned char)s[n]))
			n++;
	if (n == 0)
		n = strncmp(s, "...", 3) == 0 ? 3 : 1;
	return n;
}

static const char *macro_of(const char *piece)
{
	if (piece[0] == '[')
		return "Oo";
	if (piece[0] == ']')
		return "Oc";
	if (isupper((unsigned char)piece[0]) || piece[0] == '@')
		return "Ar ";
	if (islower((unsigned char)piece[0]))
		return "Cm ";
	/* Some signs are delimiters, which no macro takes as its argument. */
	return strchr("|:", piece[0]) ? "" : "No ";
}

/* "NAME[=VALUE]" -> Ar NAME Ns Oo No = Ns Ar VALUE Oc. No Ns follows an opening bracket
 * or precedes a closing one: those keep to their neighbours by themselves.
 */
static void print_values(struct texts *t, const char *values)
{
	int is_apart = 1;

	while (*values) {
		size_t n = piece_length(values);

		if (*values == ' ') {
			is_apart = 1;
			values++;
			continue;
		}
		fputs(is_apart ? " " : *values == ']' ? " " : " Ns ", t->out);
		fputs(macro_of(values), t->out);
		if (*values != '[' && *values != ']')
			print_escaped(t, values, n);
		is_apart = *values == '[';
		values += n;
	}
}

/* --- Rows with paragraphs
 * ------------------------------------------------------------- */

static void print_paragraph(struct texts *t, const char *kind, const char *name)
{
	fputs(paragraph_text(&t->paragraphs, kind, name), t->out);
}

static void print_options(struct texts *t, const char *arg UNUSED)
{
	for (size_t i = 0; i < N_OPTIONS; i++) {
		const struct option_row *o = &option_table[i];

		fprintf(t->out, ".It Fl %c", o->letter);
		if (o->value)
			fprintf(t->out, " Ar %s", o->value);
		fprintf(t->out, " , Fl Fl %s", o->name);
		if (o->value)
			fprintf(t->out, " Ns = Ns Ar %s", o->value);
		fputc('\n', t->out);
		print_sentence(t, o->help);
		print_paragraph(t, "option", o->name);
	}
}

/* The keywords as options of `sandbox`, a line each. */
static void print_rules(struct texts *t, const char *arg UNUSED)
{
	for (int i = 0; i < N_KEYWORDS; i++) {
		const struct keyword *k = &keyword_table[i];

		if (!rule_is_option(i, RULE_PLAIN))
			continue;
		fprintf(t->out, ".It Fl Fl %s", k->name);
		if (k->least > 0) {
			/* Several values behind = are one word for the shell. */
			const char *quote = strchr(k->values, ' ') ? " ' Ns" : "";

			fprintf(t->out, " Ns = Ns%s", quote);
			print_values(t, k->values);
			fputs(*quote ? " Ns '" : "", t->out);
		} else {
			fputs(" Ns Oo No = Ns", t->out);
			print_values(t, arena_copy(&t->arena, k->values + 1,
						   strlen(k->values) - 2));
			fputs(" Oc", t->out);
		}
		fputc('\n', t->out);
		print_sentence(t, k->help);
	}
}

static void print_keywords(struct texts *t, const char *arg UNUSED)
{
	for (int i = 0; i < N_KEYWORDS; i++) {
		fprintf(t->out, ".It Ic %s", keyword_table[i].name);
		print_values(t, keyword_table[i].values);
		fputc('\n', t->out);
		print_sentence(t, keyword_table[i].help);
		print_paragraph(t, "keyword", keyword_table[i].name);
	}
}

/* The names of keywords of which the last one said wins, as one enumeration. */
static void print_once(struct texts *t, const char *arg UNUSED)
{
	const char *between = "";

	for (int i = 0; i < N_KEYWORDS; i++) {
		if (keyword_table[i].merge != MERGE_ONCE)
			continue;
		fprintf(t->out, "%s.Ic %s", between, keyword_table[i].name);
		between = " ,\n";
	}
	fputs(" .\n", t->out);
}

static void print_verbs(struct texts *t, const char *arg UNUSED)
{
	for (size_t i = 0; i < n_verbs; i++) {
		fprintf(t->out, ".It Ic %s", verb_table[i].name);
		for (const char *o = verb_table[i].options; *o; o += strspn(o, " ")) {
			size_t n = strcspn(o, " ");

			if (!verb_option_has_value(&verb_table[i], o, n))
				fprintf(t->out, " Oo Fl Fl %.*s Oc", (int)n - 2, o + 2);
			o += n;
		}
		print_values(t, verb_table[i].arguments);
		fputc('\n', t->out);
		print_sentence(t, verb_table[i].help);
		print_paragraph(t, "verb", verb_table[i].name);
	}
}

/* --- Rows that explain themselves
 * ----------------------------------------------------- */

static void print_variables(struct texts *t, const char *arg UNUSED)
{
	for (size_t i = 0; i < N_VARS; i++) {
		fprintf(t->out, ".It Ic ${%s}\n", var_table[i].name);
		print_sentence(t, var_table[i].help);
	}
}

static void print_limits(struct texts *t, const char *arg UNUSED)
{
	for (size_t i = 0; i < n_limits; i++) {
		fprintf(t->out, ".It Cm %s\n", limit_table[i].name);
		print_sentence(t, limit_table[i].help);
	}
}

static void print_capabilities(struct texts *t, const char *arg UNUSED)
{
	for (size_t i = 0; i < n_capabilities; i++)
		fprintf(t->out, ".Cm %s %s\n", capability_name[i],
			i + 1 < n_capabilities ? "," : ".");
}

static void print_groups(struct texts *t, const char *arg UNUSED)
{
	static const char *const verdict[] = {
		[VERDICT_ENOSYS] = "refused with ENOSYS",
		[VERDICT_EPERM] = "refused with EPERM",
		[VERDICT_ALLOW] = "allowed",
	};

	for (size_t i = 0; i < syscall_n_groups; i++) {
		fprintf(t->out, ".It Cm %s Pq %s\n", syscall_group_table[i].name,
			verdict[syscall_group_table[i].verdict]);
		print_sentence(t, syscall_group_table[i].summary);
	}
}

static void print_conditions(struct texts *t, const char *arg UNUSED)
{
	static const char *const kind[] = {
		[CONDITION_PERMITS] = "allowed for",
		[CONDITION_REFUSES] = "refused for",
		[CONDITION_FORBIDS] = "refused, whatever a profile says, for",
	};

	for (size_t i = 0; i < N_CONDITIONS; i++) {
		fprintf(t->out, ".It Cm %s\n", condition_table[i].name);
		print_sentence(t, arena_printf(&t->arena, "%s %s",
					       kind[condition_table[i].kind],
					       condition_table[i].what));
	}
}

/* What words of a profile open in the filter, a line for each call. */
static void print_openings(struct texts *t, const char *arg UNUSED)
{
	const char *last = "";

	for (size_t i = 0; i < syscall_n_openings; i++) {
		const struct syscall_opening *o = &syscall_opening_table[i];

		if (!str_equal(o->with, last))
			fprintf(t->out, ".It Cm %s\n", o->with);
		else
			fputs(".br\n", t->out);
		last = o->with;
		fprintf(t->out, ".Fn %s :\n", syscall_table[o->row].name);
		print_text(t, arena_printf(&t->arena, "%s.", o->reason));
	}
}

static void print_features(struct texts *t, const char *arg UNUSED)
{
	for (size_t i = 0; i < n_feature_rows; i++) {
		fprintf(t->out, ".It Sy %s", feature_rows[i].name);
		fputs(feature_rows[i].is_base ? " Pq needed\n" : "\n", t->out);
		print_sentence(t, feature_rows[i].cost);
	}
}

static void print_steps(struct texts *t, const char *arg UNUSED)
{
	for (size_t i = 0; i < N_STEP_OPS; i++) {
		fprintf(t->out, ".It Cm %s Ta %s Ta ", step_table[i].name,
			phase_name[step_table[i].phase]);
		print_escaped(t, step_table[i].what, strlen(step_table[i].what));
		fputc('\n', t->out);
	}
}

static void print_promises(struct texts *t, const char *arg UNUSED)
{
	for (size_t i = 0; i < N_PROMISES; i++) {
		fprintf(t->out, ".It Cm %s\n", promise_table[i].word);
		print_sentence(t, promise_table[i].what);
	}
}

const struct mark manual_marks[] = {
	{"OPTIONS", print_options, NULL},
	{"RULES", print_rules, NULL},
	{"KEYWORDS", print_keywords, NULL},
	{"ONCE", print_once, NULL},
	{"VARIABLES", print_variables, NULL},
	{"LIMITS", print_limits, NULL},
	{"CAPABILITIES", print_capabilities, NULL},
	{"GROUPS", print_groups, NULL},
	{"CONDITIONS", print_conditions, NULL},
	{"OPENINGS", print_openings, NULL},
	{"VERBS", print_verbs, NULL},
	{"FEATURES", print_features, NULL},
	{"STEPS", print_steps, NULL},
	{"PROMISES", print_promises, NULL},
};
const size_t n_manual_marks = ARRAY_SIZE(manual_marks);
