/* files_copy.c - content and attributes of files: compared, and copied.
 * May: read and write the descriptors that it is given.  Must not: print.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/xattr.h>

#include "ctl/files.h"

#define PART_BYTES	(1 << 17)
#define LIST_BYTES_MAX	65536 /* the kernel's own bounds, xattr(7) */
#define VALUE_BYTES_MAX 65536
#define OVERLAY		"user.overlay."

/* --- Content -------------------------------------------------------------------------- */

static ssize_t read_part(int fd, char *part, size_t size, off_t at)
{
	size_t n = 0;

	while (n < size) {
		ssize_t got = pread(fd, part + n, size - n, at + (off_t)n);

		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return -errno;
		if (got == 0)
			break;
		n += (size_t)got;
	}
	return (ssize_t)n;
}

static off_t data_from(int fd, off_t at)
{
	off_t data = lseek(fd, at, SEEK_DATA);
	struct stat st;

	if (data >= at)
		return data;
	/* ENXIO: a hole up to the end; else a file system that knows no holes. */
	return errno == ENXIO && fstat(fd, &st) == 0 && st.st_size > at ? st.st_size
									: at;
}

/* Where both are holes nothing is to be compared: a file of 8 EiB can be made by anybody. */
static off_t next_data(int a, int b, off_t at)
{
	off_t x = data_from(a, at), y = x > at ? data_from(b, at) : at;

	return x < y ? x : y;
}

int files_are_same(int a, int b)
{
	autofree char *x = malloc(PART_BYTES);
	autofree char *y = malloc(PART_BYTES);
	off_t at = 0;

	if (!x || !y)
		return -ENOMEM;
	for (;;) {
		ssize_t n, m;

		at = next_data(a, b, at);
		n = read_part(a, x, PART_BYTES, at);
		m = n < 0 ? n : read_part(b, y, PART_BYTES, at);

		if (n < 0 || m < 0)
			return (int)(n < 0 ? n : m);
		if (n != m || memcmp(x, y, (size_t)n) != 0)
			return 0;
		if (n == 0)
			return 1;
		at += n;
	}
}

static int write_part(int fd, const char *part, size_t n, off_t at)
{
	while (n > 0) {
		ssize_t done = pwrite(fd, part, n, at);

		if (done < 0 && errno == EINTR)
			continue;
		if (done < 0)
			return -errno;
		part += done;
		n -= (size_t)done;
		at += done;
	}
	return 0;
}

static int copy_by_hand(int from, int to, off_t at, off_t end)
{
	autofree char *part = malloc(PART_BYTES);
	int r = part ? 0 : -ENOMEM;

	while (r == 0 && at < end) {
		size_t n = end - at < PART_BYTES ? (size_t)(end - at) : PART_BYTES;
		ssize_t got = read_part(from, part, n, at);

		if (got <= 0)
			return got < 0 ? (int)got : -EIO; /* shorter than it was */
		r = write_part(to, part, (size_t)got, at);
		at += got;
	}
	return r;
}

/* The kernel shares the blocks where the file system can (copy_file_range(2)). */
static int copy_range(int from, int to, off_t at, off_t end)
{
	while (at < end) {
		off_t in = at, out = at;
		ssize_t n = copy_file_range(from, &in, to, &out, (size_t)(end - at), 0);

		if (n <= 0 && (n == 0 || errno != EINTR))
			return copy_by_hand(from, to, at, end);
		at += n < 0 ? 0 : n;
	}
	return 0;
}

int files_copy(int from, int to, uint64_t size_bytes)
{
	off_t end = (off_t)size_bytes, at = 0;
	int r = ftruncate(to, end) < 0 ? -errno : 0;

	while (r == 0 && at < end) {
		off_t data = lseek(from, at, SEEK_DATA), hole;

		if (data < 0 && errno == ENXIO)
			break; /* a hole up to the end */
		if (data < 0)  /* a file system that knows no holes */
			return copy_range(from, to, at, end);
		hole = lseek(from, data, SEEK_HOLE);
		if (hole < 0 || hole > end)
			hole = end;
		r = copy_range(from, to, data, hole);
		at = hole > data ? hole : end;
	}
	return r;
}

/* --- Attributes ----------------------------------------------------------------------- */

/* The name that an attribute of the upper layer has for the program, or NULL: it is a note of
 * the overlay, or of a security module, and no part of the file. What begins like a note for
 * the program has one more "overlay." here.
 */
static const char *own_name(const char *name)
{
	static const char *const own[] = {"user.", "system.posix_acl_"};
	const char *note = str_after(name, OVERLAY);

	if (note)
		return str_after(note, "overlay.") ? name : NULL;
	for (size_t i = 0; i < ARRAY_SIZE(own); i++)
		if (str_after(name, own[i]))
			return name;
	return NULL;
}

/* What own_name has found, without the word that was put in. */
static void plain_name(const char *name, char *ret, size_t size)
{
	const char *escaped = str_after(name, OVERLAY "overlay.");

	snprintf(ret, size, "%s%s", escaped ? OVERLAY : "", escaped ? escaped : name);
}

