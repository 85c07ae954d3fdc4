/* helper.c - a program that does one thing for us and ends.
 * May: run it.  Must not: let it have anything of ours, or outlast its time.
 */
#include "parent/helper.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdint.h>
#include <time.h>
#include <unistd.h>

int helper_start(char *const *argv, int output, pid_t *ret_pid)
{
	char *no_variables[] = {NULL};
	posix_spawn_file_actions_t actions;
	posix_spawnattr_t attributes;
	sigset_t none;
	int r;

	sigemptyset(&none);
	r = posix_spawn_file_actions_init(&actions);
	if (r)
		return -r;
	r = posix_spawnattr_init(&attributes);
	if (!r)
		r = posix_spawnattr_setsigmask(&attributes, &none);
	if (!r)
		r = posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK);
	if (!r)
		r = posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY,
						     0);
	for (int fd = 1; fd <= 2 && !r; fd++)
		r = posix_spawn_file_actions_adddup2(&actions, output, fd);
	if (!r)
		r = posix_spawn_file_actions_addclosefrom_np(&actions, 3);
	if (!r)
		r = posix_spawn(ret_pid, argv[0], &actions, &attributes, argv,
				no_variables);
	(void)posix_spawn_file_actions_destroy(&actions); /* always 0 */
	return -r;
}

static int64_t now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

int helper_hear(int fd, int timeout_ms, char *text, size_t size)
{
	int64_t end = now_ms() + timeout_ms;
	size_t used = 0;

	text[0] = '\0';
	for (;;) {
		struct pollfd p = {.fd = fd, .events = POLLIN};
		int64_t left = end - now_ms();
		char rest[256];
		ssize_t n;

		if (left <= 0)
			return -ETIMEDOUT;
		if (poll(&p, 1, (int)left) <= 0)
			continue; /* a signal, or the time is over */
		n = read(fd, rest, sizeof(rest));
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return 0;
		for (ssize_t i = 0; i < n && used + 1 < size; i++)
			text[used++] = rest[i];
		text[used] = '\0';
	}
}
