/* world_layer.c - what the layers of an overlay show together.
 * May: ask the facts.
 *
 * Kept changes are the uppermost layer. The program inside has written them, so all that is
 * done with them is to look: a link found there is not followed by anything but a refusal.
 */
#include "plan/world_layer.h"

#include <errno.h>

#include "plan/changes.h"
#include "text/path.h"

static const char *real_of(const struct facts *f, const char *path)
{
	return f->path(f->context, path)->real;
}

const struct layers *layers_of_rule(struct arena *a, const struct policy *p,
				    const struct facts *f, const struct rule *r)
{
	struct layers *l = arena_alloc(a, sizeof(*l));
	const char **dir = arena_alloc(a, r->n_layers * sizeof(*dir));

	for (size_t i = 0; i < r->n_layers; i++)
		dir[i] = real_of(f, r->layer[i]);
	l->dir = dir;
	l->n = r->n_layers;
	if (p->changes.value) {
		const char *store =
			real_of(f, changes_dir(a, f->data_home, p->changes.value));

		l->store = path_join(a, store, changes_id(a, r->path));
		l->upper = path_join(a, l->store, CHANGES_UPPER);
	}
	return l;
}

const struct layers *layers_below(struct arena *a, const struct layers *l,
				  const char *rest)
{
	struct layers *below = arena_alloc(a, sizeof(*below));
	const char **dir = arena_alloc(a, l->n * sizeof(*dir));

	for (size_t i = 0; i < l->n; i++)
		dir[i] = path_join(a, l->dir[i], rest);
	below->dir = dir;
	below->n = l->n;
	below->upper = l->upper ? path_join(a, l->upper, rest) : NULL;
	return below;
}

/* Does a layer decide that nothing is there, whatever those below it have? */
static int is_end(const struct fact_path *fact)
{
	return fact->kind == FACT_MISSING &&
	       (fact->error == ENOTDIR || fact->n_links > 0);
}

static const struct fact_path *layers_fact(struct arena *a, const struct facts *f,
					   const struct layers *l, const char *rest)
{
	const struct fact_path *fact = NULL;
	struct fact_path *missing;

	if (l->upper) {
		fact = f->path(f->context, path_join(a, l->upper, rest));
		if (fact->kind == FACT_DEVICE) { /* a whiteout: it was removed */
			missing = arena_alloc(a, sizeof(*missing));
			*missing = (struct fact_path){.kind = FACT_MISSING,
						      .error = ENOENT,
						      .real = fact->real};
			return missing;
		}
		if (fact->kind != FACT_MISSING || is_end(fact))
			return fact;
	}
	for (size_t i = 0; i < l->n; i++) {
		fact = f->path(f->context, path_join(a, l->dir[i], rest));
		if (fact->kind != FACT_MISSING || is_end(fact))
			break;
	}
	return fact;
}

const struct fact_path *node_fact(struct arena *a, const struct facts *f,
				  const struct node *n, const char *path)
{
	const char *rest = path_rest(path, n->path);

	if (n->layers)
		return layers_fact(a, f, n->layers, rest);
	return f->path(f->context, path_join(a, n->source->real, rest));
}

static int is_empty(const struct facts *f, const char *dir)
{
	const struct fact_path *fact = f->path(f->context, dir);

	return fact->kind == FACT_MISSING ||
	       (fact->kind == FACT_DIR && f->is_empty_dir(f->context, fact->real));
}

int node_is_empty(struct arena *a, const struct facts *f, const struct node *n,
		  const char *path)
{
	const char *rest = path_rest(path, n->path);

	if (!n->layers)
		return is_empty(f, path_join(a, n->source->real, rest));
	for (size_t i = 0; i < n->layers->n; i++)
		if (!is_empty(f, path_join(a, n->layers->dir[i], rest)))
			return 0;
	return !n->layers->upper || is_empty(f, path_join(a, n->layers->upper, rest));
}
