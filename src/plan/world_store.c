/* world_store.c - the storage of kept changes is hidden wherever a rule would show it.
 * May: ask the facts.
 *
 * What lies there was written by programs in other sandboxes and will be shown to them again,
 * or be committed. A sandbox that could write there would speak in their names.
 */
#include "plan/world_store.h"

#include "plan/changes.h"
#include "text/path.h"

struct hider {
	struct arena *arena;
	struct diag *diag;
	const char *store; /* on the host, real */
	struct candidates *out;
	size_t order;
};

static int shows_files(enum rule_kind kind)
{
	return kind == RULE_READ || kind == RULE_WRITE || kind == RULE_EXEC ||
	       kind == RULE_DEVICE || kind == RULE_ROOT || kind == RULE_HOME ||
	       kind == RULE_OVERLAY;
}

static void add_hide(struct hider *h, const struct rule *r, const char *path)
{
	struct rule *hide = arena_alloc(h->arena, sizeof(*hide));
	struct candidate *c;

	hide->kind = RULE_HIDE;
	hide->derived = 1;
	hide->optional = 1;
	hide->path = path;
	hide->from = r->from;
	c = vec_push(h->arena, &h->out->list);
	*c = (struct candidate){.path = path, .rule = hide, .order = h->order++};
}

static int hide_below(struct hider *h, const char *path, const struct rule *r,
		      const char *dir)
{
	if (path_is_within(dir, h->store))
		return diag_error(h->diag, &r->from,
				  "%s cannot be shown: changes of overlays are kept "
				  "there",
				  dir);
	if (path_is_within(h->store, dir))
		add_hide(h, r, path_join(h->arena, path, path_rest(h->store, dir)));
	return 0;
}

int world_hide_store(struct arena *a, struct diag *d, const struct facts *f,
		     struct candidates *c)
{
	const struct fact_path *store =
		f->path(f->context, changes_dir(a, f->data_home, NULL));
	struct hider h = {a, d, store->real, c, c->list.n};
	size_t n = c->list.n;
	int bad = 0;

	for (size_t i = 0; i < n; i++) {
		const struct candidate x = c->list.item[i]; /* the list may move */

		if (!shows_files(x.rule->kind) || !x.source || store->kind != FACT_DIR)
			continue;
		for (size_t k = 0; x.layers && k < x.layers->n; k++)
			bad |= hide_below(&h, x.path, x.rule, x.layers->dir[k]);
		if (!x.layers)
			bad |= hide_below(&h, x.path, x.rule, x.source->real);
	}
	return bad;
}
