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
#include <signal.h>
#include <stdio.h>
#include <sys/wait.h>

#include "base/text.h"
#include "base/util.h"
#include "host/cgroup.h"
#include "parent/helper.h"

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

/* Returns 0, the status that the program ended with, or -errno; its words in said. */
static int run(char *const *argv, char *said, size_t size)
{
	int output[2], status = 0, r;
	pid_t pid = -1;

	if (pipe2(output, O_CLOEXEC) < 0)
		return -errno;
	r = helper_start(argv, output[1], &pid);
	(void)close(output[1]); /* the program has its own */
	if (r == 0) {
		r = helper_hear(output[0], HELPER_MS, said, size);
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
	int r = run(argv, said, sizeof(said));
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
