/* sysfile.h - reading the small files in which the kernel describes itself.
 * May: read.
 */
#ifndef SANDBOX_HOST_SYSFILE_H
#define SANDBOX_HOST_SYSFILE_H

#include <stddef.h>

/* Reads at most size - 1 bytes of path and ends them with NUL, without newlines at the
 * end. Returns their number or -errno; text is "" then.
 */
int sysfile_read(const char *path, char *text, size_t size);

/* Reads the decimal number that path begins with. Returns 0 or -errno. */
int sysfile_number(const char *path, long *ret_number);

#endif
