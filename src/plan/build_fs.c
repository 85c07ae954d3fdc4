/* build_fs.c - the nodes of the world into steps that open, mount and make.
 * May: ask the facts.  Must not: change anything.
 *
 * Sources come first, as they are paths of the old root; then the new root grows from the
 * top down. Where a node's place is in a tmpfs, the directories on the way are made; where
 * it is in a tree of the host, it must be there already: nothing is made on the host.
 */
#include <sys/stat.h>

#include "plan/build.h"
#include "plan/furniture.h"
#include "text/path.h"

#define ROOT_BYTES   (64ULL << 20)
#define TMPFS_BYTES  (2ULL << 30)
#define TMPFS_INODES (512ULL << 10)
#define COVER_BYTES  4096

#define MOUNT_SAFE (MOUNT_NOSUID | MOUNT_NODEV)
#define MOUNT_NONE (MOUNT_RO | MOUNT_NOSUID | MOUNT_NODEV | MOUNT_NOEXEC)

struct fs {
	struct builder *b;
	int *slot;		   /* of each node, -1: none */
	int null_slot;		   /* of /dev/null, which covers hidden files */
	VEC(const char *) made;	   /* directories that steps have made */
	VEC(const char *) filled;  /* empty directories of a host tree, now under a tmpfs */
};

static const struct node *cover_of(const struct fs *fs, const struct node *n)
{
	return n->cover >= 0 ? &fs->b->world.nodes.item[n->cover] : NULL;
}

static struct step *append(struct fs *fs, enum step_op op, const struct rule *r)
{
	return plan_append(fs->b->arena, fs->b->plan, op, &r->from);
}

static int is_listed(const char *const *item, size_t n, const char *path)
{
	for (size_t i = 0; i < n; i++)
		if (str_equal(item[i], path))
			return 1;
	return 0;
}

static mode_t type_of(const struct fact_path *fact)
{
	static const mode_t types[] = {
		[FACT_DIR] = S_IFDIR,	 [FACT_FILE] = S_IFREG, [FACT_SOCKET] = S_IFSOCK,
		[FACT_DEVICE] = S_IFCHR, [FACT_FIFO] = S_IFIFO,
	};

	return fact->kind < ARRAY_SIZE(types) ? types[fact->kind] : 0;
}

static int open_source(struct fs *fs, const struct rule *r, const char *path, mode_t type)
{
	struct step *s = append(fs, STEP_SRC_OPEN, r);

	s->path = path;
	s->mode = type;
	s->slot = fs->b->plan->n_slots++;
	return s->slot;
}

/* An exec rule of its own shows what its cover shows there, or the host's file. */
static const struct fact_path *source_of_node(const struct fs *fs, const struct node *n)
{
	const struct node *cover = cover_of(fs, n);
	const char *path;

	if (n->rule->kind != RULE_EXEC || !cover || !node_is_host_tree(cover))
		return n->source;
	path = path_join(fs->b->arena, cover->source->real, path_rest(n->path, cover->path));
	return fs->b->facts->path(fs->b->facts->context, path);
}

static int open_node(struct fs *fs, const struct node *n)
{
	const struct fact_path *source = source_of_node(fs, n);
	mode_t type = source ? type_of(source) : 0;

	if (!source || n->is_redundant)
		return -1;
	if (n->rule->kind == RULE_HOME) {
		append(fs, STEP_HOME_MAKE, n->rule)->path = source->real;
		type = S_IFDIR;
	}
	return open_source(fs, n->rule, source->real, type);
}

/* A hidden file is covered by a device that its mount does not let anybody open. */
static int needs_null(const struct fs *fs, const struct node *n)
{
	const struct node *cover = cover_of(fs, n);
	const struct fact_path *fact;
	const char *path;

	if (n->rule->kind != RULE_HIDE || !cover || !node_is_host_tree(cover))
		return 0;
	path = path_join(fs->b->arena, cover->source->real, path_rest(n->path, cover->path));
	fact = fs->b->facts->path(fs->b->facts->context, path);
	return fact->kind != FACT_DIR && fact->kind != FACT_MISSING;
}

