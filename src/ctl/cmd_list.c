/* cmd_list.c - `sandboxctl list`: which sandboxes run, and what they use.
 * May: print.
 */
#include <stdio.h>

#include "base/text.h"
#include "ctl/ctl.h"
#include "ctl/table.h"

static void print_json(struct roster *r)
{
	struct arena *a = &r->arena;

	printf("{\n  \"sandboxes\": [");
	for (size_t i = 0; i < r->list.n; i++) {
		const struct running *s = &r->list.item[i];

		printf("%s\n    {\"name\": %s, \"profile\": %s, \"pid\": %d, "
		       "\"launcher\": %d, \"seconds\": %.1f, \"memory_bytes\": %lu, "
		       "\"cpu_percent\": %.1f, \"processes\": %zu, \"network\": %s, "
		       "\"state\": \"%s\", \"command\": %s}",
		       i ? "," : "", text_json(a, s->name),
		       text_json(a, s->r.record.profile), (int)s->r.record.init_pid,
		       (int)s->r.launcher, running_age_s(s),
		       (unsigned long)s->use.rss_bytes, running_cpu_percent(s),
		       s->use.n, text_json(a, s->r.record.network), running_state(s),
		       text_json(a, s->r.record.command));
	}
	printf("\n  ]\n}\n");
}

/* For completions, so quick: whoever has its lock is taken for running. */
static int print_names(struct roster *r)
{
	struct registry_names names = {{0}};
	int bad = r->dir < 0 ? 0 : registry_names(&r->arena, r->dir, &names);

	if (bad < 0)
		return diag_error(&r->diag, NULL, "cannot list the sandboxes: %s",
				  strerror(-bad));
	for (size_t i = 0; i < names.list.n; i++) {
		struct registered s;

		if (registry_read(&r->arena, r->dir, names.list.item[i], 0, &s) < 0)
			continue;
		if (s.state == REGISTRY_RUNNING)
			puts(names.list.item[i]);
		close_owned(&s.fd);
	}
	return 0;
}

int ctl_list(int argc UNUSED, char **argv, char **env)
{
	int json = 0, names = 0;
	const struct ctl_flag flags[] = {
		{"--json", &json}, {"--names", &names}, {NULL, NULL}};
	int bad = ctl_read_words(argv, flags, 0, 0);
	struct table table = {0};
	struct roster r;

	if (bad)
		return bad;
	if (roster_begin(&r, env) < 0 || (!names && roster_read(&r) < 0))
		return roster_end(&r, CTL_NO);
	if (names)
		return roster_end(&r, print_names(&r) < 0 ? CTL_NO : CTL_YES);
	if (json)
		print_json(&r);
	table_measure(&table);
	table.rows = 0; /* what does not fit scrolls */
	if (!json && r.list.n)
		table_print(&r, &table);
	return roster_end(&r, CTL_YES);
}
