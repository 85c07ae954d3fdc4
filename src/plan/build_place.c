/* build_place.c - where a node's place is in the growing root, and that there is one.
 * May: ask the facts.  Must not: change anything.
 *
 * In a tmpfs of ours, the directories on the way are made. In a tree of the host, the place
 * must be there already: nothing is made on the host.
 */
#include "plan/build_place.h"

#include "plan/world_layer.h"
#include "text/path.h"

#define TMPFS_INODES (512ULL << 10)
#define COVER_INODES 16

const struct node *place_cover(const struct fs *fs, const struct node *n)
{
	const struct node *all = fs->b->world.nodes.item;

	do
		n = n->cover >= 0 ? &all[n->cover] : NULL;
	while (n && n->is_left_out);
	return n;
}

struct step *place_append(struct fs *fs, enum step_op op, const struct rule *r)
{
	return plan_append(fs->b->arena, fs->b->plan, op, &r->from);
}

void place_mount_tmpfs(struct fs *fs, const struct rule *r, const char *path,
		       unsigned int flags, mode_t mode, uint64_t size_bytes)
{
	struct step *s = place_append(fs, STEP_MOUNT_TMPFS, r);

	s->path = path;
	s->flags = flags;
	s->mode = mode;
	s->number[0] = size_bytes;
	s->number[1] = size_bytes <= COVER_BYTES ? COVER_INODES : TMPFS_INODES;
}

/* Is the path noted in the list as made? If not, it is from now on. Nodes come in the order
 * of their paths, so that the list is in that order as well.
 */
static int is_made(struct fs *fs, const char *path)
{
	size_t from = 0, to = fs->made.n;

	while (from < to) {
		size_t i = from + (to - from) / 2;
		int order = path_compare(path, fs->made.item[i]);

		if (order == 0)
			return 1;
		if (order < 0)
			to = i;
		else
			from = i + 1;
	}
	*vec_push(fs->b->arena, &fs->made) = path;
	return 0;
}

static void make(struct fs *fs, const struct rule *r, const char *path, mode_t type)
{
	struct step *s;

	if (is_made(fs, path))
		return;
	s = place_append(fs, type == S_IFDIR ? STEP_DIR_MAKE : STEP_POINT_MAKE, r);
	s->path = path;
	s->mode = type == S_IFDIR ? 0755 : 0644;
}

void place_make_parents(struct fs *fs, const struct node *n, const char *top)
{
	const char *at = n->path + (str_equal(top, "/") ? 0 : strlen(top));

	while ((at = strchr(at + 1, '/')))
		make(fs, n->rule,
		     arena_copy(fs->b->arena, n->path, (size_t)(at - n->path)),
		     S_IFDIR);
}

static void make_point(struct fs *fs, const struct node *n, const char *top,
		       mode_t type)
{
	place_make_parents(fs, n, top);
	make(fs, n->rule, n->path, type);
}

/* The nearest directory above path that a tmpfs has filled, or NULL. */
static const char *filled_above(const struct fs *fs, const char *path)
{
	const char *found = NULL;

	for (size_t i = 0; i < fs->filled.n; i++)
		if (path_is_within(path, fs->filled.item[i]))
			found = fs->filled.item[i];
	return found;
}

const char *place_tmpfs(const struct fs *fs, const struct node *n)
{
	const struct node *cover = place_cover(fs, n);
	const char *filled = filled_above(fs, n->path);

	if (!cover)
		return "/";
	if (filled && path_is_within(filled, cover->path))
		return filled;
	return node_is_host_tree(cover) ? NULL : cover->path;
}

/* What the host has where the cover shows `path`. */
static const struct fact_path *host_fact(const struct fs *fs, const struct node *cover,
					 const char *path)
{
	return node_fact(fs->b->arena, fs->b->facts, cover, path);
}

/* An empty directory of the host may be covered: that hides nothing, and the tmpfs on it
 * can hold what is needed. Returns 1 when there was one above n's path.
 */
