/* mounted.c - what the mount table says about this process's place in it.
 * May: read.  Must not: conclude more than the lines prove.
 */
#include "host/mounted.h"

#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>

#include "base/util.h"
#include "text/path.h"

/* One line of a mountinfo file; see proc_pid_mountinfo(5). */
struct mount_line {
	int id;
	const char *root;
	const char *point;
	const char *type;
};

/* The kernel writes space, tab, newline and backslash as \ooo. */
static char *unescape_octal(struct arena *a, const char *s)
{
	char *text = arena_alloc(a, strlen(s) + 1);
	char *to = text;

	while (*s) {
		unsigned int c;

		if (*s == '\\' && sscanf(s + 1, "%3o", &c) == 1) {
			*to++ = (char)c;
			s += 4;
		} else {
			*to++ = *s++;
		}
	}
	return text;
}

/* id parent major:minor root point options [tag...] - type source options */
static int parse_line(struct arena *a, char *line, struct mount_line *ret_mount)
{
	char *rest = NULL;
	char *field[5];
	const char *type = strstr(line, " - ");

	if (!type)
		return -1;
	type = arena_copy(a, type + 3, strcspn(type + 3, " "));
	for (size_t i = 0; i < ARRAY_SIZE(field); i++) {
		field[i] = strtok_r(i ? NULL : line, " ", &rest);
		if (!field[i])
			return -1;
	}
	ret_mount->id = (int)strtol(field[0], NULL, 10);
	ret_mount->root = unescape_octal(a, field[3]);
	ret_mount->point = unescape_octal(a, field[4]);
	ret_mount->type = type;
	return 0;
}

/* The last mount in the file for which `is` holds: the topmost one. Returns 0 or -1. */
static int find_mount(struct arena *a, const char *file,
		      int (*is)(const struct mount_line *m, int id), int id,
		      struct mount_line *ret_mount)
{
	FILE *f = fopen(file, "re");
	autofree char *line = NULL;
	size_t room = 0;
	int found = -1;

	if (!f)
		return -1;
	while (getline(&line, &room, f) > 0) {
		struct mount_line m;

		if (parse_line(a, line, &m) == 0 && is(&m, id)) {
			*ret_mount = m;
			found = 0;
		}
	}
	(void)fclose(f); /* only read */
	return found;
}

static int is_root(const struct mount_line *m, int id UNUSED)
{
	return str_equal(m->point, "/");
}

static int has_id(const struct mount_line *m, int id)
{
	return m->id == id;
}

static int is_on_proc(const struct mount_line *m, int id UNUSED)
{
	/* The kernel overlooks binfmt_misc: the directory below it is always empty. */
	return str_after(m->point, "/proc/") &&
	       !str_equal(m->point, "/proc/sys/fs/binfmt_misc");
}

static int is_cgroup2(const struct mount_line *m, int id UNUSED)
{
	return str_equal(m->type, "cgroup2");
}

/* The kernel refuses user namespaces when the root is not the root of the mount
 * namespace. Nothing says so directly, but two observations prove it: the root is not
 * the top of a mount; or the first process, in the same mount namespace, sees the mount
 * of our root at another place.
 */
int mounted_is_chrooted(void)
{
	struct arena a = {NULL};
	struct mount_line ours, seen;
	struct statx s;
	int chrooted = 0;

	if (statx(AT_FDCWD, "/", AT_NO_AUTOMOUNT, 0, &s) == 0 &&
	    (s.stx_attributes_mask & STATX_ATTR_MOUNT_ROOT) &&
	    !(s.stx_attributes & STATX_ATTR_MOUNT_ROOT))
		return 1;
	if (find_mount(&a, "/proc/self/mountinfo", is_root, 0, &ours) == 0 &&
	    find_mount(&a, "/proc/1/mountinfo", has_id, ours.id, &seen) == 0)
		chrooted = !str_equal(seen.point, "/");
	arena_free(&a);
	return chrooted;
}

const char *mounted_proc_cover(struct arena *a)
{
	struct mount_line m;

	return find_mount(a, "/proc/self/mountinfo", is_on_proc, 0, &m) < 0 ? NULL
									    : m.point;
}

const char *mounted_cgroup2(struct arena *a, const char **ret_root)
{
	struct mount_line m;

	if (find_mount(a, "/proc/self/mountinfo", is_cgroup2, 0, &m) < 0)
		return NULL;
	*ret_root = m.root;
	return m.point;
}

/* One pass over the mounts: the nearest above `path`, and one below it. */
static void find_around(struct arena *a, const char *path, struct mount_line *ret_above,
			struct mount_line *ret_below)
{
	FILE *f = fopen("/proc/self/mountinfo", "re");
	autofree char *line = NULL;
	size_t room = 0;

	*ret_above = *ret_below = (struct mount_line){.id = -1};
	while (f && getline(&line, &room, f) > 0) {
		struct mount_line m;

		if (parse_line(a, line, &m) < 0)
			continue;
		if (path_is_within(path, m.point) &&
		    (!ret_above->point || strlen(m.point) >= strlen(ret_above->point)))
			*ret_above = m; /* a later one lies over it */
		else if (path_is_within(m.point, path) && !str_equal(m.point, path))
			*ret_below = m;
	}
	if (f)
		(void)fclose(f); /* only read */
}

const char *mounted_type(struct arena *a, const char *path)
{
	struct mount_line above, below;

	find_around(a, path, &above, &below);
	return above.type;
}

const char *mounted_below(struct arena *a, const char *dir)
{
	struct mount_line above, below;

	find_around(a, dir, &above, &below);
	return below.point;
}
