/* world.c - the tree that the program will see: one node a path, in mounting order.
 * May: ask the facts.  Must not: decide how a node is made, build_fs.c does.
 *
 * The most specific path wins because a deeper mount covers a shallower one; for one
 * same path the later rule wins, and a profile's rule always wins over the furniture.
 */
#include "plan/world.h"

#include "plan/world_guard.h"
#include "plan/world_layer.h"
#include "plan/world_place.h"
#include "text/path.h"

struct maker {
	struct arena *arena;
	struct diag *diag;
	const struct facts *facts;
	struct world *world;
};

static int is_tree_kind(enum rule_kind kind)
{
	return kind == RULE_READ || kind == RULE_WRITE || kind == RULE_EXEC ||
	       kind == RULE_DEVICE || kind == RULE_HOME || kind == RULE_ROOT ||
	       kind == RULE_OVERLAY || kind == RULE_PIN;
}

int node_is_host_tree(const struct node *n)
{
	return is_tree_kind(n->rule->kind) && n->source &&
	       (n->source->kind == FACT_DIR || n->rule->kind == RULE_HOME);
}

int node_is_root(const struct node *n)
{
	return node_is_host_tree(n) && str_equal(n->path, "/");
}

int node_is_dir(const struct node *n)
{
	switch (n->rule->kind) {
	case RULE_TMPFS:
	case RULE_HOME:
	case RULE_ROOT:
	case RULE_PROC:
	case RULE_DEVPTS:
		return 1;
	default:
		return n->source && n->source->kind == FACT_DIR;
	}
}

int node_is_writable(const struct node *n)
{
	return n->is_writable;
}

int node_is_exec(const struct node *n)
{
	return n->exec || n->rule->kind == RULE_READ || n->rule->kind == RULE_EXEC ||
	       node_is_root(n);
}

static int compare_candidates(const void *va, const void *vb)
{
	const struct candidate *a = va, *b = vb;
	int order = path_compare(a->path, b->path);

	return order ? order : a->order < b->order ? -1 : 1;
}

static void warn_shadowed(struct maker *m, const struct rule *loser,
			  const struct rule *winner)
{
	if (loser->derived || winner->derived)
		return;
	if (str_equal(loser->from.text, winner->from.text))
		diag_warning(m->diag, &winner->from, "'%s' was said before (%s)",
			     winner->from.text, origin_text(m->arena, &loser->from));
	else
		diag_warning(m->diag, &loser->from,
			     "'%s' has no effect: '%s' decides about %s (%s)",
			     loser->from.text, winner->from.text, winner->path,
			     origin_text(m->arena, &winner->from));
}

/* Does b decide where a decided before? Candidates come in their order. */
static int wins_over(const struct rule *b, const struct rule *a)
{
	return !a || a->derived || !b->derived;
}

/* One node from the n candidates of one path. */
static void merge_candidates(struct maker *m, const struct candidate *c, size_t n)
{
	struct node *node = vec_push(m->arena, &m->world->nodes);

	node->path = c->path;
	for (size_t i = 0; i < n; i++) {
		if (c[i].rule->kind == RULE_EXEC) {
			node->exec = c[i].rule;
		} else if (wins_over(c[i].rule, node->rule)) {
			if (node->rule)
				warn_shadowed(m, node->rule, c[i].rule);
			node->rule = c[i].rule;
			node->source = c[i].source;
			node->layers = c[i].layers;
		}
	}
	for (size_t i = 0; i < n && !node->rule; i++) {
		node->rule = c[i].rule;
		node->source = c[i].source;
	}
}

static void merge_all(struct maker *m, struct candidates *c)
{
	size_t i, k;

	if (c->list.n)
		qsort(c->list.item, c->list.n, sizeof(*c->list.item),
		      compare_candidates);
	for (i = 0; i < c->list.n; i = k) {
		for (k = i + 1; k < c->list.n; k++)
			if (!str_equal(c->list.item[k].path, c->list.item[i].path))
				break;
		merge_candidates(m, &c->list.item[i], k - i);
	}
}

