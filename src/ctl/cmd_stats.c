/* cmd_stats.c - `sandboxctl stats`: what running sandboxes use, once or again and again.
 * May: read, print.
 */
#include <stdio.h>
#include <time.h>

#include "base/text.h"
#include "ctl/ctl.h"
#include "ctl/running.h"
#include "host/cgroup_usage.h"

static const struct {
	const char *title;
	int is_number; /* to the right of its column */
} columns[] = {
	{"NAME", 0},  {"CPU", 1},  {"MEM", 1},	   {"SWAP", 1},
	{"PIDS", 1},  {"READ", 1}, {"WRITTEN", 1}, {"PRESSURE cpu/mem/io", 0},
	{"STATE", 0},
};
#define N_COLUMNS ((int)ARRAY_SIZE(columns))

struct row {
	const char *cell[ARRAY_SIZE(columns)];
};

struct stats {
	char *const *names; /* of those that are wanted; NULL at once: all */
	int json, follow;
	size_t n_shown; /* lines since the last title */
	size_t width[ARRAY_SIZE(columns)];
};

/* Numbers that nobody counts are not shown as 0. */
static const char *number(struct arena *a, int known, uint64_t n)
{
	return known ? arena_printf(a, "%lu", (unsigned long)n) : "null";
}

static const char *bytes(struct arena *a, int known, uint64_t n)
{
	return known ? text_of_bytes(a, n) : "-";
}

static const char *percent(struct arena *a, int known, unsigned int hundredths)
{
	return known ? arena_printf(a, "%u.%02u", hundredths / 100, hundredths % 100)
		     : "-";
}

static void fill(const struct running *s, struct cgroup_usage *u)
{
	autoclose int cgroup = cgroup_usage_open(s->r.record.init_pid);
	uint64_t tick_usec = 1000000U / (uint64_t)sysconf(_SC_CLK_TCK);

	*u = (struct cgroup_usage){0};
	if (cgroup >= 0 && cgroup_usage_read(cgroup, u) < 0)
		u->known = 0;
	/* What the kernel does not count for all of it, the processes together tell. */
	if (!(u->known & USAGE_MEMORY))
		u->memory_bytes = s->use.rss_bytes;
	if (!(u->known & USAGE_CPU))
		u->cpu_usec = s->use.cpu_ticks * tick_usec;
	if (!(u->known & USAGE_PIDS))
		u->pids = s->use.n;
	u->known |= USAGE_MEMORY | USAGE_CPU | USAGE_PIDS;
}

static void print_json(struct arena *a, const struct running *s,
		       const struct cgroup_usage *u)
{
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	printf("{\"time\": %lld.%03ld, \"name\": %s, \"state\": \"%s\", \"cpu_usec\": "
	       "%s, "
	       "\"memory_bytes\": %s, \"swap_bytes\": %s, \"pids\": %s, ",
	       (long long)now.tv_sec, now.tv_nsec / 1000000, text_json(a, s->name),
	       running_state(s), number(a, 1, u->cpu_usec),
	       number(a, 1, u->memory_bytes),
	       number(a, u->known & USAGE_SWAP, u->swap_bytes), number(a, 1, u->pids));
	printf("\"read_bytes\": %s, \"written_bytes\": %s, ",
	       number(a, u->known & USAGE_IO, u->io_read_bytes),
	       number(a, u->known & USAGE_IO, u->io_written_bytes));
	if (u->known & USAGE_PRESSURE)
		printf("\"pressure\": {\"cpu\": %s, \"memory\": %s, \"io\": %s}, ",
		       percent(a, 1, u->cpu_pressure),
		       percent(a, 1, u->memory_pressure),
		       percent(a, 1, u->io_pressure));
	else
		printf("\"pressure\": null, ");
	printf("\"oom_kills\": %s, \"refused_forks\": %s}\n",
	       number(a, u->known & USAGE_MEMORY_EVENTS, u->oom_kill),
	       number(a, u->known & USAGE_PIDS_EVENTS, u->pids_max));
}

