/* cmd_inspect.c - `sandboxctl inspect`: all that is known of one running sandbox.
 * May: read, print.
 */
#include <stdio.h>
#include <sys/resource.h>

#include "base/text.h"
#include "ctl/ctl.h"
#include "ctl/running.h"
#include "host/cgroup_usage.h"
#include "host/sysfile.h"
#include "plan/print.h"
#include "text/names.h"

static const char *const namespaces[] = {"user", "mnt", "pid",	  "ipc",
					 "uts",	 "net", "cgroup", "time"};

/* The label of a security module, or NULL where there is none. */
static const char *label_of(struct arena *a, pid_t pid)
{
	static const char *const files[] = {"attr/apparmor/current", "attr/current"};
	char path[64], text[512];

	for (size_t i = 0; i < ARRAY_SIZE(files); i++) {
		snprintf(path, sizeof(path), "/proc/%d/%s", (int)pid, files[i]);
		if (sysfile_read(path, text, sizeof(text)) > 0)
			return arena_string(a, text);
	}
	return NULL;
}

/* How much of a limit of the whole sandbox is used. Returns whether that is known. */
static int used_of(const struct running *s, const struct cgroup_usage *u,
		   const struct step *step, uint64_t *ret_used)
{
	const struct limit_name *row =
		limit_find(step->op == STEP_LIMIT_TIME ? "time" : step->text);
	double age = running_age_s(s);

	switch (row ? row->resource : 0) {
	case LIMIT_RESOURCE_TIME:
		*ret_used = age > 0 ? (uint64_t)age : 0;
		return 1;
	case LIMIT_RESOURCE_MEMORY:
		*ret_used = u->memory_bytes;
		return u->known & USAGE_MEMORY;
	case LIMIT_RESOURCE_SWAP:
		*ret_used = u->swap_bytes;
		return u->known & USAGE_SWAP;
	case LIMIT_RESOURCE_CPU:
		*ret_used = (uint64_t)(running_cpu_percent(s) + 0.5);
		return 1;
	case LIMIT_RESOURCE_PIDS:
		*ret_used = u->pids > 0 ? u->pids - 1 : 0; /* without PID 1 */
		return u->known & USAGE_PIDS;
	default:
		return 0;
	}
}

static char *used_text(struct arena *a, const struct step *step, uint64_t used)
{
	const struct limit_name *row =
		limit_find(step->op == STEP_LIMIT_TIME ? "time" : step->text);

	if (row && row->kind == LIMIT_TIME)
		return arena_printf(a, "%lu seconds", (unsigned long)used);
	if (row && row->kind == LIMIT_CPU)
		return arena_printf(a, "%lu%%", (unsigned long)used);
	if (row && (row->kind == LIMIT_SIZE || row->kind == LIMIT_AMOUNT))
		return text_of_bytes(a, used);
	return arena_printf(a, "%lu", (unsigned long)used);
}

static void read_usage(const struct running *s, struct cgroup_usage *ret)
{
	autoclose int dir = cgroup_usage_open(s->r.record.init_pid);

	*ret = (struct cgroup_usage){0};
	if (dir >= 0 && cgroup_usage_read(dir, ret) < 0)
		ret->known = 0;
}

/* Those of the sandbox as a whole, a line each; those of its processes in one. */
static void print_limits(struct arena *a, const struct running *s)
{
	const struct plan *p = &s->r.record.plan;
	const char *name = "limits", *between = "of each process: ";
	struct cgroup_usage u;

	read_usage(s, &u);
	for (size_t i = 0; i < p->steps.n; i++) {
		const struct step *step = &p->steps.item[i];
		uint64_t used;

		if (step->op != STEP_CGROUP_LIMIT && step->op != STEP_LIMIT_TIME)
			continue;
		printf("%-10s %s%s", name, step->op == STEP_LIMIT_TIME ? "time " : "",
		       text_escape(a, plan_describe(a, p, step)));
		if (used_of(s, &u, step, &used))
			printf(", used %s", used_text(a, step, used));
		printf("\n");
		name = "";
	}
	for (size_t i = 0; i < p->steps.n; i++) {
		if (p->steps.item[i].op != STEP_LIMIT_SET)
			continue;
		if (str_equal(between, "of each process: "))
			printf("%-10s ", name);
		printf("%s%s", between,
		       text_escape(a, plan_describe(a, p, &p->steps.item[i])));
		between = ", ";
	}
	if (str_equal(between, ", "))
		printf("\n");
}

