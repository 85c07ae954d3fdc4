/* commit.c - a sandboxctl that is killed in the middle of what it does: the linker wraps (--wrap)
 * the calls with which it changes anything. The program that is installed has nothing of this.
 *
 *	SANDBOX_FAULT=kill:N	it ends by SIGKILL in place of the Nth of these calls
 */
#include <signal.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

#include "base/util.h"

static void count(void)
{
	static unsigned long n;
	const char *fault = getenv("SANDBOX_FAULT");
	const char *wanted = fault ? str_after(fault, "kill:") : NULL;

	if (wanted && ++n == strtoul(wanted, NULL, 10))
		(void)raise(SIGKILL); /* it does not return */
}

/* A call with its types and its names. */
#define WRAP(result, name, types, names)    \
	result __real_##name types;         \
	result __wrap_##name types;         \
	result __wrap_##name types          \
	{                                   \
		count();                    \
		return __real_##name names; \
	}

WRAP(int, renameat2, (int a, const char *b, int c, const char *d, unsigned int e),
     (a, b, c, d, e))
WRAP(int, renameat, (int a, const char *b, int c, const char *d), (a, b, c, d))
WRAP(int, fchmodat, (int a, const char *b, mode_t c, int d), (a, b, c, d))
WRAP(int, utimensat, (int a, const char *b, const struct timespec *c, int d),
     (a, b, c, d))
WRAP(ssize_t, pwrite, (int a, const void *b, size_t c, off_t d), (a, b, c, d))
WRAP(int, unlinkat, (int a, const char *b, int c), (a, b, c))
WRAP(int, linkat, (int a, const char *b, int c, const char *d, int e), (a, b, c, d, e))
WRAP(int, symlinkat, (const char *a, int b, const char *c), (a, b, c))
WRAP(int, mkdirat, (int a, const char *b, mode_t c), (a, b, c))
WRAP(int, mkfifoat, (int a, const char *b, mode_t c), (a, b, c))
WRAP(int, fchmod, (int a, mode_t b), (a, b))
WRAP(int, futimens, (int a, const struct timespec *b), (a, b))
WRAP(int, ftruncate, (int a, off_t b), (a, b))
WRAP(ssize_t, copy_file_range,
     (int a, off_t *b, int c, off_t *d, size_t e, unsigned int f), (a, b, c, d, e, f))
WRAP(int, fsetxattr, (int a, const char *b, const void *c, size_t d, int e),
     (a, b, c, d, e))

/* A process that is killed loses nothing that it has written, and hundreds of commits would wait
 * for the disk.
 */
#define WRAP_SYNC(name)                  \
	int __wrap_##name(int fd);       \
	int __wrap_##name(int fd UNUSED) \
	{                                \
		count();                 \
		return 0;                \
	}

WRAP_SYNC(fsync)
WRAP_SYNC(syncfs)