static int open_sources(struct fs *fs)
{
	struct world *w = &fs->b->world;
	int bad = 0;

	fs->slot = arena_alloc(fs->b->arena, (w->nodes.n + 1) * sizeof(*fs->slot));
	fs->null_slot = -1;
	for (size_t i = 0; i < w->nodes.n; i++) {
		const struct node *n = &w->nodes.item[i];

		if (n->rule->kind == RULE_EXEC && source_of_node(fs, n)->kind == FACT_MISSING) {
			bad = diag_error(fs->b->diag, &n->rule->from, "%s: nothing is there",
					 n->path);
			continue;
		}
		fs->slot[i] = open_node(fs, n);
		if (needs_null(fs, n) && fs->null_slot < 0)
			fs->null_slot = open_source(fs, n->rule, "/dev/null", S_IFCHR);
	}
	return bad ? -1 : 0;
}

/* Makes the directories from below `top` down to the parent of path. */
static void make_parents(struct fs *fs, const struct rule *r, const char *top, const char *path)
{
	const char *at = path + (str_equal(top, "/") ? 0 : strlen(top));

	while ((at = strchr(at + 1, '/'))) {
		char *dir = arena_copy(fs->b->arena, path, (size_t)(at - path));
		struct step *s;

		if (is_listed(fs->made.item, fs->made.n, dir))
			continue;
		*vec_push(fs->b->arena, &fs->made) = dir;
		s = append(fs, STEP_DIR_MAKE, r);
		s->path = dir;
		s->mode = 0755;
	}
}

static void make_point(struct fs *fs, const struct rule *r, const char *top, const char *path,
		       mode_t type)
{
	struct step *s;

	make_parents(fs, r, top, path);
	if (is_listed(fs->made.item, fs->made.n, path))
		return;
	*vec_push(fs->b->arena, &fs->made) = path;
	s = append(fs, type == S_IFDIR ? STEP_DIR_MAKE : STEP_POINT_MAKE, r);
	s->path = path;
	s->mode = type == S_IFDIR ? 0755 : 0644;
}

