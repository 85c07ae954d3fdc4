/* commit_left.c - what a commit leaves, and what it says of it.
 * May: look at the upper layer; say what was left.
 *
 * What cannot be taken over, and all that it stands for, stays where it is and is named; the
 * rest is taken over.
 */
#include <errno.h>

#include "ctl/commit.h"
#include "text/path.h"

#define NAMED_MAX 20 /* in the report */

const char *commit_reason(int error)
{
	switch (error) {
	case -ELOOP:
		return "there is a symbolic link in the way";
	case -EXDEV:
		return "something else is mounted in the way";
	case -ESTALE:
		return "it was changed since it was listed";
	default:
		return strerror(-error);
	}
}

/* Errors that the next one would meet as well. */
int commit_must_stop(int error)
{
	static const int all[] = {ENOSPC, EDQUOT, EIO, EROFS, ENOMEM, EMFILE, ENFILE};

	for (size_t i = 0; i < ARRAY_SIZE(all); i++)
		if (error == -all[i])
			return 1;
	return 0;
}

/* Will the host not have it as a directory when it is left? */
static int stands_for_content(const struct change *x)
{
	return S_ISDIR(x->mode) &&
	       (x->kind == CHANGE_ADDED || x->kind == CHANGE_RENAMED ||
		(x->notes & CHANGE_OTHER_TYPE));
}

/* The list is in order: what is in a directory follows it. */
static void leave_content(struct change_list *l, size_t i)
{
	const char *path = l->list.item[i].path;

	if (!stands_for_content(&l->list.item[i]))
		return;
	for (i++; i < l->list.n && change_is_at(&l->list.item[i], path); i++)
		l->list.item[i].notes |= CHANGE_LEFT;
}

void commit_leave(const struct commit *c, struct change *x, int error)
{
	struct change_list *l = &c->stored->changes;

	x->obstacle = commit_reason(error);
	x->notes &= ~(unsigned int)CHANGE_DONE;
	leave_content(l, (size_t)(x - l->list.item));
}

void commit_leave_obstacles(const struct commit *c)
{
	struct change_list *l = &c->stored->changes;

	for (size_t i = 0; i < l->list.n; i++)
		if ((l->list.item[i].obstacle ||
		     (l->list.item[i].notes & CHANGE_SKIPPED)) &&
		    !(l->list.item[i].notes & CHANGE_LEFT))
			leave_content(l, i);
}

/* What was renamed is not removed before all of it is there. */
int commit_has_arrived(const struct commit *c, const struct change *x)
{
	const struct change_list *l = &c->stored->changes;
	const struct change *to = x->to ? change_find(l, x->to) : NULL;

	if (to && !commit_is_meant(c, to))
		return 1; /* to remove it is all that was asked for */
	for (const struct change *y = to; y && y < l->list.item + l->list.n; y++) {
		if (!change_is_at(y, x->to))
			break;
		if (y->kind != CHANGE_NONE && !(y->notes & CHANGE_DONE))
			return 0;
	}
	return 1;
}

int commit_is_left(const struct change *x)
{
	return x->kind != CHANGE_NONE && !(x->notes & CHANGE_DONE);
}

static const char *reason_of(const struct change *x)
{
	if (x->obstacle)
		return x->obstacle;
	if (S_ISSOCK(x->mode))
		return "a socket is never committed";
	if (S_ISCHR(x->mode) || S_ISBLK(x->mode))
		return "a device is never committed";
	return "it has the name of what a commit leaves when it is interrupted";
}

size_t commit_report_left(const struct commit *c)
{
	const struct change_list *l = &c->stored->changes;
	struct wire *w = c->store->wire;
	size_t n = 0, n_named = 0;

	for (size_t i = 0; i < l->list.n; i++) {
		const struct change *x = &l->list.item[i];

		if (!commit_is_left(x) || !commit_is_meant(c, x))
			continue;
		n++;
		if (!x->obstacle && !(x->notes & CHANGE_SKIPPED))
			continue; /* it goes with another one */
		if (++n_named <= NAMED_MAX)
			diag_error(&w->diag, NULL, "left as it is: %s: %s",
				   path_join(&w->arena, c->stored->note.path, x->path),
				   reason_of(x));
	}
	if (n_named > NAMED_MAX)
		diag_error(&w->diag, NULL, "and %zu more in %s", n_named - NAMED_MAX,
			   c->stored->note.path);
	return n;
}
