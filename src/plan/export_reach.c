/* export_reach.c - the world turned inside out: which paths of the host can be read, written
 * and run by the program, whatever they are called inside.
 * May: ask the facts.
 *
 * A node that shows something of the host is a view of it; the nodes that it covers are holes
 * in the view. What is seen through any view can be reached, so at each path the rights of
 * all views add up in which no hole is above it: this is exact, also for a directory that is
 * shown twice, or shown again below one that is hidden.
 */
#include "plan/export_reach.h"

#include "text/path.h"

struct view {
	const char *host;
	int is_dir;
	unsigned int rights;
	const struct node *node;
};

struct hole {
	const char *host;
	int is_dir;
	const struct node *in;	 /* of this node's view */
	const struct node *node; /* which covers it there */
};

struct turner {
	struct arena *arena;
	struct diag *diag;
	const struct world *world;
	const struct facts *facts;
	VEC(struct view) views;
	VEC(struct hole) holes;
};

/* Contents that are the same on every host, or nearly: no secret, and programs do badly
 * without. Not passwd and group: who has an account here is what the made ones hide.
 */
static const char *const harmless_files[] = {"/etc/nsswitch.conf"};

static int is_harmless(const char *path)
{
	for (size_t i = 0; i < ARRAY_SIZE(harmless_files); i++)
		if (str_equal(harmless_files[i], path))
			return 1;
	return 0;
}

static unsigned int rights_of(const struct node *n)
{
	unsigned int rights = REACH_READ;

	switch (n->rule->kind) {
	case RULE_READ:
	case RULE_WRITE:
	case RULE_EXEC:
	case RULE_HOME:
	case RULE_ROOT:
	case RULE_OVERLAY:
		if (node_is_writable(n) && !n->layers)
			rights |= REACH_WRITE;
		return node_is_exec(n) ? rights | REACH_RUN : rights;
	case RULE_SOCKET:
	case RULE_DEVICE:
		return REACH_READ | REACH_WRITE;
	case RULE_FILE:
		return is_harmless(n->path) ? REACH_READ : 0;
	default:
		return 0;
	}
}

/* What an overlay is over, of several layers the uppermost: the rest is not exported. */
static const char *host_of(const struct node *n)
{
	return n->layers ? n->layers->dir[0] : n->source->real;
}

static int is_there(const struct node *n)
{
	if (n->rule->kind == RULE_PIN) /* it shows what its cover shows */
		return 0;
	return !n->is_left_out && !n->is_redundant && n->rule->kind != RULE_SYMLINK;
}

/* The nearest node above that covers the place; what shows the same as its own cover, or is
 * not there, does not.
 */
static const struct node *find_cover(const struct turner *t, const struct node *n)
{
	do
		n = n->cover >= 0 ? &t->world->nodes.item[n->cover] : NULL;
	while (n && !is_there(n));
	return n;
}

/* In a root of its own, absolute links lead to places within it; nobody has followed them
 * there. Returns the host's path of what n covers, or NULL: it cannot be told.
 */
static const char *place_in(const struct turner *t, const struct node *n,
			    const struct node *cover)
{
	const char *path =
		path_join(t->arena, host_of(cover), path_rest(n->path, cover->path));
	const struct fact_path *fact;

	if (!node_is_root(cover))
		return path;
	fact = t->facts->path(t->facts->context, path);
	if (str_equal(host_of(cover), "/"))
		return fact->real;
	for (size_t i = 0; i < fact->n_links; i++)
		if (fact->link[i].target[0] == '/')
			return NULL;
	return path_is_within(fact->real, host_of(cover)) ? fact->real : NULL;
}

static void close_view(struct turner *t, const struct node *n, const struct rule *why)
{
	for (size_t i = 0; i < t->views.n; i++) {
		if (t->views.item[i].node != n)
			continue;
		if (!t->views.item[i].rights)
			return; /* it has been said */
		t->views.item[i].rights = 0;
	}
	diag_warning(t->diag, &n->rule->from,
		     "nothing of %s is exported: a link in it leads to %s, and where "
		     "that is depends on the root",
		     n->source->real, why->path);
}