static void mount_tmpfs(struct fs *fs, const struct rule *r, const char *path,
			unsigned int flags, mode_t mode, uint64_t size_bytes)
{
	struct step *s = append(fs, STEP_MOUNT_TMPFS, r);

	s->path = path;
	s->flags = flags;
	s->mode = mode;
	s->number[0] = size_bytes;
	s->number[1] = size_bytes <= COVER_BYTES ? 16 : TMPFS_INODES;
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

/* An empty directory of the host may be covered: that hides nothing, and the tmpfs on it
 * can hold what is needed. Returns 1 when there was one above path.
 */
static int fill_empty_dir(struct fs *fs, const struct node *n, const struct node *cover)
{
	const struct facts *f = fs->b->facts;
	char *dir = path_parent(fs->b->arena, n->path);

	while (path_is_within(dir, cover->path) && !str_equal(dir, cover->path)) {
		const struct fact_path *fact = f->path(
			f->context, path_join(fs->b->arena, cover->source->real,
					      path_rest(dir, cover->path)));

		int is_empty = fact->kind == FACT_DIR && fact->n_links == 0 &&
			       f->is_empty_dir(f->context, fact->real);

		if (fact->kind != FACT_MISSING && !is_empty)
			return 0;
		if (is_empty) {
			mount_tmpfs(fs, n->rule, dir, MOUNT_SAFE | MOUNT_NOEXEC, 0755,
				    ROOT_BYTES);
			*vec_push(fs->b->arena, &fs->filled) = dir;
			return 1;
		}
		dir = path_parent(fs->b->arena, dir);
	}
	return 0;
}

static int no_place(struct fs *fs, const struct node *n, const struct node *cover,
		    const char *what)
{
	const struct rule *r = n->rule;

	if (r->optional) {
		if (!r->derived)
			diag_detail(fs->b->diag, &r->from, "left out: %s %s in %s of the host",
				     n->path, what, cover->source->real);
		return 1;
	}
	diag_error(fs->b->diag, &r->from, "%s %s in %s, which is the host's", n->path, what,
		   cover->source->real);
	diag_hint(fs->b->diag, "nothing is ever made on the host; choose a place in a tmpfs "
			       "or one that exists");
	return -1;
}

/* Is there a place of the right type in the host's tree? 0: yes, 1: leave it out, -1. */
static int find_host_place(struct fs *fs, const struct node *n, const struct node *cover,
			   mode_t type)
{
	const struct facts *f = fs->b->facts;
	const char *same = path_join(fs->b->arena, cover->source->real,
				     path_rest(n->path, cover->path));
	const struct fact_path *fact = f->path(f->context, same);

	if (fact->kind == FACT_MISSING || fact->kind == FACT_DENIED) {
		if (cover->rule->kind == RULE_HOME) {
			make_point(fs, n->rule, cover->path, n->path, type);
			return 0;
		}
		if (fill_empty_dir(fs, n, cover)) {
			make_point(fs, n->rule, filled_above(fs, n->path), n->path, type);
			return 0;
		}
		return no_place(fs, n, cover, "does not exist");
	}
	if (!str_equal(fact->real, same) && cover->rule->kind != RULE_ROOT)
		return no_place(fs, n, cover, "leads through a symbolic link");
	if ((fact->kind == FACT_DIR) != (type == S_IFDIR))
		return no_place(fs, n, cover, type == S_IFDIR ? "is not a directory"
							      : "is a directory");
	return 0;
}

static int find_place(struct fs *fs, const struct node *n, mode_t type)
{
	const struct node *cover = cover_of(fs, n);
	const char *filled = filled_above(fs, n->path);

	if (!cover)
		make_point(fs, n->rule, "/", n->path, type);
	else if (filled && path_is_within(filled, cover->path))
		make_point(fs, n->rule, filled, n->path, type);
	else if (node_is_host_tree(cover) || cover->rule->kind == RULE_DEVICE)
		return find_host_place(fs, n, cover, type);
	else
		make_point(fs, n->rule, cover->path, n->path, type);
	return 0;
}

static unsigned int tree_flags(const struct fs *fs, const struct node *n)
{
	const struct node *cover = cover_of(fs, n);
	unsigned int flags = MOUNT_SAFE;

	if (n->rule->kind == RULE_DEVICE)
		return MOUNT_NOSUID | MOUNT_NOEXEC;
	if (n->rule->kind == RULE_SOCKET)
		return MOUNT_NONE;
	if (n->rule->kind == RULE_EXEC && cover && node_is_host_tree(cover)) {
		if (!node_is_writable(cover))
			flags |= MOUNT_RO;
	} else if (!node_is_writable(n)) {
		flags |= MOUNT_RO;
	}
	return node_is_exec(n) ? flags : flags | MOUNT_NOEXEC;
}

static int build_tree(struct fs *fs, const struct node *n, int slot)
{
	const struct fact_path *source = source_of_node(fs, n);
	mode_t type = n->rule->kind == RULE_HOME ? S_IFDIR : type_of(source);
	int left_out = find_place(fs, n, type == S_IFDIR ? S_IFDIR : S_IFREG);
	struct step *s;

	if (left_out)
		return left_out;
	s = append(fs, STEP_MOUNT_TREE, n->rule);
	s->slot = slot;
	s->path = n->path;
	s->text = source->real;
	s->flags = tree_flags(fs, n);
	return 0;
}

static int build_tmpfs(struct fs *fs, const struct node *n)
{
	const struct rule *r = n->rule;
	int left_out = find_place(fs, n, S_IFDIR);

	if (left_out)
		return left_out;
	mount_tmpfs(fs, r, n->path, MOUNT_SAFE | (n->exec ? 0 : MOUNT_NOEXEC),
		    r->mode ? r->mode : 0755, r->size_bytes ? r->size_bytes : TMPFS_BYTES);
	return 0;
}

static int build_hide(struct fs *fs, const struct node *n)
{
	const struct node *cover = cover_of(fs, n);
	const struct fact_path *fact;
	struct step *s;

	if (!cover || !node_is_host_tree(cover)) {
		diag_warning(fs->b->diag, &n->rule->from, "'%s' hides nothing: no rule shows it",
			     n->rule->from.text);
		return n->has_children ? build_tmpfs(fs, n) : 1;
	}
	fact = fs->b->facts->path(fs->b->facts->context,
				  path_join(fs->b->arena, cover->source->real,
					    path_rest(n->path, cover->path)));
	if (fact->kind == FACT_MISSING) {
		diag_warning(fs->b->diag, &n->rule->from, "'%s' hides nothing: it does not exist",
			     n->rule->from.text);
		return 1;
	}
	if (fact->kind == FACT_DIR) {
		/* With something deeper to show it must be passable, and is locked last. */
		mount_tmpfs(fs, n->rule, n->path,
			    n->has_children ? MOUNT_NONE & ~(unsigned int)MOUNT_RO : MOUNT_NONE,
			    n->has_children ? 0555 : 0, n->has_children ? ROOT_BYTES : COVER_BYTES);
		return 0;
	}
	s = append(fs, STEP_MOUNT_TREE, n->rule);
	s->slot = fs->null_slot;
	s->path = n->path;
	s->text = "/dev/null";
	s->flags = MOUNT_NONE;
	return 0;
}

static int build_link(struct fs *fs, const struct node *n)
{
	const struct node *cover = cover_of(fs, n);
	struct step *s;

	if (cover && node_is_host_tree(cover))
		return no_place(fs, n, cover, "cannot be made");
	make_parents(fs, n->rule, cover ? cover->path : "/", n->path);
	s = append(fs, STEP_LINK_MAKE, n->rule);
	s->path = n->path;
	s->text = n->rule->text;
	return 0;
}

static int build_file(struct fs *fs, const struct node *n)
{
	const struct node *cover = cover_of(fs, n);
	struct step *s;

	if (cover && node_is_host_tree(cover)) {
		int left_out = find_host_place(fs, n, cover, S_IFREG);

		if (left_out)
			return left_out;
	} else {
		make_parents(fs, n->rule, cover ? cover->path : "/", n->path);
	}
	s = append(fs, STEP_FILE_MAKE, n->rule);
	s->path = n->path;
	s->text = n->rule->text;
	s->mode = 0444;
	if (cover && node_is_host_tree(cover))
		s->flags = FILE_OVER;
	return 0;
}

static int build_special(struct fs *fs, const struct node *n, enum step_op op,
			 unsigned int flags)
{
	int left_out = find_place(fs, n, S_IFDIR);
	struct step *s;

	if (left_out)
		return left_out;
	s = append(fs, op, n->rule);
	s->path = n->path;
	s->flags = flags;
	return 0;
}

static int build_node(struct fs *fs, size_t i)
{
	const struct node *n = &fs->b->world.nodes.item[i];

	if (n->is_redundant)
		return 0;
	switch (n->rule->kind) {
	case RULE_ROOT:
		return 0; /* build_root has it */
	case RULE_HIDE:
		return build_hide(fs, n);
	case RULE_TMPFS:
		return build_tmpfs(fs, n);
	case RULE_SYMLINK:
		return build_link(fs, n);
	case RULE_FILE:
		return build_file(fs, n);
	case RULE_PROC:
		return build_special(fs, n, STEP_MOUNT_PROC, MOUNT_SAFE | MOUNT_NOEXEC);
	case RULE_DEVPTS:
		return build_special(fs, n, STEP_MOUNT_DEVPTS, MOUNT_NOSUID | MOUNT_NOEXEC);
	default:
		return build_tree(fs, n, fs->slot[i]);
	}
}

static const struct origin built_in = {.file = "built-in"};

static void build_root(struct fs *fs)
{
	const struct world *w = &fs->b->world;
	struct step *s;

	if (w->nodes.n && w->nodes.item[0].rule->kind == RULE_ROOT) {
		s = append(fs, STEP_MOUNT_ROOT, w->nodes.item[0].rule);
		s->slot = fs->slot[0];
		s->text = w->nodes.item[0].source->real;
		s->flags = MOUNT_RO | MOUNT_SAFE;
	} else {
		s = plan_append(fs->b->arena, fs->b->plan, STEP_MOUNT_ROOT, &built_in);
		s->flags = MOUNT_SAFE;
		s->mode = 0755;
		s->number[0] = ROOT_BYTES;
		s->number[1] = TMPFS_INODES;
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
			append(fs, STEP_MOUNT_LOCK, n->rule)->path = n->path;
	}
	for (size_t i = 0; i < fs->filled.n; i++)
		plan_append(fs->b->arena, fs->b->plan, STEP_MOUNT_LOCK, &built_in)->path =
			fs->filled.item[i];
	if (!fs->b->policy->root.value)
		plan_append(fs->b->arena, fs->b->plan, STEP_MOUNT_LOCK, &built_in)->path = "/";
}

int build_fs(struct builder *b)
{
	struct fs fs = {.b = b};
	int bad = 0;

	plan_append(b->arena, b->plan, STEP_MOUNT_PRIVATE, &built_in);
	if (open_sources(&fs) < 0)
		return -1;
	build_root(&fs);
	for (size_t i = 0; i < b->world.nodes.n; i++)
		bad |= build_node(&fs, i) < 0;
	build_locks(&fs);
	plan_append(b->arena, b->plan, STEP_ROOT_PIVOT, &built_in);
	return bad ? -1 : 0;
}
