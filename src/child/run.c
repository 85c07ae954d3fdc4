/* run.c - the child walks the plan; what fails is reported and ends it.
 * May: act on its own new namespaces.  Must not: allocate, print, decide.
 */
#include <errno.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <time.h>

#include "child/child.h"

static step_fn *const run_of[N_STEP_OPS] = {
#define STEP(id, name, phase, run, what) [STEP_##id] = run,
#include "plan/step.def"
#undef STEP
};

int step_by_parent(struct child *c UNUSED, const struct step *s UNUSED)
{
	return 0; /* done before we were let go; it stands in the plan to be seen */
}

static _Noreturn void report_failure(const struct child *c, size_t step, int error)
{
	struct report r = {.kind = REPORT_FAILED, .step = (int)step, .error = error};

	/* Nobody is left to tell when this fails; the launcher then sees our exit status. */
	(void)!write(c->control, &r, sizeof(r));
	_exit(125);
}

int child_await(struct child *c)
{
	char go;
	ssize_t n;

	do
		n = read(c->control, &go, 1);
	while (n < 0 && errno == EINTR);
	return n == 1 ? 0 : n < 0 ? -errno : -ECANCELED;
}

static void note(uint64_t *ret_ns)
{
	struct timespec now;

	if (!ret_ns)
		return;
	(void)clock_gettime(CLOCK_MONOTONIC, &now); /* a valid clock */
	*ret_ns = (uint64_t)now.tv_sec * 1000000000U + (uint64_t)now.tv_nsec;
}

_Noreturn void child_run(struct child *c)
{
	const struct plan *p = c->plan;

	note(c->begun);
	if (child_await(c) < 0)
		_exit(125); /* the launcher has gone, or could not map our ids */
	note(c->begun ? c->begun + 1 : NULL);
	c->umask = umask(0);
	for (size_t i = 0; i < p->steps.n; i++) {
		int r = run_of[p->steps.item[i].op](c, &p->steps.item[i]);

		if (r < 0)
			report_failure(c, i, -r);
		note(c->done ? c->done + i : NULL);
	}
	_exit(125); /* the last step is exec, which does not return */
}