static void add_hole(struct turner *t, const struct node *n)
{
	const struct node *cover = find_cover(t, n);
	const char *host;
	struct hole *h;

	if (!cover || !node_is_host_tree(cover))
		return;
	host = place_in(t, n, cover);
	if (!host) {
		close_view(t, cover, n->rule);
		return;
	}
	h = vec_push(t->arena, &t->holes);
	h->host = host;
	h->is_dir = node_is_dir(n);
	h->in = cover;
	h->node = n;
}

static void add_view(struct turner *t, const struct node *n)
{
	unsigned int rights = rights_of(n);
	struct view *v;

	if (!rights || (n->rule->kind != RULE_FILE && !n->source))
		return;
	if (n->rule->kind == RULE_OVERLAY)
		diag_warning(t->diag, &n->rule->from,
			     "%s is exported to be read alone: there are no changes "
			     "apart from the host's files without the sandbox",
			     n->path);
	v = vec_push(t->arena, &t->views);
	v->host = n->rule->kind == RULE_FILE ? n->path : host_of(n);
	v->is_dir = node_is_dir(n);
	v->rights = rights;
	v->node = n;
}

static int is_seen(const struct turner *t, const struct view *v, const char *path)
{
	if (!path_is_within(path, v->host))
		return 0;
	for (size_t i = 0; i < t->holes.n; i++)
		if (t->holes.item[i].in == v->node &&
		    path_is_within(path, t->holes.item[i].host))
			return 0;
	return 1;
}

static unsigned int rights_at(const struct turner *t, const char *path)
{
	unsigned int rights = 0;

	for (size_t i = 0; i < t->views.n; i++)
		if (is_seen(t, &t->views.item[i], path))
			rights |= t->views.item[i].rights;
	return rights;
}

static struct reach_point *add_point(struct turner *t, struct reach *r,
				     const char *path, int dir, const struct node *n)
{
	struct reach_point *p = vec_push(t->arena, &r->points);

	p->path = path;
	p->is_dir = dir;
	p->rights = rights_at(t, path);
	p->rule = n->rule;
	return p;
}

static int compare_points(const void *va, const void *vb)
{
	const struct reach_point *a = va, *b = vb;
	int order = path_compare(a->path, b->path);

	/* Of a view and a hole the view: what grants is what people look for. */
	if (order == 0)
		order = (b->inside != NULL) - (a->inside != NULL);
	if (order == 0 && a->inside)
		order = path_compare(a->inside, b->inside);
	return order;
}

/* One point of those for the same path: the first. */
static void merge_points(struct reach *r)
{
	size_t kept = 0;

	qsort(r->points.item, r->points.n, sizeof(*r->points.item), compare_points);
	for (size_t i = 0; i < r->points.n; i++) {
		struct reach_point *p = &r->points.item[i];
		struct reach_point *last = kept ? &r->points.item[kept - 1] : NULL;

		if (!last || !str_equal(last->path, p->path))
			r->points.item[kept++] = *p;
		else
			last->is_dir |= p->is_dir;
	}
	r->points.n = kept;
	for (size_t i = 0; i < kept; i++)
		if (r->points.item[i].inside &&
		    str_equal(r->points.item[i].inside, r->points.item[i].path))
			r->points.item[i].inside = NULL;
}

void reach_build(struct arena *a, struct diag *d, const struct world *w,
		 const struct facts *f, struct reach *ret_reach)
{
	struct turner t = {.arena = a, .diag = d, .world = w, .facts = f};

	*ret_reach = (struct reach){{0}};
	for (size_t i = 0; i < w->nodes.n; i++) {
		if (!is_there(&w->nodes.item[i]))
			continue;
		add_view(&t, &w->nodes.item[i]);
		add_hole(&t, &w->nodes.item[i]);
	}
	for (size_t i = 0; i < t.views.n; i++) {
		const struct view *v = &t.views.item[i];

		if (v->rights)
			add_point(&t, ret_reach, v->host, v->is_dir, v->node)->inside =
				v->node->path;
	}
	for (size_t i = 0; i < t.holes.n; i++)
		add_point(&t, ret_reach, t.holes.item[i].host, t.holes.item[i].is_dir,
			  t.holes.item[i].node);
	if (ret_reach->points.n)
		merge_points(ret_reach);
}
