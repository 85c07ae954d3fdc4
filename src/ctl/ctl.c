/* ctl.c - what the verbs of sandboxctl share.
 * May: read options, print.
 */
#include "ctl/ctl.h"

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

int ctl_doctor(int argc, char **argv, char **env UNUSED)
{
	return doctor_main(argc, argv);
}

int ctl_usage(const char *text, const char *word)
{
	struct arena a = {0};
	struct diag d = {.arena = &a};
	const char *hole = strstr(text, "%s");
	int n = hole ? (int)(hole - text) : (int)strlen(text);

	(void)diag_error(&d, NULL, "%.*s%s%s", n, text, hole ? word : "",
			 hole ? hole + 2 : "");
	diag_print(&d, stderr, "sandboxctl");
	arena_free(&a);
	return CTL_USAGE;
}
