/* cmd_plan.c - `sandboxctl plan`: what a start would do, without doing it; or with, by the clock.
 * May: start a sandbox if that is asked for, print.
 */
#include "ctl/ctl.h"
#include "ctl/plan_timing.h"
#include "plan/print.h"

/* Without a command the plan of a shell is shown. */
static const char *const shell[] = {"sh", NULL};

int ctl_plan(int argc UNUSED, char **argv, char **env)
{
	int json = ctl_take_json(argv);
	int timing = ctl_take_option(argv, "--timing");
	struct times begin = {{0}};
	struct wire w;

	times_note(&begin, TIMES_START);
	if (ctl_begin(&w, argv, env) < 0)
		return ctl_fail(&w, CTL_USAGE);
	if (timing && !w.cmdline.command[0]) {
		(void)diag_error(&w.diag, NULL,
				 "--timing starts a command, and there is none");
		return ctl_fail(&w, CTL_USAGE);
	}
	if (!w.cmdline.command[0])
		w.cmdline.command = shell;
	if (wire_read_policy(&w) < 0)
		return ctl_fail(&w, CTL_NO);
	times_note(&begin, TIMES_READ);
	if (wire_build_plan(&w) < 0)
		return ctl_fail(&w, CTL_NO);
	times_note(&begin, TIMES_PLANNED);
	if (timing)
		return plan_timing(&w, argv, env, &begin, json);
	if (json)
		plan_print_json(&w.arena, &w.plan, stdout);
	else
		plan_print(&w.arena, &w.plan, stdout);
	(void)fflush(stdout); /* main() looks at the stream's state */
	/* What was left out stays visible: it is part of what the plan does not do. */
	diag_print(&w.diag, stderr, "sandboxctl");
	arena_free(&w.arena);
	return CTL_YES;
}
