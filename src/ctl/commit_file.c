/* commit_file.c - one file taken over to the host, under a temporary name beside its place.
 * May: write to the host's directory.  Must not: print, follow a link.
 *
 * The program has written the upper layer, and somebody may work in the host's: each directory
 * is opened anew from the top of the overlay, without links and within its file system.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>

#include "ctl/commit.h"

#define TRIES 100 /* for a temporary name that nobody has */

static int open_parent(int root, const char *path, const char **ret_name)
{
	struct arena memory = {0};
	const char *slash = strrchr(path, '/');
	int fd = files_open_dir(
		root, slash ? arena_copy(&memory, path, (size_t)(slash - path)) : "");

	arena_free(&memory);
	*ret_name = slash ? slash + 1 : path;
	return fd;
}

int commit_parent(const struct commit *c, const char *path, const char **ret_name)
{
	return open_parent(c->stored->base[0], path, ret_name);
}

static char *next_temporary(struct commit *c)
{
	return change_temporary(&c->store->wire->arena, c->store->name, c->number++);
}

static mode_t mode_of(const struct commit *c, const struct stat *st)
{
	mode_t mode = st->st_mode & 07777;

	return c->keep_setuid ? mode : mode & 01777;
}

/* Owner first: it takes away the bits and capabilities that come after it. */
static int set_metadata(const struct commit *c, int from, int to)
{
	struct timespec times[2];
	struct stat st, old;
	int r;

	if (fstat(from, &st) < 0)
		return -errno;
	if (geteuid() == 0 && fchown(to, st.st_uid, st.st_gid) < 0)
		return -errno;
	/* Attributes are set by who may write to the file, whatever opened it. */
	if (fstat(to, &old) < 0 || fchmod(to, (old.st_mode & 0777) | 0600) < 0)
		return -errno;
	r = files_copy_attributes(from, to, c->keep_setuid);
	if (fchmod(to, mode_of(c, &st)) < 0 && r == 0)
		r = -errno;
	times[0] = st.st_atim;
	times[1] = st.st_mtim;
	if (r == 0 && futimens(to, times) < 0)
		r = -errno;
	return r;
}

/* --- Each kind of file ------------------------------------------------------------------ */

static int make_link(struct commit *c, const struct linked *first, int dir,
		     const char *temporary)
{
	const char *name;
	autoclose int first_dir = commit_parent(c, first->path, &name);

	if (first_dir < 0)
		return first_dir;
	if (first->temporary)
		name = first->temporary;
	return linkat(first_dir, name, dir, temporary, 0) < 0 ? -errno : 0;
}