static int compare_names(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* To read an attribute the mode of the file must allow it, whatever opened it. */
static ssize_t get(int fd, const char *name, void *value, size_t size)
{
	ssize_t n = fgetxattr(fd, name, value, size);
	struct stat st;

	if (n >= 0 || errno != EACCES || fstat(fd, &st) < 0 ||
	    fchmod(fd, (st.st_mode & 07777) | S_IRUSR) < 0)
		return n;
	n = fgetxattr(fd, name, value, size);
	return fchmod(fd, st.st_mode & 07777) < 0 ? -1 : n;
}

/* The names of all attributes, own or not; a file that has none for its kind has none. */
static int list_names(struct arena *a, int fd, struct names *ret)
{
	char *list = arena_alloc(a, LIST_BYTES_MAX);
	ssize_t n = flistxattr(fd, list, LIST_BYTES_MAX);

	*ret = (struct names){{0}};
	if (n < 0)
		return errno == ENOTSUP || errno == EBADF ? 0 : -errno;
	for (const char *name = list; name < list + n; name += strlen(name) + 1)
		*vec_push(a, &ret->list) = name;
	if (ret->list.n)
		qsort(ret->list.item, ret->list.n, sizeof(*ret->list.item),
		      compare_names);
	return 0;
}

/* The names of those that belong to the file, as the program knows them. */
static int list_own(struct arena *a, int fd, struct names *ret)
{
	struct names all;
	int r = list_names(a, fd, &all);

	*ret = (struct names){{0}};
	for (size_t i = 0; r == 0 && i < all.list.n; i++)
		if (own_name(all.list.item[i]))
			*vec_push(a, &ret->list) = all.list.item[i];
	return r;
}

static int values_are_same(int a, int b, const char *in_a, const char *in_b, char *x,
			   char *y)
{
	char p[512], q[512];
	ssize_t n, m;

	plain_name(in_a, p, sizeof(p));
	plain_name(in_b, q, sizeof(q));
	if (!str_equal(p, q))
		return 0;
	n = get(a, in_a, x, VALUE_BYTES_MAX);
	if (n < 0)
		return -errno;
	m = get(b, in_b, y, VALUE_BYTES_MAX);
	if (m < 0)
		return -errno;
	return n == m && memcmp(x, y, (size_t)n) == 0;
}

/* One by one: a file can have thousands, of 64 KiB each. */
int files_attributes_are_same(int a, int b)
{
	struct arena memory = {0};
	char *x = arena_alloc(&memory, VALUE_BYTES_MAX);
	char *y = arena_alloc(&memory, VALUE_BYTES_MAX);
	struct names of_a, of_b;
	int r = list_own(&memory, a, &of_a), same = 1;

	if (r == 0)
		r = list_own(&memory, b, &of_b);
	if (r == 0)
		same = of_a.list.n == of_b.list.n;
	for (size_t i = 0; r == 0 && same > 0 && i < of_a.list.n; i++)
		same = values_are_same(a, b, of_a.list.item[i], of_b.list.item[i], x,
				       y);
	arena_free(&memory);
	return r < 0 ? r : same;
}

static int is_set_to(int fd, const char *name, char value)
{
	char text[2];
	ssize_t n = get(fd, name, text, sizeof(text));

	return n == 1 && (!value || text[0] == value);
}

int files_has_capability(int fd)
{
	return get(fd, "security.capability", NULL, 0) > 0;
}

int files_is_opaque(int fd)
{
	return is_set_to(fd, OVERLAY "opaque", 'y');
}

int files_is_whiteout(int fd)
{
	return get(fd, OVERLAY "whiteout", NULL, 0) >= 0;
}

static int is_wanted(const char *name, int with_capability)
{
	return own_name(name) ||
	       (with_capability && str_equal(name, "security.capability"));
}

static int drop_others(struct arena *a, int from, int to)
{
	struct names names;
	int r = list_names(a, to, &names);

	for (size_t i = 0; r == 0 && i < names.list.n; i++) {
		const char *name = own_name(names.list.item[i]);

		if (name && get(from, name, NULL, 0) < 0 &&
		    fremovexattr(to, name) < 0 && errno != ENODATA)
			return -errno;
	}
	return r;
}

int files_copy_attributes(int from, int to, int with_capability)
{
	struct arena memory = {0};
	char *value = arena_alloc(&memory, VALUE_BYTES_MAX);
	struct names names;
	int r = drop_others(&memory, from, to);

	if (r == 0)
		r = list_names(&memory, from, &names);
	for (size_t i = 0; r == 0 && i < names.list.n; i++) {
		const char *name = names.list.item[i];
		char plain[512];
		ssize_t n;

		if (!is_wanted(name, with_capability))
			continue;
		plain_name(name, plain, sizeof(plain));
		n = get(from, name, value, VALUE_BYTES_MAX);
		if (n < 0 || fsetxattr(to, plain, value, (size_t)n, 0) < 0)
			r = -errno;
	}
	arena_free(&memory);
	return r;
}
