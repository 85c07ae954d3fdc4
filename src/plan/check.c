/* check.c - the invariants that every plan keeps, whoever built it.
 * May: compute.
 */
#include "plan/check.h"

#include "plan/id_layout.h"

struct checker {
	struct diag *diag;
	const struct plan *plan;
	int seen[N_STEP_OPS]; /* 1 + index of the step last seen, 0: none */
	int bad;
};

static void broken(struct checker *c, const struct step *s, const char *message)
{
	(void)diag_error(c->diag, s->from, "defect in the plan: %s: %s",
			 step_table[s->op].name, message);
	c->bad = 1;
}

static void missing(struct checker *c, const char *what)
{
	(void)diag_error(c->diag, NULL, "defect in the plan: %s is missing", what);
	c->bad = 1;
}

/* Steps that there is exactly one of. */
static const enum step_op exactly_once[] = {
	STEP_NS_NEW,	   STEP_ID_MAP,	   STEP_MOUNT_PRIVATE, STEP_MOUNT_ROOT,
	STEP_ROOT_PIVOT,   STEP_INIT,	   STEP_WORK_DIR,      STEP_FD_CLOSE,
	STEP_SEAL_KEYRING, STEP_SEAL_CAPS, STEP_SEAL_NNP,      STEP_SEAL_SECCOMP,
	STEP_EXEC,
};

/* The ids are those of the sandbox that it shares namespaces with. */
static const enum step_op once_to_share[] = {
	STEP_NS_JOIN,	   STEP_NS_NEW,	   STEP_MOUNT_PRIVATE, STEP_MOUNT_ROOT,
	STEP_ROOT_PIVOT,   STEP_INIT,	   STEP_WORK_DIR,      STEP_FD_CLOSE,
	STEP_SEAL_KEYRING, STEP_SEAL_CAPS, STEP_SEAL_NNP,      STEP_SEAL_SECCOMP,
	STEP_EXEC,
};

/* The same for a plan that enters a running sandbox, whole or in part. */
static const enum step_op once_to_join[] = {
	STEP_NS_JOIN,  STEP_INIT,	  STEP_WORK_DIR,
	STEP_FD_CLOSE, STEP_SEAL_KEYRING, STEP_SEAL_CAPS,
	STEP_SEAL_NNP, STEP_SEAL_SECCOMP, STEP_EXEC,
};
static const enum step_op once_to_join_part[] = {
	STEP_NS_JOIN,	STEP_INIT,     STEP_FD_CLOSE,
	STEP_SEAL_CAPS, STEP_SEAL_NNP, STEP_EXEC,
};

/* Pairs in which the second may only come after the first. */
static const struct {
	enum step_op first, second;
	const char *message;
} order[] = {
	{STEP_NS_NEW, STEP_MOUNT_PRIVATE, "on the host"},
	{STEP_CGROUP_NEW, STEP_CGROUP_LIMIT, "without a cgroup"},
	{STEP_CGROUP_NEW, STEP_CGROUP_ROOT, "without a cgroup"},
	{STEP_CGROUP_LIMIT, STEP_CGROUP_ROOT, "with no limit around it"},
	{STEP_NS_NEW, STEP_CGROUP_ROOT, "before the namespaces are new"},
	{STEP_MOUNT_PRIVATE, STEP_SRC_OPEN, "before the mounts are private"},
	{STEP_MOUNT_PRIVATE, STEP_MOUNT_ROOT, "before the mounts are private"},
	{STEP_MOUNT_ROOT, STEP_ROOT_PIVOT, "before there is a new root"},
	{STEP_TTY_OPEN, STEP_TTY_ATTACH, "before it is open"},
	{STEP_INIT, STEP_WORK_DIR, "in PID 1"},
	{STEP_LABEL_OPEN, STEP_SEAL_APPARMOR, "before the way to it is open"},
	{STEP_LABEL_OPEN, STEP_SEAL_SELINUX, "before the way to it is open"},
	{STEP_FD_CLOSE, STEP_SEAL_CAPS, "with descriptors still open"},
	{STEP_SEAL_CAPS, STEP_SEAL_NNP, "with capabilities still held"},
	{STEP_SEAL_NNP, STEP_SEAL_LANDLOCK, "without no_new_privs"},
	{STEP_SEAL_NNP, STEP_SEAL_SECCOMP, "without no_new_privs"},
	{STEP_SEAL_SECCOMP, STEP_EXEC, "without a filter"},
};

