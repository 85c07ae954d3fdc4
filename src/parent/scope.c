/* scope.c - a scope of systemd for the launcher, in which it may make cgroups.
 * May: run our own program that asks for it.  Must not: outlive that.
 *
 * systemd speaks D-Bus. Its library is loaded by a small program of ours, which ends when the
 * scope is there: the launcher is linked statically and loads nothing, and keeps no library of
 * that size beside a program for as long as that runs.
 */
#include "parent/scope.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <poll.h>
#include <spawn.h>
#include <stdio.h>
#include <sys/wait.h>
#include <time.h>

#include "base/text.h"
#include "base/util.h"
#include "host/cgroup.h"

#define PROGRAM	   "sandbox-scope"
#define HELPER_MS  30000 /* systemd may be busy */
#define SAID_BYTES 512

/* Beside us in a build tree, else where it was installed. */
static const char *find_program(struct arena *a)
{
	char self[4096], *path;
	ssize_t n = readlink("/proc/self/exe", self, sizeof(self) - 1);

	self[n < 0 ? 0 : n] = '\0';
	path = arena_printf(a, "%s/" PROGRAM, dirname(self));
	if (n > 0 && access(path, X_OK) == 0)
		return path;
	return PKGLIBEXECDIR "/" PROGRAM;
}

/* What it says comes on a pipe; no descriptor of ours and no variable reaches it. */
static int start(const char *program, char *const *argv, int output, pid_t *ret_pid)
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
		r = posix_spawn(ret_pid, program, &actions, &attributes, argv,
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

/* Its words up to its end, the first of them in text. 0, or -ETIMEDOUT. */
static int hear(int fd, char *text, size_t size)
{
	int64_t end = now_ms() + HELPER_MS;
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

/* Returns 0, the status that the program ended with, or -errno; its words in said. */
static int run(const char *program, char *const *argv, char *said, size_t size)
{
	int output[2], status = 0, r;
	pid_t pid = -1;

	if (pipe2(output, O_CLOEXEC) < 0)
		return -errno;
	r = start(program, argv, output[1], &pid);
	(void)close(output[1]); /* the program has its own */
	if (r == 0) {
		r = hear(output[0], said, size);
		if (r < 0)
			(void)kill(pid, SIGKILL); /* a child of ours, not yet reaped */
		while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
			;
	}
	(void)close(output[0]); /* only read */
	if (r < 0)
		return r;
	return WIFEXITED(status) ? WEXITSTATUS(status) : 1;
}

/* Its answer is good; whether we are there decides. */
static const char *find_scope(struct arena *a, const char *unit)
{
	const char *dir = cgroup_own_dir(a);
	const char *slash = dir ? strrchr(dir, '/') : NULL;

	return slash && str_equal(slash + 1, unit) ? dir : NULL;
}

const char *scope_enter(const struct launch *l, const char *address, const char *name,
			const struct origin *from)
{
	struct arena *a = l->arena;
	const char *program = find_program(a);
	char *unit = arena_printf(a, "%s.scope", name);
	char *argv[] = {(char *)program, arena_string(a, address), unit,
			arena_printf(a, "%d", (int)getpid()), NULL};
	char said[SAID_BYTES] = "";
	int r = run(program, argv, said, sizeof(said));
	const char *dir = r == 0 ? find_scope(a, unit) : NULL;

	if (dir)
		return dir;
	said[strcspn(said, "\n")] = '\0';
	diag_error(l->diag, from, "systemd has made no scope for the sandbox: %s",
		   r < 0     ? strerror(-r)
		   : said[0] ? text_escape(a, said)
		   : r == 0  ? "it answered, but this process is elsewhere"
			     : "no reason was given");
	if (r == -ENOENT)
		diag_hint(l->diag, "%s is not installed", program);
	return NULL;
}
