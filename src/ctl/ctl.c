/* ctl.c - what the verbs of sandboxctl share.
 * May: read options, print.
 */
#include "ctl/ctl.h"

#include <stdarg.h>

#include "base/text.h"
#include "ctl/doctor.h"

int ctl_take_json(char **argv)
{
	return ctl_take_option(argv, "--json");
}

int ctl_take_option(char **argv, const char *option)
{
	int found = 0;
	char **to = argv;

	for (; *argv && !str_equal(*argv, "--"); argv++) {
		if (str_equal(*argv, option))
			found = 1;
		else
			*to++ = *argv;
	}
	while ((*to++ = *argv++))
		; /* the rest, and the NULL behind it */
	return found;
}

int ctl_begin(struct wire *w, char **argv, char **env)
{
	wire_begin(w, env);
	return wire_read_options(w, argv);
}

int ctl_fail(struct wire *w, int status)
{
	diag_forget(&w->diag, DIAG_WARNING);
	diag_forget(&w->diag, DIAG_DETAIL);
	diag_forget(&w->diag, DIAG_NOTE);
	diag_print(&w->diag, stderr, "sandboxctl");
	arena_free(&w->arena);
	return status;
}

int ctl_doctor(int argc UNUSED, char **argv, char **env UNUSED)
{
	return doctor_main(argv);
}

static const struct ctl_verb *find_verb(const char *name)
{
	for (size_t i = 0; i < n_ctl_verbs; i++)
		if (str_equal(ctl_verbs[i].name, name))
			return &ctl_verbs[i];
	return NULL;
}

int ctl_usage(const char *verb, const char *format, ...)
{
	struct arena a = {0};
	struct diag d = {.arena = &a};
	va_list ap;

	va_start(ap, format);
	(void)diag_error(&d, NULL, "%s: %s", verb, arena_vprintf(&a, format, ap));
	va_end(ap);
	diag_hint(&d, "sandboxctl %s --help says what it takes", verb);
	diag_print(&d, stderr, "sandboxctl");
	arena_free(&a);
	return CTL_USAGE;
}

int ctl_unknown_option(const char *verb, const char *word)
{
	struct arena a = {0};
	const struct ctl_verb *v = find_verb(verb);
	VEC(const char *) names = {0};
	char *list = arena_string(&a, "");
	const char *near;
	int status;

	for (const char *o = v ? v->options : ""; *o; o += strspn(o, " ")) {
		size_t n = strcspn(o, " ");

		*vec_push(&a, &names) = arena_copy(&a, o, n);
		list = arena_printf(&a, "%s%s%.*s", list, *list ? ", " : "", (int)n, o);
		o += n;
	}
	near = names.n ? text_nearest(word, names.item, names.n) : NULL;
	if (near)
		status = ctl_usage(verb, "unknown option '%s'; did you mean '%s'?",
				   word, near);
	else if (*list)
		status = ctl_usage(verb, "unknown option '%s'; there is: %s", word,
				   list);
	else
		status = ctl_usage(verb, "unknown option '%s'; it has none", word);
	arena_free(&a);
	return status;
}

static int take_flag(const struct ctl_flag *flags, const char *word)
{
	for (; flags && flags->name; flags++)
		if (str_equal(flags->name, word)) {
			*flags->given = 1;
			return 1;
		}
	return 0;
}

int ctl_read_words(char **argv, const struct ctl_flag *flags, size_t least, size_t most)
{
	const char *verb = argv[0];
	const struct ctl_verb *v = find_verb(verb);
	char **to = argv + 1;
	int is_word = 0;

	for (char **from = argv + 1; *from; from++) {
		char *word = *from;

		if (is_word || word[0] != '-' || !word[1])
			*to++ = word;
		else if (str_equal(word, "--"))
			is_word = 1;
		else if (!take_flag(flags, word))
			return ctl_unknown_option(verb, word);
	}
	*to = NULL;
	if ((size_t)(to - argv) - 1 < least)
		return ctl_usage(verb, "a word is missing: %s %s", verb,
				 v ? v->arguments : "");
	if ((size_t)(to - argv) - 1 > most)
		return ctl_usage(verb, "'%s' is one word too many", argv[most + 1]);
	return 0;
}
