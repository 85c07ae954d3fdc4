/* step_exec.c - the last steps of the program part: where it starts, and its start.
 * May: enter the program.  Must not: allocate, print, decide.
 */
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>

#include "child/child.h"

/* The directory is entered by a path of the new root, so it is inside (CVE-2024-21626). */
int step_work_dir(struct child *c UNUSED, const struct step *s)
{
	return chdir(s->path) < 0 ? -errno : 0;
}

/* As execvp(3) looks for programs, but a file without #! is never given to a shell. */
static int try_candidates(const struct exec_data *exec)
{
	int denied = 0;

	for (const char *const *path = exec->candidates; *path; path++) {
		execve(*path, (char *const *)exec->argv, (char *const *)exec->envp);
		if (errno == EACCES)
			denied = 1;
		else if (errno != ENOENT && errno != ENOTDIR)
			return -errno;
	}
	return denied ? -EACCES : -ENOENT;
}

/* Without it the launcher could not tell the end of our socket at exec from our own end. */
static int report_ready(const struct child *c)
{
	const struct report r = {.kind = REPORT_READY};

	return write(c->control, &r, sizeof(r)) < 0 ? -errno : 0;
}

int step_exec(struct child *c, const struct step *s)
{
	/* With a filter that has been done before it. */
	int r = c->ready >= 0 ? child_await_init(c) : 0;

	if (r >= 0)
		r = report_ready(c);
	if (r < 0)
		return r;
	umask(c->umask);
	if (sigprocmask(SIG_SETMASK, &c->mask, NULL) < 0)
		return -errno;
	return try_candidates(s->data);
}
