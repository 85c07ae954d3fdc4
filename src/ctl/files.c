/* files.c - looking at trees that others have written, and removing them.
 * May: read and write where it is told to, follow no link.  Must not: print.
 */
#include "ctl/files.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <stdio.h>
#include <sys/syscall.h>

int files_open_dir(int root, const char *rel)
{
	struct open_how how = {
		.flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC,
		.resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_XDEV |
			   RESOLVE_NO_MAGICLINKS,
	};
	int fd = (int)syscall(SYS_openat2, root, *rel ? rel : ".", &how, sizeof(how));

	return fd < 0 ? -errno : fd;
}

int files_open_top(const char *path)
{
	struct open_how how = {
		.flags = O_RDONLY | O_DIRECTORY | O_CLOEXEC,
		.resolve = RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS,
	};
	int fd = (int)syscall(SYS_openat2, AT_FDCWD, path, &how, sizeof(how));

	return fd < 0 ? -errno : fd;
}

/* chmod(2) for what a descriptor with O_PATH stands for. */
static int change_mode(int fd, mode_t mode)
{
	char path[40];

	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	return chmod(path, mode & 07777) < 0 ? -errno : 0;
}

static int open_for_reading(int dir, const char *name)
{
	int fd = openat(dir, name,
			O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);

	return fd < 0 ? -errno : fd;
}

int files_look(int dir, const char *name)
{
	autoclose int place = openat(dir, name, O_PATH | O_NOFOLLOW | O_CLOEXEC);
	struct stat st;

	if (place < 0 || fstat(place, &st) < 0)
		return -errno;
	return S_ISREG(st.st_mode) || S_ISDIR(st.st_mode) ? open_for_reading(dir, name)
							  : take_fd(&place);
}

int files_open(int dir, const char *name)
{
	autoclose int place = -1;
	int fd = files_look(dir, name), r;
	struct stat st;

	if (fd != -EACCES)
		return fd;
	place = openat(dir, name, O_PATH | O_NOFOLLOW | O_CLOEXEC);
	if (place < 0 || fstat(place, &st) < 0)
		return -errno;
	if (st.st_uid != geteuid())
		return -EACCES;
	r = change_mode(place, st.st_mode | 0500);
	if (r < 0)
		return r;
	fd = open_for_reading(dir, name);
	r = change_mode(place, st.st_mode);
	if (r < 0 && fd >= 0) {
		(void)close(fd); /* only read */
		return r;
	}
	return fd;
}

