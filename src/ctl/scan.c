/* scan.c - what a program has changed in an overlay: the upper layer beside the host.
 * May: read both.  Must not: change them, follow a link.
 * The program has written the one, and the host may have changed since: neither is trusted.
 */
#include <errno.h>
#include <fcntl.h>

#include "ctl/files.h"
#include "ctl/store.h"
#include "text/path.h"

#define DEPTH_MAX	1000
#define PATHS_BYTES_MAX (512UL << 20) /* of all that is listed */

struct scan {
	struct arena *arena;
	const char *name; /* of the changes */
	struct stored *stored;
	int depth;
	size_t paths_bytes;
};

/* One directory: in the upper layer, and in those of the host that have it (others: -1). */
struct dir {
	const char *path; /* below the overlay */
	int upper;
	int base[OVERLAY_LAYERS_MAX];
	unsigned int notes; /* of what is in it */
};

/* One name in it. */
struct entry {
	const char *name;
	struct stat upper, base;
	int layer; /* in which the host has it, or -1 */
};

static char *below(const struct scan *s, const struct dir *d, const char *name)
{
	return *d->path ? arena_printf(s->arena, "%s/%s", d->path, name)
			: arena_string(s->arena, name);
}

static int64_t time_of(const struct stat *st)
{
	return (int64_t)st->st_mtim.tv_sec * 1000000000 + st->st_mtim.tv_nsec;
}

static struct change *add(struct scan *s, enum change_kind kind, const char *path)
{
	struct change *c = vec_push(s->arena, &s->stored->changes.list);

	c->kind = kind;
	c->path = path;
	return c;
}

static void set_upper(struct change *c, const struct stat *st)
{
	c->mode = st->st_mode;
	c->size_bytes = S_ISDIR(st->st_mode) ? 0 : (uint64_t)st->st_size;
	c->time_ns = time_of(st);
	c->notes |= CHANGE_IN_UPPER;
	seen_set(c, st);
	c->inode = S_ISREG(st->st_mode) && st->st_nlink > 1 ? st->st_ino : 0;
	if (S_ISREG(st->st_mode) && (st->st_mode & S_ISUID))
		c->notes |= CHANGE_SETUID;
	if (S_ISREG(st->st_mode) && (st->st_mode & S_ISGID))
		c->notes |= CHANGE_SETGID;
	if (S_ISSOCK(st->st_mode) || S_ISCHR(st->st_mode) || S_ISBLK(st->st_mode))
		c->notes |= CHANGE_SKIPPED;
}

static void set_base(struct change *c, const struct stat *st)
{
	c->old_mode = st->st_mode;
	c->old_size_bytes = S_ISDIR(st->st_mode) ? 0 : (uint64_t)st->st_size;
	c->old_time_ns = time_of(st);
	if (S_ISREG(st->st_mode) && st->st_nlink > 1)
		c->notes |= CHANGE_HOST_LINKED;
}

/* --- Comparing -------------------------------------------------------------------------- */

static int links_are_same(const struct dir *d, const struct entry *e)
{
	char x[4097], y[4097];
	ssize_t n = readlinkat(d->upper, e->name, x, sizeof(x));
	ssize_t m = readlinkat(d->base[e->layer], e->name, y, sizeof(y));

	return n >= 0 && n == m && memcmp(x, y, (size_t)n) == 0;
}

static int owners_are_same(const struct entry *e)
{
	/* Who is not root has files of one owner only. */
	return geteuid() != 0 ||
	       (e->upper.st_uid == e->base.st_uid && e->upper.st_gid == e->base.st_gid);
}

