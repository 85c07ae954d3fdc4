/* cgroup.c - the cgroup that a sandbox with limits is born in.
 * May: make, limit and remove it; go into a leaf beside it.
 *
 *	PARENT/sandbox-PID-RANDOM		the limits
 *	PARENT/sandbox-PID-RANDOM/program	the processes
 *	PARENT/sandbox-PID-RANDOM-launcher	we, where PARENT would be ours otherwise
 *
 * For a program the second is the root of the tree: were it the first, a program that can mount
 * the tree could write to the files of its own limits where the tree is not mounted with
 * nsdelegate, as they belong to the user that it runs as.
 */
#include "parent/cgroup.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "host/cgroup.h"
#include "host/cgroup_usage.h"
#include "parent/cgroup_limit.h"
#include "parent/launch.h"
#include "parent/scope.h"
#include "plan/record.h"

static const struct step *find_limit(const struct plan *p, const char *name)
{
	for (size_t i = 0; i < p->steps.n; i++)
		if (p->steps.item[i].op == STEP_CGROUP_LIMIT &&
		    str_equal(p->steps.item[i].text, name))
			return &p->steps.item[i];
	return NULL;
}

/* Made anew each time, and told apart from those of others by its random part. */
static void make_name(struct cgroup *c)
{
	unsigned int random = 0;

	(void)!getrandom(&random, sizeof(random), GRND_NONBLOCK); /* the pid is left */
	snprintf(c->made.name, sizeof(c->made.name), CGROUP_PREFIX "%d-%08x",
		 (int)getpid(), random);
}

static int refuse(const struct launch *l, const char *path, const char *what, int r)
{
	return diag_error(l->diag, l->plan->steps.item[0].from, "cannot %s %s: %s",
			  what, path, strerror(-r));
}

static int make_directory(int dir, const char *name, int *ret_fd)
{
	if (mkdirat(dir, name, 0755) < 0)
		return -errno;
	*ret_fd = openat(dir, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	return *ret_fd < 0 ? -errno : 0;
}

/* A cgroup with processes cannot give controllers to its children: we make room. */
static int leave(const struct launch *l, struct cgroup *c, const char *path)
{
	autoclose int leaf = -1;
	int r;

	snprintf(c->made.leaf, sizeof(c->made.leaf), "%.40s-launcher", c->made.name);
	c->made.controllers = l->plan->cgroup.controllers;
	r = make_directory(c->made.parent, c->made.leaf, &leaf);
	if (r >= 0)
		r = cgroup_limit_write(leaf, "cgroup.procs", "0");
	return r < 0 ? refuse(l, path, "go into a leaf of", r) : 0;
}

static int enable_controllers(const struct launch *l, const struct cgroup *c,
			      const char *path)
{
	char list[512], text[32];
	unsigned int missing = l->plan->cgroup.controllers;
	autoclose int fd =
		openat(c->made.parent, "cgroup.subtree_control", O_RDWR | O_CLOEXEC);
	ssize_t n = fd < 0 ? -1 : read(fd, list, sizeof(list) - 1);

	if (n < 0)
		return refuse(l, path, "read the controllers of", -errno);
	list[n] = '\0';
	missing &= ~cgroup_controllers_of(list);
	for (size_t i = 0; i < N_CGROUP_CONTROLLERS; i++) {
		if (!(missing & (1U << i)))
			continue;
		snprintf(text, sizeof(text), "+%s", cgroup_controller_name[i]);
		if (write(fd, text, strlen(text)) >= 0)
			continue;
		snprintf(text, sizeof(text), "switch on %s in",
			 cgroup_controller_name[i]);
		if (errno != EBUSY)
			return refuse(l, path, text, -errno);
		diag_error(l->diag, l->plan->steps.item[0].from,
			   "cannot %s %s: there are other processes in it", text, path);
		if (l->plan->cgroup.place.mend)
			diag_hint(l->diag, "%s", l->plan->cgroup.place.mend);
		return -1;
	}
	return 0;
}

static int make_cgroup(const struct launch *l, struct cgroup *c, const char *path)
{
	const char *own = arena_printf(l->arena, "%s/%s", path, c->made.name);
	int r = make_directory(c->made.parent, c->made.name, &c->dir);

	if (r < 0)
		return refuse(l, own, "make the cgroup", r);
	if (cgroup_limit_all(l, c->dir, own) < 0)
		return -1;
	r = make_directory(c->dir, CGROUP_PROGRAM, &c->program);
	return r < 0 ? refuse(l, own, "make a cgroup in", r) : 0;
}

/* systemd removes a scope, and all that is below, when its last process has gone. */
static int start_sweeper(const struct launch *l, struct cgroup *c)
{
	if (l->plan->cgroup.place.way == CGROUP_SCOPE)
		return 0;
	c->sweeper = sweep_start(l, &c->made, &c->end);
	if (c->sweeper < 0)
		return diag_error(l->diag, NULL, "cannot start a process: %s",
				  strerror((int)-c->sweeper));
	return 0;
}

int cgroup_begin(const struct launch *l, struct cgroup *c)
{
	const struct fact_cgroup *place = &l->plan->cgroup.place;
	const char *path = place->dir;

	*c = (struct cgroup)CGROUP_UNUSED;
	if (place->way == CGROUP_NONE)
		return 0;
	make_name(c);
	launch_keep_words(l, find_limit(l->plan, "memory"), c->memory,
			  sizeof(c->memory));
	launch_keep_words(l, find_limit(l->plan, "pids"), c->pids, sizeof(c->pids));
	if (place->way == CGROUP_SCOPE)
		path = scope_enter(l, place->address, c->made.name,
				   l->plan->steps.item[0].from);
	if (!path)
		return -1;
	c->made.parent = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (c->made.parent < 0)
		return refuse(l, path, "open", -errno);
	if (place->way != CGROUP_BELOW && leave(l, c, path) < 0)
		return -1;
	if (start_sweeper(l, c) < 0 || enable_controllers(l, c, path) < 0)
		return -1;
	return make_cgroup(l, c, path);
}

unsigned int cgroup_say_end(const struct cgroup *c)
{
	struct cgroup_usage u;
	unsigned int limits = 0;

	if (c->dir < 0)
		return 0;
	(void)cgroup_usage_read(c->dir, &u); /* what is not known is not said */
	/* Without `oom` the memory of all of the machine, or of all of the user, was used up. */
	if (c->memory[0] && u.oom > 0 && u.oom_kill > 0) {
		fprintf(stderr, "sandbox: ended by %s\n", c->memory);
		limits |= RECORD_LIMIT_MEMORY;
	}
	if (c->pids[0] && u.pids_max > 0) {
		fprintf(stderr, "sandbox: reached %s: %llu new processes refused\n",
			c->pids, (unsigned long long)u.pids_max);
		limits |= RECORD_LIMIT_PIDS;
	}
	return limits;
}

void cgroup_end(struct cgroup *c)
{
	close_owned(&c->program);
	close_owned(&c->dir);
	if (c->made.parent >= 0)
		sweep_now(&c->made);
	close_owned(&c->end); /* the sweeper finds nothing left but the leaf */
	while (c->sweeper > 0 && waitpid(c->sweeper, NULL, 0) < 0 && errno == EINTR)
		;
	if (c->made.parent >= 0)
		sweep_leaf(&c->made);
	close_owned(&c->made.parent);
}