static int compare_names(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

int files_names(struct arena *a, int dir, struct names *ret_names)
{
	autoclose int own = openat(dir, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	struct dirent *d;
	DIR *stream;

	*ret_names = (struct names){{0}};
	if (own < 0) { /* its mode forbids it, but dir is open already */
		own = fcntl(dir, F_DUPFD_CLOEXEC, 3);
		if (own < 0 || lseek(own, 0, SEEK_SET) < 0)
			return -errno;
	}
	stream = fdopendir(own);
	if (!stream)
		return -errno;
	(void)take_fd(&own); /* it is the stream's */
	errno = 0;
	while ((d = readdir(stream)))
		if (!str_equal(d->d_name, ".") && !str_equal(d->d_name, ".."))
			*vec_push(a, &ret_names->list) = arena_string(a, d->d_name);
	if (closedir(stream) < 0 || errno)
		return -errno;
	if (ret_names->list.n)
		qsort(ret_names->list.item, ret_names->list.n,
		      sizeof(*ret_names->list.item), compare_names);
	return 0;
}

int files_has_name(const struct names *names, const char *name)
{
	return names->list.n && bsearch(&name, names->list.item, names->list.n,
					sizeof(*names->list.item), compare_names);
}

#define COUNT_DEPTH_MAX 400 /* each takes a descriptor */

static void count_in(int root, const char *path, size_t *n_files, uint64_t *size_bytes,
		     int depth)
{
	struct arena memory = {0};
	autoclose int dir = files_open_dir(root, path);
	struct names names = {{0}};
	int r = dir < 0 ? dir : files_names(&memory, dir, &names);

	for (size_t i = 0; r == 0 && i < names.list.n; i++) {
		const char *name = names.list.item[i];
		struct stat st;

		if (fstatat(dir, name, &st, AT_SYMLINK_NOFOLLOW) < 0)
			continue;
		*n_files += !S_ISDIR(st.st_mode);
		*size_bytes += S_ISREG(st.st_mode) ? (uint64_t)st.st_size : 0;
		if (S_ISDIR(st.st_mode) && depth < COUNT_DEPTH_MAX)
			count_in(dir, name, n_files, size_bytes, depth + 1);
	}
	arena_free(&memory);
}

void files_count(int root, const char *path, size_t *n_files, uint64_t *size_bytes)
{
	count_in(root, path, n_files, size_bytes, 0);
}

/* --- Removing ------------------------------------------------------------------------- */

/* A directory is to be emptied, whatever its mode (an overlay makes work/work with 000). */
static int open_to_empty(int dir, const char *name)
{
	autoclose int place =
		openat(dir, name, O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	struct stat st;
	int r = 0, fd;

	if (place < 0 || fstat(place, &st) < 0)
		return -errno;
	if ((st.st_mode & 0700) != 0700)
		r = change_mode(place, 0700);
	if (r < 0)
		return r;
	fd = openat(place, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	return fd < 0 ? -errno : fd;
}

static int is_dir(int dir, const char *name)
{
	struct stat st;

	if (fstatat(dir, name, &st, AT_SYMLINK_NOFOLLOW) < 0)
		return -errno;
	return S_ISDIR(st.st_mode);
}

/* Moves a directory up into `top` under a name that is not used yet. */
static int lift(int dir, const char *name, int top, unsigned long *number)
{
	autoclose int opened =
		open_to_empty(dir, name); /* to be moved it must be writable */
	char to[32];

	if (opened < 0)
		return opened;
	for (int tries = 0; tries < 1000; tries++) {
		snprintf(to, sizeof(to), ".%lu", (*number)++);
		if (renameat2(dir, name, top, to, RENAME_NOREPLACE) == 0)
			return 0;
		if (errno != EEXIST)
			return -errno;
	}
	return -EEXIST;
}

/* Empties one directory: what is a directory in it is moved up into `top`. */
static int empty_into(int dir, int top, unsigned long *number)
{
	struct arena memory = {0};
	struct names names;
	int r = files_names(&memory, dir, &names);

	for (size_t i = 0; r >= 0 && i < names.list.n; i++) {
		const char *name = names.list.item[i];

		r = is_dir(dir, name);
		if (r == 0)
			r = unlinkat(dir, name, 0) < 0 ? -errno : 0;
		else if (r > 0 && unlinkat(dir, name, AT_REMOVEDIR) < 0)
			r = lift(dir, name, top, number);
	}
	arena_free(&memory);
	return r < 0 ? r : 0;
}

/* One after the other: the files go, of the directories only names are left. */
static int empty_top(int top, unsigned long *number, size_t *ret_n)
{
	struct arena memory = {0};
	struct names names;
	int r = files_names(&memory, top, &names);

	*ret_n = r < 0 ? 0 : names.list.n;
	for (size_t i = 0; r >= 0 && i < names.list.n; i++) {
		const char *name = names.list.item[i];
		autoclose int dir = -1;

		r = is_dir(top, name);
		if (r == 0)
			r = unlinkat(top, name, 0) < 0 ? -errno : 0;
		if (r <= 0 || unlinkat(top, name, AT_REMOVEDIR) == 0)
			continue;
		dir = open_to_empty(top, name);
		r = dir < 0 ? dir : empty_into(dir, top, number);
		if (r >= 0 && unlinkat(top, name, AT_REMOVEDIR) < 0)
			r = -errno;
	}
	arena_free(&memory);
	return r < 0 ? r : 0;
}

/* A program can make trees that are deeper than any path is long, and than we have descriptors.
 * So none is walked down: each directory is emptied into the top one until nothing is left.
 */
int files_remove(int dir, const char *name)
{
	autoclose int top = -1;
	unsigned long number = 0;
	size_t n = 1;
	int r = is_dir(dir, name);

	if (r < 0)
		return r;
	if (r == 0)
		return unlinkat(dir, name, 0) < 0 ? -errno : 0;
	if (unlinkat(dir, name, AT_REMOVEDIR) == 0)
		return 0;
	top = open_to_empty(dir, name);
	if (top < 0)
		return top;
	while (r >= 0 && n > 0)
		r = empty_top(top, &number, &n);
	if (r < 0)
		return r;
	return unlinkat(dir, name, AT_REMOVEDIR) < 0 ? -errno : 0;
}
