/* trial_mount.c - the mounts that a trial child makes in its own mount namespace.
 * May: mount there.  Must not: allocate, print, follow paths that others control.
 */
#include "host/trial.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/mount.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/xattr.h>

#include "base/util.h"

/* One fsconfig call: an option with a value, or a flag where that is NULL. */
struct option {
	const char *key;
	const char *value;
};

static int set_option(int fs, const struct option *o)
{
	unsigned int kind = o->value ? FSCONFIG_SET_STRING : FSCONFIG_SET_FLAG;

	return syscall(SYS_fsconfig, fs, kind, o->key, o->value, 0) < 0 ? -errno : 0;
}

/* A new file system of this type, not attached anywhere. */
static int mount_detached(const char *type, const struct option *options, size_t n)
{
	autoclose int fs = (int)syscall(SYS_fsopen, type, FSOPEN_CLOEXEC);
	int fd;

	if (fs < 0)
		return -errno;
	for (size_t i = 0; i < n; i++) {
		int r = set_option(fs, &options[i]);

		if (r < 0)
			return r;
	}
	if (syscall(SYS_fsconfig, fs, FSCONFIG_CMD_CREATE, NULL, NULL, 0) < 0)
		return -errno;
	fd = (int)syscall(SYS_fsmount, fs, FSMOUNT_CLOEXEC,
			  MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV);
	return fd < 0 ? -errno : fd;
}

/* The old interface, as the first thing the launcher does to its mounts. */
static int make_private(void)
{
	return syscall(SYS_mount, NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) < 0
		       ? -errno
		       : 0;
}

static int try_type(const char *type, const struct option *options, size_t n)
{
	int r = make_private();
	autoclose int fd = r < 0 ? r : mount_detached(type, options, n);

	return fd < 0 ? fd : 0;
}

int trial_mount_tmpfs(const void *unused UNUSED)
{
	static const struct option options[] = {{"size", "64k"}, {"mode", "0700"}};

	return try_type("tmpfs", options, ARRAY_SIZE(options));
}

/* An overlay notes there that a directory hides what is below it. */
int trial_tmpfs_attribute(const void *unused UNUSED)
{
	int r = make_private();
	autoclose int fd = r < 0 ? r : mount_detached("tmpfs", NULL, 0);
	autoclose int file = -1;

	if (fd < 0)
		return fd;
	file = openat(fd, "file", O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (file < 0 || fsetxattr(file, "user.sandbox", "y", 1, 0) < 0)
		return -errno;
	return 0;
}

int trial_mount_proc(const void *unused UNUSED)
{
	return try_type("proc", NULL, 0);
}

int trial_mount_devpts(const void *unused UNUSED)
{
	/* Every devpts mount is a new instance since 4.7, without being told. */
	static const struct option options[] = {{"ptmxmode", "0666"}, {"mode", "0620"}};

	return try_type("devpts", options, ARRAY_SIZE(options));
}

int trial_mount_overlay(const void *unused UNUSED)
{
	static const struct option options[] = {
		{"lowerdir", "lower"},
		{"upperdir", "upper"},
		{"workdir", "work"},
		{"userxattr", NULL}, /* all that an unprivileged mount may use */
	};
	static const char *const dirs[] = {"lower", "upper", "work"};
	int r = make_private();
	autoclose int base = r < 0 ? r : mount_detached("tmpfs", NULL, 0);
	autoclose int fd = -1;

	if (base < 0)
		return base;
	/* The layers must lie on an attached mount. Covering "/" disturbs nobody: this
	 * namespace has one process, and it goes on through the descriptor.
	 */
	if (syscall(SYS_move_mount, base, "", AT_FDCWD, "/", MOVE_MOUNT_F_EMPTY_PATH) <
		    0 ||
	    fchdir(base) < 0)
		return -errno;
	for (size_t i = 0; i < ARRAY_SIZE(dirs); i++)
		if (mkdir(dirs[i], 0700) < 0)
			return -errno;
	fd = mount_detached("overlay", options, ARRAY_SIZE(options));
	return fd < 0 ? fd : 0;
}