/* Steps that work on the new root from outside. */
static int builds_root(enum step_op op)
{
	return op > STEP_MOUNT_ROOT && op <= STEP_MOUNT_LOCK;
}

/* Steps that name paths of the old root or change the tree. */
static int needs_old_root(enum step_op op)
{
	return op == STEP_SRC_OPEN || op == STEP_HOME_MAKE || op == STEP_CHANGES_MAKE ||
	       op == STEP_MOUNT_ROOT || builds_root(op);
}

static int is_mount(enum step_op op)
{
	return op == STEP_MOUNT_ROOT ||
	       (op >= STEP_MOUNT_TREE && op <= STEP_MOUNT_DEVPTS);
}

static void check_order(struct checker *c, const struct step *s)
{
	int is_entered = c->plan->joins == JOIN_WHOLE || c->plan->joins == JOIN_PART;
	enum step_op entry = is_entered ? STEP_NS_JOIN : STEP_ROOT_PIVOT;

	if ((s->op == STEP_TTY_OPEN || s->op == STEP_INIT) && !c->seen[entry])
		broken(c, s, "before the sandbox is entered");
	if (is_entered && s->op > STEP_MOUNT_PRIVATE && s->op <= STEP_ROOT_PIVOT)
		broken(c, s, "in a sandbox that is there already");
	for (size_t i = 0; i < ARRAY_SIZE(order); i++) {
		if (order[i].second == s->op && !c->seen[order[i].first] &&
		    !(c->plan->joins == JOIN_PART && s->op == STEP_EXEC))
			broken(c, s, order[i].message);
		if (order[i].first == s->op && c->seen[order[i].second])
			broken(c, s, "too late");
	}
	if (builds_root(s->op) && !c->seen[STEP_MOUNT_ROOT])
		broken(c, s, "before there is a new root");
	if (needs_old_root(s->op) && c->seen[STEP_ROOT_PIVOT])
		broken(c, s, "after the old root has gone");
	if (c->seen[STEP_SEAL_SECCOMP] && s->op != STEP_EXEC)
		broken(c, s, "after the filter");
}

static void check_slots(struct checker *c)
{
	const struct plan *p = c->plan;

	for (int slot = 0; slot < p->n_slots; slot++) {
		int opened = 0;

		for (size_t i = 0; i < p->steps.n; i++) {
			const struct step *s = &p->steps.item[i];

			if (s->slot != slot)
				continue;
			if (s->op == STEP_SRC_OPEN && opened++)
				broken(c, s, "a slot opened twice");
			if (s->op != STEP_SRC_OPEN && !opened)
				broken(c, s, "a slot used before it is open");
		}
		if (!opened)
			missing(c, "the source of a slot");
	}
}

/* All slots of an overlay are open by then, and its changes are locked. */
static void check_overlay(struct checker *c, const struct step *s)
{
	const struct overlay *o = s->data;
	int n_used = o->changes_slot >= 0;

	for (const struct step *before = c->plan->steps.item; before < s; before++)
		for (size_t i = 0; before->op == STEP_SRC_OPEN && i <= o->n_lower; i++)
			n_used -= before->slot ==
				  (i < o->n_lower ? o->slot[i] : o->changes_slot);
	if (n_used + (int)o->n_lower != 0)
		broken(c, s, "a layer used before it is open");
	if (o->changes_slot >= 0 && !c->seen[STEP_CHANGES_LOCK])
		broken(c, s, "changes that are not locked");
}

static void check_step(struct checker *c, const struct step *s, size_t i)
{
	if (i > 0 && step_table[s->op].phase < step_table[s[-1].op].phase)
		broken(c, s, "phases never go back");
	if (!s->from || !s->from->file)
		broken(c, s, "a step without an origin");
	if (s->slot >= c->plan->n_slots)
		broken(c, s, "a slot that does not exist");
	if (s->slot < 0 && (s->op == STEP_SRC_OPEN || s->op == STEP_MOUNT_TREE ||
			    s->op == STEP_MOUNT_OVERLAY || s->op == STEP_CHANGES_MAKE))
		broken(c, s, "without a slot");
	if (s->path && s->op != STEP_EXEC && s->path[0] != '/')
		broken(c, s, "a path that is not absolute");
	if (is_mount(s->op) && !(s->flags & MOUNT_NOSUID))
		broken(c, s, "a mount with set-user-id programs");
	if ((s->op == STEP_MOUNT_OVERLAY || s->op == STEP_MOUNT_ROOT) && s->data)
		check_overlay(c, s);
	check_order(c, s);
	c->seen[s->op] = (int)i + 1;
}