/* Of two files or two directories: sets the kind; 0 or -errno. */
static int compare_opened(struct change *c, const struct entry *e, int upper, int base)
{
	int same_attributes = files_attributes_are_same(upper, base);
	int same = 1;

	if (same_attributes < 0)
		return same_attributes;
	if (S_ISREG(e->upper.st_mode) && e->upper.st_size != e->base.st_size)
		same = 0;
	else if (S_ISREG(e->upper.st_mode))
		same = files_are_same(upper, base);
	if (same < 0)
		return same;
	if (files_has_capability(upper))
		c->notes |= CHANGE_CAPABILITY;
	if (!same)
		c->kind = CHANGE_CHANGED;
	else if (e->upper.st_mode != e->base.st_mode || !same_attributes ||
		 !owners_are_same(e))
		c->kind = CHANGE_METADATA;
	else if (S_ISREG(e->upper.st_mode) && c->time_ns != c->old_time_ns) {
		c->kind = CHANGE_METADATA;
		c->notes |= CHANGE_TIME_ALONE;
	}
	return 0;
}

static void cannot(struct scan *s, struct change *c, const char *what, int error)
{
	c->kind = c->old_mode ? CHANGE_CHANGED : CHANGE_ADDED;
	c->obstacle = arena_printf(s->arena, "%s: %s", what, strerror(-error));
}

static void compare(struct scan *s, const struct dir *d, const struct entry *e,
		    struct change *c)
{
	autoclose int upper = -1, base = -1;
	int r;

	if (S_ISLNK(e->upper.st_mode)) {
		c->kind = links_are_same(d, e) ? CHANGE_NONE : CHANGE_CHANGED;
		return;
	}
	if (!S_ISREG(e->upper.st_mode) && !S_ISDIR(e->upper.st_mode)) {
		c->kind = e->upper.st_mode == e->base.st_mode ? CHANGE_NONE
							      : CHANGE_METADATA;
		return;
	}
	upper = files_open(d->upper, e->name);
	base = files_look(d->base[e->layer], e->name);
	r = upper < 0 ? upper : base < 0 ? base : compare_opened(c, e, upper, base);
	if (r < 0)
		cannot(s, c, "it cannot be read", r);
	if (c->kind == CHANGE_CHANGED && c->old_time_ns > c->time_ns)
		c->notes |= CHANGE_HOST_NEWER;
}

/* --- What is removed -------------------------------------------------------------------- */

static void add_removed(struct scan *s, const struct dir *d, const struct entry *e,
			unsigned int notes)
{
	struct change *c = add(s, CHANGE_REMOVED, below(s, d, e->name));

	c->notes = d->notes | notes;
	if (notes & CHANGE_IN_UPPER)
		seen_set(c, &e->upper);
	if (e->layer < 0) {
		c->kind = CHANGE_NONE; /* the host does not have it any more */
		return;
	}
	set_base(c, &e->base);
	c->notes |= e->layer ? CHANGE_IN_LOWER : 0;
	if (S_ISDIR(e->base.st_mode))
		files_count(d->base[e->layer], e->name, &c->n_files,
			    &c->old_size_bytes);
	for (int i = 1; i < (int)s->stored->note.n_layers; i++) {
		struct stat st;

		if (d->base[i] < 0 ||
		    fstatat(d->base[i], e->name, &st, AT_SYMLINK_NOFOLLOW) < 0)
			continue;
		c->obstacle =
			arena_printf(s->arena,
				     "it is in a lower layer too, which stays as it "
				     "is: %s",
				     s->stored->note.layer[i]);
	}
}

/* What an opaque directory hides of the host's. */
static int add_hidden(struct scan *s, const struct dir *d, const struct names *upper)
{
	for (size_t i = 0; i < s->stored->note.n_layers; i++) {
		struct names names;
		int r = d->base[i] < 0 ? 0 : files_names(s->arena, d->base[i], &names);

		if (r < 0)
			return r;
		for (size_t k = 0; d->base[i] >= 0 && k < names.list.n; k++) {
			struct entry e = {.name = names.list.item[k], .layer = (int)i};

			if (files_has_name(upper, e.name) ||
			    fstatat(d->base[i], e.name, &e.base, AT_SYMLINK_NOFOLLOW) <
				    0)
				continue;
			add_removed(s, d, &e, CHANGE_IN_OPAQUE);
		}
	}
	return 0;
}

