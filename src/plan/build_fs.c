/* build_fs.c - the nodes of the world into steps that open, mount and make.
 * May: ask the facts.  Must not: change anything.
 *
 * Sources come first, as they are paths of the old root; then the new root grows from the
 * top down; what had to be written while it grew is locked last.
 */
#include "plan/build_overlay.h"
#include "text/path.h"

#define TMPFS_BYTES (2ULL << 30)
#define ROOT_INODES (512ULL << 10)

static const struct origin built_in = {.file = "built-in"};

static mode_t type_of(const struct fact_path *fact)
{
	static const mode_t types[] = {
		[FACT_DIR] = S_IFDIR,	  [FACT_FILE] = S_IFREG,
		[FACT_SOCKET] = S_IFSOCK, [FACT_DEVICE] = S_IFCHR,
		[FACT_FIFO] = S_IFIFO,
	};

	return fact->kind < ARRAY_SIZE(types) ? types[fact->kind] : 0;
}

static int open_source(struct fs *fs, const struct rule *r, const char *path,
		       mode_t type)
{
	struct step *s = place_append(fs, STEP_SRC_OPEN, r);

	s->path = path;
	s->mode = type;
	s->slot = fs->b->plan->n_slots++;
	return s->slot;
}

static int open_node(struct fs *fs, const struct node *n)
{
	const struct rule *r = n->rule;

	if (!n->source || n->is_redundant || build_is_pin(n))
		return -1;
	if (r->kind == RULE_HIDE) {
		/* A hidden file is covered by a device that its mount lets nobody open. */
		if (n->source->kind != FACT_DIR && fs->null_slot < 0)
			fs->null_slot = open_source(fs, r, "/dev/null", S_IFCHR);
		return fs->null_slot;
	}
	if (r->kind == RULE_HOME) {
		place_append(fs, STEP_HOME_MAKE, r)->path = n->source->real;
		return open_source(fs, r, n->source->real, S_IFDIR);
	}
	return open_source(fs, r, n->source->real, type_of(n->source));
}

/* Returns the slot of what the node shows, or -1. */
static int open_at(struct fs *fs, size_t i)
{
	const struct node *n = &fs->b->world.nodes.item[i];

	if (n->rule->kind != RULE_OVERLAY)
		return open_node(fs, n);
	fs->overlay[i] = arena_alloc(fs->b->arena, sizeof(*fs->overlay[i]));
	return build_overlay_open(fs, n, fs->overlay[i]);
}

static void open_sources(struct fs *fs)
{
	const struct world *w = &fs->b->world;

	fs->slot = arena_alloc(fs->b->arena, (w->nodes.n + 1) * sizeof(*fs->slot));
	fs->overlay =
		arena_alloc(fs->b->arena, (w->nodes.n + 1) * sizeof(*fs->overlay));
	fs->null_slot = -1;
	for (size_t i = 0; i < w->nodes.n; i++)
		fs->slot[i] = open_at(fs, i);
}

static unsigned int tree_flags(const struct node *n)
{
	unsigned int flags = MOUNT_SAFE;

	/* Devices are written to all the same; but their modes and times are the host's, and
	 * for a caller that is root, the program owns most of them.
	 */
	if (n->rule->kind == RULE_DEVICE)
		return MOUNT_RO | MOUNT_NOSUID | MOUNT_NOEXEC;
	if (n->rule->kind == RULE_SOCKET)
		return MOUNT_NONE;
	if (!node_is_writable(n))
		flags |= MOUNT_RO;
	return node_is_exec(n) ? flags : flags | MOUNT_NOEXEC;
}

static void mount_tree(struct fs *fs, const struct node *n, int slot,
		       const char *source, unsigned int flags)
{
	struct step *s = place_append(fs, STEP_MOUNT_TREE, n->rule);

	s->slot = slot;
	s->path = n->path;
	s->text = source;
	s->flags = flags;
}

