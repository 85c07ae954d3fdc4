/* step_mount.c - steps on the mount namespace: the new root and what is mounted in it.
 * May: act on its own new namespaces.  Must not: allocate, print, decide.
 */
#include <stdio.h>
#include <sys/stat.h>

#include "child/child.h"
#include "child/kernel.h"
#include "child/mount.h"

#define MNT_DETACH_FLAG \
	2 /* MNT_DETACH of sys/mount.h, which clashes with linux/mount.h */
#define PROPAGATION_PRIVATE (1 << 18) /* MS_PRIVATE, likewise */

uint64_t mount_attributes(unsigned int flags)
{
	return (flags & MOUNT_RO ? MOUNT_ATTR_RDONLY : 0) |
	       (flags & MOUNT_NOSUID ? MOUNT_ATTR_NOSUID : 0) |
	       (flags & MOUNT_NODEV ? MOUNT_ATTR_NODEV : 0) |
	       (flags & MOUNT_NOEXEC ? MOUNT_ATTR_NOEXEC : 0);
}

int inside_open(const struct child *c, const char *path, int flags)
{
	uint64_t resolve = RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS;

	/* Our own tmpfs root holds no link on the way to a mount point: plans have them
	 * followed already. One that turns up was planted in a tree that can be written.
	 */
	if (!c->root_is_tree)
		resolve |= RESOLVE_NO_SYMLINKS;
	while (*path == '/')
		path++;
	return kernel_openat2(c->root, *path ? path : ".",
			      (uint64_t)(flags | O_CLOEXEC), resolve);
}

int step_mount_private(struct child *c, const struct step *s UNUSED)
{
	/* Overlays need it, at a time when /proc is covered. Without it they fail. */
	c->fds = open("/proc/self/fd", O_PATH | O_DIRECTORY | O_CLOEXEC);
	return kernel_mount_setattr(AT_FDCWD, "/", AT_RECURSIVE, 0,
				    PROPAGATION_PRIVATE);
}

/* Between plan and mount someone may swap the source for another file. We would like to
 * open it while planning and mount that descriptor, but the kernel refuses one from another
 * mount namespace (EINVAL). So it is opened here, by the path that has no links in it, and
 * we stop if there are links now (ELOOP) or another kind of file (ESTALE).
 */
int step_src_open(struct child *c, const struct step *s)
{
	autoclose int fd =
		kernel_openat2(AT_FDCWD, s->path, O_PATH | O_NOFOLLOW | O_CLOEXEC,
			       RESOLVE_NO_SYMLINKS);
	struct stat st;
	mode_t type;

	if (fd < 0)
		return fd;
	if (fstat(fd, &st) < 0)
		return -errno;
	type = S_ISBLK(st.st_mode) ? S_IFCHR : st.st_mode & S_IFMT;
	if (type != s->mode)
		return -ESTALE;
	c->slot[s->slot] = take_fd(&fd);
	return 0;
}

/* A clone of the tree in the slot with the flags on every mount in it, attached nowhere. */
static int clone_tree(const struct child *c, const struct step *s)
{
	autoclose int tree = kernel_open_tree(c->slot[s->slot], "",
					      OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC |
						      AT_EMPTY_PATH | AT_RECURSIVE);
	int r;

	if (tree < 0)
		return tree;
	r = kernel_mount_setattr(tree, "", AT_EMPTY_PATH | AT_RECURSIVE,
				 mount_attributes(s->flags), PROPAGATION_PRIVATE);
	return r < 0 ? r : take_fd(&tree);
}

/* In our own tmpfs the directory is at hand, and the last name is looked up without following
 * a link: a file is mounted on one that was planted there, a directory is refused (EINVAL). Then
 * it is looked at again, to say so.
 */
int mount_attach(struct child *c, int mount, const char *path)
{
	autoclose int point = -1;
	const char *name;
	int dir, r;

	inside_forget(c, path);
	if (!c->root_is_tree) {
		dir = inside_parent(c, path, &name);
		r = dir < 0 ? dir : kernel_move_mount(mount, dir, name);
		if (r != -EINVAL)
			return r;
	}
	point = inside_open(c, path, O_PATH);
	return point < 0 ? point : kernel_move_mount(mount, point, "");
}

int mount_new_tmpfs(const struct child *c, const struct step *s)
{
	autoclose int fs = kernel_fsopen("tmpfs");
	char size[24], inodes[24], mode[8];
	int r = fs;

	snprintf(size, sizeof(size), "%llu", (unsigned long long)s->number[0]);
	snprintf(inodes, sizeof(inodes), "%llu", (unsigned long long)s->number[1]);
	snprintf(mode, sizeof(mode), "%o", s->mode);
	if (r >= 0)
		r = kernel_fsconfig(fs, "size", size);
	if (r >= 0)
		r = kernel_fsconfig(fs, "nr_inodes", inodes);
	if (r >= 0)
		r = kernel_fsconfig(fs, "mode", mode);
	if (r >= 0 && c->plan->files_context)
		r = kernel_fsconfig(fs, "context", c->plan->files_context);
	return r < 0 ? r : kernel_fsmount(fs, (unsigned int)mount_attributes(s->flags));
}

