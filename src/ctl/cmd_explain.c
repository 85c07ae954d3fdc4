/* cmd_explain.c - `sandboxctl explain`: is it granted, by which line; if not, which would?
 * May: print.
 */
#include "ctl/answer.h"
#include "ctl/ctl.h"

static int is_path(const char *text)
{
	return text[0] == '/' || text[0] == '.' || text[0] == '~' ||
	       (strchr(text, '/') && !strstr(text, "://"));
}

/* A word is a path, an id, a system call or a host; what cannot be told apart is asked back. */
static int answer_any(struct wire *w, const char *text, struct answer *ret_answer)
{
	if (is_path(text))
		answer_path(w, text, ret_answer);
	else if (answer_is_id(text))
		answer_id(w, text, ret_answer);
	else if (answer_is_call(w, text))
		answer_call(w, text, ret_answer);
	else if (strpbrk(text, ".:") || str_equal(text, "localhost"))
		answer_host(w, text, ret_answer);
	else
		return -1;
	return 0;
}

static int explain_words(struct wire *w, const char *const *word, int json)
{
	int status = CTL_YES;

	if (json)
		printf("[\n");
	for (size_t i = 0; word[i]; i++) {
		struct answer a;

		if (answer_any(w, word[i], &a) < 0) {
			(void)diag_error(&w->diag, NULL,
					 "explain: '%s' is no system call; a path "
					 "begins with / . "
					 "or ~, a host has a . or : in it, an id "
					 "uid: or gid: before it",
					 word[i]);
			return ctl_fail(w, CTL_USAGE);
		}
		if (!a.granted)
			status = CTL_NO;
		if (i > 0)
			printf("%s\n", json ? "," : "");
		if (json)
			answer_print_json(&w->arena, &a);
		else
			answer_print(&w->arena, &a);
	}
	if (json)
		printf("\n]\n");
	return status;
}

static const char *const nothing[] = {"true", NULL};

int ctl_explain(int argc UNUSED, char **argv, char **env)
{
	int json = ctl_take_json(argv);
	const char *const *words;
	struct wire w;
	int status;

	if (ctl_begin(&w, argv, env) < 0)
		return ctl_fail(&w, CTL_USAGE);
	words = w.cmdline.command;
	if (!words[0]) {
		(void)diag_error(&w.diag, NULL,
				 "explain: name a path, a system call or a host");
		return ctl_fail(&w, CTL_USAGE);
	}
	w.cmdline.command = nothing;
	if (wire_read_policy(&w) < 0 || wire_build_plan(&w) < 0)
		return ctl_fail(&w, CTL_NO);
	status = explain_words(&w, words, json);
	arena_free(&w.arena);
	return status;
}