/* --- One name --------------------------------------------------------------------------- */

static void find_base(const struct scan *s, const struct dir *d, struct entry *e)
{
	e->layer = -1;
	for (size_t i = 0; i < s->stored->note.n_layers; i++) {
		if (d->base[i] < 0 ||
		    fstatat(d->base[i], e->name, &e->base, AT_SYMLINK_NOFOLLOW) < 0)
			continue;
		e->layer = (int)i;
		return;
	}
}

static int is_whiteout(const struct dir *d, const struct entry *e)
{
	autoclose int fd = -1;

	if (S_ISCHR(e->upper.st_mode))
		return e->upper.st_rdev == 0;
	if (!S_ISREG(e->upper.st_mode) || e->upper.st_size > 0)
		return 0;
	fd = files_open(d->upper, e->name);
	return fd >= 0 && files_is_whiteout(fd);
}

static int is_opaque(const struct dir *d, const struct entry *e)
{
	autoclose int fd = files_open(d->upper, e->name);

	return fd >= 0 && files_is_opaque(fd);
}

/* What is to be looked at once this directory is closed. */
struct subdir {
	size_t at; /* in the list */
	unsigned int notes;
	int has_base;
};

struct subdirs {
	VEC(struct subdir) list;
};

static void add_subdir(struct scan *s, const struct dir *d, const struct entry *e,
		       struct change *c, struct subdirs *subdirs)
{
	struct subdir *sub = vec_push(s->arena, &subdirs->list);

	*sub = (struct subdir){(size_t)(c - s->stored->changes.list.item), d->notes,
			       e->layer >= 0 && S_ISDIR(e->base.st_mode)};
	if (is_opaque(d, e)) {
		c->notes |= CHANGE_OPAQUE;
		sub->notes |= CHANGE_IN_OPAQUE;
	} else if (e->layer >= 0 && !sub->has_base) {
		c->obstacle = S_ISLNK(e->base.st_mode)
				      ? "the host has a symbolic link here by now"
				      : "the host has a file here by now";
	}
	if (!sub->has_base)
		sub->notes |= CHANGE_INSIDE;
}

static void set_kind(struct scan *s, const struct dir *d, const struct entry *e,
		     struct change *c)
{
	if (e->layer >= 0)
		set_base(c, &e->base);
	if (e->layer > 0)
		c->notes |= CHANGE_IN_LOWER;
	if (e->layer < 0) {
		autoclose int fd = files_open(d->upper, e->name);

		c->kind = CHANGE_ADDED;
		if (fd >= 0 && files_has_capability(fd))
			c->notes |= CHANGE_CAPABILITY;
	} else if ((e->base.st_mode & S_IFMT) != (e->upper.st_mode & S_IFMT)) {
		c->kind = CHANGE_CHANGED;
		c->notes |= CHANGE_OTHER_TYPE;
	} else {
		compare(s, d, e, c);
	}
}

static int scan_entry(struct scan *s, const struct dir *d, const char *name,
		      struct subdirs *subdirs)
{
	struct entry e = {.name = name};
	struct change *c;

	if (fstatat(d->upper, name, &e.upper, AT_SYMLINK_NOFOLLOW) < 0)
		return errno == ENOENT ? 0 : -errno; /* a sandbox is at work */
	s->paths_bytes += strlen(d->path) + strlen(name) + sizeof(struct change);
	if (s->paths_bytes > PATHS_BYTES_MAX)
		return -E2BIG;
	find_base(s, d, &e);
	if (is_whiteout(d, &e)) {
		add_removed(s, d, &e, CHANGE_IN_UPPER);
		return 0;
	}
	c = add(s, CHANGE_NONE, below(s, d, name));
	c->notes = d->notes;
	set_upper(c, &e.upper);
	if (strlen(c->path) > PATH_BYTES_MAX) {
		cannot(s, c, "its path", -ENAMETOOLONG);
		return 0;
	}
	set_kind(s, d, &e, c);
	/* It would be taken for what a commit has left. */
	if (change_is_temporary(s->name, name))
		c->notes |= CHANGE_SKIPPED;
	else if (S_ISDIR(e.upper.st_mode))
		add_subdir(s, d, &e, c, subdirs);
	return 0;
}