static int fill_empty_dir(struct fs *fs, const struct node *n, const struct node *cover)
{
	char *dir = path_parent(fs->b->arena, n->path);

	while (cover->rule->kind == RULE_PIN) /* it is there for its place alone */
		cover = place_cover(fs, cover);
	for (; path_is_within(dir, cover->path) && !str_equal(dir, cover->path);
	     dir = path_parent(fs->b->arena, dir)) {
		const struct fact_path *fact = host_fact(fs, cover, dir);

		if (fact->kind == FACT_MISSING)
			continue;
		if (fact->kind != FACT_DIR || fact->n_links > 0 ||
		    !node_is_empty(fs->b->arena, fs->b->facts, cover, dir))
			return 0;
		place_mount_tmpfs(fs, n->rule, dir, MOUNT_SAFE | MOUNT_NOEXEC, 0755,
				  ROOT_BYTES);
		*vec_push(fs->b->arena, &fs->filled) = dir;
		return 1;
	}
	return 0;
}

int place_refuse(struct fs *fs, const struct node *n, const char *why)
{
	const struct rule *r = n->rule;
	const char *host = place_cover(fs, n)->source->real;

	if (r->optional) {
		if (!r->derived)
			diag_detail(fs->b->diag, &r->from,
				    "left out: %s %s in %s of the host", n->path, why,
				    host);
		return 1;
	}
	diag_error(fs->b->diag, &r->from, "%s %s in %s of the host", n->path, why,
		   host);
	diag_hint(fs->b->diag,
		  "nothing is ever made on the host; choose a place in a tmpfs or "
		  "one that exists");
	return -1;
}

/* In an overlay nothing that is made reaches the host, but whose directory it is decides as
 * it does there.
 */
static int may_make_in_overlay(struct fs *fs, const struct node *n,
			       const struct node *cover)
{
	const char *dir = path_parent(fs->b->arena, n->path);
	const struct fact_path *fact;

	if (!cover->layers)
		return 0;
	/* The overlay's own top is what its changes begin with, which is ours. */
	for (; !str_equal(dir, cover->path); dir = path_parent(fs->b->arena, dir)) {
		fact = host_fact(fs, cover, dir);
		if (fact->kind != FACT_MISSING)
			return fact->kind == FACT_DIR && !fact->is_foreign &&
			       fact->n_links == 0;
	}
	return cover->rule->kind != RULE_OVERLAY ? !cover->source->is_foreign : 1;
}

/* The storage of a private home is ours: points are made there, and stay. */
static int make_host_place(struct fs *fs, const struct node *n, mode_t type)
{
	const struct node *cover = place_cover(fs, n);

	if (cover->rule->kind == RULE_HOME || may_make_in_overlay(fs, n, cover))
		make_point(fs, n, cover->path, type);
	else if (fill_empty_dir(fs, n, cover))
		make_point(fs, n, filled_above(fs, n->path), type);
	else
		return place_refuse(fs, n, "does not exist");
	return 0;
}

static int find_host_place(struct fs *fs, const struct node *n, mode_t type)
{
	const struct node *cover = place_cover(fs, n);
	const struct fact_path *fact = host_fact(fs, cover, n->path);

	if (fact->kind == FACT_MISSING)
		return make_host_place(fs, n, type);
	if (fact->kind == FACT_DENIED)
		return place_refuse(fs, n, "is out of reach");
	/* In a root directory of its own, links are followed when it is mounted. */
	if (fact->n_links > 0 && !node_is_root(cover))
		return place_refuse(fs, n, "leads through a symbolic link");
	if ((fact->kind == FACT_DIR) != (type == S_IFDIR))
		return place_refuse(fs, n,
				    type == S_IFDIR ? "is not a directory"
						    : "is a directory");
	return 0;
}

int place_find(struct fs *fs, const struct node *n, mode_t type)
{
	const char *top = place_tmpfs(fs, n);

	if (!top)
		return find_host_place(fs, n, type);
	make_point(fs, n, top, type);
	return 0;
}
