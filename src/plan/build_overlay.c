/* build_overlay.c - overlays, what is pinned in them, and the place of their changes.
 * May: ask the facts.  Must not: change anything.
 *
 * An overlay shows directories of the host, and takes what is written on a tmpfs of the sandbox
 * or in a directory of changes. A `hide` or `read` below it is mounted over it as over any
 * tree; what is to be run in it, and what must stay in its place, are clones of its own mount.
 */
#include "plan/build_overlay.h"

#include "plan/changes.h"
#include "plan/policy_place.h"
#include "text/path.h"

#define UPPER_BYTES  (2ULL << 30)
#define UPPER_INODES (512ULL << 10)

const struct facts *build_changes_facts(const struct builder *b)
{
	const struct policy *p = b->policy;

	if (!policy_keeps_changes(p))
		return b->facts;
	/* So that it is hidden already when it is made by this very start. */
	return facts_with_dir(
		b->arena, b->facts,
		changes_dir(b->arena, b->facts->data_home, p->changes.value));
}

void build_changes_lock(struct builder *b)
{
	const struct policy *p = b->policy;
	const char *dir;

	if (!policy_keeps_changes(p))
		return;
	dir = changes_dir(b->arena, b->facts->data_home, p->changes.value);
	plan_append(b->arena, b->plan, STEP_CHANGES_LOCK, &p->changes.from)->path =
		b->facts->path(b->facts->context, dir)->real;
}

static int open_dir(struct fs *fs, const struct node *n, const char *path)
{
	struct step *s = place_append(fs, STEP_SRC_OPEN, n->rule);

	s->path = path;
	s->mode = S_IFDIR;
	s->slot = fs->b->plan->n_slots++;
	return s->slot;
}

int build_overlay_open(struct fs *fs, const struct node *n, struct overlay *ret_overlay)
{
	const struct layers *l = n->layers;
	const struct changes_note note = {n->rule->path, l->dir, l->n};
	int *slot = arena_alloc(fs->b->arena, l->n * sizeof(*slot));
	struct step *s;

	for (size_t i = 0; i < l->n; i++)
		slot[i] = open_dir(fs, n, l->dir[i]);
	*ret_overlay = (struct overlay){slot, l->dir, l->n, -1, l->store};
	if (!l->store)
		return slot[0];
	s = plan_append(fs->b->arena, fs->b->plan, STEP_CHANGES_MAKE,
			&fs->b->policy->changes.from);
	s->path = l->store;
	s->slot = slot[0]; /* whose mode it takes */
	s->text = changes_describe(fs->b->arena, &note);
	ret_overlay->changes_slot = open_dir(fs, n, l->store);
	return slot[0];
}

void build_overlay_step(struct step *s, const struct node *n,
			const struct overlay *overlay)
{
	s->path = n->path;
	s->slot = overlay->slot[0];
	s->text = overlay->lower[0];
	s->flags = MOUNT_SAFE | (node_is_exec(n) ? 0 : MOUNT_NOEXEC);
	s->data = overlay;
	if (!overlay->changes) {
		s->number[0] = UPPER_BYTES;
		s->number[1] = UPPER_INODES;
	}
}

int build_is_pin(const struct node *n)
{
	return n->layers && n->rule->kind != RULE_OVERLAY;
}

int build_pin(struct fs *fs, const struct node *n)
{
	int left_out =
		place_find(fs, n, n->source->kind == FACT_DIR ? S_IFDIR : S_IFREG);
	struct step *s;

	if (left_out)
		return left_out;
	s = place_append(fs, STEP_MOUNT_PIN, n->rule);
	s->path = n->path;
	s->flags = MOUNT_SAFE | (node_is_exec(n) ? 0 : MOUNT_NOEXEC);
	return 0;
}
