/* main.c - `sandbox [options] [--] command [args...]`.
 * May: know every room.
 */
#include <signal.h>
#include <stdio.h>

#include "help.h"
#include "parent/launch.h"
#include "wire.h"

static void print_diag(struct wire *w)
{
	if (!w->cmdline.given[OPTION_VERBOSE]) {
		diag_forget(&w->diag, DIAG_WARNING);
		diag_forget(&w->diag, DIAG_DETAIL);
	}
	if (w->cmdline.given[OPTION_QUIET])
		diag_forget(&w->diag, DIAG_NOTE);
	diag_print(&w->diag, stderr, "sandbox");
}

static int fail(struct wire *w)
{
	print_diag(w);
	return EXIT_OURS;
}

/* Options that print something and stop. Returns 1 when there was one. */
static int print_and_stop(const struct wire *w)
{
	if (w->cmdline.given[OPTION_HELP])
		help_print(stdout);
	else if (w->cmdline.given[OPTION_VERSION])
		printf("sandbox %s\n", PACKAGE_VERSION);
	else
		return 0;
	return 1;
}

static int launch(struct wire *w, char **argv, char **env)
{
	struct launch l = {.arena = &w->arena,
			   .diag = &w->diag,
			   .plan = &w->plan,
			   .facts = &w->facts,
			   .policy = &w->policy,
			   .join_fd = w->join_fd};
	sigset_t mask;
	int status;

	launch_find_secrets(argv, env, &l);
	status = launch_run(&l, &mask);
	print_diag(w);
	/* A ^C that ended the program ends us the same way, now that it may. */
	(void)sigprocmask(SIG_SETMASK, &mask, NULL);
	return status;
}

static int run(struct wire *w, char **argv, char **env)
{
	if (wire_read_options(w, argv) < 0)
		return fail(w);
	if (print_and_stop(w))
		return fflush(stdout) == 0 ? 0 : EXIT_OURS;
	if (!w->cmdline.command[0] || !w->cmdline.command[0][0]) {
		diag_error(&w->diag, NULL,
			   w->cmdline.command[0] ? "the command is empty"
						 : "no command to run");
		diag_hint(
			&w->diag,
			"sandbox [options] [--] command [args...]; see sandbox --help");
		return fail(w);
	}
	if (wire_read_policy(w) < 0 || wire_check_descriptors(w) < 0)
		return fail(w);
	wire_make_hidden(w);
	if (wire_build_plan(w) < 0)
		return fail(w);
	print_diag(w);
	return launch(w, argv, env);
}

int main(int argc, char **argv, char **env)
{
	struct wire w;
	int status;

	if (argc < 1 || wire_fill_streams() < 0)
		return EXIT_OURS;
	wire_begin(&w, env);
	status = run(&w, argv, env);
	arena_free(&w.arena);
	return status;
}
