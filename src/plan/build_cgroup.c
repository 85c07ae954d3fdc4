/* build_cgroup.c - limits that hold for the sandbox as a whole: the cgroup that keeps them, or
 * what stands in where there is none.
 * May: ask the facts.
 */
#include "plan/build.h"

#include <sys/resource.h>

#include "text/names.h"

/* What keeps a limit, and what is nearest to it without a cgroup. */
static const struct cgroup_row {
	int resource;
	enum cgroup_controller controller;
	const char *near; /* a limit of each process; NULL: nothing is */
} rows[] = {
	{LIMIT_RESOURCE_MEMORY, CGROUP_MEMORY, "as"},
	{LIMIT_RESOURCE_SWAP, CGROUP_MEMORY, NULL},
	{LIMIT_RESOURCE_CPU, CGROUP_CPU, NULL},
	{LIMIT_RESOURCE_PIDS, CGROUP_PIDS, "nproc"},
	{LIMIT_RESOURCE_IO, CGROUP_IO, NULL},
};

static const struct cgroup_row *row_of(const struct policy_limit *l)
{
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		if (rows[i].resource == l->resource)
			return &rows[i];
	return NULL;
}

static int has_limit(const struct policy *p, int resource)
{
	for (size_t i = 0; i < p->limits.n; i++)
		if (p->limits.item[i].resource == resource)
			return 1;
	return 0;
}

static int is_wanted(const struct policy_limit *l)
{
	return limit_needs_cgroup(l->resource) && l->value != (uint64_t)RLIM_INFINITY;
}

/* Threads count as processes do. The sandbox's PID 1 is one more, for both of them. */
static uint64_t value_for_kernel(const struct policy_limit *l)
{
	return l->resource == LIMIT_RESOURCE_PIDS ? l->value + 1 : l->value;
}

static void append_limit(struct builder *b, const struct origin *from, const char *name,
			 uint64_t value, unsigned int flags)
{
	struct step *s = plan_append(b->arena, b->plan, STEP_CGROUP_LIMIT, from);

	s->text = name;
	s->number[1] = value;
	s->flags = flags;
}

/* Memory that is swapped out is not counted as memory: without a word about swap, a program
 * could fill that instead. So what is said of memory is meant of both.
 */
static void append_limits(struct builder *b)
{
	const struct policy *p = b->policy;

	for (size_t i = 0; i < p->limits.n; i++) {
		const struct policy_limit *l = &p->limits.item[i];

		if (!is_wanted(l) || (b->fallen & (1U << i)))
			continue;
		append_limit(b, &l->from, l->name, l->value, 0);
		if (l->resource == LIMIT_RESOURCE_MEMORY &&
		    !has_limit(p, LIMIT_RESOURCE_SWAP))
			append_limit(b, &l->from, "swap", 0, CGROUP_IMPLIED);
	}
}

/* In place of a limit that may be left out; it is a note, since each start is weaker. */
static void fall_back(struct builder *b, const struct policy_limit *l, const char *why)
{
	struct policy_limit near;

	b->fallen |= 1U << (l - b->policy->limits.item);
	if (build_cgroup_fallback(b, l, &near))
		diag_note(b->diag, &l->from,
			  "limit %s holds for each process alone, as limit %s: %s",
			  l->name, near.name, why);
	else
		diag_note(b->diag, &l->from, "left out: limit %s: %s", l->name, why);
}

static int refuse(struct builder *b, const struct policy_limit *l, const char *why,
		  const char *mend)
{
	diag_error(b->diag, &l->from, "limit %s cannot be had: %s", l->name, why);
	if (mend)
		diag_hint(b->diag, "%s", mend);
	return -1;
}

static const char *obstacle_of(struct builder *b, const struct fact_cgroup *place,
			       const struct cgroup_row *row)
{
	const char *name = "";

	if (place->way == CGROUP_NONE)
		return place->obstacle;
	if (place->controllers & row->controller)
		return NULL;
	for (size_t i = 0; i < N_CGROUP_CONTROLLERS; i++)
		if (row->controller == 1U << i)
			name = cgroup_controller_name[i];
	return arena_printf(b->arena, "%s comes without the controller %s", place->dir,
			    name);
}

int build_cgroup_fallback(const struct builder *b, const struct policy_limit *l,
			  struct policy_limit *ret_limit)
{
	size_t i = (size_t)(l - b->policy->limits.item);
	const struct cgroup_row *row = row_of(l);
	const struct limit_name *near = row && row->near ? limit_find(row->near) : NULL;

	/* What a line says of the other limit is meant so. */
	if (!near || !(b->fallen & (1U << i)) || has_limit(b->policy, near->resource))
		return 0;
	*ret_limit = (struct policy_limit){.name = near->name,
					   .resource = near->resource,
					   .value = value_for_kernel(l),
					   .from = l->from};
	return 1;
}

int build_cgroup(struct builder *b)
{
	const struct policy *p = b->policy;
	struct fact_cgroup place = {.way = CGROUP_NONE};
	const struct origin *from = NULL;
	unsigned int controllers = 0;
	int is_asked = 0, bad = 0;

	for (size_t i = 0; i < p->limits.n; i++) {
		const struct policy_limit *l = &p->limits.item[i];
		const char *why;

		if (!is_wanted(l))
			continue;
		if (!is_asked)
			place = b->facts->cgroup(b->facts, b->arena);
		is_asked = 1;
		why = obstacle_of(b, &place, row_of(l));
		if (why && l->optional) {
			fall_back(b, l, why);
		} else if (why) {
			bad = refuse(b, l, why, place.mend);
		} else {
			controllers |= row_of(l)->controller;
			from = from ? from : &l->from;
		}
	}
	if (bad || !from)
		return bad;
	/* What is written late is accounted by its memory. */
	if (controllers & CGROUP_IO)
		controllers |= place.controllers & CGROUP_MEMORY;
	b->plan->cgroup = (struct plan_cgroup){place, controllers};
	(void)plan_append(b->arena, b->plan, STEP_CGROUP_NEW, from);
	append_limits(b);
	return 0;
}
