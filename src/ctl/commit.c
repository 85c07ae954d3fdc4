/* commit.c - changes of an overlay taken over to the host: the order of it.
 * May: write to the host's directory, and drop what was committed from the upper layer.
 *
 * What is added and changed comes first, then what is removed, then the metadata of directories;
 * only when all of that is on the disk the upper layer is touched. So a commit that was
 * interrupted at any point is made whole by the next one.
 */
#include "ctl/commit.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>

#define BATCH 256 /* files that are synced together */
#define SMALL 16

/* A directory that does not exist yet on the way to what is asked for. */
static int is_on_the_way(const struct commit *c, const struct change *x)
{
	for (size_t i = 0; c->paths && c->paths[i]; i++) {
		const char *rest = str_after(c->paths[i], x->path);

		if (rest && *rest == '/' && S_ISDIR(x->mode) &&
		    x->kind != CHANGE_METADATA)
			return 1;
	}
	return 0;
}

int commit_is_meant(const struct commit *c, const struct change *x)
{
	return change_is_asked(x, c->paths) || is_on_the_way(c, x);
}

int commit_is_selected(const struct commit *c, const struct change *x)
{
	return x->kind != CHANGE_NONE && !x->obstacle &&
	       !(x->notes & (CHANGE_SKIPPED | CHANGE_LEFT)) && commit_is_meant(c, x);
}

static int failed(const struct commit *c, const char *what, const char *path, int error)
{
	struct diag *d = &c->store->wire->diag;

	diag_error(d, NULL, "cannot %s %s/%s: %s", what, c->stored->note.layer[0], path,
		   commit_reason(error));
	diag_hint(d, "nothing is lost: when that is mended, the same command goes on");
	return -1;
}

/* One that cannot be: the others can, unless it is the disk. Returns 0 or -1. */
static int leave(const struct commit *c, const char *what, struct change *x, int error)
{
	if (commit_must_stop(error))
		return failed(c, what, x->path, error);
	commit_leave(c, x, error);
	return 0;
}

/* --- What an interrupted commit has left ------------------------------------------------ */

static int clean_dir(const struct commit *c, const char *path)
{
	struct arena memory = {0};
	autoclose int dir = files_open_dir(c->stored->base[0], path);
	struct names names = {{0}};
	int r = dir < 0 ? 0 : files_names(&memory, dir, &names);

	for (size_t i = 0; r == 0 && i < names.list.n; i++)
		if (change_is_temporary(c->store->name, names.list.item[i]))
			r = files_remove(dir, names.list.item[i]);
	arena_free(&memory);
	return r == -ENOENT ? 0 : r;
}

/* All that an overlay has to say of a directory is in the list behind it. */
static int clean(struct commit *c)
{
	const struct change_list *l = &c->stored->changes;

	for (size_t i = 0; i + 1 < l->list.n; i++) {
		const char *path = l->list.item[i].path;
		int r = change_is_at(&l->list.item[i + 1], path) ? clean_dir(c, path)
								 : 0;

		if (r < 0)
			return failed(c, "clean", path, r);
	}
	return 0;
}

/* --- What is added and changed ---------------------------------------------------------- */

/* Puts one file in its place. A directory cannot be replaced by rename(2), but exchanged with
 * what is to be there, all at once; then it goes.
 */
static int place(const struct commit *c, const struct pending *p)
{
	const char *name;
	autoclose int dir = commit_parent(c, p->change->path, &name);
	unsigned int flags = p->replaces_dir ? RENAME_EXCHANGE : 0;

	if (dir < 0)
		return dir;
	if (renameat2(dir, p->temporary, dir, name, flags) < 0) {
		int error = errno;

		(void)files_remove(dir, p->temporary); /* the next commit would */
		return -error;
	}
	if (p->replaces_dir)
		return files_remove(dir, p->temporary);
	/* Two names of one file: rename(2) leaves both. */
	if (unlinkat(dir, p->temporary, 0) < 0 && errno != ENOENT)
		return -errno;
	return 0;
}

static int flush(struct commit *c)
{
	if (c->pending.n && !c->is_small && syncfs(c->stored->base[0]) < 0)
		return failed(c, "sync", "", -errno);
	for (size_t i = 0; i < c->pending.n; i++) {
		const struct pending *p = &c->pending.item[i];
		int r = place(c, p);

		if (r < 0 && leave(c, "replace", p->change, r) < 0)
			return -1;
		if (p->linked)
			*p->linked = (struct linked){
				p->linked->inode, r < 0 ? NULL : p->linked->path, NULL};
	}
	c->pending.n = 0;
	return 0;
}

static int write_one(struct commit *c, struct change *x)
{
	int r = seen_check(c->stored, x, 0);

	if (r == 0)
		r = seen_check_host(c->stored, x);
	if (r < 0)
		return r;
	/* The other names of a file are not to change with it: it becomes one of its own. */
	if (x->kind == CHANGE_METADATA && !(x->notes & CHANGE_HOST_LINKED))
		return S_ISDIR(x->mode) ? 0 : commit_metadata(c, x);
	return commit_write(c, x);
}

/* What comes next may be in it. */
static int must_flush(const struct commit *c, const struct change *x)
{
	return c->pending.n >= BATCH ||
	       (S_ISDIR(x->mode) && (x->notes & CHANGE_OTHER_TYPE));
}

static void show_progress(size_t i, size_t n)
{
	if (n > BATCH && i % BATCH == 0 && isatty(STDERR_FILENO))
		fprintf(stderr, "\r%zu of %zu%s", i, n, i < n ? "" : "\n");
}