static void check_once(struct checker *c, const enum step_op *op, size_t n_ops)
{
	for (size_t i = 0; i < n_ops; i++) {
		const struct step *last = NULL;
		size_t n = 0;

		for (size_t k = 0; k < c->plan->steps.n; k++) {
			if (c->plan->steps.item[k].op != op[i])
				continue;
			last = &c->plan->steps.item[k];
			n++;
		}
		if (n > 1)
			broken(c, last, "more than once");
		if (n == 0)
			missing(c, step_table[op[i]].name);
	}
}

static void check_counts(struct checker *c)
{
	switch (c->plan->joins) {
	case JOIN_NONE:
		check_once(c, exactly_once, ARRAY_SIZE(exactly_once));
		break;
	case JOIN_SHARE:
		check_once(c, once_to_share, ARRAY_SIZE(once_to_share));
		break;
	case JOIN_WHOLE:
		check_once(c, once_to_join, ARRAY_SIZE(once_to_join));
		break;
	case JOIN_PART:
		check_once(c, once_to_join_part, ARRAY_SIZE(once_to_join_part));
		break;
	}
}

/* The root is read-only: a tree of the host from the first, a tmpfs once it is complete. */
static void check_root(struct checker *c)
{
	const struct step *root = NULL;

	for (size_t i = 0; i < c->plan->steps.n; i++) {
		const struct step *s = &c->plan->steps.item[i];

		if (s->op == STEP_MOUNT_ROOT)
			root = s;
		if (s->op == STEP_MOUNT_LOCK && s->path && str_equal(s->path, "/"))
			return;
	}
	if (root && !root->data && !(root->flags & MOUNT_RO))
		broken(c, root, "a root that can be written");
}

/* The caller's own id of this kind, alone in its row. */
static int maps_own(const struct plan *p, enum id_kind kind)
{
	uint32_t inside = kind == ID_UID ? p->uid_inside : p->gid_inside;
	uint32_t outside = kind == ID_UID ? p->uid_outside : p->gid_outside;

	for (size_t i = 0; i < p->ids.n; i++)
		if (p->ids.item[i].kind == kind && p->ids.item[i].inside == inside &&
		    p->ids.item[i].outside == outside && p->ids.item[i].count == 1)
			return 1;
	return 0;
}

/* Every row counts each id once, is no root of the host by surprise, and has a step when
 * somebody wanted it.
 */
static void check_ids(struct checker *c)
{
	const struct plan *p = c->plan;
	size_t n_wanted = 0, n_steps = 0;

	for (size_t i = 0; i < p->steps.n; i++)
		n_steps += p->steps.item[i].op == STEP_ID_RANGE;
	for (size_t i = 0; i < p->ids.n; i++) {
		const struct id_row *r = &p->ids.item[i];

		n_wanted += r->from != NULL;
		if (r->count == 0 || r->inside > ID_MAX - (r->count - 1) ||
		    r->outside > ID_MAX - (r->count - 1))
			missing(c, "an id of a row");
		else if (id_layout_clash(p->ids.item, i, r))
			missing(c, "a row of its own for an id");
		if (r->from && r->outside == 0)
			missing(c, "the reason to map root");
	}
	if (!maps_own(p, ID_UID) || !maps_own(p, ID_GID))
		missing(c, "the caller's own id");
	/* Of a sandbox that shares them they stand in the plan of the other one. */
	if (p->joins == JOIN_NONE && n_wanted != n_steps)
		missing(c, step_table[STEP_ID_RANGE].name);
}

int plan_check(struct diag *d, const struct plan *p)
{
	struct checker c = {.diag = d, .plan = p};

	for (size_t i = 0; i < p->steps.n; i++)
		check_step(&c, &p->steps.item[i], i);
	check_counts(&c);
	check_slots(&c);
	check_root(&c);
	if (p->joins == JOIN_NONE || p->joins == JOIN_SHARE)
		check_ids(&c);
	if (c.seen[STEP_CGROUP_NEW] && !c.seen[STEP_CGROUP_ROOT])
		missing(&c, step_table[STEP_CGROUP_ROOT].name);
	if (p->steps.n && p->steps.item[p->steps.n - 1].op != STEP_EXEC)
		broken(&c, &p->steps.item[p->steps.n - 1], "exec must be last");
	return c.bad ? -1 : 0;
}
