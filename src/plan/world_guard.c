/* world_guard.c - places of the host that no sandbox may see, whatever its rules say.
 * May: ask the facts.  Must not: weigh rules against each other, world.c does.
 *
 * Who could write to the records of running sandboxes would say how the next `sandboxctl
 * exec` is confined, and who can read them knows what all others run.
 */
#include "plan/world_guard.h"

#include "text/path.h"

static const struct origin built_in = {.file = "built-in"};

static int shows_tree(const struct candidate *c)
{
	switch (c->rule->kind) {
	case RULE_READ:
	case RULE_WRITE:
	case RULE_EXEC:
	case RULE_HOME:
	case RULE_ROOT:
	case RULE_OVERLAY:
	case RULE_SOCKET:
		return c->source != NULL;
	default:
		return 0;
	}
}

static void cover(struct arena *a, struct candidates *c, const struct candidate *tree,
		  const char *place)
{
	struct rule *r = arena_alloc(a, sizeof(*r));
	struct candidate hidden = {.rule = r, .order = c->list.n};

	hidden.path = path_join(a, tree->path, path_rest(place, tree->source->real));
	r->kind = RULE_HIDE;
	r->derived = 1;
	r->optional = 1;
	r->path = hidden.path;
	r->from = built_in;
	*vec_push(a, &c->list) = hidden;
}

int world_guard(struct arena *a, struct diag *d, const struct facts *f,
		struct candidates *c)
{
	size_t n = c->list.n;
	const char *place;
	int bad = 0;

	if (!f->registry)
		return 0;
	place = f->path(f->context, f->registry)->real;
	for (size_t i = 0; i < n; i++) {
		struct candidate tree = c->list.item[i];

		if (!shows_tree(&tree))
			continue;
		if (path_is_within(tree.source->real, place) && !tree.rule->derived)
			bad = diag_error(d, &tree.rule->from,
					 "%s cannot be shown: it tells of all running "
					 "sandboxes",
					 tree.source->real);
		else if (path_is_within(place, tree.source->real))
			cover(a, c, &tree, place);
	}
	return bad ? -1 : 0;
}
