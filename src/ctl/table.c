/* table.c - the running sandboxes as a table for people: of list, and of top.
 * May: print.
 */
#include "ctl/table.h"

#include <stdio.h>
#include <sys/ioctl.h>

#include "base/text.h"

#define N_COLUMNS  9
#define LAST_LEAST 8 /* as much of the command is shown at least */

struct row {
	const char *cell[N_COLUMNS];
};

static const char *const titles[N_COLUMNS] = {
	"NAME", "PROFILE", "PID", "UP", "MEM", "CPU", "NET", "STATE", "COMMAND"};

void table_measure(struct table *t)
{
	struct winsize size;

	t->columns = t->rows = 0;
	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) < 0)
		return;
	t->columns = size.ws_col;
	t->rows = size.ws_row;
}

static struct row row_of(struct arena *a, const struct running *s, double cpu_percent)
{
	const struct record *r = &s->r.record;

	return (struct row){{
		text_escape(a, s->name),
		text_escape(a, r->profile),
		arena_printf(a, "%d", (int)r->init_pid),
		text_of_seconds(a, running_age_s(s)),
		text_of_bytes(a, s->use.rss_bytes),
		arena_printf(a, "%.0f%%", cpu_percent),
		text_escape(a, r->network),
		running_state(s),
		text_escape(a, r->command),
	}};
}

/* The last column takes what is left of a terminal, and all elsewhere. */
static int room_for_last(const struct table *t, const int *width)
{
	int used = 0;

	if (t->columns == 0)
		return 1 << 20;
	for (int k = 0; k < N_COLUMNS - 1; k++)
		used += width[k] + 2;
	return t->columns > used + LAST_LEAST ? t->columns - used : LAST_LEAST;
}

static void print_row(const struct row *r, const int *width, int last, const char *end)
{
	for (int k = 0; k < N_COLUMNS - 1; k++)
		printf("%-*s  ", width[k], r->cell[k]);
	printf("%.*s%s\n", last, r->cell[N_COLUMNS - 1], end ? end : "");
}

void table_print(struct roster *r, const struct table *t)
{
	size_t n = r->list.n;
	struct row *rows;
	int width[N_COLUMNS] = {0};

	if (t->rows > 1 && n > (size_t)t->rows - 1)
		n = (size_t)t->rows - 1;
	rows = arena_alloc(&r->arena, (n + 1) * sizeof(*rows));
	memcpy(rows[0].cell, titles, sizeof(titles));
	for (size_t i = 0; i < n; i++)
		rows[i + 1] =
			row_of(&r->arena, &r->list.item[i],
			       t->cpu_percent ? t->cpu_percent[i]
					      : running_cpu_percent(&r->list.item[i]));
	for (size_t i = 0; i <= n; i++)
		for (int k = 0; k < N_COLUMNS; k++) {
			int length = (int)strlen(rows[i].cell[k]);

			width[k] = length > width[k] ? length : width[k];
		}
	for (size_t i = 0; i <= n; i++)
		print_row(&rows[i], width, room_for_last(t, width), t->end_of_line);
}
