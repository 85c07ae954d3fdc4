/* fuzz_plan.c - from a profile to a checked and printed plan: the input is a profile, and
 * behind "---" lines about the host (tests/unit/fake.h) in addition to the usual ones.
 */
#include <string.h>

#include "fuzz/fuzz.h"
#include "plan/print.h"
#include "plan/promise.h"
#include "text/path.h"

static char *print(struct fake *f,
		   void (*printer)(struct arena *, const struct plan *, FILE *))
{
	char *text = NULL;
	size_t size = 0;
	FILE *stream = open_memstream(&text, &size);

	MUST(stream);
	printer(&f->arena, &f->plan, stream);
	MUST(fclose(stream) == 0);
	return text;
}

/* Written without a look at plan/check.c. */
static void check_order(const struct plan *p)
{
	size_t at[N_STEP_OPS] = {0}, count[N_STEP_OPS] = {0}, n = p->steps.n;
	int *is_open = calloc((size_t)p->n_slots + 1, sizeof(*is_open));
	enum phase phase = PHASE_SETUP;
	const char *made = "/";

	MUST(is_open && n > 0);
	for (size_t i = 0; i < n; i++) {
		const struct step *s = &p->steps.item[i];

		MUST(s->from && s->from->file);
		MUST(step_table[s->op].phase >= phase);
		phase = step_table[s->op].phase;
		at[s->op] = i;
		count[s->op]++;
		MUST(s->slot < p->n_slots);
		if (s->op == STEP_SRC_OPEN) {
			MUST(s->slot >= 0 && !is_open[s->slot]);
			is_open[s->slot] = 1;
		} else {
			MUST(s->slot < 0 || is_open[s->slot]);
		}
		if (s->path && s->op != STEP_EXEC)
			MUST(s->path[0] == '/' && !strstr(s->path, "/../"));
		if (s->op == STEP_DIR_MAKE || s->op == STEP_POINT_MAKE) {
			MUST(path_compare(made, s->path) < 0); /* none of them twice */
			made = s->path;
		}
		if (s->op == STEP_MOUNT_TREE || s->op == STEP_MOUNT_TMPFS)
			MUST((s->flags & MOUNT_NOSUID) && count[STEP_ROOT_PIVOT] == 0);
		if (s->op == STEP_MOUNT_TMPFS)
			MUST(s->number[0] > 0 && s->number[1] > 0);
	}
	for (int i = 0; i < p->n_slots; i++)
		MUST(is_open[i]);
	MUST(count[STEP_ROOT_PIVOT] == 1 && count[STEP_INIT] == 1);
	MUST(count[STEP_SEAL_NNP] == 1 && count[STEP_SEAL_CAPS] == 1);
	MUST(count[STEP_SEAL_SECCOMP] == 1 && count[STEP_EXEC] == 1);
	MUST(at[STEP_EXEC] == n - 1 && at[STEP_SEAL_SECCOMP] == n - 2);
	MUST(at[STEP_SEAL_NNP] < at[STEP_SEAL_SECCOMP]);
	MUST(at[STEP_FD_CLOSE] < at[STEP_SEAL_CAPS] && count[STEP_FD_CLOSE] == 1);
	MUST(!count[STEP_SEAL_LANDLOCK] || at[STEP_SEAL_LANDLOCK] > at[STEP_SEAL_NNP]);
	free(is_open);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const uint8_t *host;
	size_t host_size, n = fuzz_split(data, size, &host, &host_size);
	void *state;
	struct fake *f;
	char *text;
	int r;

	MUST(fake_setup(&state) == 0);
	f = state;
	text = arena_copy(&f->arena, (const char *)host, host_size);
	if (fake_host(f, text) < 0) {
		fake_teardown(&state);
		return 0; /* there is no such host */
	}
	fake_profile(f, "test", NULL, (const char *)data, n);
	r = profile_read(&f->arena, &f->diag, &f->loader, NULL, "test", &f->settings);
	if (r == 0)
		r = fake_merge_settings(f);
	if (r == 0)
		r = fake_plan_settings(f);
	fuzz_judge(f, r);
	/* A broken invariant is our mistake, whatever the words were. */
	for (size_t i = 0; i < f->diag.entries.n; i++)
		MUST(!str_after(f->diag.entries.item[i].message, "defect in the plan"));
	if (r == 0) {
		check_order(&f->plan);
		text = print(f, plan_print);
		fuzz_check_text(text);
		free(text);
		text = print(f, plan_print_json);
		fuzz_check_json(text);
		fuzz_check_text(text);
		free(text);
		fuzz_judge(f, promise_require(&f->diag, &f->policy, &f->plan));
		MUST(fuzz_judge_promises(&f->arena, &f->plan, "", "") == 0);
	}
	fake_teardown(&state);
	return 0;
}
