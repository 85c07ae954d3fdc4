/* calls.c - nanoseconds of some system calls, by a loop: for tests/bench/syscalls.
 *
 *   calls [N]
 *
 * A line each: name, nanoseconds. The kernel answers them at once, so that what a filter or
 * Landlock adds can be seen.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

static void call_plain(void)
{
	(void)syscall(SYS_getppid); /* it cannot fail */
}

/* The rest may fail, as long as it does so in the same way each time. */
static void call_checked(void)
{
	(void)prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0);
}

static void call_checked_socket(void)
{
	(void)socket(AF_UNIX, SOCK_STREAM, 255);
}

static void call_stat(void)
{
	struct stat st;

	(void)stat("/usr/bin/env", &st);
}

static void call_open(void)
{
	int fd = open("/usr/bin/env", O_RDONLY | O_CLOEXEC);

	if (fd >= 0)
		(void)close(fd);
}

static const struct {
	const char *name;
	void (*call)(void);
	int divisor; /* dearer ones are called less often */
} calls[] = {
	{"getppid", call_plain, 1},
	{"prctl (checked by value)", call_checked, 1},
	{"socket (checked by value)", call_checked_socket, 1},
	{"stat", call_stat, 4},
	{"open and close", call_open, 4},
};

static double now(void)
{
	struct timespec t;

	(void)clock_gettime(CLOCK_MONOTONIC, &t); /* a valid clock */
	return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

int main(int argc, char **argv)
{
	long n = argc > 1 ? atol(argv[1]) : 200000;

	for (size_t i = 0; i < sizeof(calls) / sizeof(*calls); i++) {
		long times = n / calls[i].divisor + 1;
		double begin = now();

		for (long k = 0; k < times; k++)
			calls[i].call();
		printf("%s\t%.1f\n", calls[i].name, (now() - begin) / (double)times);
	}
	return 0;
}
