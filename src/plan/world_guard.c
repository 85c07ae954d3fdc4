/* world_guard.c - places of the host that no sandbox may see, whatever its rules say.
 * May: ask the facts.  Must not: weigh rules against each other, world.c does.
 *
 * Who could write to the records of running sandboxes would say how the next `sandboxctl
 * exec` is confined, and who can read them knows what all others run. What lies in the
 * storage of kept changes was written in other sandboxes, and will be shown to them again or
 * be committed: who could write there would speak in their names.
 */
#include "plan/world_guard.h"

#include "plan/changes.h"
#include "text/path.h"

struct guard {
	struct arena *arena;
	struct diag *diag;
	struct candidates *out;
	const char *place; /* on the host, real */
	const char *what;  /* completes "it cannot be shown: ..." */
};

static int shows_files(const struct candidate *c)
{
	switch (c->rule->kind) {
	case RULE_READ:
	case RULE_WRITE:
	case RULE_EXEC:
	case RULE_DEVICE:
	case RULE_HOME:
	case RULE_ROOT:
	case RULE_OVERLAY:
	case RULE_SOCKET:
		return c->source != NULL;
	default:
		return 0;
	}
}

static void cover(struct guard *g, const struct rule *by, const char *path)
{
	struct rule *r = arena_alloc(g->arena, sizeof(*r));
	struct candidate *c = vec_push(g->arena, &g->out->list);

	r->kind = RULE_HIDE;
	r->derived = 1;
	r->optional = 1;
	r->path = path;
	r->from = by->from;
	*c = (struct candidate){.path = path, .rule = r, .order = g->out->list.n - 1};
}

/* What of a directory of the host is seen at a path inside. */
static int guard_dir(struct guard *g, const struct candidate *c, const char *dir)
{
	if (path_is_within(dir, g->place))
		return diag_error(g->diag, &c->rule->from, "%s cannot be shown: %s",
				  dir, g->what);
	if (path_is_within(g->place, dir))
		cover(g, c->rule,
		      path_join(g->arena, c->path, path_rest(g->place, dir)));
	return 0;
}

static int guard_all(struct guard *g)
{
	size_t n = g->out->list.n;
	int bad = 0;

	for (size_t i = 0; i < n; i++) {
		const struct candidate c = g->out->list.item[i]; /* the list may move */

		if (!shows_files(&c))
			continue;
		for (size_t k = 0; c.layers && k < c.layers->n; k++)
			bad |= guard_dir(g, &c, c.layers->dir[k]);
		if (!c.layers)
			bad |= guard_dir(g, &c, c.source->real);
	}
	return bad;
}

struct place {
	const char *path, *what;
};

#define N_PLACES 2

/* By the real way to them. They are not asked for themselves: what is missing may be made yet,
 * and a fact once asked for stays (host/lookup.c).
 */
static void find_places(struct arena *a, const struct facts *f, struct place *ret)
{
	const char *data = f->path(f->context, f->data_home)->real;
	const char *run = f->registry ? path_parent(a, f->registry) : NULL;

	ret[0] = (struct place){changes_dir(a, data, NULL),
				"changes of overlays are kept there"};
	ret[1] = (struct place){.what = "it tells of all running sandboxes"};
	if (run)
		ret[1].path = path_join(a, f->path(f->context, run)->real,
					strrchr(f->registry, '/'));
}

int world_guard(struct arena *a, struct diag *d, const struct facts *f,
		struct candidates *c)
{
	struct place places[N_PLACES];
	int bad = 0;

	find_places(a, f, places);
	for (size_t i = 0; i < N_PLACES; i++) {
		struct guard g = {a, d, c, NULL, places[i].what};
		const struct fact_path *fact =
			places[i].path ? f->path(f->context, places[i].path) : NULL;

		if (!fact || fact->kind != FACT_DIR)
			continue;
		g.place = fact->real;
		bad |= guard_all(&g);
	}
	return bad;
}

static int is_shown(const struct policy *p, const struct facts *f, const char *place)
{
	for (size_t i = 0; i < p->rules.n; i++) {
		const struct rule *r = &p->rules.item[i];

		if (r->source &&
		    path_is_within(place, f->path(f->context, r->source)->real))
			return 1;
		/* An overlay shows what is at its own path. */
		if (r->kind == RULE_OVERLAY && path_is_within(place, r->path))
			return 1;
	}
	return p->home.value != HOME_TMPFS && p->home.value != HOME_PRIVATE &&
	       path_is_within(place, f->path(f->context, f->home)->real);
}

const char *const *world_guard_shown(struct arena *a, const struct policy *p,
				     const struct facts *f)
{
	const char **shown = arena_alloc(a, (N_PLACES + 1) * sizeof(*shown));
	struct place places[N_PLACES];
	size_t n = 0;

	find_places(a, f, places);
	for (size_t i = 0; i < N_PLACES; i++)
		if (places[i].path && is_shown(p, f, places[i].path))
			shown[n++] = places[i].path;
	return shown;
}