static int copy_file(const struct commit *c, int from, const struct stat *st, int dir,
		     const char *temporary)
{
	autoclose int to =
		openat(dir, temporary,
		       O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
	int r = to < 0 ? -errno : files_copy(from, to, (uint64_t)st->st_size);

	if (r == 0)
		r = set_metadata(c, from, to);
	if (r == 0 && c->is_small && fsync(to) < 0)
		r = -errno;
	return r;
}

static int make_file(struct commit *c, struct change *x, int from_dir,
		     const char *from_name, int dir, const char *temporary,
		     struct linked **ret_linked)
{
	autoclose int from = files_open(from_dir, from_name);
	struct linked *linked;
	struct stat st;
	int r;

	if (from < 0 || fstat(from, &st) < 0)
		return from < 0 ? from : -errno;
	if (!S_ISREG(st.st_mode) || st.st_ino != x->seen.inode)
		return -ESTALE; /* it was another one a moment ago */
	linked = st.st_nlink > 1 ? commit_find_linked(c, st.st_ino) : NULL;
	if (linked && linked->path)
		return make_link(c, linked, dir, temporary);
	r = copy_file(c, from, &st, dir, temporary);
	if (r == 0)
		r = seen_again(x, from);
	if (r < 0) {
		(void)unlinkat(dir, temporary, 0); /* the next commit would */
		return r;
	}
	if (linked) {
		linked->path = x->path;
		linked->temporary = temporary;
		*ret_linked = linked;
	}
	return r;
}

static int make_symlink(int from_dir, const char *from_name, int dir,
			const char *temporary)
{
	struct timespec times[2];
	char target[4097];
	struct stat st;
	ssize_t n = readlinkat(from_dir, from_name, target, sizeof(target) - 1);

	if (n < 0 || fstatat(from_dir, from_name, &st, AT_SYMLINK_NOFOLLOW) < 0)
		return -errno;
	target[n] = '\0';
	if (symlinkat(target, dir, temporary) < 0)
		return -errno;
	times[0] = st.st_atim;
	times[1] = st.st_mtim;
	if (geteuid() == 0 &&
	    fchownat(dir, temporary, st.st_uid, st.st_gid, AT_SYMLINK_NOFOLLOW) < 0)
		return -errno;
	return utimensat(dir, temporary, times, AT_SYMLINK_NOFOLLOW) < 0 ? -errno : 0;
}

static int make_fifo(const struct change *x, int dir, const char *temporary)
{
	const struct timespec times[2] = {
		{.tv_nsec = UTIME_OMIT},
		{.tv_sec = (time_t)(x->time_ns / 1000000000),
		 .tv_nsec = (long)(x->time_ns % 1000000000)},
	};

	if (mkfifoat(dir, temporary, 0600) < 0 ||
	    fchmodat(dir, temporary, x->mode & 0777, 0) < 0)
		return -errno;
	return utimensat(dir, temporary, times, AT_SYMLINK_NOFOLLOW) < 0 ? -errno : 0;
}

static int make_temporary(struct commit *c, struct change *x, int dir,
			  const char *temporary, struct linked **ret_linked)
{
	const char *name;
	autoclose int from = open_parent(c->stored->upper, x->path, &name);

	if (from < 0)
		return from;
	switch (x->mode & S_IFMT) {
	case S_IFREG:
		return make_file(c, x, from, name, dir, temporary, ret_linked);
	case S_IFLNK:
		return make_symlink(from, name, dir, temporary);
	case S_IFIFO:
		return make_fifo(x, dir, temporary);
	default:
		return mkdirat(dir, temporary, 0700) < 0 ? -errno : 0;
	}
}

/* A directory can be made in its place: without its content it is no half of anything. */
static int make_dir(int dir, const char *name)
{
	struct stat st;

	if (mkdirat(dir, name, 0700) == 0)
		return 0;
	if (errno != EEXIST || fstatat(dir, name, &st, AT_SYMLINK_NOFOLLOW) < 0)
		return -errno;
	return S_ISDIR(st.st_mode) ? 0 : -ENOTDIR;
}

int commit_write(struct commit *c, struct change *x)
{
	const char *name, *temporary = NULL;
	autoclose int dir = commit_parent(c, x->path, &name);
	struct linked *linked = NULL;
	struct pending *p;
	int r = -EEXIST;

	if (dir < 0)
		return dir;
	if (S_ISDIR(x->mode) && !(x->notes & CHANGE_OTHER_TYPE))
		return make_dir(dir, name);
	for (int i = 0; i < TRIES && r == -EEXIST; i++) {
		temporary = next_temporary(c);
		r = make_temporary(c, x, dir, temporary, &linked);
	}
	if (r < 0)
		return r;
	p = vec_push(&c->store->wire->arena, &c->pending);
	p->change = x;
	p->temporary = temporary;
	p->linked = linked;
	p->replaces_dir = S_ISDIR(x->mode) ||
			  (S_ISDIR(x->old_mode) && (x->notes & CHANGE_OTHER_TYPE));
	return 0;
}

int commit_metadata(struct commit *c, struct change *x)
{
	const char *name, *from_name;
	autoclose int dir = commit_parent(c, *x->path ? x->path : ".", &name);
	autoclose int from_dir =
		open_parent(c->stored->upper, *x->path ? x->path : ".", &from_name);
	autoclose int to = -1;
	autoclose int from = -1;
	int r;

	if (dir < 0 || from_dir < 0)
		return dir < 0 ? dir : from_dir;
	if (S_ISFIFO(x->mode))
		return fchmodat(dir, name, x->mode & 0777, 0) < 0 ? -errno : 0;
	to = files_open(dir, name);
	from = files_open(from_dir, from_name);
	if (to < 0 || from < 0)
		return to < 0 ? to : from;
	r = set_metadata(c, from, to);
	return r < 0 || !x->seen.mode ? r : seen_again(x, from);
}
