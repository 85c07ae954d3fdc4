/* drop.c - changes dropped from the upper layer of an overlay.
 * May: write to the upper layer.  Must not: print, follow a link.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>

#include "ctl/commit.h"

#define DROPPED "dropped"

static char *parent_of(struct arena *a, const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? arena_copy(a, path, (size_t)(slash - path))
		     : arena_string(a, "");
}

static const char *name_of(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

/* What hides the host's as a whole cannot be taken apart: what was dropped from it would be gone,
 * and not be the host's again.
 */
const struct change *drop_opaque_above(const struct stored *o, const char *path)
{
	struct arena memory = {0};
	const struct change *found = NULL;

	for (const char *at = path; !found && (at = strchr(at, '/')); at++) {
		const struct change *c = change_find(
			&o->changes, arena_copy(&memory, path, (size_t)(at - path)));

		found = c && (c->notes & CHANGE_OPAQUE) ? c : NULL;
	}
	arena_free(&memory);
	return found;
}

static int make_writable(int dir)
{
	struct stat st;

	if (fstat(dir, &st) < 0)
		return -errno;
	if (st.st_mode & S_IWUSR)
		return 0;
	return fchmod(dir, (st.st_mode & 07777) | S_IWUSR) < 0 ? -errno : 0;
}

/* Where what is dropped goes first, in the directory of the overlay: at once and as a whole. Taken
 * apart in its place, a directory that hides the host's would seem to have removed things.
 */
static int open_place(const struct store *s, const struct stored *o)
{
	int place = files_open_dir(s->hold.dir, o->id);
	int r = place < 0 ? place : files_remove(place, DROPPED);

	if (place >= 0 && r < 0 && r != -ENOENT) {
		(void)close(place); /* only read */
		return r;
	}
	return place;
}

static int remove_dropped(int place)
{
	int r = files_remove(place, DROPPED);

	return r == -ENOENT ? 0 : r;
}

/* A directory is moved by who may write to it, and what lies in one by who may write to that: a
 * program can have left both without the bit.
 */
static int move_away(int dir, const char *name, int place)
{
	autoclose int moved = -1;
	int r;

	if (renameat(dir, name, place, DROPPED) == 0 || errno == ENOENT)
		return 0;
	if (errno != EACCES)
		return -errno;
	moved = files_open(dir, name);
	r = make_writable(dir);
	if (r == 0 && moved >= 0)
		r = make_writable(moved);
	if (r == 0 && renameat(dir, name, place, DROPPED) < 0)
		r = -errno;
	return r;
}

/* Another top takes the place of this one. */
static int drop_all(const struct store *s, struct stored *o)
{
	autoclose int place = open_place(s, o);
	struct stat st;
	int r = place < 0 ? place : 0;

	if (r == 0 &&
	    (fstat(o->upper, &st) < 0 || mkdirat(place, DROPPED, 0700) < 0 ||
	     fchmodat(place, DROPPED, st.st_mode & 01777, 0) < 0 ||
	     renameat2(place, DROPPED, place, CHANGES_UPPER, RENAME_EXCHANGE) < 0))
		r = -errno;
	return r < 0 ? r : remove_dropped(place);
}

int drop_path(const struct store *s, struct stored *o, const char *path)
{
	struct arena memory = {0};
	autoclose int place = *path ? open_place(s, o) : -1;
	autoclose int dir = files_open_dir(o->upper, parent_of(&memory, path));
	int r = place < 0 ? place : dir;

	arena_free(&memory);
	if (!*path)
		return drop_all(s, o);
	if (r == -ENOENT)
		return 0;
	if (r >= 0)
		r = move_away(dir, name_of(path), place);
	return r < 0 ? r : remove_dropped(place);
}

/* Which entries must stay: what the host does not have, what has changed since it was listed,
 * and the directories above these.
 */
static unsigned char *find_kept(const struct commit *c)
{
	struct arena *a = &c->store->wire->arena;
	const struct change_list *l = &c->stored->changes;
	unsigned char *kept = arena_alloc(a, l->list.n + 1);
	size_t *above = arena_alloc(a, (l->list.n + 1) * sizeof(*above));

	for (size_t i = 0; i < l->list.n; i++) {
		const struct change *x = &l->list.item[i];

		above[i] = i ? i - 1 : 0;
		while (above[i] && !change_is_at(x, l->list.item[above[i]].path))
			above[i] = above[above[i]];
		kept[i] = commit_is_left(x) ||
			  (x->seen.mode && seen_check(c->stored, x, 1) < 0);
	}
	for (size_t i = l->list.n; i-- > 0;)
		if (kept[i])
			kept[above[i]] = 1;
	return kept;
}

int drop_committed(const struct commit *c, int *ret_is_empty)
{
	const struct change_list *l = &c->stored->changes;
	const unsigned char *kept = find_kept(c);
	const char *whole = NULL; /* what is in it stays, or has gone with it */
	int r = 0;

	*ret_is_empty = !kept[0];
	if (!kept[0])
		return drop_all(c->store, c->stored);
	for (size_t i = 1; r == 0 && i < l->list.n; i++) {
		const struct change *x = &l->list.item[i];

		if (whole && change_is_at(x, whole))
			continue;
		whole = NULL;
		if (kept[i] && !(x->notes & CHANGE_OPAQUE))
			continue;
		whole = x->path;
		if (!kept[i] && (x->notes & CHANGE_IN_UPPER))
			r = drop_path(c->store, c->stored, x->path);
	}
	return r;
}