/* --- Directories ------------------------------------------------------------------------ */

static void open_dir(const struct scan *s, const char *path, int has_base,
		     struct dir *ret)
{
	ret->upper = files_open_dir(s->stored->upper, path);
	for (size_t i = 0; i < s->stored->note.n_layers; i++)
		ret->base[i] = has_base ? files_open_dir(s->stored->base[i], path) : -1;
}

static void close_dir(struct dir *d)
{
	close_owned(&d->upper);
	for (size_t i = 0; i < OVERLAY_LAYERS_MAX; i++)
		close_owned(&d->base[i]);
}

static void cannot_at(struct scan *s, size_t at, const char *what, int error)
{
	struct change *c = &s->stored->changes.list.item[at];

	if (c->kind == CHANGE_NONE)
		cannot(s, c, what, error);
	else
		c->obstacle = arena_printf(s->arena, "%s: %s", what, strerror(-error));
}

/* The names and what they are; then, with all closed, the directories among them. */
static int scan_dir(struct scan *s, size_t at, unsigned int notes, int has_base)
{
	const char *path = s->stored->changes.list.item[at].path;
	struct dir d = {.path = path, .notes = notes};
	struct subdirs subdirs = {{0}};
	struct names names = {{0}};
	int r;

	for (size_t i = 0; i < OVERLAY_LAYERS_MAX; i++)
		d.base[i] = -1;
	open_dir(s, path, has_base, &d);
	r = d.upper < 0 ? d.upper : files_names(s->arena, d.upper, &names);
	if (r < 0)
		cannot_at(s, at, "what is in it cannot be read", r);
	if (r >= 0 && (notes & CHANGE_IN_OPAQUE) && has_base)
		r = add_hidden(s, &d, &names);
	for (size_t i = 0; r >= 0 && i < names.list.n; i++)
		r = scan_entry(s, &d, names.list.item[i], &subdirs);
	close_dir(&d);
	if (s->depth >= DEPTH_MAX && subdirs.list.n)
		cannot_at(s, at, "what is in it", -ENAMETOOLONG);
	s->depth++;
	for (size_t i = 0; s->depth <= DEPTH_MAX && i < subdirs.list.n && r >= 0; i++)
		r = scan_dir(s, subdirs.list.item[i].at, subdirs.list.item[i].notes,
			     subdirs.list.item[i].has_base);
	s->depth--;
	return r == -EACCES || r == -ENOENT || r == -ENAMETOOLONG ? 0 : r;
}

/* The top itself: the mode that it has inside. */
static void scan_top(struct scan *s)
{
	struct entry e = {.name = "."};
	struct change *c = add(s, CHANGE_NONE, "");

	if (fstat(s->stored->upper, &e.upper) < 0 ||
	    fstat(s->stored->base[0], &e.base) < 0)
		return;
	set_upper(c, &e.upper);
	set_base(c, &e.base);
	c->notes &= ~(unsigned int)CHANGE_IN_UPPER; /* it stays */
	/* It was made with these bits of the host's. */
	if ((c->mode & 01777) != (c->old_mode & 01777))
		c->kind = CHANGE_METADATA;
}

int scan_changes(struct store *s, struct stored *o)
{
	struct scan scan = {.arena = &s->wire->arena, .name = s->name, .stored = o};
	int r;

	o->changes.list.n = 0;
	scan_top(&scan);
	r = scan_dir(&scan, 0, 0, 1);
	if (r < 0)
		return diag_error(
			&s->wire->diag, NULL, "cannot read %s/%s: %s", s->path, o->id,
			r == -E2BIG ? "it has more than can be listed" : strerror(-r));
	change_sort(&o->changes);
	scan_renames(s->wire, o);
	seen_settle(o);
	return 0;
}
