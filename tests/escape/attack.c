/* attack.c - runs attackers and says what became of each.
 *
 *	attack TABLE|all [NAME=VALUE...]	LAYER NAME RESULT, by tabs; all but those apart
 *	attack --list			LAYER NAME EXPECTED OUTSIDE WHY
 *
 * RESULT is "broke" for a success, "nothing", the name of an errno, or "SIG" and a number.
 */
#include "escape/attack.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/util.h"

static const struct attack_table *const tables[] = {
	&attack_files,	  &attack_processes, &attack_network, &attack_ipc,
	&attack_terminal, &attack_kernel,    &attack_rights,  &attack_streams,
	&attack_memory,	  &attack_group,     &attack_nested,  &attack_chroot,
};

static char *const *arguments;
static pid_t starter;

const char *victim(const char *name)
{
	for (char *const *a = arguments; a && *a; a++) {
		const char *rest = str_after(*a, name);

		if (rest && *rest == '=')
			return rest + 1;
	}
	fprintf(stderr, "attack: %s= is missing\n", name);
	exit(2);
}

pid_t victim_starter(void)
{
	return starter;
}

long victim_number(const char *name)
{
	return strtol(victim(name), NULL, 10);
}

int result_of(long result)
{
	return result < 0 ? -errno : 0;
}

int read_text(const char *path, char *text, size_t size)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	ssize_t n = fd < 0 ? -1 : read(fd, text, size - 1);
	int error = errno;

	if (fd >= 0)
		(void)close(fd); /* only read */
	if (n < 0)
		return -error;
	text[n] = '\0';
	return n == 0 ? -NOTHING : 0;
}

/* Each in a process of its own: some do not survive what they try. */
static void run_attack(const char *layer, const struct attack *a)
{
	const char *text;
	int status, r;
	pid_t pid;
	int pair[2];

	fflush(stderr);
	if (pipe(pair) < 0 || (pid = fork()) < 0) {
		fprintf(stderr, "%s\t%s\tnot run\n", layer, a->name);
		return;
	}
	if (pid == 0) {
		(void)close(pair[0]);
		alarm(10);
		r = a->run();
		_exit(write(pair[1], &r, sizeof(r)) == sizeof(r) ? 0 : 3);
	}
	(void)close(pair[1]);
	if (read(pair[0], &r, sizeof(r)) != sizeof(r))
		r = -NOTHING - 1;
	(void)close(pair[0]);
	(void)waitpid(pid, &status, 0);
	text = r == 0		   ? "broke"
	       : r == -NOTHING	   ? "nothing"
	       : r > -NOTHING	   ? strerrorname_np(-r)
	       : WIFEXITED(status) ? "no answer"
				   : NULL;
	if (text)
		fprintf(stderr, "%s\t%s\t%s\n", layer, a->name, text);
	else
		fprintf(stderr, "%s\t%s\tSIG%s\n", layer, a->name,
			sigabbrev_np(WTERMSIG(status)));
}

static void list(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(tables); i++)
		for (size_t j = 0; j < tables[i]->n; j++) {
			const struct attack *a = &tables[i]->attack[j];

			printf("%s\t%s\t%s\t%s\t%s\n", tables[i]->layer, a->name,
			       a->expected, a->outside ? a->outside : "-", a->why);
		}
}

int main(int argc, char **argv)
{
	if (argc >= 2 && str_equal(argv[1], "--list")) {
		list();
		return 0;
	}
	if (argc < 2)
		return 2;
	arguments = argv + 2;
	starter = getppid();
	for (size_t i = 0; i < ARRAY_SIZE(tables); i++) {
		if (!str_equal(argv[1], tables[i]->layer) &&
		    (!str_equal(argv[1], "all") || tables[i]->is_apart))
			continue;
		for (size_t j = 0; j < tables[i]->n; j++)
			run_attack(tables[i]->layer, &tables[i]->attack[j]);
	}
	return 0;
}
