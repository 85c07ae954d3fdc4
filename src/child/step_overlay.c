/* step_overlay.c - steps that mount overlays, and make the place of changes that are kept.
 * May: act on its own new namespaces; write to the storage of changes.
 * Must not: allocate, print, decide.
 */
#include <stdio.h>
#include <sys/stat.h>

#include "child/child.h"
#include "child/kernel.h"
#include "child/mount.h"
#include "child/way.h"
#include "plan/changes.h"

#define MNT_DETACH_FLAG \
	2 /* MNT_DETACH of sys/mount.h, which clashes with linux/mount.h */

/* --- The place of changes ------------------------------------------------------------- */

static int write_note(int dir, const char *text)
{
	autoclose int fd =
		openat(dir, "new",
		       O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0600);
	size_t n = strlen(text);

	if (fd < 0)
		return -errno;
	for (ssize_t done; n > 0; text += done, n -= (size_t)done) {
		done = write(fd, text, n);
		if (done < 0 && errno != EINTR)
			return -errno;
		done = done < 0 ? 0 : done;
	}
	return renameat(dir, "new", dir, CHANGES_NOTE) < 0 ? -errno : 0;
}

/* What is kept there is of this overlay, or is a thing that we do not know: -EEXIST. */
static int check_note(int dir, const char *text)
{
	autoclose int fd = openat(dir, CHANGES_NOTE, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
	char part[512];
	ssize_t n;

	if (fd < 0)
		return errno == ENOENT ? write_note(dir, text) : -errno;
	while ((n = read(fd, part, sizeof(part))) != 0) {
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -errno;
		if (strncmp(text, part, (size_t)n) != 0)
			return -EEXIST;
		text += n;
	}
	return *text ? -EEXIST : 0;
}

/* The upper directory stands for the top of the overlay: it has the mode of the lower one. */
static int make_layer(const struct child *c, int dir, const char *name, int lower)
{
	struct stat st = {.st_mode = 0700};

	if (mkdirat(dir, name, 0700) < 0)
		return errno == EEXIST ? 0 : -errno;
	if (lower >= 0 && fstat(c->slot[lower], &st) < 0)
		return -errno;
	return fchmodat(dir, name, st.st_mode & 01777, 0) < 0 ? -errno : 0;
}

int step_changes_make(struct child *c, const struct step *s)
{
	autoclose int dir = way_make(s->path);
	int r = dir;

	if (r >= 0)
		r = make_layer(c, dir, CHANGES_WORK, -1);
	if (r >= 0)
		r = make_layer(c, dir, CHANGES_UPPER, s->slot);
	return r < 0 ? r : check_note(dir, s->text);
}

/* --- The mount ------------------------------------------------------------------------ */

/* The layers are named by the numbers of their descriptors, in /proc/self/fd as the working
 * directory: no path of the host is looked up again, none can be read inside in mountinfo, and
 * nothing in a name needs to be escaped.
 */
static int set_layers(struct child *c, int fs, const struct overlay *o, int upper,
		      int work)
{
	char text[256] = ""; /* the kernel takes no longer ones */
	size_t n = 0;
	int r;

	for (size_t i = 0; i < o->n_lower && n < sizeof(text); i++)
		n += (size_t)snprintf(text + n, sizeof(text) - n, "%s%d", i ? ":" : "",
				      c->slot[o->slot[i]]);
	if (n >= sizeof(text))
		return -E2BIG;
	r = kernel_fsconfig(fs, "lowerdir", text);
	snprintf(text, sizeof(text), "%d", upper);
	if (r >= 0)
		r = kernel_fsconfig(fs, "upperdir", text);
	snprintf(text, sizeof(text), "%d", work);
	return r < 0 ? r : kernel_fsconfig(fs, "workdir", text);
}

/* Renames of directories that would only be noted in the upper layer, files of which only the
 * metadata lie there, and the index of hard links: none of these, so that the upper layer
 * speaks for itself when it is looked at, or committed. Unprivileged mounts keep what they
 * have to note in user.* attributes.
 */
static int new_overlay(struct child *c, const struct step *s, int base)
{
	static const struct {
		const char *key, *value;
	} options[] = {
		{"redirect_dir", "nofollow"}, {"metacopy", "off"}, {"index", "off"}};
	autoclose int upper = openat(base, CHANGES_UPPER,
				     O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	autoclose int work = openat(base, CHANGES_WORK,
				    O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	autoclose int fs = -1;
	int r = 0;

	if (upper < 0 || work < 0)
		return -errno;
	fs = kernel_fsopen("overlay");
	if (fs < 0)
		return fs;
	if (syscall(SYS_fsconfig, fs, FSCONFIG_SET_FLAG, "userxattr", NULL, 0) < 0)
		return errno == EINVAL ? -EPERM : -errno; /* before 5.11 */
	for (size_t i = 0; i < ARRAY_SIZE(options) && r >= 0; i++)
		r = kernel_fsconfig(fs, options[i].key, options[i].value);
	if (r >= 0)
		r = set_layers(c, fs, s->data, upper, work);
	return r < 0 ? r : kernel_fsmount(fs, (unsigned int)mount_attributes(s->flags));
}

/* A tmpfs for changes that vanish. Layers must be on a mount that is attached: it is, for the
 * time being, over the root, and remains as a part of the overlay when it has been taken off.
 */
static int stage_tmpfs(struct child *c, const struct step *s)
{
	const struct step memory = {.mode = 0700,
				    .flags = MOUNT_NOSUID | MOUNT_NODEV,
				    .number = {s->number[0], s->number[1]}};
	autoclose int tmpfs = mount_new_tmpfs(c, &memory);
	int r = tmpfs < 0 ? tmpfs : kernel_move_mount(tmpfs, AT_FDCWD, "/");

	if (r >= 0)
		r = make_layer(c, tmpfs, CHANGES_WORK, -1);
	if (r >= 0)
		r = make_layer(c, tmpfs, CHANGES_UPPER, s->slot);
	return r < 0 ? r : take_fd(&tmpfs);
}

int mount_new_overlay(struct child *c, const struct step *s)
{
	const struct overlay *o = s->data;
	int is_kept = o->changes_slot >= 0;
	autoclose int tmpfs = is_kept ? -1 : stage_tmpfs(c, s);
	autoclose int mount = -1;
	int r = is_kept ? 0 : tmpfs;

	if (r < 0)
		return r;
	if (fchdir(c->fds) < 0)
		return -errno;
	mount = new_overlay(c, s, is_kept ? c->slot[o->changes_slot] : tmpfs);
	if (mount < 0)
		return mount;
	if (!is_kept &&
	    (fchdir(tmpfs) < 0 || syscall(SYS_umount2, ".", MNT_DETACH_FLAG) < 0))
		return -errno;
	return chdir("/") < 0 ? -errno : take_fd(&mount);
}

int step_mount_overlay(struct child *c, const struct step *s)
{
	autoclose int mount = mount_new_overlay(c, s);

	return mount < 0 ? mount : mount_attach(c, mount, s->path);
}

int step_mount_pin(struct child *c, const struct step *s)
{
	autoclose int place = inside_open(c, s->path, O_PATH);
	struct mount_attr attr = {
		.attr_set = mount_attributes(s->flags),
		.attr_clr = s->flags & MOUNT_NOEXEC ? 0 : MOUNT_ATTR_NOEXEC};
	autoclose int tree = -1;

	if (place < 0)
		return place;
	tree = kernel_open_tree(place, "",
				OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC | AT_EMPTY_PATH);
	if (tree < 0)
		return tree;
	if (syscall(SYS_mount_setattr, tree, "", AT_EMPTY_PATH, &attr, sizeof(attr)) <
	    0)
		return -errno;
	return mount_attach(c, tree, s->path);
}
