/* export_glob.c - paths as AppArmor writes them, and all of a directory but some places in it.
 * May: compute.
 *
 * AppArmor's rules add up, `deny` beats them all, and a pattern cannot say "but not". What is
 * left of a directory without some places is therefore spelled out along the bytes of their
 * names: without `cat` there remain "{,[^c]**}", "c{,[^a]**}", "ca{,[^t]**}" and "cat[^/]**".
 * (apparmor.d(5), Globbing; tests/live/export.t asks the compiled rules.)
 */
#include "plan/export_glob.h"

#include <stdio.h>

#include "base/text.h"

/* A byte that the parser reads as itself only behind a backslash. */
static int is_special(unsigned char c)
{
	return c && strchr("\\\"*?[]{}^", c) != NULL;
}

static char *put_octal(char *to, unsigned char c)
{
	return to + sprintf(to, "\\%03o", c);
}

static int is_plain(struct arena *a, const unsigned char *s, size_t len)
{
	const char *one = arena_copy(a, (const char *)s, len);

	return len > 0 && str_equal(text_escape(a, one), one);
}

char *glob_escape(struct arena *a, const char *path)
{
	const unsigned char *from = (const unsigned char *)path;
	size_t left = strlen(path);
	char *text = arena_alloc(a, left * 4 + 1);
	char *to = text;

	while (left > 0) {
		size_t len = text_utf8_length(from, left);

		if (len == 1 && is_special(*from)) {
			*to++ = '\\';
			*to++ = (char)*from;
		} else if (len == 1 && *from >= ' ' && *from <= '~') {
			*to++ = (char)*from;
		} else if (len > 1 && is_plain(a, from, len)) {
			to = mempcpy(to, from, len);
		} else {
			len = len ? len : 1;
			for (size_t i = 0; i < len; i++)
				to = put_octal(to, from[i]);
		}
		from += len;
		left -= len;
	}
	*to = '\0';
	return text;
}

/* One byte within [^ ]. The lexer ends the word at a quote, even an escaped one. */
static char *put_in_class(char *to, unsigned char c)
{
	if (c == '"' || c < ' ' || c > '~')
		return put_octal(to, c);
	if (is_special(c))
		*to++ = '\\';
	*to++ = (char)c;
	return to;
}

struct walk {
	struct arena *arena;
	const char *dir;	   /* escaped, with its slash */
	const char *const *except; /* what is behind that */
	size_t n;
	struct globs *out;
};

/* The bytes that follow the first n bytes of `at` in any of the exceptions: what a path that
 * is none of them may not go on with. Returns whether one of them ends there.
 */
static int find_next(const struct walk *w, const char *at, size_t n, int next[256])
{
	int ends = 0;

	for (size_t i = 0; i < w->n; i++) {
		const char *e = w->except[i];

		if (strncmp(e, at, n) != 0)
			continue;
		/* Below an exception there are further exceptions only. */
		next[e[n] ? (unsigned char)e[n] : '/'] = 1;
		ends |= !e[n];
	}
	return ends;
}

static void add_prefix(struct walk *w, const char *at, size_t n)
{
	int next[256] = {0};
	int ends = find_next(w, at, n, next);
	char class[256 * 4 + 1];
	char *to = class;

	if (next['-'])
		*to++ = '-'; /* elsewhere it would make a range */
	for (int c = 1; c < 256; c++)
		if (next[c] && c != '-')
			to = put_in_class(to, (unsigned char)c);
	*to = '\0';
	*vec_push(w->arena, &w->out->list) =
		arena_printf(w->arena, ends ? "%s%s[^%s]**" : "%s%s{,[^%s]**}", w->dir,
			     glob_escape(w->arena, arena_copy(w->arena, at, n)), class);
}

/* Has a path before this one the same first n bytes? */
static int is_known(const struct walk *w, size_t i, size_t n)
{
	for (size_t k = 0; k < i; k++)
		if (strncmp(w->except[k], w->except[i], n) == 0)
			return 1;
	return 0;
}

void glob_tree(struct arena *a, const char *dir, const char *const *except,
	       size_t n_except, struct globs *ret_globs)
{
	size_t skip = str_equal(dir, "/") ? 1 : strlen(dir) + 1;
	const char **rest = arena_alloc(a, (n_except + 1) * sizeof(*rest));
	struct walk w = {.arena = a, .except = rest, .n = n_except, .out = ret_globs};

	*ret_globs = (struct globs){{0}};
	w.dir = skip == 1 ? "/" : arena_printf(a, "%s/", glob_escape(a, dir));
	if (!n_except)
		*vec_push(a, &ret_globs->list) = arena_printf(a, "%s{,**}", w.dir);
	for (size_t i = 0; i < n_except; i++)
		rest[i] = except[i] + skip;
	for (size_t i = 0; i < n_except; i++)
		for (size_t n = 0; n <= strlen(rest[i]); n++)
			if (!is_known(&w, i, n))
				add_prefix(&w, rest[i], n);
}
