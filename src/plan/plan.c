/* plan.c - the table of kernel operations, from step.def.
 * May: compute.
 */
#include "plan/plan.h"

const struct step_row step_table[N_STEP_OPS] = {
#define STEP(id, name, phase, run, what) [STEP_##id] = {name, PHASE_##phase, what},
#include "plan/step.def"
#undef STEP
};

const char *const phase_name[] = {
	[PHASE_SETUP] = "setup",
	[PHASE_SPLIT] = "split",
	[PHASE_SEAL] = "seal",
	[PHASE_EXEC] = "exec",
};

struct step *plan_append(struct arena *a, struct plan *p, enum step_op op,
			 const struct origin *from)
{
	struct step *s = vec_push(a, &p->steps);

	s->op = op;
	s->slot = -1;
	s->from = from;
	return s;
}

int plan_has_ids(const struct plan *p, enum id_kind kind)
{
	for (size_t i = 0; i < p->ids.n; i++)
		if (p->ids.item[i].kind == kind && p->ids.item[i].from)
			return 1;
	return 0;
}