static int build_tree(struct fs *fs, const struct node *n, int slot)
{
	int is_dir = n->rule->kind == RULE_HOME || n->source->kind == FACT_DIR;
	int left_out = place_find(fs, n, is_dir ? S_IFDIR : S_IFREG);

	if (left_out)
		return left_out;
	mount_tree(fs, n, slot, n->source->real, tree_flags(n));
	return 0;
}

static int build_overlay(struct fs *fs, const struct node *n,
			 const struct overlay *overlay)
{
	int left_out;

	if (str_equal(n->path, "/"))
		return 0; /* build_root has it */
	left_out = place_find(fs, n, S_IFDIR);
	if (left_out)
		return left_out;
	build_overlay_step(place_append(fs, STEP_MOUNT_OVERLAY, n->rule), n, overlay);
	return 0;
}

/* Has the sandbox a tmpfs of its own as root? */
static int has_own_root(const struct fs *fs)
{
	const struct world *w = &fs->b->world;

	return !w->nodes.n || !node_is_root(&w->nodes.item[0]);
}

/* A tmpfs without a size of its own can be a directory of the root's: every file system costs
 * a start some fifty microseconds to make and to take down, and what they hold is limited
 * together. Not below a tree of the host, nor in a tmpfs with a size.
 */
static int is_of_root(const struct fs *fs, const struct node *n)
{
	while (n && n->rule->kind == RULE_TMPFS && !n->rule->size_bytes) {
		const char *top = place_tmpfs(fs, n);

		n = place_cover(fs, n);
		if (!top || !str_equal(top, n ? n->path : "/"))
			return 0;
	}
	return !n && has_own_root(fs);
}

static int build_tmpfs(struct fs *fs, const struct node *n)
{
	const struct rule *r = n->rule;
	unsigned int flags = MOUNT_SAFE | (n->exec ? 0 : MOUNT_NOEXEC);
	mode_t mode = r->mode ? r->mode : 0755;
	int left_out = place_find(fs, n, S_IFDIR);
	struct step *last;

	if (left_out)
		return left_out;
	last = &fs->b->plan->steps.item[fs->b->plan->steps.n - 1];
	if (last->op == STEP_DIR_MAKE && str_equal(last->path, n->path) &&
	    is_of_root(fs, n)) {
		last->mode = mode;
		flags |= MOUNT_OF_ROOT;
	}
	place_mount_tmpfs(fs, r, n->path, flags, mode,
			  r->size_bytes ? r->size_bytes : TMPFS_BYTES);
	return 0;
}

static int build_hide(struct fs *fs, const struct node *n)
{
	if (n->source->kind != FACT_DIR)
		mount_tree(fs, n, fs->null_slot, "/dev/null", MOUNT_NONE);
	else if (!n->has_children)
		place_mount_tmpfs(fs, n->rule, n->path, MOUNT_NONE, 0, COVER_BYTES);
	else /* with something deeper to show it must be passable, and is locked last */
		place_mount_tmpfs(fs, n->rule, n->path, MOUNT_SAFE | MOUNT_NOEXEC, 0555,
				  ROOT_BYTES);
	return 0;
}

static int build_link(struct fs *fs, const struct node *n)
{
	const char *top = place_tmpfs(fs, n);
	struct step *s;

	if (!top)
		return place_refuse(fs, n, "cannot be made");
	place_make_parents(fs, n, top);
	s = place_append(fs, STEP_LINK_MAKE, n->rule);
	s->path = n->path;
	s->text = n->rule->text;
	return 0;
}

static int build_file(struct fs *fs, const struct node *n)
{
	const char *top = place_tmpfs(fs, n);
	struct step *s;

	if (top) {
		place_make_parents(fs, n, top);
	} else {
		int left_out = place_find(fs, n, S_IFREG);

		if (left_out)
			return left_out;
	}
	s = place_append(fs, STEP_FILE_MAKE, n->rule);
	s->path = n->path;
	s->text = n->rule->text;
	s->mode = 0444;
	s->flags = top ? 0 : FILE_OVER;
	return 0;
}

static int build_special(struct fs *fs, const struct node *n, enum step_op op,
			 unsigned int flags)
{
	int left_out = place_find(fs, n, S_IFDIR);
	struct step *s;

	if (left_out)
		return left_out;
	s = place_append(fs, op, n->rule);
	s->path = n->path;
	s->flags = flags;
	return 0;
}

