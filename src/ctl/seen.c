/* seen.c - is a file still the one that was listed?
 * May: look at the upper layer and the host.  Must not: follow a link, change anything.
 *
 * Between the list and the answer to it somebody may write to the upper layer or to the host:
 * another process of the user, or one in a sandbox that still has something of it open. Nobody
 * has agreed to what it is then.
 */
#include <errno.h>
#include <fcntl.h>

#include "ctl/commit.h"

static int64_t ns_of(struct timespec t)
{
	return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

void seen_set(struct change *x, const struct stat *st)
{
	x->seen = (struct change_seen){
		.inode = st->st_ino,
		.size_bytes = (uint64_t)st->st_size,
		.time_ns = ns_of(st->st_mtim),
		.status_ns = ns_of(st->st_ctim),
		.mode = st->st_mode,
		.uid = st->st_uid,
		.gid = st->st_gid,
	};
}

/* What a directory says of itself: what is in it is known one by one. */
static int is_same_itself(const struct change *x, const struct stat *st)
{
	const struct change_seen *s = &x->seen;

	return s->inode == st->st_ino && s->mode == st->st_mode &&
	       s->uid == st->st_uid && s->gid == st->st_gid;
}

static int has_same_content(const struct change *x, const struct stat *st)
{
	return x->seen.size_bytes == (uint64_t)st->st_size &&
	       x->seen.time_ns == ns_of(st->st_mtim);
}

static int look(int root, const char *path, struct stat *ret_st)
{
	struct arena memory = {0};
	const char *slash = strrchr(path, '/');
	const char *name = slash ? slash + 1 : *path ? path : ".";
	autoclose int dir = files_open_dir(
		root, slash ? arena_copy(&memory, path, (size_t)(slash - path)) : "");
	int r = dir;

	arena_free(&memory);
	if (r >= 0 && fstatat(dir, name, ret_st, AT_SYMLINK_NOFOLLOW) < 0)
		r = -errno;
	return r < 0 ? r : 0;
}

/* To read a file without the bit for it, we have given it the bit for a moment. */
void seen_settle(struct stored *o)
{
	for (size_t i = 0; i < o->changes.list.n; i++) {
		struct change *x = &o->changes.list.item[i];
		struct stat st;

		if (x->seen.mode && look(o->upper, x->path, &st) == 0 &&
		    is_same_itself(x, &st) && has_same_content(x, &st))
			x->seen.status_ns = ns_of(st.st_ctim);
	}
}

int seen_again(struct change *x, int fd)
{
	struct stat st;

	if (fstat(fd, &st) < 0)
		return -errno;
	if (!is_same_itself(x, &st) ||
	    (!S_ISDIR(st.st_mode) && !has_same_content(x, &st)))
		return -ESTALE;
	if (has_same_content(x, &st))
		x->seen.status_ns = ns_of(st.st_ctim);
	return 0;
}

int seen_check(const struct stored *o, const struct change *x, int with_content)
{
	struct stat st;
	int r = look(o->upper, x->path, &st);

	if (r < 0)
		return r == -ENOENT || r == -ENOTDIR || r == -ELOOP ? -ESTALE : r;
	if (!is_same_itself(x, &st))
		return -ESTALE;
	if (S_ISDIR(st.st_mode) && !with_content)
		return 0;
	return has_same_content(x, &st) && x->seen.status_ns == ns_of(st.st_ctim)
		       ? 0
		       : -ESTALE;
}

/* A directory of the host is not compared as long as it stays: what is written in it, by us as
 * well, changes its time.
 */
int seen_check_host(const struct stored *o, const struct change *x)
{
	int stays = S_ISDIR(x->old_mode) && x->kind != CHANGE_REMOVED &&
		    !(x->notes & CHANGE_OTHER_TYPE);
	struct stat st;
	int r;

	if ((x->notes & CHANGE_IN_LOWER) || x->kind == CHANGE_NONE)
		return 0;
	r = look(o->base[0], x->path, &st);
	if (r < 0) /* what leads there is judged when it is opened; gone is gone */
		return r == -ENOENT && x->old_mode && x->kind != CHANGE_REMOVED
			       ? -ESTALE
			       : 0;
	if ((st.st_mode & S_IFMT) != (x->old_mode & S_IFMT))
		return -ESTALE;
	if (stays)
		return 0;
	return ns_of(st.st_mtim) == x->old_time_ns &&
			       (S_ISDIR(st.st_mode) ||
				(uint64_t)st.st_size == x->old_size_bytes)
		       ? 0
		       : -ESTALE;
}
