/* cmd_events.c - `sandboxctl events`: what happens to the sandboxes, a line of JSON each.
 * May: watch the registry and cgroups, print.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <time.h>

#include "base/text.h"
#include "ctl/ctl.h"
#include "ctl/running.h"
#include "host/cgroup_usage.h"

/* Counters of cgroups are looked at that often; starts and ends wake us at once. */
#define INTERVAL_MS 500

/* One that is known to run. */
struct known {
	char name[80];
	int fd;	    /* of its record, which has the exit status in the end */
	int cgroup; /* -1: it has none */
	ino_t inode;
	uint64_t oom_kill, pids_max;
	int is_seen;
};

struct events {
	const char *only; /* a name, or NULL: all */
	struct known *known;
	size_t n, room;
};

static void begin_line(struct arena *a, const char *event, const char *name)
{
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	printf("{\"time\": %lld.%03ld, \"event\": \"%s\", \"name\": %s",
	       (long long)now.tv_sec, now.tv_nsec / 1000000, event, text_json(a, name));
}

static struct known *find(struct events *e, const char *name, ino_t inode)
{
	for (size_t i = 0; i < e->n; i++)
		if (str_equal(e->known[i].name, name) && e->known[i].inode == inode)
			return &e->known[i];
	return NULL;
}

static void say_start(struct arena *a, const struct running *s, const char *event)
{
	begin_line(a, event, s->name);
	printf(", \"profile\": %s, \"pid\": %d, \"command\": %s}\n",
	       text_json(a, s->r.record.profile), (int)s->r.record.init_pid,
	       text_json(a, s->r.record.command));
}

static void add(struct events *e, struct arena *a, struct running *s, ino_t inode,
		const char *event)
{
	struct known *k;

	if (e->n == e->room) {
		size_t room = 2 * e->room + 16;
		void *bigger = reallocarray(e->known, room, sizeof(*e->known));

		if (!bigger)
			return; /* reported once there is memory again */
		e->known = bigger;
		e->room = room;
	}
	k = &e->known[e->n++];
	*k = (struct known){.fd = take_fd(&s->r.fd), .inode = inode, .is_seen = 1};
	snprintf(k->name, sizeof(k->name), "%s", s->name);
	k->cgroup = cgroup_usage_open(s->r.record.init_pid);
	say_start(a, s, event);
}

static void say_counts(struct arena *a, struct known *k)
{
	struct cgroup_usage u;

	if (k->cgroup < 0 || cgroup_usage_read(k->cgroup, &u) < 0)
		return;
	if ((u.known & USAGE_MEMORY_EVENTS) && u.oom_kill > k->oom_kill) {
		k->oom_kill = u.oom_kill;
		begin_line(a, "oom", k->name);
		printf(", \"limit\": \"memory\", \"processes_ended\": %lu}\n",
		       (unsigned long)u.oom_kill);
	}
	if ((u.known & USAGE_PIDS_EVENTS) && u.pids_max > k->pids_max) {
		k->pids_max = u.pids_max;
		begin_line(a, "limit", k->name);
		printf(", \"limit\": \"pids\", \"refused_forks\": %lu}\n",
		       (unsigned long)u.pids_max);
	}
}

/* What was reached between the last look and the end, or has no counter. */
static void say_limits(struct arena *a, const struct known *k, uint32_t limits)
{
	if ((limits & RECORD_LIMIT_MEMORY) && k->oom_kill == 0) {
		begin_line(a, "oom", k->name);
		printf(", \"limit\": \"memory\", \"processes_ended\": null}\n");
	}
	if ((limits & RECORD_LIMIT_PIDS) && k->pids_max == 0) {
		begin_line(a, "limit", k->name);
		printf(", \"limit\": \"pids\", \"refused_forks\": null}\n");
	}
	if (limits & RECORD_LIMIT_TIME) {
		begin_line(a, "limit", k->name);
		printf(", \"limit\": \"time\"}\n");
	}
}

static void say_exit(struct arena *a, struct known *k)
{
	uint32_t words[] = {(uint32_t)RECORD_RUNNING, 0};
	uint32_t word;

	(void)!pread(k->fd, words, sizeof(words), RECORD_STATUS_OFFSET);
	word = words[0];
	if ((int)word != RECORD_RUNNING)
		say_limits(a, k, words[1]);
	begin_line(a, "exit", k->name);
	if ((int)word == RECORD_RUNNING) /* the launcher was killed */
		printf(", \"status\": null}\n");
	else
		printf(", \"status\": %u}\n", word & 0xff);
	close_owned(&k->fd);
	close_owned(&k->cgroup);
}

/* One look at what runs: the new ones, what has changed, those that are no more. */
static int look(struct events *e, char *const *env, const char *event)
{
	struct roster r;
	struct stat st;
	size_t kept = 0;

	if (roster_begin(&r, env) < 0 || roster_read(&r) < 0)
		return roster_end(&r, -1);
	for (size_t i = 0; i < e->n; i++)
		e->known[i].is_seen = 0;
	for (size_t i = 0; i < r.list.n; i++) {
		struct running *s = &r.list.item[i];
		struct known *k;

		if ((e->only && !str_equal(e->only, s->name)) ||
		    fstat(s->r.fd, &st) < 0)
			continue;
		k = find(e, s->name, st.st_ino);
		if (k)
			k->is_seen = 1;
		else
			add(e, &r.arena, s, st.st_ino, event);
	}
	for (size_t i = 0; i < e->n; i++) {
		say_counts(&r.arena, &e->known[i]);
		if (e->known[i].is_seen)
			e->known[kept++] = e->known[i];
		else
			say_exit(&r.arena, &e->known[i]);
	}
	e->n = kept;
	(void)fflush(stdout); /* main() looks at the stream's state */
	return roster_end(&r, 0);
}

static int has_cgroups(const struct events *e)
{
	for (size_t i = 0; i < e->n; i++)
		if (e->known[i].cgroup >= 0)
			return 1;
	return 0;
}

/* Until something may have changed. A record is written once, when it is complete. */
static void await(const struct events *e, int watch)
{
	struct pollfd p = {.fd = watch, .events = POLLIN};
	char drain[4096] __attribute__((aligned(8)));

	(void)poll(&p, 1, has_cgroups(e) ? INTERVAL_MS : 10 * INTERVAL_MS);
	while (watch >= 0 && read(watch, drain, sizeof(drain)) > 0)
		;
}

int ctl_events(int argc UNUSED, char **argv, char **env)
{
	int json = 0; /* as it is in any case */
	const struct ctl_flag flags[] = {{"--json", &json}, {NULL, NULL}};
	struct events e = {0};
	autoclose int watch = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
	struct roster r;
	int bad = ctl_read_words(argv, flags, 0, 1);

	if (bad)
		return bad;
	e.only = argv[1];
	if (roster_begin(&r, env) < 0)
		return roster_end(&r, CTL_NO);
	if (r.dir < 0) /* nothing has run yet */
		r.dir = registry_open(r.facts.registry, 1);
	if (watch >= 0 &&
	    inotify_add_watch(watch, r.facts.registry, IN_MODIFY | IN_DELETE) < 0)
		close_owned(&watch);
	(void)roster_end(&r, 0);
	bad = look(&e, env, "running");
	while (bad == 0 && !ferror(stdout)) {
		await(&e, watch);
		bad = look(&e, env, "start");
	}
	free(e.known);
	return bad < 0 ? CTL_NO : CTL_YES;
}