static void print_json_limits(struct arena *a, const struct running *s)
{
	const struct plan *p = &s->r.record.plan;
	const char *comma = "";
	struct cgroup_usage u;

	read_usage(s, &u);
	printf("  \"limits\": [");
	for (size_t i = 0; i < p->steps.n; i++) {
		const struct step *step = &p->steps.item[i];
		int is_time = step->op == STEP_LIMIT_TIME;
		uint64_t used, value = step->number[is_time ? 0 : 1];

		if (!is_time && step->op != STEP_CGROUP_LIMIT &&
		    step->op != STEP_LIMIT_SET)
			continue;
		printf("%s\n    {\"limit\": %s, \"of\": \"%s\", \"value\": %s, "
		       "\"used\": "
		       "%s}",
		       comma, text_json(a, is_time ? "time" : step->text),
		       step->op == STEP_LIMIT_SET ? "process" : "sandbox",
		       value == (uint64_t)RLIM_INFINITY
			       ? "null"
			       : arena_printf(a, "%lu", (unsigned long)value),
		       step->op != STEP_LIMIT_SET && used_of(s, &u, step, &used)
			       ? arena_printf(a, "%lu", (unsigned long)used)
			       : "null");
		comma = ",";
	}
	printf("%s],\n", *comma ? "\n  " : "");
}

static void print_field(const char *name, const char *value)
{
	printf("%-10s %s\n", name, value);
}

static void print_namespaces(const struct running *s)
{
	for (size_t i = 0; i < ARRAY_SIZE(namespaces); i++) {
		uint64_t id = process_namespace(s->program, namespaces[i]);
		int shared = id == process_namespace(getpid(), namespaces[i]);

		if (id)
			printf("%-10s %-7s %lu%s\n", i ? "" : "namespaces",
			       namespaces[i], (unsigned long)id,
			       shared ? "   (the host's)" : "");
	}
}

static void print_text(struct roster *r, const struct running *s)
{
	struct arena *a = &r->arena;
	const struct record *rec = &s->r.record;
	const char *label = s->program ? label_of(a, s->program) : NULL;

	print_field("name", text_escape(a, s->name));
	print_field("profile", text_escape(a, rec->profile));
	print_field("command", text_escape(a, rec->command));
	print_field("pid",
		    arena_printf(a, "%d (PID 1), %d (launcher), %zu processes",
				 (int)rec->init_pid, (int)s->r.launcher, s->use.n));
	print_field("state", running_state(s));
	print_field("up", text_of_seconds(a, running_age_s(s)));
	print_field("memory", text_of_bytes(a, s->use.rss_bytes));
	print_field("cpu",
		    arena_printf(a, "%.1f%% of one processor", running_cpu_percent(s)));
	print_field("network", text_escape(a, rec->network));
	print_limits(a, s);
	if (rec->cgroup)
		print_field("cgroup", text_escape(a, rec->cgroup));
	if (label)
		print_field("label", text_escape(a, label));
	if (s->program)
		print_namespaces(s);
	printf("\n");
	plan_print(a, &rec->plan, stdout);
}

static void print_json(struct roster *r, const struct running *s)
{
	struct arena *a = &r->arena;
	const struct record *rec = &s->r.record;
	const char *label = s->program ? label_of(a, s->program) : NULL;
	const char *comma = "";

	printf("{\n  \"name\": %s, \"profile\": %s, \"command\": %s,\n",
	       text_json(a, s->name), text_json(a, rec->profile),
	       text_json(a, rec->command));
	printf("  \"pid\": %d, \"launcher\": %d, \"processes\": %zu,\n",
	       (int)rec->init_pid, (int)s->r.launcher, s->use.n);
	print_json_limits(a, s);
	printf("  \"state\": \"%s\",\n", running_state(s));
	printf("  \"seconds\": %.1f, \"memory_bytes\": %lu, \"cpu_percent\": %.1f,\n",
	       running_age_s(s), (unsigned long)s->use.rss_bytes,
	       running_cpu_percent(s));
	printf("  \"network\": %s, \"cgroup\": %s, \"label\": %s,\n  \"namespaces\": {",
	       text_json(a, rec->network),
	       rec->cgroup ? text_json(a, rec->cgroup) : "null",
	       label ? text_json(a, label) : "null");
	for (size_t i = 0; i < ARRAY_SIZE(namespaces) && s->program; i++) {
		uint64_t id = process_namespace(s->program, namespaces[i]);

		if (id)
			printf("%s\"%s\": %lu", comma, namespaces[i],
			       (unsigned long)id);
		comma = id ? ", " : comma;
	}
	printf("},\n  \"plan\": ");
	plan_print_json(a, &rec->plan, stdout);
	printf("}\n");
}

int ctl_inspect(int argc UNUSED, char **argv, char **env)
{
	int json = 0;
	const struct ctl_flag flags[] = {{"--json", &json}, {NULL, NULL}};
	int bad = ctl_read_words(argv, flags, 1, 1);
	struct roster r;
	struct running s;
	autoclose int pidfd = -1;

	if (bad)
		return bad;
	if (roster_begin(&r, env) < 0 || roster_find(&r, argv[1], &s, &pidfd) < 0)
		return roster_end(&r, CTL_NO);
	if (json)
		print_json(&r, &s);
	else
		print_text(&r, &s);
	close_owned(&s.r.fd);
	return roster_end(&r, CTL_YES);
}