int mount_staging(struct child *c)
{
	autoclose int fs = -1;
	autoclose int mount = -1;
	int r;

	if (c->staging >= 0)
		return 0;
	fs = kernel_fsopen("tmpfs");
	r = fs < 0 ? fs : kernel_fsconfig(fs, "size", "4M");
	if (r >= 0)
		r = mount = kernel_fsmount(fs, MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV |
						       MOUNT_ATTR_NOEXEC);
	if (r >= 0)
		r = kernel_move_mount(mount, AT_FDCWD, STAGING);
	if (r >= 0)
		c->staging = take_fd(&mount);
	return r;
}

int mount_writable(int mount)
{
	struct mount_attr attr = {.attr_clr = MOUNT_ATTR_RDONLY};

	return kernel_result(syscall(SYS_mount_setattr, mount, "", AT_EMPTY_PATH, &attr,
				     sizeof(attr)));
}

/* The new root is mounted over the old one, where every host has a directory. Paths still
 * begin at the old root below it until we pivot.
 */
int step_mount_root(struct child *c, const struct step *s)
{
	autoclose int root = s->data	    ? mount_new_overlay(c, s)
			     : s->slot >= 0 ? clone_tree(c, s)
					    : mount_new_tmpfs(c, s);
	int r = root;

	if (r >= 0)
		r = kernel_move_mount(root, AT_FDCWD, "/");
	if (r < 0)
		return r;
	c->root_is_tree = s->slot >= 0;
	c->root = take_fd(&root);
	return 0;
}

int step_mount_tree(struct child *c, const struct step *s)
{
	autoclose int tree = clone_tree(c, s);

	return tree < 0 ? tree : mount_attach(c, tree, s->path);
}

/* A mount of its own of a directory in the root's tmpfs, which has just been made. */
static int clone_dir(struct child *c, const struct step *s)
{
	const char *name;
	int dir = inside_parent(c, s->path, &name);
	autoclose int tree = -1;
	int r;

	if (dir < 0)
		return dir;
	tree = kernel_open_tree(
		dir, name, OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC | AT_SYMLINK_NOFOLLOW);
	if (tree < 0)
		return tree;
	r = kernel_mount_setattr(tree, "", AT_EMPTY_PATH, mount_attributes(s->flags),
				 PROPAGATION_PRIVATE);
	return r < 0 ? r : take_fd(&tree);
}

int step_mount_tmpfs(struct child *c, const struct step *s)
{
	autoclose int mount =
		s->flags & MOUNT_OF_ROOT ? clone_dir(c, s) : mount_new_tmpfs(c, s);

	return mount < 0 ? mount : mount_attach(c, mount, s->path);
}

int step_mount_proc(struct child *c, const struct step *s)
{
	autoclose int fs = kernel_fsopen("proc");
	autoclose int mount = -1;

	if (fs < 0)
		return fs;
	mount = kernel_fsmount(fs, (unsigned int)mount_attributes(s->flags));
	return mount < 0 ? mount : mount_attach(c, mount, s->path);
}

int step_mount_devpts(struct child *c, const struct step *s)
{
	autoclose int fs = kernel_fsopen("devpts");
	autoclose int mount = -1;
	int r = fs;

	if (r >= 0)
		r = kernel_fsconfig(fs, "ptmxmode", "0666");
	if (r >= 0)
		r = kernel_fsconfig(fs, "mode", "0620");
	if (r >= 0)
		r = mount =
			kernel_fsmount(fs, (unsigned int)mount_attributes(s->flags));
	return r < 0 ? r : mount_attach(c, mount, s->path);
}

int step_mount_lock(struct child *c, const struct step *s)
{
	autoclose int fd = inside_open(c, s->path, O_PATH | O_DIRECTORY);

	if (fd < 0)
		return fd;
	return kernel_mount_setattr(fd, "", AT_EMPTY_PATH, MOUNT_ATTR_RDONLY, 0);
}

/* Most were opened one after the other, and are closed with one call for all. */
static void close_slots(struct child *c)
{
	const int *slot = c->slot;

	for (int i = 0, last; i < c->plan->n_slots; i = last + 1) {
		for (last = i; last + 1 < c->plan->n_slots && slot[last] >= 0 &&
			       slot[last + 1] == slot[last] + 1;
		     last++)
			;
		if (slot[i] >= 0) /* O_PATH: nothing to lose */
			(void)syscall(SYS_close_range, (unsigned int)slot[i],
				      (unsigned int)slot[last], 0);
	}
}

/* pivot_root(2) describes the form with "." twice: the old root ends up on top of the new
 * one, from where it is taken off with everything below it.
 */
int step_root_pivot(struct child *c, const struct step *s UNUSED)
{
	close_slots(c);
	close_owned(&c->parent);
	close_owned(&c->fds);
	close_owned(&c->staging); /* goes with the old root */
	if (fchdir(c->root) < 0 || syscall(SYS_pivot_root, ".", ".") < 0 ||
	    syscall(SYS_umount2, ".", MNT_DETACH_FLAG) < 0 || chdir("/") < 0)
		return -errno;
	(void)close(c->root); /* "/" is the way to it from now on */
	c->root = -1;
	return 0;
}
