/* plan_timing.c - where the time of one start goes: sandboxctl plan --timing.
 * May: start a sandbox, print.
 */
#include "ctl/plan_timing.h"

#include <errno.h>
#include <stdio.h>
#include <sys/wait.h>

#include "base/text.h"
#include "ctl/ctl.h"
#include "parent/launch.h"
#include "plan/print.h"

#define BAR_WIDTH 40

/* One line of what is printed. */
struct span {
	const char *phase;
	const char *name;
	const char *what;
	double us;
};

struct span_list {
	VEC(struct span) list;
	double total_us;
	double longest_us;
};

static void add(struct arena *a, struct span_list *s, uint64_t from, uint64_t to,
		const char *phase, const char *name, const char *what)
{
	double us = from && to > from ? (double)(to - from) / 1000 : 0;

	*vec_push(a, &s->list) = (struct span){phase, name, what, us};
	s->total_us += us;
	if (us > s->longest_us)
		s->longest_us = us;
}

/* What the launcher's own steps take is in the time until the child may begin. */
static void add_steps(struct wire *w, struct span_list *s, const struct times *t,
		      uint64_t *last)
{
	for (size_t i = 0; i < w->plan.steps.n; i++) {
		const struct step *step = &w->plan.steps.item[i];
		const struct step_row *row = &step_table[step->op];

		if (!t->step[i])
			continue; /* exec: the launcher sees when that was done */
		add(&w->arena, s, *last, t->step[i], phase_name[row->phase], row->name,
		    plan_describe(&w->arena, &w->plan, step));
		*last = t->step[i];
	}
}

static void list_spans(struct wire *w, struct span_list *s, const struct times *t)
{
	const uint64_t *at = t->point;
	struct arena *a = &w->arena;
	uint64_t last = at[TIMES_GO];

	add(a, s, at[TIMES_START], at[TIMES_READ], "launch", "read",
	    "profiles, options, facts of the host");
	add(a, s, at[TIMES_READ], at[TIMES_PLANNED], "launch", "plan",
	    "built and checked");
	add(a, s, at[TIMES_CLONE], at[TIMES_CHILD], "launch", "clone",
	    "into the new namespaces");
	add(a, s, at[TIMES_CHILD], at[TIMES_GO], "launch", "ids", "maps and records");
	add_steps(w, s, t, &last);
	add(a, s, last, at[TIMES_STARTED], "exec", "exec",
	    plan_describe(a, &w->plan, &w->plan.steps.item[w->plan.steps.n - 1]));
	add(a, s, at[TIMES_STARTED], at[TIMES_ENDED], "run", "run",
	    "the program, and the end of the sandbox");
}

static void print_spans(struct arena *a, const struct span_list *s)
{
	static const char bar[BAR_WIDTH + 1] =
		"########################################";

	for (size_t i = 0; i < s->list.n; i++) {
		const struct span *x = &s->list.item[i];
		int width = s->longest_us > 0
				    ? (int)(x->us / s->longest_us * BAR_WIDTH + 0.5)
				    : 0;

		printf("%8.0f us  %-*.*s  %-6s  %-13s %s\n", x->us, BAR_WIDTH, width,
		       bar, x->phase, x->name, text_escape(a, x->what));
	}
	printf("%8.0f us  in all\n", s->total_us);
}

static void print_json(struct arena *a, const struct span_list *s)
{
	printf("{\n  \"spans\": [\n");
	for (size_t i = 0; i < s->list.n; i++) {
		const struct span *x = &s->list.item[i];

		printf("    {\"phase\": \"%s\", \"step\": \"%s\", \"what\": %s, "
		       "\"us\": %.1f}%s\n",
		       x->phase, x->name, text_json(a, x->what), x->us,
		       i + 1 < s->list.n ? "," : "");
	}
	printf("  ],\n  \"us\": %.1f\n}\n", s->total_us);
}

/* In a child, since the launch gives the plan back that is to be printed. */
static int start(struct wire *w, char **argv, char **env, struct times *t)
{
	struct launch l = {.arena = &w->arena,
			   .diag = &w->diag,
			   .plan = &w->plan,
			   .facts = &w->facts,
			   .policy = &w->policy,
			   .times = t,
			   .join_fd = w->join_fd};
	sigset_t mask;
	int status;

	launch_find_secrets(argv, env, &l);
	status = launch_run(&l, &mask);
	diag_forget(&w->diag, DIAG_DETAIL); /* sandboxctl plan says them */
	diag_print(&w->diag, stderr, "sandboxctl");
	return status;
}

int plan_timing(struct wire *w, char **argv, char **env, const struct times *begin,
		int json)
{
	struct times *t = times_share(w->plan.steps.n);
	struct span_list spans = {0};
	int status = -1;
	pid_t pid;

	if (wire_check_descriptors(w) < 0)
		return ctl_fail(w, CTL_NO);
	if (!t) {
		(void)diag_error(&w->diag, NULL, "no memory for the times");
		return ctl_fail(w, CTL_NO);
	}
	memcpy(t->point, begin->point, sizeof(t->point));
	(void)fflush(NULL); /* the child must not print it again */
	pid = fork();
	if (pid == 0) {
		/* What the program prints is no part of the JSON. */
		if (json && dup2(STDERR_FILENO, STDOUT_FILENO) < 0)
			_exit(CTL_NO);
		_exit(start(w, argv, env, t));
	}
	while (pid > 0 && waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			break;
	if (!t->point[TIMES_STARTED]) /* why has been said */
		return ctl_fail(w, CTL_NO);
	list_spans(w, &spans, t);
	if (json)
		print_json(&w->arena, &spans);
	else
		print_spans(&w->arena, &spans);
	(void)fflush(stdout); /* main() looks at the stream's state */
	arena_free(&w->arena);
	return CTL_YES;
}
