/* scan_rename.c - what was removed in one place and is the same in another was renamed.
 * May: read the upper layer and the host.
 *
 * The overlay copies a file of the host that is renamed, with its time, and mv(1) a directory
 * with the times of what is in it. The same size and time make a candidate, the same content
 * a rename.
 */
#include <fcntl.h>

#include "ctl/store.h"
#include "text/path.h"

#define DEPTH_MAX 200

typedef int opener(int dir, const char *name);

static int open_at(int root, const char *path, opener *open)
{
	struct arena memory = {0};
	char *slash = strrchr(path, '/');
	const char *parent =
		slash ? arena_copy(&memory, path, (size_t)(slash - path)) : "";
	autoclose int dir = files_open_dir(root, parent);
	int fd = dir < 0 ? dir : open(dir, slash ? slash + 1 : path);

	arena_free(&memory);
	return fd;
}

static int entries_are_same(int x, int y, const char *name, int depth);

static int trees_are_same(int x, int y, int depth)
{
	struct arena memory = {0};
	struct names a, b;
	int same = depth < DEPTH_MAX && files_names(&memory, x, &a) == 0 &&
		   files_names(&memory, y, &b) == 0 && a.list.n == b.list.n;

	for (size_t i = 0; same && i < a.list.n; i++)
		same = str_equal(a.list.item[i], b.list.item[i]) &&
		       entries_are_same(x, y, a.list.item[i], depth);
	arena_free(&memory);
	return same;
}

static int entries_are_same(int x, int y, const char *name, int depth)
{
	autoclose int a = files_look(x, name);
	autoclose int b = files_open(y, name);
	struct stat sa, sb;

	if (a < 0 || b < 0 || fstat(a, &sa) < 0 || fstat(b, &sb) < 0 ||
	    (sa.st_mode & S_IFMT) != (sb.st_mode & S_IFMT))
		return 0;
	if (S_ISDIR(sa.st_mode))
		return trees_are_same(a, b, depth + 1);
	if (!S_ISREG(sa.st_mode))
		return sa.st_size == sb.st_size;
	return sa.st_size == sb.st_size && files_are_same(a, b) == 1;
}

static int are_same(const struct stored *o, const struct change *removed,
		    const struct change *added)
{
	autoclose int x = open_at(o->base[0], removed->path, files_look);
	autoclose int y = open_at(o->upper, added->path, files_open);

	if (x < 0 || y < 0)
		return 0;
	return S_ISDIR(added->mode) ? trees_are_same(x, y, 0)
				    : files_are_same(x, y) == 1;
}

/* Sums up what is in the added directory at i, as the removed one has it summed up already. */
static void sum_up(const struct change_list *l, size_t i, struct change *ret_sum)
{
	*ret_sum = l->list.item[i];
	for (size_t k = i + 1; S_ISDIR(ret_sum->mode) && k < l->list.n &&
			       change_is_at(&l->list.item[k], ret_sum->path);
	     k++) {
		const struct change *c = &l->list.item[k];

		ret_sum->n_files += !S_ISDIR(c->mode);
		ret_sum->size_bytes += S_ISREG(c->mode) ? c->size_bytes : 0;
	}
}

static int is_candidate(const struct change *removed, const struct change *added)
{
	if (removed->kind != CHANGE_REMOVED || (removed->notes & CHANGE_MOVED_AWAY) ||
	    (removed->old_mode & S_IFMT) != (added->mode & S_IFMT) ||
	    removed->old_size_bytes != added->size_bytes ||
	    removed->n_files != added->n_files)
		return 0;
	return S_ISDIR(added->mode) ? added->n_files > 0
				    : removed->old_time_ns == added->time_ns;
}

void scan_renames(struct wire *w, struct stored *o)
{
	struct change_list *l = &o->changes;
	VEC(struct change *) removed = {0};

	for (size_t i = 0; i < l->list.n; i++)
		if (l->list.item[i].kind == CHANGE_REMOVED)
			*vec_push(&w->arena, &removed) = &l->list.item[i];
	for (size_t i = 0; removed.n && i < l->list.n; i++) {
		struct change *c = &l->list.item[i], sum;

		if (c->kind != CHANGE_ADDED || (c->notes & CHANGE_INSIDE) ||
		    !(S_ISREG(c->mode) || S_ISDIR(c->mode)))
			continue;
		sum_up(l, i, &sum);
		for (size_t k = 0; k < removed.n; k++) {
			if (!is_candidate(removed.item[k], &sum) ||
			    !are_same(o, removed.item[k], c))
				continue;
			c->kind = CHANGE_RENAMED;
			c->from = removed.item[k]->path;
			removed.item[k]->to = c->path;
			removed.item[k]->notes |= CHANGE_MOVED_AWAY;
			break;
		}
	}
}
