/* way.c - directories of ours on the host, made where they are missing.
 * May: make directories.  Must not: allocate, print, follow links.
 */
#include "child/way.h"

#include <sys/stat.h>

#include "base/util.h"
#include "child/kernel.h"

/* Nobody else may own it or be able to change what is kept there. */
static int check_ours(int dir)
{
	struct stat st;

	if (fstat(dir, &st) < 0)
		return -errno;
	return st.st_uid == geteuid() && !(st.st_mode & 022) ? 0 : -EPERM;
}

int way_make(const char *path)
{
	autoclose int dir = open("/", O_PATH | O_DIRECTORY | O_CLOEXEC);
	const char *at = path + 1;
	char name[256];
	int r;

	if (dir < 0)
		return -errno;
	while (*at) {
		size_t n = strcspn(at, "/");
		int next;

		if (n >= sizeof(name))
			return -ENAMETOOLONG;
		memcpy(name, at, n);
		name[n] = '\0';
		if (mkdirat(dir, name, 0700) < 0 && errno != EEXIST && errno != EROFS &&
		    errno != EACCES)
			return -errno;
		next = kernel_openat2(dir, name, O_PATH | O_DIRECTORY | O_CLOEXEC,
				      RESOLVE_NO_SYMLINKS);
		if (next < 0)
			return next;
		(void)close(dir); /* O_PATH: nothing to lose */
		dir = next;
		at += n;
		at += strspn(at, "/");
	}
	r = check_ours(dir);
	return r < 0 ? r : take_fd(&dir);
}

int way_open(const char *path)
{
	autoclose int dir = kernel_openat2(
		AT_FDCWD, path, O_PATH | O_DIRECTORY | O_CLOEXEC, RESOLVE_NO_SYMLINKS);
	int r = dir < 0 ? dir : check_ours(dir);

	return r < 0 ? r : take_fd(&dir);
}