/* The nearest of the first n nodes that is above the path, or WORLD_ROOT. */
static int find_cover(const struct world *w, size_t n, const char *path)
{
	int cover = (int)n - 1;

	while (cover >= 0 && !path_is_within(path, w->nodes.item[cover].path))
		cover = w->nodes.item[cover].cover;
	return cover;
}

/* What stands at the node's path in the tree of the host that its cover shows. */
static const struct fact_path *covered_fact(const struct maker *m, const struct node *n,
					    const struct node *cover)
{
	return node_fact(m->arena, m->facts, cover, n->path);
}

/* Leaves a node out with a warning that it has no effect. */
static int hides_nothing(struct maker *m, const struct node *n, const char *why)
{
	if (n->rule->derived)
		return 1;
	if (n->rule->optional)
		diag_detail(m->diag, &n->rule->from, "left out: %s: %s", n->path, why);
	else
		diag_warning(m->diag, &n->rule->from, "'%s' hides nothing: %s",
			     n->rule->from.text, why);
	return 1;
}

/* What `hide` covers, and what a deeper `exec` shows again, is what the cover shows
 * there. Returns 1: leave the node out, 0: fine, -1: error.
 */
static int find_source(struct maker *m, struct node *n, const struct node *cover)
{
	const struct rule *r = n->rule;

	if (r->kind == RULE_HIDE && (!cover || !node_is_host_tree(cover)))
		return hides_nothing(m, n, "no rule shows it");
	if ((r->kind == RULE_HIDE || r->kind == RULE_EXEC) && cover &&
	    node_is_host_tree(cover))
		n->source = covered_fact(m, n, cover);
	if (r->kind == RULE_EXEC && cover && cover->layers)
		n->layers = layers_below(m->arena, cover->layers,
					 path_rest(n->path, cover->path));
	if (r->kind == RULE_HIDE && n->source->kind == FACT_MISSING && !r->optional) {
		/* A mistyped path would leave open what was to be hidden. */
		diag_error(m->diag, &r->from,
			   "%s does not exist, so it cannot be hidden", n->path);
		world_place_hint(m->diag, r);
		return -1;
	}
	if (r->kind == RULE_HIDE && n->source->kind == FACT_MISSING)
		return hides_nothing(m, n, "it does not exist");
	if (r->kind == RULE_HIDE && n->source->kind == FACT_DENIED)
		return hides_nothing(m, n, "you cannot reach it yourself");
	if (r->kind != RULE_EXEC || n->source->kind == FACT_DIR ||
	    n->source->kind == FACT_FILE)
		return 0;
	if (r->optional) {
		diag_detail(m->diag, &r->from, "left out: %s: nothing is there to run",
			    n->path);
		return 1;
	}
	return diag_error(m->diag, &r->from, "%s: nothing is there to run", n->path);
}

static int is_written(const struct node *n, const struct node *cover)
{
	switch (n->rule->kind) {
	case RULE_WRITE:
	case RULE_HOME:
	case RULE_TMPFS:
	case RULE_OVERLAY:
		return 1;
	case RULE_EXEC:
		return cover && node_is_host_tree(cover) && node_is_writable(cover);
	default:
		return 0;
	}
}

/* A node that shows what its cover shows: same file, same rights. */
static int is_redundant(const struct maker *m, const struct node *n,
			const struct node *cover)
{
	const char *same;

	if (!cover || !is_tree_kind(n->rule->kind) || n->rule->kind == RULE_HOME ||
	    !node_is_host_tree(cover) || cover->rule->kind == RULE_HOME || !n->source ||
	    n->source->kind == FACT_MISSING || n->rule->kind == RULE_OVERLAY)
		return 0;
	/* What else stands below an overlay shows the host; the command is in it already. */
	if (cover->layers)
		return (n->layers ||
			(n->rule->derived && n->rule->kind == RULE_READ)) &&
		       node_is_exec(cover);
	if ((n->rule->kind == RULE_DEVICE) != (cover->rule->kind == RULE_DEVICE))
		return 0;
	same = path_join(m->arena, cover->source->real,
			 path_rest(n->path, cover->path));
	return str_equal(same, n->source->real) &&
	       node_is_writable(n) == node_is_writable(cover) &&
	       node_is_exec(n) == node_is_exec(cover);
}

