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

/* So many are read to find the one that was renamed: a program could make thousands that look
 * alike. Beyond that, it is shown as something removed and something added.
 */
#define COMPARED_MAX 16

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

/* --- Which could be which ---------------------------------------------------------------- */

/* What was removed, in an order in which what could be the same is together. */
struct removed {
	struct change *change;
	size_t n_taken; /* of those that begin here: so many have been found already */
};

static int compare_numbers(uint64_t a, uint64_t b)
{
	return a < b ? -1 : a > b;
}

/* Of an added file or directory: its type, size, and time or number of files. */
static int compare_to(const struct change *added, const struct change *removed)
{
	int order = compare_numbers(added->mode & S_IFMT, removed->old_mode & S_IFMT);

	if (order == 0)
		order = compare_numbers(added->size_bytes, removed->old_size_bytes);
	if (order == 0)
		order = compare_numbers(added->n_files, removed->n_files);
	if (order == 0 && !S_ISDIR(added->mode))
		order = compare_numbers((uint64_t)added->time_ns,
					(uint64_t)removed->old_time_ns);
	return order;
}

static int compare_removed(const void *va, const void *vb)
{
	const struct removed *a = va, *b = vb;
	const struct change added = {.mode = a->change->old_mode,
				     .size_bytes = a->change->old_size_bytes,
				     .n_files = a->change->n_files,
				     .time_ns = a->change->old_time_ns};
	int order = compare_to(&added, b->change);

	/* The list is sorted by path. */
	return order ? order : a->change < b->change ? -1 : a->change > b->change;
}

struct index {
	VEC(struct removed) list;
};

static void fill_index(struct arena *a, struct change_list *l, struct index *ret)
{
	for (size_t i = 0; i < l->list.n; i++)
		if (l->list.item[i].kind == CHANGE_REMOVED)
			vec_push(a, &ret->list)->change = &l->list.item[i];
	if (ret->list.n)
		qsort(ret->list.item, ret->list.n, sizeof(*ret->list.item),
		      compare_removed);
}

static size_t find_first(const struct index *index, const struct change *added)
{
	size_t from = 0, to = index->list.n;

	while (from < to) {
		size_t i = from + (to - from) / 2;

		if (compare_to(added, index->list.item[i].change) > 0)
			from = i + 1;
		else
			to = i;
	}
	return from;
}

/* The removed one that is the same; or NULL, also when too many could be. */
static struct change *find_same(const struct stored *o, struct index *index,
				const struct change *added, const struct change *sum)
{
	size_t first = find_first(index, sum), n_compared = 0;
	struct removed *r = index->list.item;

	for (size_t i = first + (first < index->list.n ? r[first].n_taken : 0);
	     i < index->list.n && n_compared < COMPARED_MAX; i++) {
		if (compare_to(sum, r[i].change) != 0)
			break;
		if (r[i].change->notes & CHANGE_MOVED_AWAY) {
			r[first].n_taken += i == first + r[first].n_taken;
			continue;
		}
		if (are_same(o, r[i].change, added))
			return r[i].change;
		n_compared++;
	}
	return NULL;
}

void scan_renames(struct wire *w, struct stored *o)
{
	struct change_list *l = &o->changes;
	struct index index = {{0}};

	fill_index(&w->arena, l, &index);
	for (size_t i = 0; index.list.n && i < l->list.n; i++) {
		struct change *c = &l->list.item[i], *same, sum;

		if (c->kind != CHANGE_ADDED || (c->notes & CHANGE_INSIDE) ||
		    !(S_ISREG(c->mode) || S_ISDIR(c->mode)))
			continue;
		sum_up(l, i, &sum);
		if (S_ISDIR(sum.mode) && sum.n_files == 0)
			continue;
		same = find_same(o, &index, c, &sum);
		if (!same)
			continue;
		c->kind = CHANGE_RENAMED;
		c->from = same->path;
		same->to = c->path;
		same->notes |= CHANGE_MOVED_AWAY;
	}
}
