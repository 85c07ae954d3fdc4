/* step_proc.c - steps on the sandbox's own /proc: what it must not tell, nor let change.
 * May: act on its own new namespaces.  Must not: allocate, print, decide.
 */
#include <sys/stat.h>

#include "child/child.h"
#include "child/kernel.h"
#include "child/mount.h"

#define MS_BIND_FLAG 4096 /* MS_BIND of sys/mount.h, which clashes with linux/mount.h */

/* Something to cover with: an unreadable empty file and directory. The mounts of them take from
 * the one they are cloned from that they are read-only.
 */
static int make_covers(int staging)
{
	if (mknodat(staging, "file", S_IFREG, 0) < 0 || mkdirat(staging, "dir", 0) < 0)
		return -errno;
	return kernel_mount_setattr(staging, "", AT_EMPTY_PATH, MOUNT_ATTR_RDONLY, 0);
}

/* mount(2) wants paths: both file systems are our own, nobody else can change a name in them,
 * and one call for each of some thirty entries is what a start can afford. Which of them
 * there are, and of what kind, depends on the kernel's configuration.
 */
static int cover(const char *name, int *kind)
{
	static const char *const covers[] = {STAGING "/dir", STAGING "/file"};

	for (size_t i = 0; i < ARRAY_SIZE(covers); i++) {
		if (syscall(SYS_mount, covers[*kind], name, NULL, MS_BIND_FLAG, NULL) ==
		    0)
			return 0;
		if (errno != ENOTDIR) /* one kind on the other */
			return errno == ENOENT ? 0 : -errno;
		*kind = !*kind;
	}
	return -ENOTDIR;
}

/* May somebody else than the host's root open it? Nobody inside is that. */
static int is_roots(int proc, const char *name, uid_t self)
{
	struct stat st;

	if (fstatat(proc, name, &st, AT_SYMLINK_NOFOLLOW) < 0)
		return errno == ENOENT;
	return !(st.st_mode & 077) && st.st_uid != self;
}

int step_proc_mask(struct child *c, const struct step *s)
{
	const char *const *names = s->data;
	autoclose int proc = inside_open(c, s->path, O_PATH | O_DIRECTORY);
	int r = proc < 0 ? proc : mount_staging(c);
	int kind = 0;

	if (r >= 0)
		r = make_covers(c->staging);
	if (r < 0)
		return r;
	/* Relative names are of the new /proc, "/" is the old root. */
	if (fchdir(proc) < 0)
		return -errno;
	for (size_t i = 0; names[i]; i++) {
		if (s->number[0] && i >= s->number[0] &&
		    is_roots(proc, names[i], c->plan->uid_inside))
			continue;
		r = cover(names[i], &kind);
		if (r < 0)
			return r;
	}
	if (chdir("/") < 0)
		return -errno;
	return mount_writable(c->staging);
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
