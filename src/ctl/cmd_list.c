/* cmd_list.c - `sandboxctl list`: which sandboxes run, and what they use.
 * May: print.
 */
#include <stdio.h>
#include <sys/ioctl.h>

#include "base/text.h"
#include "ctl/ctl.h"
#include "ctl/running.h"

#define N_COLUMNS 8

struct row {
	const char *cell[N_COLUMNS];
};

static const char *const titles[N_COLUMNS] = {"NAME", "PROFILE", "PID", "UP",
					      "MEM",  "CPU",	 "NET", "COMMAND"};

static struct row row_of(struct arena *a, const struct running *s)
{
	const struct record *r = &s->r.record;

	return (struct row){{
		text_escape(a, s->name),
		text_escape(a, r->profile),
		arena_printf(a, "%d", (int)r->init_pid),
		text_of_seconds(a, running_age_s(s)),
		text_of_bytes(a, s->use.rss_bytes),
		arena_printf(a, "%.0f%%", running_cpu_percent(s)),
		text_escape(a, r->network),
		text_escape(a, r->command),
	}};
}

/* The last column takes what is left of a terminal, and all elsewhere. */
static int room_for_last(const int *width)
{
	struct winsize size;
	int used = 0;

	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) < 0 || size.ws_col == 0)
		return 1 << 20;
	for (int k = 0; k < N_COLUMNS - 1; k++)
		used += width[k] + 2;
	return size.ws_col > used + 8 ? size.ws_col - used : 8;
}

static void print_row(const struct row *r, const int *width, int last)
{
	for (int k = 0; k < N_COLUMNS - 1; k++)
		printf("%-*s  ", width[k], r->cell[k]);
	printf("%.*s\n", last, r->cell[N_COLUMNS - 1]);
}

static void print_table(struct roster *r)
{
	struct row *rows = arena_alloc(&r->arena, (r->list.n + 1) * sizeof(*rows));
	int width[N_COLUMNS] = {0};

	memcpy(rows[0].cell, titles, sizeof(titles));
	for (size_t i = 0; i < r->list.n; i++)
		rows[i + 1] = row_of(&r->arena, &r->list.item[i]);
	for (size_t i = 0; i <= r->list.n; i++)
		for (int k = 0; k < N_COLUMNS; k++) {
			int n = (int)strlen(rows[i].cell[k]);

			width[k] = n > width[k] ? n : width[k];
		}
	for (size_t i = 0; i <= r->list.n; i++)
		print_row(&rows[i], width, room_for_last(width));
}

static void print_json(struct roster *r)
{
	struct arena *a = &r->arena;

	printf("{\n  \"sandboxes\": [");
	for (size_t i = 0; i < r->list.n; i++) {
		const struct running *s = &r->list.item[i];

		printf("%s\n    {\"name\": %s, \"profile\": %s, \"pid\": %d, "
		       "\"launcher\": %d, \"seconds\": %.1f, \"memory_bytes\": %lu, "
		       "\"cpu_percent\": %.1f, \"processes\": %zu, \"network\": %s, "
		       "\"command\": %s}",
		       i ? "," : "", text_json(a, s->name),
		       text_json(a, s->r.record.profile), (int)s->r.record.init_pid,
		       (int)s->r.launcher, running_age_s(s),
		       (unsigned long)s->use.rss_bytes, running_cpu_percent(s),
		       s->use.n, text_json(a, s->r.record.network),
		       text_json(a, s->r.record.command));
	}
	printf("\n  ]\n}\n");
}

int ctl_list(int argc UNUSED, char **argv, char **env)
{
	int json = ctl_take_json(argv);
	struct roster r;

	if (argv[1])
		return ctl_usage("list takes no '%s'", argv[1]);
	if (roster_begin(&r, env) < 0 || roster_read(&r) < 0)
		return roster_end(&r, CTL_NO);
	if (json)
		print_json(&r);
	else if (r.list.n)
		print_table(&r);
	return roster_end(&r, CTL_YES);
}
