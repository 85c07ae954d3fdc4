/* running.c - the running sandboxes, for the verbs that are about them.
 * May: read the registry, print.
 */
#include "ctl/running.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/resource.h>
#include <time.h>

#include "base/text.h"
#include "host/cgroup_usage.h"
#include "host/joined.h"
#include "text/value.h"

#define STARTING_TRIES 100 /* of ten milliseconds */

int roster_begin(struct roster *r, char *const *env)
{
	*r = (struct roster){.dir = -1};
	r->diag.arena = &r->arena;
	r->facts =
		(struct facts){.uid = geteuid(), .environ = (const char *const *)env};
	registry_probe(&r->arena, &r->facts);
	if (!r->facts.registry) {
		diag_error(&r->diag, NULL, "there is no runtime directory: %s",
			   r->facts.registry_obstacle);
		diag_hint(&r->diag,
			  "sandboxes are listed in one of your own, mode 700, "
			  "which a login session has");
		return -1;
	}
	r->dir = registry_open(r->facts.registry, 0);
	if (r->dir >= 0 || r->dir == -ENOENT)
		return 0;
	diag_error(&r->diag, NULL, "%s: %s", r->facts.registry,
		   registry_error(-r->dir));
	if (r->dir == -EPERM || r->dir == -EUSERS)
		diag_hint(&r->diag, r->dir == -EPERM
					    ? "chmod 700 it, or remove it"
					    : "XDG_RUNTIME_DIR names another place");
	return -1;
}

int roster_end(struct roster *r, int status)
{
	diag_print(&r->diag, stderr, "sandboxctl");
	for (size_t i = 0; i < r->list.n; i++)
		close_owned(&r->list.item[i].r.fd);
	close_owned(&r->dir);
	arena_free(&r->arena);
	return status;
}

const char *running_state(const struct running *r)
{
	if ((r->use.n_stopped > 0 && r->use.n_going == 0) ||
	    cgroup_usage_is_frozen(r->r.record.init_pid))
		return "paused";
	return "running";
}

double running_age_s(const struct running *r)
{
	struct timespec t;
	double now;

	clock_gettime(CLOCK_BOOTTIME, &t);
	now = (double)t.tv_sec + (double)t.tv_nsec / 1e9;
	return now - (double)r->r.record.started_ns / 1e9;
}

double running_cpu_percent(const struct running *r)
{
	double age = running_age_s(r);
	double used = (double)r->use.cpu_ticks / (double)sysconf(_SC_CLK_TCK);

	return age > 0.01 ? 100 * used / age : 0;
}

char *text_of_bytes(struct arena *a, uint64_t bytes)
{
	static const char units[] = "KMGTPE";
	double n = (double)bytes / 1024;
	int unit = 0;

	while (n >= 1000 && units[unit + 1]) {
		n /= 1024;
		unit++;
	}
	return arena_printf(a, n < 10 && unit > 0 ? "%.1f%c" : "%.0f%c", n,
			    units[unit]);
}

char *text_of_seconds(struct arena *a, double seconds)
{
	unsigned long s = seconds > 0 ? (unsigned long)seconds : 0;

	if (s < 60)
		return arena_printf(a, "%lus", s);
	if (s < 3600)
		return arena_printf(a, "%lum%02lus", s / 60, s % 60);
	if (s < 86400)
		return arena_printf(a, "%luh%02lum", s / 3600, s / 60 % 60);
	return arena_printf(a, "%lud%02luh", s / 86400, s / 3600 % 24);
}

static int compare_inits(const void *a, const void *b)
{
	const struct running *x = a, *y = b;

	return x->r.record.init_pid < y->r.record.init_pid ? -1 : 1;
}

static int compare_names(const void *a, const void *b)
{
	return strcmp(((const struct running *)a)->name,
		      ((const struct running *)b)->name);
}

/* Of several that name the same PID 1, one has what runs there. */
static void drop_twins(struct roster *r)
{
	size_t kept = 0, had = r->list.n;

	for (size_t i = 0; i < had; i++) {
		struct running *s = &r->list.item[i];

		if (s->use.n > 0)
			r->list.item[kept++] = *s;
		else
			close_owned(&s->r.fd);
	}
	r->list.n = kept;
}

/* A record counts where the launcher, whom the lock names, still has that PID 1 as a child. */
static void drop_foreign(struct roster *r)
{
	size_t kept = 0, had = r->list.n;

	for (size_t i = 0; i < had; i++) {
		struct running *s = &r->list.item[i];

		if (process_parent(&r->processes, s->r.record.init_pid) ==
		    s->r.launcher)
			r->list.item[kept++] = *s;
		else
			close_owned(&s->r.fd);
	}
	r->list.n = kept;
}

