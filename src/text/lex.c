/* lex.c - one line of a profile into words.
 * May: judge the user's words.  Must not: know what the words mean.
 *
 * A word is a run of bytes without space, or a run in double quotes, or several of these
 * without space between. Within quotes \" \\ \$ and \n stand for themselves. # begins a
 * comment at the beginning of a word. ${NAME} is filled in, within quotes as well.
 */
#include "text/lex.h"

#include "base/text.h"

struct lexer {
	struct arena *arena;
	struct diag *diag;
	struct origin from;
	const struct vars *vars;
	const char *line;
	const char *at;
	const char *end;
	VEC(char) text;
};

static int complain(struct lexer *l, const char *at, const char *message)
{
	l->from.column = (unsigned int)(at - l->line) + 1;
	return diag_error(l->diag, &l->from, "%s", message);
}

static int check_bytes(struct lexer *l)
{
	const char *at = l->line;

	if (l->end - l->line > LINE_BYTES_MAX)
		return complain(l, at, "the line is longer than 65536 bytes");
	while (at < l->end) {
		size_t len = text_utf8_length((const unsigned char *)at,
					      (size_t)(l->end - at));

		if (*at == '\0')
			return complain(l, at, "a NUL byte: this is not a text file");
		if (len == 0)
			return complain(l, at, "a byte that is not UTF-8");
		at += len;
	}
	return 0;
}

static void push_text(struct lexer *l, const char *s, size_t n)
{
	while (n-- > 0)
		*vec_push(l->arena, &l->text) = *s++;
}

static int take_variable(struct lexer *l, struct word *w)
{
	const char *name = l->at + 2;
	const char *close = memchr(name, '}', (size_t)(l->end - name));
	const char *value;
	int id;

	if (!close)
		return complain(l, l->at, "a variable without its closing '}'");
	id = var_find(name, (size_t)(close - name));
	if (id < 0) {
		const char *word = arena_copy(l->arena, name, (size_t)(close - name));
		const char *near = var_nearest(word);

		l->from.column = (unsigned int)(l->at - l->line) + 1;
		if (near)
			return diag_error(l->diag, &l->from,
					  "unknown variable '%s'; did you mean '%s'?",
					  word, near);
		return diag_error(l->diag, &l->from, "unknown variable '%s'", word);
	}
	value = l->vars->value[id];
	if (!value)
		w->missing = var_table[id].name;
	else
		push_text(l, value, strlen(value));
	if (id == VAR_CWD)
		w->from_cwd = 1;
	l->at = close + 1;
	return 0;
}

static int is_variable(const struct lexer *l)
{
	return l->vars && l->end - l->at >= 2 && l->at[0] == '$' && l->at[1] == '{';
}

static int take_escape(struct lexer *l)
{
	char c = l->at + 1 < l->end ? l->at[1] : '\0';

	if (c != '"' && c != '\\' && c != '$' && c != 'n')
		return complain(l, l->at,
				"after a \\ within quotes: expected \", \\, $ or n");
	push_text(l, c == 'n' ? "\n" : &c, 1);
	l->at += 2;
	return 0;
}

static int take_quoted(struct lexer *l, struct word *w)
{
	const char *open = l->at++;

	while (l->at < l->end && *l->at != '"') {
		if (is_variable(l)) {
			if (take_variable(l, w) < 0)
				return -1;
		} else if (*l->at == '\\') {
			if (take_escape(l) < 0)
				return -1;
		} else {
			push_text(l, l->at++, 1);
		}
	}
	if (l->at == l->end)
		return complain(l, open, "a quote that is not closed on its line");
	l->at++;
	return 0;
}

static int is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

static int take_word(struct lexer *l, struct word *w)
{
	w->column = (unsigned int)(l->at - l->line) + 1;
	l->text.n = 0;
	while (l->at < l->end && !is_space(*l->at)) {
		if (*l->at == '"') {
			if (take_quoted(l, w) < 0)
				return -1;
		} else if (is_variable(l)) {
			if (take_variable(l, w) < 0)
				return -1;
		} else {
			push_text(l, l->at++, 1);
		}
	}
	w->end = (unsigned int)(l->at - l->line) + 1;
	w->text = arena_copy(l->arena, l->text.n ? l->text.item : "", l->text.n);
	return 0;
}

int lex_line(struct arena *a, struct diag *d, const struct origin *from,
	     const struct vars *vars, const char *line, size_t n,
	     struct words *ret_words)
{
	struct lexer l = {.arena = a,
			  .diag = d,
			  .from = *from,
			  .vars = vars,
			  .line = line,
			  .at = line,
			  .end = line + n};
	struct words words = {{0}};

	if (check_bytes(&l) < 0)
		return -1;
	for (;;) {
		while (l.at < l.end && is_space(*l.at))
			l.at++;
		if (l.at == l.end || *l.at == '#')
			break;
		if (take_word(&l, vec_push(a, &words.list)) < 0)
			return -1;
	}
	*ret_words = words;
	return 0;
}
