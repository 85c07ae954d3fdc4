/* hold.c - who works with kept changes: one at a time.
 * May: make the directory of changes and the lock in it.
 *
 * A flock(2) of the launcher, which waits for the end of the sandbox: it dies with the process,
 * whatever ends it. In the file stands who that is, for the others to say.
 */
#include "parent/hold.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>

#include "child/way.h"
#include "plan/changes.h"

/* The file may go with its directory while we take it; what is left of a sandbox whose launcher
 * was killed takes a moment to end.
 */
#define TRIES	 100
#define PAUSE_NS 10000000L

static pid_t read_holder(int lock)
{
	char text[24] = "";
	long pid;

	if (pread(lock, text, sizeof(text) - 1, 0) <= 0)
		return 0;
	pid = strtol(text, NULL, 10);
	return pid > 0 && pid <= 0x7fffffff ? (pid_t)pid : 0;
}

static int write_holder(int lock)
{
	char text[24];
	int n = snprintf(text, sizeof(text), "%ld\n", (long)getpid());

	if (ftruncate(lock, 0) < 0 || pwrite(lock, text, (size_t)n, 0) != n)
		return -errno;
	return 0;
}

/* Is the file that we have locked still the one that others will find? */
static int is_current(const struct hold *h)
{
	struct stat mine, there;

	return fstat(h->lock, &mine) == 0 &&
	       fstatat(h->dir, CHANGES_LOCK, &there, AT_SYMLINK_NOFOLLOW) == 0 &&
	       mine.st_ino == there.st_ino && mine.st_dev == there.st_dev;
}

/* Returns 0, -errno, or 1: it was taken away, there may be a new one. */
static int try_take(const char *path, int make, struct hold *h)
{
	h->dir = make ? way_make(path) : way_open(path);
	if (h->dir < 0)
		return h->dir;
	h->lock = openat(h->dir, CHANGES_LOCK,
			 O_RDWR | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC, 0600);
	if (h->lock < 0)
		return -errno;
	if (flock(h->lock, LOCK_EX | LOCK_NB) < 0) {
		int error = errno;

		h->holder = read_holder(h->lock);
		return -error;
	}
	return is_current(h) ? write_holder(h->lock) : 1;
}

/* The launcher is no more: what still has the lock is its child, for a moment, or nobody. */
static int is_ending(const struct hold *h)
{
	return h->holder > 0 && kill(h->holder, 0) < 0 && errno == ESRCH;
}

void hold_release(struct hold *h)
{
	close_owned(&h->lock);
	close_owned(&h->dir);
}

int hold_take(const char *path, int make, struct hold *ret_hold)
{
	const struct timespec pause = {.tv_nsec = PAUSE_NS};
	int r;

	for (int i = 0; i < TRIES; i++) {
		*ret_hold = (struct hold){.dir = -1, .lock = -1};
		r = try_take(path, make, ret_hold);
		if (r == 0)
			return 0;
		hold_release(ret_hold);
		if (r < 0 && !(r == -EWOULDBLOCK && is_ending(ret_hold)))
			return r;
		(void)nanosleep(&pause, NULL); /* a shorter one does no harm */
	}
	return -EWOULDBLOCK;
}

int hold_plan(const struct launch *l, int *ret_lock)
{
	const struct step *s = NULL;
	struct hold h;
	int r;

	*ret_lock = -1;
	for (size_t i = 0; i < l->plan->steps.n && !s; i++)
		if (l->plan->steps.item[i].op == STEP_CHANGES_LOCK)
			s = &l->plan->steps.item[i];
	if (!s)
		return 0;
	r = hold_take(s->path, 1, &h);
	if (r == 0) {
		*ret_lock = take_fd(&h.lock);
		hold_release(&h);
		return 0;
	}
	if (r != -EWOULDBLOCK)
		return diag_error(
			l->diag, s->from, "cannot keep changes in %s: %s", s->path,
			r == -EPERM ? "it belongs to somebody else, or others "
				      "may write to it"
				    : strerror(-r));
	if (h.holder)
		diag_error(l->diag, s->from,
			   "these changes are in use: process %ld has them",
			   (long)h.holder);
	else
		diag_error(l->diag, s->from, "these changes are in use");
	diag_hint(l->diag, "wait for its end, or keep others under another name");
	return -1;
}
