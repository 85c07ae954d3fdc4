/* build_id_ranges.c - the ids besides the caller's own: what `ids` asks for, as far as the
 * caller's ranges of subuid(5) and subgid(5) grant it.
 * May: ask the facts.  Must not: change anything.
 */
#include "plan/build.h"
#include "plan/id_layout.h"

static const char *const table_of[N_ID_KINDS] = {"/etc/subuid", "/etc/subgid"};

/* What is under way for one kind of ids. */
struct ids {
	struct builder *b;
	enum id_kind kind;
	struct fact_subids facts;
	struct id_ranges granted;
	struct id_rows rows;
	uint32_t own_inside, own_outside;
};

/* A wish that this host does not grant: without `optional` an error. Always -1. */
static int refuse(struct ids *x, const char *why, const char *mend)
{
	const struct policy *p = x->b->policy;
	struct diag *d = x->b->diag;

	if (p->ids.optional) {
		diag_warning(d, &p->ids.from, "%s; there is one user and one group",
			     why);
	} else {
		(void)diag_error(d, &p->ids.from, "%s", why);
		if (mend)
			diag_hint(d, "%s", mend);
	}
	return -1;
}

static int refuse_all(struct ids *x)
{
	return refuse(x,
		      arena_printf(x->b->arena, "no further %ss can be mapped: %s",
				   id_kind_name[x->kind], x->facts.obstacle),
		      x->facts.mend);
}

static const char *span(struct ids *x, uint32_t first, uint32_t count)
{
	return id_span_text(x->b->arena, first, count);
}

/* Their own id is another mistake: check_rows says so. */
static int is_own(const struct ids *x, const struct id_word *w)
{
	return w->outside <= x->own_outside && x->own_outside - w->outside < w->count;
}

/* Who may map any id may name others than its ranges have, which is not to be overlooked. */
static int check_outside(struct ids *x, const struct id_word *w)
{
	struct arena *a = x->b->arena;
	struct id_ranges known = {{0}};
	const char *what = arena_printf(a, "%s %s", id_kind_name[x->kind],
					span(x, w->outside, w->count));
	const char *have = id_ranges_text(a, &x->granted);

	if (id_ranges_hold(&x->granted, w->outside, w->count) || is_own(x, w))
		return 0;
	if (!x->b->facts->privileged)
		return refuse(x,
			      arena_printf(a,
					   "%s is not yours to map: %s has for you: %s",
					   what, table_of[x->kind], have),
			      "write +0 for the first of yours: INSIDE:+0:COUNT");
	id_ranges_add(a, &known, x->facts.known, x->facts.n_known, x->own_outside);
	if (!id_ranges_hold(&known, w->outside, w->count))
		return refuse(x,
			      arena_printf(a,
					   "%s does not exist here, or is root's; "
					   "there is: %s",
					   what, id_ranges_text(a, &known)),
			      NULL);
	diag_warning(x->b->diag, &x->b->policy->ids.from,
		     "%s is real on this host, not of a range that %s has for you: %s",
		     what, table_of[x->kind], have);
	return 0;
}

static int take_word(struct ids *x, const struct id_word *w)
{
	struct arena *a = x->b->arena;

	if (!w->is_relative) {
		if (check_outside(x, w) < 0)
			return -1;
		*vec_push(a, &x->rows.list) = (struct id_row){.kind = x->kind,
							      .inside = w->inside,
							      .outside = w->outside,
							      .count = w->count};
		return 0;
	}
	if (x->facts.obstacle)
		return refuse_all(x);
	if (id_layout_take(a, &x->rows, x->kind, &x->granted, w->outside, w->inside,
			   w->count) == 0)
		return 0;
	return refuse(x,
		      arena_printf(a,
				   "+%u:%u is more than the %lu %ss that %s has for "
				   "you: %s",
				   w->outside, w->count,
				   (unsigned long)id_ranges_count(&x->granted),
				   id_kind_name[x->kind], table_of[x->kind],
				   id_ranges_text(a, &x->granted)),
		      NULL);
}