static int build_proc_mount(struct fs *fs, const struct node *n)
{
	int left_out = build_special(fs, n, STEP_MOUNT_PROC, MOUNT_SAFE | MOUNT_NOEXEC);

	if (!left_out)
		build_proc(fs, n);
	return left_out;
}

static int build_node(struct fs *fs, size_t i)
{
	const struct node *n = &fs->b->world.nodes.item[i];

	if (n->is_redundant)
		return 0;
	if (build_is_pin(n))
		return build_pin(fs, n);
	switch (n->rule->kind) {
	case RULE_ROOT:
		return 0; /* build_root has it */
	case RULE_OVERLAY:
		return build_overlay(fs, n, fs->overlay[i]);
	case RULE_HIDE:
		return build_hide(fs, n);
	case RULE_TMPFS:
		return build_tmpfs(fs, n);
	case RULE_SYMLINK:
		return build_link(fs, n);
	case RULE_FILE:
		return build_file(fs, n);
	case RULE_PROC:
		return build_proc_mount(fs, n);
	case RULE_DEVPTS:
		return build_special(fs, n, STEP_MOUNT_DEVPTS,
				     MOUNT_NOSUID | MOUNT_NOEXEC);
	default:
		return build_tree(fs, n, fs->slot[i]);
	}
}

static void build_root(struct fs *fs)
{
	const struct world *w = &fs->b->world;
	struct step *s;

	if (w->nodes.n && fs->overlay[0] && node_is_root(&w->nodes.item[0])) {
		s = place_append(fs, STEP_MOUNT_ROOT, w->nodes.item[0].rule);
		build_overlay_step(s, &w->nodes.item[0], fs->overlay[0]);
	} else if (w->nodes.n && w->nodes.item[0].rule->kind == RULE_ROOT) {
		s = place_append(fs, STEP_MOUNT_ROOT, w->nodes.item[0].rule);
		s->slot = fs->slot[0];
		s->text = w->nodes.item[0].source->real;
		s->flags = MOUNT_RO | MOUNT_SAFE;
	} else {
		s = plan_append(fs->b->arena, fs->b->plan, STEP_MOUNT_ROOT, &built_in);
		s->flags = MOUNT_SAFE;
		s->mode = 0755;
		s->number[0] = TMPFS_BYTES;
		s->number[1] = ROOT_INODES;
	}
	s->path = "/";
}

/* What had to be written while the tree grew becomes read-only now. */
static void build_locks(struct fs *fs)
{
	const struct world *w = &fs->b->world;

	for (size_t i = 0; i < w->nodes.n; i++) {
		const struct node *n = &w->nodes.item[i];

		if ((n->rule->kind == RULE_HIDE && n->has_children) ||
		    (n->rule->derived && str_equal(n->path, "/dev")))
			place_append(fs, STEP_MOUNT_LOCK, n->rule)->path = n->path;
	}
	for (size_t i = 0; i < fs->filled.n; i++)
		plan_append(fs->b->arena, fs->b->plan, STEP_MOUNT_LOCK, &built_in)
			->path = fs->filled.item[i];
	if (!fs->b->policy->root.value)
		plan_append(fs->b->arena, fs->b->plan, STEP_MOUNT_LOCK, &built_in)
			->path = "/";
}

int build_fs(struct builder *b)
{
	struct fs fs = {.b = b};
	int bad = 0;

	plan_append(b->arena, b->plan, STEP_MOUNT_PRIVATE, &built_in);
	open_sources(&fs);
	build_root(&fs);
	for (size_t i = 0; i < b->world.nodes.n; i++) {
		int left_out = build_node(&fs, i);

		bad |= left_out < 0;
		b->world.nodes.item[i].is_left_out = left_out > 0;
	}
	build_locks(&fs);
	plan_append(b->arena, b->plan, STEP_ROOT_PIVOT, &built_in);
	return bad ? -1 : 0;
}
