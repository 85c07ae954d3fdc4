/* cmd_export.c - `sandboxctl export`: the policy in the language of another guard.
 * May: print.
 */
#include "base/text.h"
#include "ctl/ctl.h"
#include "plan/export_apparmor.h"

/* A further format is a row. */
static const struct format {
	const char *name;
	void (*print)(const struct builder *b, FILE *stream);
} formats[] = {
	{"apparmor", export_apparmor},
};

/* Without a command the profile of a shell is exported, as `plan` shows it. */
static const char *const shell[] = {"sh", NULL};

static const struct format *find_format(const char *name)
{
	for (size_t i = 0; i < ARRAY_SIZE(formats); i++)
		if (str_equal(formats[i].name, name))
			return &formats[i];
	return NULL;
}

/* Says what is wrong with the word. */
static int refuse_format(const char *word)
{
	struct arena a = {0};
	struct diag d = {.arena = &a};
	const char *names[ARRAY_SIZE(formats)];
	char *list = arena_string(&a, "");
	const char *near;

	for (size_t i = 0; i < ARRAY_SIZE(formats); i++) {
		names[i] = formats[i].name;
		list = arena_printf(&a, "%s%s%s", list, i ? ", " : "", names[i]);
	}
	near = word ? text_nearest(word, names, ARRAY_SIZE(formats)) : NULL;
	if (!word || word[0] == '-')
		(void)diag_error(&d, NULL, "export: name a format first: %s", list);
	else if (near)
		(void)diag_error(&d, NULL,
				 "export: unknown format '%s'; did you mean '%s'?",
				 word, near);
	else
		(void)diag_error(&d, NULL, "export: unknown format '%s'; there is: %s",
				 word, list);
	diag_print(&d, stderr, "sandboxctl");
	arena_free(&a);
	return CTL_USAGE;
}

int ctl_export(int argc, char **argv, char **env)
{
	const char *word = argc > 1 ? argv[1] : NULL;
	const struct format *format = word ? find_format(word) : NULL;
	struct wire w;

	if (!format)
		return refuse_format(word);
	/* The format stands where the options expect the program's name. */
	if (ctl_begin(&w, argv + 1, env) < 0)
		return ctl_fail(&w, CTL_USAGE);
	if (!w.cmdline.command[0])
		w.cmdline.command = shell;
	if (wire_read_policy(&w) < 0 || wire_build_plan(&w) < 0)
		return ctl_fail(&w, CTL_NO);
	format->print(&w.builder, stdout);
	(void)fflush(stdout);		 /* main() looks at the stream's state */
	diag_forget(&w.diag, DIAG_NOTE); /* about the start, which is another's */
	diag_print(&w.diag, stderr, "sandboxctl");
	arena_free(&w.arena);
	return CTL_YES;
}
