/* exchange.c - the attacker outside: exchanges two paths as fast as the kernel can.
 *
 *	exchange A B [A B]...	until it is ended, 60 s at most; then all is where it was
 */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

#define SECONDS 60

static volatile sig_atomic_t is_over;

static void end(int sig)
{
	(void)sig;
	is_over = 1;
}

static int exchange_all(char *const *path)
{
	for (; path[0] && path[1]; path += 2)
		if (renameat2(AT_FDCWD, path[0], AT_FDCWD, path[1], RENAME_EXCHANGE) <
		    0) {
			perror(path[0]);
			return -1;
		}
	return 0;
}

int main(int argc, char **argv)
{
	const struct sigaction action = {.sa_handler = end};
	time_t until = time(NULL) + SECONDS;
	unsigned long n = 0;

	if (argc < 3 || argc % 2 == 0 || sigaction(SIGTERM, &action, NULL) < 0)
		return 2;
	while (!is_over && time(NULL) < until) {
		if (exchange_all(argv + 1) < 0)
			return 1;
		n++;
	}
	if (n % 2 && exchange_all(argv + 1) < 0)
		return 1;
	printf("%lu\n", n);
	return 0;
}
