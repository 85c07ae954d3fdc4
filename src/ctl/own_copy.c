/* own_copy.c - a copy of our own program that nobody can write to.
 * May: execute itself.
 */
#include "ctl/own_copy.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <sys/stat.h>

#include "base/util.h"

#define SEALS (F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE)

static int copy_all(int from, int to)
{
	struct stat st;
	off_t left;

	if (fstat(from, &st) < 0)
		return -errno;
	for (left = st.st_size; left > 0;) {
		ssize_t n = sendfile(to, from, NULL, (size_t)left);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return n < 0 ? -errno : -EIO;
		left -= n;
	}
	return 0;
}

int own_copy_run(char **argv, char **env)
{
	autoclose int own = open("/proc/self/exe", O_RDONLY | O_CLOEXEC);
	autoclose int copy = -1;
	int r;

	if (own < 0)
		return -errno;
	/* A sealed copy answers as any file that cannot be written. */
	if (fcntl(own, F_GET_SEALS) == SEALS)
		return 0;
	if (access("/proc/self/exe", W_OK) < 0)
		return errno == EACCES || errno == EROFS ? 0 : -errno;
	copy = memfd_create("sandboxctl", MFD_CLOEXEC | MFD_ALLOW_SEALING);
	if (copy < 0)
		return -errno;
	r = copy_all(own, copy);
	if (r < 0)
		return r;
	if (fcntl(copy, F_ADD_SEALS, SEALS) < 0)
		return -errno;
	(void)fexecve(copy, argv, env); /* returns only when it failed */
	return -errno;
}