/* What a cover is that nothing can stand below; NULL for directories. */
static const char *obstacle(const struct node *cover)
{
	switch (cover->rule->kind) {
	case RULE_TMPFS:
		return NULL;
	case RULE_SYMLINK:
		return "a symbolic link";
	case RULE_HIDE:
		return cover->source->kind == FACT_DIR ? NULL : "a hidden file";
	default:
		return node_is_host_tree(cover) ? NULL : "a file";
	}
}

/* What stands below a file or link, or at a link of the host's tree, cannot be.
 * Returns 1: leave it out, 0: fine, -1: error.
 */
static int check_cover(struct maker *m, const struct node *n, const struct node *cover)
{
	const struct rule *r;

	if (!cover)
		return 0;
	r = cover->rule;
	if (n->rule->kind == RULE_SYMLINK && n->rule->derived &&
	    node_is_host_tree(cover))
		return 1; /* it is in that tree already */
	if (!obstacle(cover))
		return 0;
	if (n->rule->derived)
		return 1;
	return diag_error(
		m->diag, &n->rule->from, "%s is below %s, which is %s inside (%s)",
		n->path, cover->path, obstacle(cover),
		r->from.line || !r->from.text ? origin_text(m->arena, &r->from)
					      : r->from.text);
}

/* A rule whose path is a link on the host has at least made that link. */
static void warn_redundant(struct maker *m, const struct node *n,
			   const struct node *cover)
{
	const struct rule *by = cover->rule;

	if (n->rule->derived || n->source->n_links > 0)
		return;
	diag_warning(m->diag, &n->rule->from, "'%s' adds nothing: '%s' covers it (%s)",
		     n->rule->from.text, by->from.text ? by->from.text : cover->path,
		     origin_text(m->arena, &by->from));
}

/* Connects one node with those before it. Returns 1: leave it out, 0: fine, -1: error.
 */
static int connect_node(struct maker *m, size_t i)
{
	struct node *n = &m->world->nodes.item[i], *cover;
	int left_out;

	n->cover = find_cover(m->world, i, n->path);
	cover = n->cover >= 0 ? &m->world->nodes.item[n->cover] : NULL;
	left_out = check_cover(m, n, cover);
	if (left_out == 0)
		left_out = find_source(m, n, cover);
	if (left_out)
		return left_out;
	n->is_writable = is_written(n, cover);
	n->is_redundant = is_redundant(m, n, cover);
	if (n->is_redundant)
		warn_redundant(m, n, cover);
	if (cover)
		cover->has_children = 1;
	return 0;
}

/* A directory on the way from a writable tree to a place in it becomes a mount as well, of
 * what is there anyway: a mount point cannot be renamed from inside (EBUSY). Else the
 * program would move the way aside, and the next start would cover another place than the
 * one that was meant: `hide a/secret` after `mv a b`.
 */
static void push_pin(struct maker *m, size_t cover, const char *path)
{
	struct world *w = m->world;
	const struct node *above = &w->nodes.item[cover];
	struct rule *rule = arena_alloc(m->arena, sizeof(*rule));
	struct node pin = {.path = path, .rule = rule, .exec = above->exec};
	struct node *n;

	pin.source = covered_fact(m, &pin, above);
	if (pin.source->kind != FACT_DIR || pin.source->n_links > 0)
		return; /* a place below it cannot be either: build_fs.c says so */
	*rule = *above->rule;
	rule->path = path;
	rule->source = pin.source->real;
	rule->derived = 1;
	if (above->layers) {
		rule->kind = RULE_PIN;
		pin.layers = layers_below(m->arena, above->layers,
					  path_rest(path, above->path));
		pin.exec = node_is_exec(above) ? above->rule : NULL;
	}
	w->nodes.item[cover].has_children = 1;
	n = vec_push(m->arena, &w->nodes);
	*n = pin;
	n->cover = (int)cover;
	n->is_writable = 1;
}