static void add_uses(struct roster *r)
{
	struct process_total *total;
	size_t n;

	drop_foreign(r); /* first: what they claim is another's to have */
	n = r->list.n;
	if (n == 0)
		return;
	total = arena_alloc(&r->arena, n * sizeof(*total));
	qsort(r->list.item, n, sizeof(*r->list.item), compare_inits);
	for (size_t i = 0; i < n; i++)
		total[i].top = r->list.item[i].r.record.init_pid;
	process_sum(&r->processes, total, n);
	for (size_t i = 0; i < n; i++)
		r->list.item[i].use = total[i];
	drop_twins(r);
	if (r->list.n)
		qsort(r->list.item, r->list.n, sizeof(*r->list.item), compare_names);
}

/* All but the launchers, which are outside of their sandboxes, and a third of what there is: an
 * inner sandbox has its record elsewhere.
 */
static int read_processes(struct roster *r)
{
	size_t n = r->list.n;
	pid_t *but = arena_alloc(&r->arena, n * sizeof(*but));

	for (size_t i = 0; i < n; i++)
		but[i] = r->list.item[i].r.launcher;
	return process_read_others(&r->arena, but, n, &r->processes);
}

/* A descriptor for each of them: shells mostly allow a thousand, and more to who asks. */
static void raise_open_files(size_t n)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit) < 0 || n + 64 < limit.rlim_cur)
		return;
	limit.rlim_cur = limit.rlim_max;
	(void)setrlimit(RLIMIT_NOFILE, &limit); /* what cannot be opened is said */
}

int roster_read(struct roster *r)
{
	struct registry_names names = {{0}};
	int bad;

	if (r->dir < 0)
		return 0;
	bad = registry_names(&r->arena, r->dir, &names);
	raise_open_files(names.list.n);
	for (size_t i = 0; i < names.list.n && bad == 0; i++) {
		struct running s = {.name = names.list.item[i]};

		if (registry_read(&r->arena, r->dir, s.name, 0, &s.r) == 0 &&
		    s.r.state == REGISTRY_RUNNING && str_equal(s.name, s.r.record.name))
			*vec_push(&r->arena, &r->list) = s;
		else
			close_owned(&s.r.fd);
	}
	if (bad == 0 && r->list.n > 0)
		bad = read_processes(r);
	if (bad < 0)
		return diag_error(&r->diag, NULL, "cannot list the sandboxes: %s",
				  strerror(-bad));
	add_uses(r);
	return 0;
}

static int say_missing(struct roster *r, const char *name)
{
	struct registry_names names = {{0}};
	const char *near = NULL;

	if (r->dir >= 0 && registry_names(&r->arena, r->dir, &names) == 0)
		near = text_nearest(name, names.list.item, names.list.n);
	if (near)
		diag_error(&r->diag, NULL,
			   "no sandbox '%s' is running; did you mean '%s'?", name,
			   near);
	else
		diag_error(&r->diag, NULL, "no sandbox '%s' of yours is running", name);
	diag_hint(&r->diag, "sandboxctl list shows those that are");
	return -1;
}

static int say_state(struct roster *r, const char *name, enum registry_state state)
{
	return diag_error(&r->diag, NULL, "the sandbox '%s' %s", name,
			  joined_state((int)state));
}

/* One that is just starting is waited for, for a moment. */
static int read_started(struct roster *r, const char *name, struct registered *ret)
{
	const struct timespec moment = {.tv_nsec = 10000000};
	int bad = registry_read(&r->arena, r->dir, name, 1, ret);

	for (int i = 0; i < STARTING_TRIES && bad == 0; i++) {
		if (ret->state != REGISTRY_STARTING)
			break;
		close_owned(&ret->fd);
		(void)nanosleep(&moment, NULL); /* shorter is no harm */
		bad = registry_read(&r->arena, r->dir, name, 1, ret);
	}
	return bad;
}

int roster_find(struct roster *r, const char *name, struct running *ret, int *ret_pidfd)
{
	struct process_total use = {0};
	int bad = -ENOENT;

	*ret = (struct running){.name = name, .r.fd = -1};
	if (r->dir >= 0 && value_is_name(name))
		bad = read_started(r, name, &ret->r);
	if (bad == -ENOENT)
		return say_missing(r, name);
	if (bad < 0)
		return diag_error(&r->diag, NULL, "the sandbox '%s': %s", name,
				  strerror(-bad));
	if (ret->r.state == REGISTRY_RUNNING)
		*ret_pidfd = registry_open_init(&ret->r);
	if (ret->r.state != REGISTRY_RUNNING || *ret_pidfd < 0) {
		close_owned(&ret->r.fd);
		return say_state(r, name, ret->r.state);
	}
	ret->program = registry_find_program(&r->arena, &ret->r, &r->processes);
	use.top = ret->r.record.init_pid;
	process_sum(&r->processes, &use, 1);
	ret->use = use;
	return 0;
}
