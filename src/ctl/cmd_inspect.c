/* cmd_inspect.c - `sandboxctl inspect`: all that is known of one running sandbox.
 * May: read, print.
 */
#include <stdio.h>

#include "base/text.h"
#include "ctl/ctl.h"
#include "ctl/running.h"
#include "host/sysfile.h"
#include "plan/print.h"

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
	print_field("up", text_of_seconds(a, running_age_s(s)));
	print_field("memory", text_of_bytes(a, s->use.rss_bytes));
	print_field("cpu",
		    arena_printf(a, "%.1f%% of one processor", running_cpu_percent(s)));
	print_field("network", text_escape(a, rec->network));
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
	int json = ctl_take_json(argv);
	struct roster r;
	struct running s;
	autoclose int pidfd = -1;

	if (!argv[1] || argv[2])
		return ctl_usage("inspect: name one sandbox: inspect NAME", "");
	if (roster_begin(&r, env) < 0 || roster_find(&r, argv[1], &s, &pidfd) < 0)
		return roster_end(&r, CTL_NO);
	if (json)
		print_json(&r, &s);
	else
		print_text(&r, &s);
	close_owned(&s.r.fd);
	return roster_end(&r, CTL_YES);
}
