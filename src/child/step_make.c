/* step_make.c - steps that make directories, files and links in the new root.
 * May: write to the sandbox's own tmpfs, to its private home and its overlays.
 * Must not: allocate, print, decide.
 */
#include <sys/stat.h>

#include "child/child.h"
#include "child/kernel.h"
#include "child/mount.h"
#include "child/way.h"

/* Places come in the order of their paths: most are in the same directory as the one before. */
int inside_parent(struct child *c, const char *path, const char **ret_name)
{
	char parent[4096];
	const char *slash = strrchr(path, '/');
	size_t n = (size_t)(slash - path);

	*ret_name = slash + 1;
	if (c->parent >= 0 && n == c->parent_length && !memcmp(c->parent_path, path, n))
		return c->parent;
	if (n >= sizeof(parent))
		return -ENAMETOOLONG;
	memcpy(parent, path, n);
	parent[n] = '\0';
	close_owned(&c->parent);
	c->parent = inside_open(c, parent, O_PATH | O_DIRECTORY);
	c->parent_path = path;
	c->parent_length = n;
	return c->parent;
}

void inside_forget(struct child *c, const char *path)
{
	size_t n = strlen(path);

	if (c->parent >= 0 && n <= c->parent_length && !memcmp(c->parent_path, path, n))
		close_owned(&c->parent);
}

/* What is there already is fine when it is of the right type (a private home keeps the
 * mount points of earlier runs).
 */
static int is_type(int dir, const char *name, mode_t type)
{
	struct stat st;

	if (fstatat(dir, name, &st, AT_SYMLINK_NOFOLLOW) < 0)
		return -errno;
	if (S_ISLNK(st.st_mode))
		return -ELOOP;
	if ((st.st_mode & S_IFMT) == type)
		return 0;
	return type == S_IFDIR ? -ENOTDIR : -EISDIR;
}

int step_dir_make(struct child *c, const struct step *s)
{
	const char *name;
	int dir = inside_parent(c, s->path, &name);

	if (dir < 0)
		return dir;
	if (mkdirat(dir, name, s->mode) == 0)
		return 0;
	return errno == EEXIST ? is_type(dir, name, S_IFDIR) : -errno;
}

int step_point_make(struct child *c, const struct step *s)
{
	const char *name;
	int dir = inside_parent(c, s->path, &name);

	if (dir < 0)
		return dir;
	if (mknodat(dir, name, S_IFREG | s->mode, 0) == 0)
		return 0;
	return errno == EEXIST ? is_type(dir, name, S_IFREG) : -errno;
}

int step_link_make(struct child *c, const struct step *s)
{
	const char *name;
	int dir = inside_parent(c, s->path, &name);

	if (dir < 0)
		return dir;
	return symlinkat(s->text, dir, name) < 0 ? -errno : 0;
}

static int write_all(int fd, const char *text, size_t n)
{
	while (n > 0) {
		ssize_t done = write(fd, text, n);

		if (done < 0 && errno == EINTR)
			continue;
		if (done < 0)
			return -errno;
		text += done;
		n -= (size_t)done;
	}
	return 0;
}

static int write_file(int dir, const char *name, const struct step *s)
{
	autoclose int fd =
		openat(dir, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC,
		       s->mode);

	return fd < 0 ? -errno : write_all(fd, s->text, strlen(s->text));
}

static int make_over(struct child *c, const struct step *s)
{
	autoclose int point = inside_open(c, s->path, O_PATH);
	autoclose int tree = -1;
	int r = point < 0 ? point : mount_staging(c);

	if (r >= 0)
		r = write_file(c->staging, "over", s);
	if (r < 0)
		return r;
	tree = kernel_open_tree(c->staging, "over",
				OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC);
	if (tree < 0)
		return tree;
	r = kernel_mount_setattr(tree, "", AT_EMPTY_PATH,
				 MOUNT_ATTR_RDONLY | MOUNT_ATTR_NOSUID |
					 MOUNT_ATTR_NODEV | MOUNT_ATTR_NOEXEC,
				 0);
	if (r >= 0)
		r = kernel_move_mount(tree, point, "");
	/* The mount keeps it; unlinked before, it could not be attached (ENOENT). */
	if (unlinkat(c->staging, "over", 0) < 0 && r >= 0)
		r = -errno;
	return r;
}

int step_file_make(struct child *c, const struct step *s)
{
	const char *name;
	int dir;

	if (s->flags & FILE_OVER)
		return make_over(c, s);
	dir = inside_parent(c, s->path, &name);
	return dir < 0 ? dir : write_file(dir, name, s);
}

int step_home_make(struct child *c UNUSED, const struct step *s)
{
	autoclose int dir = way_make(s->path);

	return dir < 0 ? dir : 0;
}