static int compare_linked(const void *va, const void *vb)
{
	const struct linked *a = va, *b = vb;

	return a->inode < b->inode ? -1 : a->inode > b->inode;
}

/* Every file with several names, once. Where an interrupted commit has put one of them in its
 * place, the others become names of that.
 */
static void find_linked(struct commit *c)
{
	const struct change_list *l = &c->stored->changes;
	size_t n = 0;

	for (size_t i = 0; i < l->list.n; i++) {
		const struct change *x = &l->list.item[i];

		if (x->inode)
			*vec_push(&c->store->wire->arena, &c->linked) = (struct linked){
				x->inode, x->kind == CHANGE_NONE ? x->path : NULL,
				NULL};
	}
	if (c->linked.n)
		qsort(c->linked.item, c->linked.n, sizeof(*c->linked.item),
		      compare_linked);
	for (size_t i = 0; i < c->linked.n; i++) {
		const struct linked *x = &c->linked.item[i];

		if (n == 0 || c->linked.item[n - 1].inode != x->inode)
			c->linked.item[n++] = *x;
		else if (x->path)
			c->linked.item[n - 1].path = x->path;
	}
	c->linked.n = n;
}

struct linked *commit_find_linked(const struct commit *c, uint64_t inode)
{
	const struct linked key = {.inode = inode};

	return c->linked.n ? bsearch(&key, c->linked.item, c->linked.n,
				     sizeof(*c->linked.item), compare_linked)
			   : NULL;
}

static int write_all(struct commit *c)
{
	struct change_list *l = &c->stored->changes;

	find_linked(c);

	for (size_t i = 0; i < l->list.n; i++) {
		struct change *x = &l->list.item[i];
		int r;

		show_progress(i, l->list.n);
		if (x->kind == CHANGE_REMOVED || !commit_is_selected(c, x))
			continue;
		r = write_one(c, x);
		x->notes |= r < 0 ? 0 : CHANGE_DONE;
		if (r < 0 && leave(c, "write", x, r) < 0)
			return -1;
		if (r >= 0 && must_flush(c, x) && flush(c) < 0)
			return -1;
	}
	if (l->list.n > BATCH && isatty(STDERR_FILENO))
		fprintf(stderr, "\r\033[K");
	return flush(c);
}

/* --- What is removed, and directories --------------------------------------------------- */

static int remove_one(struct commit *c, const struct change *x)
{
	const char *name, *temporary;
	autoclose int dir = commit_parent(c, x->path, &name);
	int r = x->notes & CHANGE_IN_UPPER ? seen_check(c->stored, x, 0) : 0;

	if (r == 0)
		r = seen_check_host(c->stored, x);
	if (r < 0 || dir < 0)
		return r < 0 ? r : dir;
	if (unlinkat(dir, name, 0) == 0 || errno == ENOENT)
		return 0;
	if (errno != EISDIR && errno != EPERM) /* EPERM: what POSIX wants for one */
		return -errno;
	if (!S_ISDIR(x->old_mode))
		return -EPERM;
	/* Gone at once, whatever it takes to remove it. */
	temporary =
		change_temporary(&c->store->wire->arena, c->store->name, c->number++);
	if (renameat2(dir, name, dir, temporary, RENAME_NOREPLACE) < 0)
		return -errno;
	return files_remove(dir, temporary);
}

static int remove_all(struct commit *c)
{
	struct change_list *l = &c->stored->changes;

	for (size_t i = l->list.n; i-- > 0;) {
		struct change *x = &l->list.item[i];
		int r;

		if (x->kind != CHANGE_REMOVED || !commit_is_selected(c, x) ||
		    !commit_has_arrived(c, x))
			continue;
		r = remove_one(c, x);
		x->notes |= r < 0 ? 0 : CHANGE_DONE;
		if (r < 0 && leave(c, "remove", x, r) < 0)
			return -1;
	}
	return 0;
}

/* From the bottom up: the time of a directory changes with its content. */
static int finish_dirs(struct commit *c)
{
	struct change_list *l = &c->stored->changes;

	for (size_t i = l->list.n; i-- > 0;) {
		struct change *x = &l->list.item[i];
		int is_wanted = x->kind == CHANGE_NONE
					? change_is_asked(x, c->paths) &&
						  (x->notes & CHANGE_IN_UPPER)
					: commit_is_selected(c, x);
		int r;

		if (!S_ISDIR(x->mode) || !is_wanted)
			continue;
		r = commit_metadata(c, x);
		/* The host's owner may be another; its time is of no weight then. */
		if (r < 0 && x->kind != CHANGE_NONE && leave(c, "finish", x, r) < 0)
			return -1;
	}
	return 0;
}

static size_t count_selected(const struct commit *c)
{
	size_t n = 0;

	for (size_t i = 0; i < c->stored->changes.list.n; i++)
		n += commit_is_selected(c, &c->stored->changes.list.item[i]) != 0;
	return n;
}

int commit_run(struct commit *c)
{
	int r;

	commit_leave_obstacles(c);
	c->is_small = count_selected(c) <= SMALL;
	if (clean(c) < 0 || write_all(c) < 0 || remove_all(c) < 0 || finish_dirs(c) < 0)
		return -1;
	if (syncfs(c->stored->base[0]) < 0)
		return failed(c, "sync", "", -errno);
	r = drop_committed(c, &c->is_empty);
	if (r < 0)
		return diag_error(
			&c->store->wire->diag, NULL,
			"it is committed, but cannot be dropped from %s/%s: %s",
			c->store->path, c->stored->id, strerror(-r));
	return 0;
}
