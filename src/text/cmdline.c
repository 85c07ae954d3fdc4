/* cmdline.c - the words of `sandbox [options] [--] command [args...]`.
 * May: judge the user's words.
 *
 * Every keyword is an option: --read=/usr, --read /usr, --no-read=/opt,
 * --optional-device=/dev/dri. Behind = stands one value to the letter, or several as in a
 * profile line where the keyword takes several; without = the next words are the values.
 */
#include "text/cmdline.h"

#include "base/text.h"
#include "text/lex.h"
#include "text/profile.h"
#include "text/value.h"

const struct option_row option_table[N_OPTIONS] = {
#define OPTION(id, name, letter, value, help) \
	[OPTION_##id] = {name, letter, value, help},
#include "text/option.def"
#undef OPTION
};

struct parser {
	struct arena *arena;
	struct diag *diag;
	const char *cwd;
	char *const *argv;
	struct cmdline *out;
};

static struct origin option_origin(const char *text)
{
	return (struct origin){.file = "command line", .text = text};
}

static int unknown_option(struct parser *p, const char *name)
{
	const char *names[N_KEYWORDS + N_OPTIONS];
	const char *rest, *form = "", *near;
	size_t n = 0;

	for (int i = 0; i < N_KEYWORDS; i++)
		names[n++] = keyword_table[i].name;
	if ((rest = str_after(name, "no-")))
		form = "no-";
	else if ((rest = str_after(name, "optional-")))
		form = "optional-";
	for (int i = 0; i < N_OPTIONS && !rest; i++)
		names[n++] = option_table[i].name;
	near = text_nearest(rest ? rest : name, names, n);
	if (near)
		return diag_error(p->diag, NULL,
				  "unknown option '--%s'; did you mean '--%s%s'?", name,
				  form, near);
	diag_error(p->diag, NULL, "unknown option '--%s'", name);
	diag_hint(p->diag, "sandbox --help lists them; put -- before the command");
	return -1;
}

/* Several values behind = are one word for the shell: the quotes say so. */
static int lacks_value(const struct parser *p, const struct setting *s)
{
	const struct keyword *k = &keyword_table[s->key];
	const char *quote = strchr(k->values, ' ') ? "'" : "";

	return diag_error(p->diag, &s->from, "a value is missing: --%s=%s%s%s", k->name,
			  quote, k->values, quote);
}

/* Collects the values of a keyword into w: behind =, or the next words of argv. */
static int take_values(struct parser *p, struct setting *s, const char *equals,
		       struct words *w)
{
	const struct keyword *k = &keyword_table[s->key];
	struct word *one;

	if (equals && (k->most == 1 || *equals == '\0')) {
		one = vec_push(p->arena, &w->list);
		one->text = equals;
		return 0;
	}
	if (equals &&
	    lex_line(p->arena, p->diag, &s->from, NULL, equals, strlen(equals), w) < 0)
		return -1;
	if (equals && w->list.n < value_least(s))
		return lacks_value(p, s);
	if (equals)
		return 0;
	for (unsigned int i = value_least(s); i > 0; i--) {
		if (!*p->argv)
			return lacks_value(p, s);
		one = vec_push(p->arena, &w->list);
		one->text = *p->argv++;
		s->from.text = arena_printf(p->arena, "%s %s", s->from.text, one->text);
	}
	return 0;
}

static int take_keyword(struct parser *p, const char *name, const char *equals,
			const char *text)
{
	struct setting s = {.from = option_origin(text)};
	struct words words = {{0}};
	const char *rest;
	int key;

	key = keyword_find(name);
	if (key < 0 && (rest = str_after(name, "no-"))) {
		s.negated = 1;
		key = keyword_find(rest);
	} else if (key < 0 && (rest = str_after(name, "optional-"))) {
		s.optional = 1;
		key = keyword_find(rest);
	}
	if (key < 0)
		return unknown_option(p, name);
	s.key = (enum keyword_id)key;
	if (s.key == KEYWORD_SUMMARY)
		return diag_error(p->diag, &s.from, "'%s' stands in profiles only",
				  keyword_table[key].name);
	if (profile_check_include(p->diag, &s) < 0)
		return -1;
	if (take_values(p, &s, equals, &words) < 0)
		return -1;
	if (value_check(p->arena, p->diag, p->cwd ? p->cwd : "", words.list.item,
			words.list.n, &s) < 0)
		return -1;
	*vec_push(p->arena, &p->out->settings.list) = s;
	return 0;
}

static int take_option(struct parser *p, enum option_id id, const char *equals,
		       const char *text)
{
	struct origin from = option_origin(text);

	if (equals && !option_table[id].value)
		return diag_error(p->diag, &from, "this option takes no value");
	if (!equals && option_table[id].value) {
		if (!*p->argv)
			return diag_error(p->diag, &from, "a value is missing: --%s=%s",
					  option_table[id].name,
					  option_table[id].value);
		equals = *p->argv++;
		from.text = arena_printf(p->arena, "%s %s", text, equals);
	}
	p->out->given[id] = 1;
	if (id != OPTION_PROFILE)
		return 0;
	if (!strchr(equals, '/') && !value_is_name(equals))
		return diag_error(
			p->diag, &from,
			"expected a profile's name (1 to 64 letters, digits and "
			". _ + -, the first no . or -) or "
			"a path with a slash");
	p->out->profile = equals;
	p->out->profile_from = from;
	return 0;
}

static int take_long(struct parser *p, const char *text)
{
	const char *equals = strchr(text, '=');
	const char *name =
		arena_copy(p->arena, text + 2,
			   equals ? (size_t)(equals - text) - 2 : strlen(text) - 2);

	if (equals)
		equals++;
	for (int i = 0; i < N_OPTIONS; i++)
		if (str_equal(option_table[i].name, name))
			return take_option(p, (enum option_id)i, equals, text);
	return take_keyword(p, name, equals, text);
}

/* -q, -pNAME, -p NAME, and several together: -qvp NAME. */
static int take_short(struct parser *p, const char *text)
{
	for (const char *letter = text + 1; *letter; letter++) {
		int i = 0;

		while (i < N_OPTIONS && option_table[i].letter != *letter)
			i++;
		if (i == N_OPTIONS) {
			diag_error(p->diag, NULL, "unknown option '-%c'", *letter);
			diag_hint(
				p->diag,
				"sandbox --help lists them; put -- before the command");
			return -1;
		}
		if (option_table[i].value)
			return take_option(p, (enum option_id)i,
					   letter[1] ? letter + 1 : NULL, text);
		if (take_option(p, (enum option_id)i, NULL, text) < 0)
			return -1;
	}
	return 0;
}

int cmdline_parse(struct arena *a, struct diag *d, const char *cwd, char *const *argv,
		  struct cmdline *ret_cmdline)
{
	struct parser p = {.arena = a, .diag = d, .cwd = cwd, .out = ret_cmdline};
	int bad = 0;

	*ret_cmdline = (struct cmdline){0};
	p.argv = *argv ? argv + 1 : argv;
	while (*p.argv && (*p.argv)[0] == '-' && (*p.argv)[1]) {
		const char *text = *p.argv++;

		if (str_equal(text, "--"))
			break;
		bad |= text[1] == '-' ? take_long(&p, text) : take_short(&p, text);
	}
	ret_cmdline->command = (const char *const *)p.argv;
	return bad ? -1 : 0;
}
