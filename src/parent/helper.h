/* helper.h - a program that does one thing for us and ends.
 * May: run it.  Must not: let it have anything of ours, or outlast its time.
 */
#ifndef SANDBOX_PARENT_HELPER_H
#define SANDBOX_PARENT_HELPER_H

#include <stddef.h>
#include <sys/types.h>

/* Starts argv[0]. What it says comes to the descriptor `output`, a pipe; none of ours and no
 * variable reaches it. Returns 0 or -errno.
 */
int helper_start(char *const *argv, int output, pid_t *ret_pid);

/* Its words up to its end, the first of them in text. Returns 0, or -ETIMEDOUT. */
int helper_hear(int fd, int timeout_ms, char *text, size_t size);

#endif
