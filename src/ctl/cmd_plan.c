/* cmd_plan.c - `sandboxctl plan`: what a start would do, without doing it.
 * May: print.
 */
#include "ctl/ctl.h"
#include "plan/print.h"

/* Without a command the plan of a shell is shown. */
static const char *const shell[] = {"sh", NULL};

int ctl_plan(int argc UNUSED, char **argv, char **env)
{
	int json = ctl_take_json(argv);
	struct wire w;

	if (ctl_begin(&w, argv, env) < 0)
		return ctl_fail(&w, CTL_USAGE);
	if (!w.cmdline.command[0])
		w.cmdline.command = shell;
	if (wire_read_policy(&w) < 0 || wire_build_plan(&w) < 0)
		return ctl_fail(&w, CTL_NO);
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
