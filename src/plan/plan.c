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

enum need {
	NEED_PATH = 1 << 0,
	NEED_TEXT = 1 << 1,
	NEED_DATA = 1 << 2,
};

static const unsigned char needs[N_STEP_OPS] = {
	[STEP_NS_HOSTNAME] = NEED_TEXT,
	[STEP_SRC_OPEN] = NEED_PATH,
	[STEP_MOUNT_ROOT] = NEED_PATH,
	[STEP_MOUNT_TREE] = NEED_PATH | NEED_TEXT,
	[STEP_MOUNT_TMPFS] = NEED_PATH,
	[STEP_MOUNT_OVERLAY] = NEED_PATH | NEED_DATA,
	[STEP_MOUNT_PROC] = NEED_PATH,
	[STEP_MOUNT_DEVPTS] = NEED_PATH,
	[STEP_PROC_MASK] = NEED_PATH | NEED_DATA,
	[STEP_NS_LIMIT] = NEED_PATH | NEED_TEXT,
	[STEP_USER_LIMIT] = NEED_PATH | NEED_TEXT,
	[STEP_LINK_MAKE] = NEED_PATH | NEED_TEXT,
	[STEP_FILE_MAKE] = NEED_PATH | NEED_TEXT,
	[STEP_CGROUP_LIMIT] = NEED_TEXT,
	[STEP_LIMIT_SET] = NEED_TEXT,
	[STEP_WORK_DIR] = NEED_PATH,
	[STEP_FD_CLOSE] = NEED_DATA,
	[STEP_SEAL_APPARMOR] = NEED_TEXT,
	[STEP_SEAL_SELINUX] = NEED_TEXT,
	[STEP_SEAL_CAPS] = NEED_DATA,
	[STEP_SEAL_LANDLOCK] = NEED_DATA,
	[STEP_SEAL_SECCOMP] = NEED_DATA,
	[STEP_EXEC] = NEED_DATA,
};

int plan_is_whole(const struct step *s)
{
	return (s->path || !(needs[s->op] & NEED_PATH)) &&
	       (s->text || !(needs[s->op] & NEED_TEXT)) &&
	       (s->data || !(needs[s->op] & NEED_DATA));
}

int plan_is_overlay_in_memory(const struct step *s)
{
	const struct overlay *o =
		s->op == STEP_MOUNT_OVERLAY || s->op == STEP_MOUNT_ROOT ? s->data
									: NULL;

	return o && !o->changes;
}