static struct row row_of(struct arena *a, const struct running *s,
			 const struct cgroup_usage *u)
{
	int pressure = u->known & USAGE_PRESSURE;

	return (struct row){{
		text_escape(a, s->name),
		arena_printf(a, "%.2fs", (double)u->cpu_usec / 1e6),
		bytes(a, 1, u->memory_bytes),
		bytes(a, u->known & USAGE_SWAP, u->swap_bytes),
		arena_printf(a, "%lu", (unsigned long)u->pids),
		bytes(a, u->known & USAGE_IO, u->io_read_bytes),
		bytes(a, u->known & USAGE_IO, u->io_written_bytes),
		arena_printf(a, "%s/%s/%s", percent(a, pressure, u->cpu_pressure),
			     percent(a, pressure, u->memory_pressure),
			     percent(a, pressure, u->io_pressure)),
		running_state(s),
	}};
}

static void print_row(const struct stats *t, const struct row *r)
{
	for (int k = 0; k < N_COLUMNS; k++) {
		int width = (int)t->width[k];

		if (k == N_COLUMNS - 1)
			printf("  %s\n", r->cell[k]);
		else if (columns[k].is_number)
			printf(" %*s", width, r->cell[k]);
		else
			printf("%s%-*s", k ? "  " : "", width, r->cell[k]);
	}
}

/* All lines of one look: columns grow with what is in them, and never shrink. */
static void print_rows(struct stats *t, const struct row *row, size_t n)
{
	struct row title;

	for (int k = 0; k < N_COLUMNS; k++) {
		title.cell[k] = columns[k].title;
		for (size_t i = 0; i <= n; i++) {
			size_t width = i < n ? strlen(row[i].cell[k])
					     : strlen(columns[k].title);

			if (width <= t->width[k])
				continue;
			t->width[k] = width;
			t->n_shown = 0; /* the title moves with them */
		}
	}
	for (size_t i = 0; i < n; i++) {
		if (t->n_shown++ % 20 == 0)
			print_row(t, &title);
		print_row(t, &row[i]);
	}
}

static int is_wanted(const struct stats *t, const char *name)
{
	for (char *const *n = t->names; *n; n++)
		if (str_equal(*n, name))
			return 1;
	return !*t->names;
}

static int is_listed(const struct roster *r, const char *name)
{
	for (size_t i = 0; i < r->list.n; i++)
		if (str_equal(r->list.item[i].name, name))
			return 1;
	return 0;
}

/* Returns how many there were to show, or -1 after an error. */
static int show(struct stats *t, char *const *env, int is_first)
{
	struct roster r;
	VEC(struct row) rows = {0};
	int n = 0, bad;

	bad = roster_begin(&r, env) < 0 || roster_read(&r) < 0;
	for (char *const *name = t->names; is_first && !bad && *name; name++)
		if (!is_listed(&r, *name))
			bad = diag_error(&r.diag, NULL,
					 "no sandbox '%s' of yours is running", *name);
	for (size_t i = 0; i < r.list.n && !bad; i++) {
		const struct running *s = &r.list.item[i];
		struct cgroup_usage u;

		if (!is_wanted(t, s->name))
			continue;
		fill(s, &u);
		if (t->json)
			print_json(&r.arena, s, &u);
		else
			*vec_push(&r.arena, &rows) = row_of(&r.arena, s, &u);
		n++;
	}
	print_rows(t, rows.item, rows.n);
	(void)fflush(stdout); /* main() looks at the stream's state */
	return roster_end(&r, bad ? -1 : n);
}

int ctl_stats(int argc UNUSED, char **argv, char **env)
{
	const struct timespec second = {.tv_sec = 1};
	struct stats t = {.names = argv + 1};
	const struct ctl_flag flags[] = {
		{"--json", &t.json}, {"--follow", &t.follow}, {NULL, NULL}};
	int n = ctl_read_words(argv, flags, 0, SIZE_MAX);

	if (n)
		return n;
	n = show(&t, env, 1);
	/* Until those that were named have ended; without a name until it is ended itself. */
	while (t.follow && n >= 0 && (n > 0 || !argv[1]) && !ferror(stdout)) {
		(void)nanosleep(&second, NULL); /* shorter is no harm */
		n = show(&t, env, 0);
	}
	return n < 0 ? CTL_NO : CTL_YES;
}
