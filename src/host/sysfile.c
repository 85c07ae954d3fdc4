/* sysfile.c - reading the small files in which the kernel describes itself.
 * May: read.  Must not: allocate, print.
 */
#include "host/sysfile.h"

#include <errno.h>
#include <fcntl.h>

#include "base/util.h"

int sysfile_read(const char *path, char *text, size_t size)
{
	autoclose int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	size_t n = 0;
	ssize_t got;

	text[0] = '\0';
	if (fd < 0)
		return -errno;
	do {
		got = read(fd, text + n, size - 1 - n);
		if (got > 0)
			n += (size_t)got;
	} while (n < size - 1 && (got > 0 || (got < 0 && errno == EINTR)));
	if (got < 0) {
		text[0] = '\0';
		return -errno;
	}
	while (n > 0 && (text[n - 1] == '\n' || text[n - 1] == '\0'))
		n--;
	text[n] = '\0';
	return (int)n;
}

int sysfile_number(const char *path, long *ret_number)
{
	char text[64];
	char *end;
	long number;
	int got = sysfile_read(path, text, sizeof(text));

	if (got < 0)
		return got;
	number = strtol(text, &end, 10);
	if (end == text)
		return -EINVAL;
	*ret_number = number;
	return 0;
}