/* An obstacle of who may map any id is only that there is no range. */
static int take_words(struct ids *x)
{
	const struct policy *p = x->b->policy;

	for (size_t i = 0; i < p->id_words.n; i++) {
		if (!p->id_words.item[i].is_of[x->kind])
			continue;
		if (x->facts.obstacle && !x->b->facts->privileged)
			return refuse_all(x);
		if (take_word(x, &p->id_words.item[i]) < 0)
			return -1;
	}
	return 0;
}

static int fill(struct ids *x)
{
	if (x->facts.obstacle)
		return refuse_all(x);
	id_layout_fill(x->b->arena, &x->rows, x->kind, &x->granted, x->own_inside);
	return 0;
}

/* With the caller's own id, the kernel takes each one once. That is up to the words alone. */
static int check_rows(struct ids *x)
{
	struct builder *b = x->b;
	const struct id_row own = {x->kind, x->own_inside, x->own_outside, 1, NULL};
	const struct origin *from = &b->policy->ids.from;

	if (x->rows.list.n >= ID_ROWS_MAX)
		return diag_error(
			b->diag, from,
			"more than %d pieces of ranges; name those that are needed",
			ID_ROWS_MAX - 1);
	for (size_t i = 0; i < x->rows.list.n; i++) {
		const struct id_row *r = &x->rows.list.item[i];
		const char *what = id_kind_name[x->kind];

		if (id_layout_clash(&own, 1, r))
			return diag_error(
				b->diag, from,
				"%s %u:%u:%u: your own id is %u inside and %u outside "
				"already",
				what, r->inside, r->outside, r->count, own.inside,
				own.outside);
		if (id_layout_clash(x->rows.list.item, i, r))
			return diag_error(
				b->diag, from,
				"%s %u:%u:%u: some of these are mapped already", what,
				r->inside, r->outside, r->count);
	}
	return 0;
}

static int is_wanted(const struct policy *p, enum id_kind kind)
{
	for (size_t i = 0; i < p->id_words.n; i++)
		if (p->id_words.item[i].is_of[kind])
			return 1;
	return p->ids.value == IDS_AUTO;
}

static int decide(struct ids *x)
{
	struct builder *b = x->b;

	if (!is_wanted(b->policy, x->kind))
		return 0;
	x->facts = b->facts->subids(b->facts, b->arena, x->kind);
	id_ranges_add(b->arena, &x->granted, x->facts.range, x->facts.n,
		      x->own_outside);
	if ((b->policy->ids.value == IDS_AUTO ? fill(x) : take_words(x)) < 0)
		return -1;
	return check_rows(x);
}

int build_id_ranges(struct builder *b)
{
	struct plan *plan = b->plan;
	struct ids of[N_ID_KINDS] = {
		{.b = b,
		 .kind = ID_UID,
		 .own_inside = plan->uid_inside,
		 .own_outside = plan->uid_outside},
		{.b = b,
		 .kind = ID_GID,
		 .own_inside = plan->gid_inside,
		 .own_outside = plan->gid_outside},
	};
	size_t n_errors = b->diag->n_errors;

	if (b->policy->ids.value == IDS_SINGLE)
		return 0;
	/* Where one kind cannot be had, users without their groups are of no use. */
	for (int kind = 0; kind < N_ID_KINDS; kind++)
		if (decide(&of[kind]) < 0)
			return b->diag->n_errors == n_errors ? 0 : -1;
	for (int kind = 0; kind < N_ID_KINDS; kind++) {
		for (size_t i = 0; i < of[kind].rows.list.n; i++) {
			struct id_row *r = vec_push(b->arena, &plan->ids);

			*r = of[kind].rows.list.item[i];
			r->from = &b->policy->ids.from;
			plan->id_helper[kind] = of[kind].facts.helper;
		}
	}
	return 0;
}
