/* build_ids.c - which ids there are inside, and what becomes of the supplementary groups.
 * May: compute.
 */
#include <linux/capability.h>

#include "base/text.h"
#include "plan/build.h"
#include "plan/furniture.h"
#include "text/names.h"

#define GID_NOBODY 65534

static struct step *append(struct builder *b, enum step_op op,
			   const struct origin *from)
{
	static const struct origin built_in = {.file = "built-in"};

	return plan_append(b->arena, b->plan, op,
			   from && from->file ? from : &built_in);
}

/* They stay: say which, and why where that was not the wish. */
static void keep_groups(struct builder *b, const char *why)
{
	const struct origin *from = &b->policy->groups.from;

	b->plan->groups = b->facts->groups;
	diag_detail(b->diag, from->file ? from : NULL,
		    "the supplementary groups stay real inside: %s%s%s",
		    text_escape(b->arena, b->facts->groups), why ? ": " : "",
		    why ? why : "");
}

/* With these a program gives files to the second group that is mapped, or becomes it. */
static int reaches_other_groups(const struct policy *p)
{
	static const char *const names[] = {"chown", "fsetid", "setgid"};

	for (size_t i = 0; i < p->capabilities.n; i++)
		for (size_t k = 0; k < ARRAY_SIZE(names); k++)
			if (p->capabilities.item[i].number == capability_find(names[k]))
				return 1;
	return 0;
}

static void add_id(struct builder *b, enum id_kind kind, uint32_t inside,
		   uint32_t outside)
{
	*vec_push(b->arena, &b->plan->ids) = (struct id_row){
		.kind = kind, .inside = inside, .outside = outside, .count = 1};
}

/* Returns whether setgroups(2) can be and is to be allowed until they are dropped. */
static int decide_groups(struct builder *b)
{
	const struct policy *p = b->policy;
	const struct facts *f = b->facts;
	const char *obstacle;

	if (p->groups.value == GROUPS_KEEP) {
		if (f->groups)
			keep_groups(b, NULL);
		return 0;
	}
	if (f->privileged || plan_has_ids(b->plan, ID_GID))
		return 1; /* and programs that change their user change their groups */
	if (!f->groups)
		return 0; /* there are none */
	obstacle = f->groups_obstacle;
	if (!obstacle && reaches_other_groups(p))
		obstacle =
			"the capabilities that are kept would reach the second group "
			"that newgidmap demands";
	if (!obstacle) {
		b->plan->id_helper[ID_GID] = f->gid_helper;
		add_id(b, ID_GID,
		       b->plan->gid_inside == GID_NOBODY ? GID_NOBODY - 1 : GID_NOBODY,
		       f->sub_gid);
		return 1;
	}
	if (p->groups.value == GROUPS_DROP && !p->groups.optional)
		diag_error(b->diag, &p->groups.from,
			   "the groups %s cannot be dropped: %s",
			   text_escape(b->arena, f->groups), obstacle);
	else if (p->groups.value == GROUPS_DROP)
		diag_warning(b->diag, &p->groups.from,
			     "the groups %s cannot be dropped: %s",
			     text_escape(b->arena, f->groups), obstacle);
	keep_groups(b, obstacle);
	return 0;
}

/* Then PID 1, which has the caller's id, could not pass signals on without a right to. */
static int may_become_others(struct builder *b)
{
	const struct policy *p = b->policy;

	for (size_t i = 0; i < p->capabilities.n; i++)
		if (p->capabilities.item[i].number == CAP_SETUID)
			return plan_has_ids(b->plan, ID_UID);
	return 0;
}

int build_ids(struct builder *b)
{
	const struct policy *p = b->policy;
	struct plan *plan = b->plan;
	size_t n_errors = b->diag->n_errors;
	struct step *s;

	plan->uid_inside = furniture_uid(p, b->facts);
	plan->gid_inside = furniture_gid(p, b->facts);
	plan->uid_outside = b->facts->uid;
	plan->gid_outside = b->facts->gid;
	add_id(b, ID_UID, plan->uid_inside, plan->uid_outside);
	add_id(b, ID_GID, plan->gid_inside, plan->gid_outside);
	if (build_id_ranges(b) < 0)
		return -1;
	plan->keeps_setgroups = decide_groups(b);
	s = append(b, STEP_ID_MAP, &p->uid.from);
	s->number[0] = plan->uid_inside;
	s->number[1] = plan->gid_inside;
	for (size_t i = 0; i < plan->ids.n; i++)
		if (plan->ids.item[i].from)
			append(b, STEP_ID_RANGE, plan->ids.item[i].from)->number[0] = i;
	plan->init_capabilities = may_become_others(b) ? 1U << CAP_KILL : 0;
	return b->diag->n_errors == n_errors ? 0 : -1;
}

void build_groups(struct builder *b)
{
	if (b->plan->keeps_setgroups)
		append(b, STEP_ID_GROUPS, &b->policy->groups.from)->text =
			b->facts->groups;
}