static void push_pins(struct maker *m, const char *path)
{
	struct world *w = m->world;
	int cover = find_cover(w, w->nodes.n, path);
	const char *top;

	if (cover < 0 || !node_is_host_tree(&w->nodes.item[cover]) ||
	    !node_is_writable(&w->nodes.item[cover]))
		return;
	top = w->nodes.item[cover].path;
	for (const char *at = path + (top[1] ? strlen(top) + 1 : 1);
	     (at = strchr(at, '/')); at++) {
		size_t n = w->nodes.n;

		push_pin(m, (size_t)cover,
			 arena_copy(m->arena, path, (size_t)(at - path)));
		if (w->nodes.n > n)
			cover = (int)n;
	}
}

/* Each node in its order, and before it the pins that it needs. */
static int connect_nodes(struct maker *m, const struct world *merged)
{
	struct world *w = m->world;
	int bad = 0;

	for (size_t i = 0; i < merged->nodes.n; i++) {
		const struct node *node = &merged->nodes.item[i];
		int left_out;

		if (node->rule->kind != RULE_SYMLINK)
			push_pins(m, node->path);
		*vec_push(m->arena, &w->nodes) = *node;
		left_out = connect_node(m, w->nodes.n - 1);
		bad |= left_out < 0;
		if (left_out)
			w->nodes.n--;
	}
	return bad ? -1 : 0;
}

int world_build(struct arena *a, struct diag *d, const struct policy *p,
		const struct facts *f, struct world *ret_world)
{
	struct maker m = {.arena = a, .diag = d, .facts = f, .world = ret_world};
	struct candidates candidates = {{0}};
	struct world merged = {{0}};

	*ret_world = (struct world){{0}};
	if (world_place(a, d, p, f, &candidates) < 0 ||
	    world_guard(a, d, f, &candidates) < 0)
		return -1;
	m.world = &merged;
	merge_all(&m, &candidates);
	m.world = ret_world;
	return connect_nodes(&m, &merged);
}

const struct node *world_find(const struct world *w, const char *path)
{
	const struct node *found = NULL;

	for (size_t i = 0; i < w->nodes.n; i++)
		if (!w->nodes.item[i].is_left_out &&
		    path_is_within(path, w->nodes.item[i].path))
			found = &w->nodes.item[i];
	while (found && found->is_redundant)
		found = &w->nodes.item[found->cover];
	return found;
}

int world_shows_host(const struct world *w, const char *path)
{
	const struct node *n = world_find(w, path);
	const char *rest;
	size_t length;

	if (!n || !n->source || n->rule->kind == RULE_HIDE)
		return 0;
	if (!node_is_host_tree(n) && !str_equal(n->path, path))
		return 0;
	rest = path_rest(path, n->path);
	length = strlen(n->source->real);
	if (str_equal(n->source->real, "/"))
		return str_equal(path, rest[0] ? rest : "/");
	return strncmp(path, n->source->real, length) == 0 &&
	       str_equal(path + length, rest);
}

int world_has(const struct world *w, const char *path)
{
	const struct node *n = world_find(w, path);

	if (n && (node_is_host_tree(n) || str_equal(n->path, path)))
		return n->rule->kind != RULE_HIDE;
	for (size_t i = 0; i < w->nodes.n; i++)
		if (!w->nodes.item[i].is_left_out &&
		    path_is_within(w->nodes.item[i].path, path))
			return 1;
	return 0;
}
