/* step_proc.c - steps on the sandbox's own /proc: what it must not tell, nor let change.
 * May: act on its own new namespaces.  Must not: allocate, print, decide.
 */
#include <sys/stat.h>

#include "child/child.h"
#include "child/kernel.h"

#define MS_BIND_FLAG 4096 /* MS_BIND of sys/mount.h, which clashes with linux/mount.h */

/* Something to cover with: an unreadable empty file and directory on a read-only tmpfs. It
 * is attached to the old root, as the kernel clones from attached mounts only (before
 * Linux 6.15), and goes with it.
 */
static int open_covers(void)
{
	autoclose int fs = kernel_fsopen("tmpfs");
	autoclose int mount = -1;
	int r = fs;

	if (r >= 0)
		r = kernel_fsconfig(fs, "size", "4096");
	if (r >= 0)
		r = mount = kernel_fsmount(fs, MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV |
						       MOUNT_ATTR_NOEXEC);
	if (r >= 0)
		r = kernel_move_mount(mount, AT_FDCWD, "/proc");
	if (r < 0)
		return r;
	if (mknodat(mount, "file", S_IFREG, 0) < 0 || mkdirat(mount, "dir", 0) < 0)
		return -errno;
	r = kernel_mount_setattr(mount, "", AT_EMPTY_PATH, MOUNT_ATTR_RDONLY, 0);
	return r < 0 ? r : take_fd(&mount);
}

/* mount(2) wants paths: both file systems are our own, nobody else can change a name in them,
 * and one call for each of forty entries is what a start can afford. Which of them there
 * are, and of what kind, depends on the kernel's configuration.
 */
static int cover(const char *name)
{
	static const char *const covers[] = {"/proc/file", "/proc/dir"};

	for (size_t i = 0; i < ARRAY_SIZE(covers); i++) {
		if (syscall(SYS_mount, covers[i], name, NULL, MS_BIND_FLAG, NULL) == 0)
			return 0;
		if (errno != ENOTDIR) /* a file on a directory */
			return errno == ENOENT ? 0 : -errno;
	}
	return -ENOTDIR;
}

int step_proc_mask(struct child *c, const struct step *s)
{
	autoclose int proc = inside_open(c, s->path, O_PATH | O_DIRECTORY);
	autoclose int covers = proc < 0 ? -1 : open_covers();

	if (proc < 0 || covers < 0)
		return proc < 0 ? proc : covers;
	if (fchdir(proc) <
	    0) /* relative names are of the new /proc, "/" is the old root */
		return -errno;
	for (const char *const *name = s->data; *name; name++) {
		int r = cover(*name);

		if (r < 0)
			return r;
	}
	return chdir("/") < 0 ? -errno : 0;
}

/* A mount of the directory on itself, read-only: what is below is the kernel's, and files
 * that root alone may write are writable for a caller that is root.
 */
int step_proc_lock(struct child *c, const struct step *s)
{
	autoclose int dir = inside_open(c, s->path, O_PATH | O_DIRECTORY);
	autoclose int tree = -1;
	int r;

	if (dir < 0)
		return dir;
	tree = kernel_open_tree(dir, "",
				OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC | AT_EMPTY_PATH);
	if (tree < 0)
		return tree;
	r = kernel_mount_setattr(tree, "", AT_EMPTY_PATH,
				 MOUNT_ATTR_RDONLY | MOUNT_ATTR_NOSUID |
					 MOUNT_ATTR_NODEV | MOUNT_ATTR_NOEXEC,
				 0);
	return r < 0 ? r : kernel_move_mount(tree, dir, "");
}

/* The limit of our own user namespace; the program has no capability to raise it. */
int step_ns_limit(struct child *c, const struct step *s)
{
	autoclose int fd = inside_open(c, s->path, O_WRONLY);

	if (fd == -ENOENT && (s->flags & LIMIT_OPTIONAL))
		return 0;
	if (fd < 0)
		return fd;
	return write(fd, s->text, strlen(s->text)) < 0 ? -errno : 0;
}
