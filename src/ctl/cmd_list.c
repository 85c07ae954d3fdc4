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
	struct table table = {0};
	struct roster r;

	if (argv[1])
		return ctl_usage("list takes no '%s'", argv[1]);
	if (roster_begin(&r, env) < 0 || roster_read(&r) < 0)
		return roster_end(&r, CTL_NO);
	if (json)
		print_json(&r);
	table_measure(&table);
	table.rows = 0; /* what does not fit scrolls */
	if (!json && r.list.n)
		table_print(&r, &table);
	return roster_end(&r, CTL_YES);
}
