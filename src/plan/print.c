/* print.c - a plan for people and for programs.
 * May: print to the stream it is given.
 */
#include "plan/print.h"

#include <linux/sched.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include "base/text.h"
#include "plan/filter.h"
#include "plan/id_layout.h"
#include "plan/landlock.h"
#include "plan/promise.h"
#include "text/names.h"

#ifndef CLONE_NEWTIME
#define CLONE_NEWTIME 0x00000080 /* Linux 5.6, linux/sched.h */
#endif

struct flag_name {
	uint64_t flag;
	const char *name;
};

static const struct flag_name namespaces[] = {
	{CLONE_NEWUSER, "user"}, {CLONE_NEWNS, "mount"},  {CLONE_NEWPID, "pid"},
	{CLONE_NEWIPC, "ipc"},	 {CLONE_NEWUTS, "uts"},	  {CLONE_NEWCGROUP, "cgroup"},
	{CLONE_NEWNET, "net"},	 {CLONE_NEWTIME, "time"},
};

static const struct flag_name mount_flags[] = {
	{MOUNT_RO, "ro"},
	{MOUNT_NOSUID, "nosuid"},
	{MOUNT_NODEV, "nodev"},
	{MOUNT_NOEXEC, "noexec"},
};

static const struct flag_name tty_flags[] = {
	{TTY_STDIN, "stdin"},
	{TTY_STDOUT, "stdout"},
	{TTY_STDERR, "stderr"},
};

#define FLAG_TEXT(a, table, flags) flag_text((a), table, ARRAY_SIZE(table), (flags))

static char *flag_text(struct arena *a, const struct flag_name *row, size_t n,
		       uint64_t flags)
{
	char *text = arena_string(a, "");

	for (size_t i = 0; i < n; i++)
		if (flags & row[i].flag)
			text = arena_printf(a, "%s%s%s", text, *text ? " " : "",
					    row[i].name);
	return text;
}

static char *size_text(struct arena *a, uint64_t bytes)
{
	static const char suffix[] = "KMGT";
	int unit = -1;

	while (bytes && bytes % 1024 == 0 && unit < 3) {
		bytes /= 1024;
		unit++;
	}
	if (unit < 0)
		return arena_printf(a, "%lu", (unsigned long)bytes);
	return arena_printf(a, "%lu%c", (unsigned long)bytes, suffix[unit]);
}

static char *describe_tmpfs(struct arena *a, const struct step *s)
{
	if (s->flags & MOUNT_OF_ROOT)
		return arena_printf(a, "%s of / mode=%04o %s", s->path, s->mode,
				    FLAG_TEXT(a, mount_flags, s->flags));
	return arena_printf(a, "%s size=%s nr_inodes=%s mode=%04o %s", s->path,
			    size_text(a, s->number[0]), size_text(a, s->number[1]),
			    s->mode, FLAG_TEXT(a, mount_flags, s->flags));
}

static char *describe_overlay(struct arena *a, const struct step *s)
{
	const struct overlay *o = s->data;
	char *text = arena_printf(a, "%s over", s->path);

	for (size_t i = 0; i < o->n_lower; i++)
		text = arena_printf(a, "%s %s", text, o->lower[i]);
	if (o->changes)
		text = arena_printf(a, "%s, changes in %s", text, o->changes);
	else
		text = arena_printf(a, "%s, changes in a tmpfs size=%s nr_inodes=%s",
				    text, size_text(a, s->number[0]),
				    size_text(a, s->number[1]));
	return arena_printf(a, "%s %s", text, FLAG_TEXT(a, mount_flags, s->flags));
}

static char *describe_ids(struct arena *a, const struct plan *p)
{
	char *text = arena_printf(a, "uid %u -> %u, gid %u -> %u", p->uid_inside,
				  p->uid_outside, p->gid_inside, p->gid_outside);

	/* The two above come first; what `ids` adds has steps of its own. */
	for (size_t i = 2; i < p->ids.n; i++)
		if (!p->ids.item[i].from)
			text = arena_printf(a, "%s %u -> %u by %s", text,
					    p->ids.item[i].inside,
					    p->ids.item[i].outside,
					    p->id_helper[p->ids.item[i].kind]);
	return p->keeps_setgroups ? text
				  : arena_printf(a, "%s, setgroups denied", text);
}

static char *describe_range(struct arena *a, const struct plan *p, const struct step *s)
{
	const struct id_row *r = &p->ids.item[s->number[0]];
	char *text = arena_printf(a, "%s %s -> %s", id_kind_name[r->kind],
				  id_span_text(a, r->inside, r->count),
				  id_span_text(a, r->outside, r->count));

	if (p->id_helper[r->kind])
		text = arena_printf(a, "%s by %s", text, p->id_helper[r->kind]);
	return text;
}

static char *describe_caps(struct arena *a, const struct step *s)
{
	uint64_t kept = *(const uint64_t *)s->data;
	char *text = arena_string(a, kept ? "keep" : "all five sets empty");

	for (size_t i = 0; i < n_capabilities; i++)
		if (kept & (1ULL << i))
			text = arena_printf(a, "%s %s", text, capability_name[i]);
	return text;
}

static char *describe_limit(struct arena *a, const struct step *s)
{
	const struct limit_name *row = limit_find(s->text);
	const char *at_most = s->flags & LIMIT_AT_MOST ? " at most" : "";

	if (s->number[1] == (uint64_t)RLIM_INFINITY)
		return arena_printf(a, "%s unlimited", s->text);
	if (row && row->kind == LIMIT_CPU)
		return arena_printf(a, "%s %lu%%", s->text,
				    (unsigned long)s->number[1]);
	if (row && row->resource == LIMIT_RESOURCE_PIDS)
		return arena_printf(a, "%s %lu besides PID 1", s->text,
				    (unsigned long)s->number[1]);
	if (row && (row->kind == LIMIT_SIZE || row->kind == LIMIT_AMOUNT))
		return arena_printf(a, "%s %s%s", s->text, size_text(a, s->number[1]),
				    at_most);
	return arena_printf(a, "%s %lu%s", s->text, (unsigned long)s->number[1],
			    at_most);
}

static char *describe_cgroup(struct arena *a, const struct plan *p)
{
	const struct fact_cgroup *place = &p->cgroup.place;
	char *text = arena_printf(
		a,
		place->way == CGROUP_SCOPE  ? "in a scope asked for at %s:"
		: place->way == CGROUP_LEAF ? "below %s, which sandbox leaves:"
					    : "below %s:",
		place->way == CGROUP_SCOPE ? place->address : place->dir);

	for (size_t i = 0; i < N_CGROUP_CONTROLLERS; i++)
		if (p->cgroup.controllers & (1U << i))
			text = arena_printf(a, "%s %s", text,
					    cgroup_controller_name[i]);
	return text;
}

static char *describe_fds(struct arena *a, const struct step *s)
{
	const struct fd_list *list = s->data;
	char *text = arena_string(a, "all but 0 1 2");

	for (size_t i = 0; i < list->n; i++)
		text = arena_printf(a, "%s %d", text, list->fd[i]);
	return text;
}

static char *describe_masks(struct arena *a, const struct step *s)
{
	size_t n = 0;

	for (const char *const *name = s->data; *name; name++)
		n++;
	return arena_printf(a, "%s, %zu entries that tell about the host", s->path, n);
}

static char *describe_landlock(struct arena *a, const struct step *s)
{
	const struct landlock *l = s->data;

	return arena_printf(a, "%zu rules, ABI %d%s", l->rules.n, l->abi,
			    l->scoped & LL_SCOPE_ABSTRACT
				    ? ", abstract sockets and signals scoped"
			    : l->scoped ? ", signals scoped"
					: "");
}

static char *describe_filter(struct arena *a, const struct step *s)
{
	const struct filter *f = s->data;

	if (!f)
		return arena_string(a, "");
	if (!f->image.length)
		return arena_printf(a, "%zu calls allowed of %zu known", f->n_allowed,
				    f->n_calls);
	return arena_printf(a, "%zu calls allowed of %zu known, %u instructions%s",
			    f->n_allowed, f->n_calls, f->image.length,
			    f->is_ready_made ? " (ready-made)" : "");
}

char *plan_describe(struct arena *a, const struct plan *p, const struct step *s)
{
	switch (s->op) {
	case STEP_NS_NEW:
	case STEP_NS_JOIN:
		return FLAG_TEXT(a, namespaces, s->number[0]);
	case STEP_CGROUP_NEW:
		return describe_cgroup(a, p);
	case STEP_CGROUP_LIMIT:
		return describe_limit(a, s);
	case STEP_ID_MAP:
		return describe_ids(a, p);
	case STEP_ID_RANGE:
		return describe_range(a, p, s);
	case STEP_ID_GROUPS:
		return arena_string(a, s->text ? s->text : "");
	case STEP_SEAL_APPARMOR:
	case STEP_SEAL_SELINUX:
		return arena_printf(a, "%s%s", s->text,
				    s->flags & LABEL_LAX ? ", not enforced" : "");
	case STEP_NS_HOSTNAME:
		return arena_string(a, s->text);
	case STEP_MOUNT_OVERLAY:
		return describe_overlay(a, s);
	case STEP_MOUNT_ROOT:
		if (s->data)
			return describe_overlay(a, s);
		if (s->slot >= 0)
			return arena_printf(a, "/ from %s %s", s->text,
					    FLAG_TEXT(a, mount_flags, s->flags));
		return describe_tmpfs(a, s);
	case STEP_MOUNT_TMPFS:
		return describe_tmpfs(a, s);
	case STEP_MOUNT_TREE:
		if (str_equal(s->text, s->path))
			return arena_printf(a, "%s %s", s->path,
					    FLAG_TEXT(a, mount_flags, s->flags));
		return arena_printf(a, "%s from %s %s", s->path, s->text,
				    FLAG_TEXT(a, mount_flags, s->flags));
	case STEP_MOUNT_PIN:
	case STEP_MOUNT_PROC:
	case STEP_MOUNT_DEVPTS:
		return arena_printf(a, "%s %s", s->path,
				    FLAG_TEXT(a, mount_flags, s->flags));
	case STEP_PROC_MASK:
		return describe_masks(a, s);
	case STEP_NS_LIMIT:
	case STEP_USER_LIMIT:
		return arena_printf(a, "%s = %s", s->path, s->text);
	case STEP_LINK_MAKE:
		return arena_printf(a, "%s -> %s", s->path, s->text);
	case STEP_FILE_MAKE:
		return arena_printf(a, "%s (%zu bytes)%s", s->path, strlen(s->text),
				    s->flags & FILE_OVER ? " over the host's" : "");
	case STEP_TTY_OPEN:
	case STEP_TTY_ATTACH:
		return FLAG_TEXT(a, tty_flags, s->flags);
	case STEP_INIT:
		return arena_string(a, p->init_capabilities ? "pid 1, keeps kill"
							    : "pid 1");
	case STEP_SEAL_CAPS:
		return describe_caps(a, s);
	case STEP_LIMIT_TIME:
		return arena_printf(a, "%lu seconds", (unsigned long)s->number[0]);
	case STEP_LIMIT_SET:
		return describe_limit(a, s);
	case STEP_FD_CLOSE:
		return describe_fds(a, s);
	case STEP_SEAL_LANDLOCK:
		return describe_landlock(a, s);
	case STEP_SEAL_SECCOMP:
		return describe_filter(a, s);
	default:
		return arena_string(a, s->path ? s->path : "");
	}
}

static char *rule_text(struct arena *a, const struct origin *from)
{
	if (!from->text)
		return origin_text(a, from);
	return arena_printf(a, "%s   %s", origin_text(a, from),
			    text_escape(a, from->text));
}

/* Wider ones push what follows to the right instead of all others'. */
#define WHAT_WIDTH_MAX 64
#define PROMISE_WIDTH  14

static int what_width(struct arena *a, const struct plan *p)
{
	size_t width = 0;

	for (size_t i = 0; i < p->steps.n; i++) {
		size_t n =
			strlen(text_escape(a, plan_describe(a, p, &p->steps.item[i])));

		if (n > width && n <= WHAT_WIDTH_MAX)
			width = n;
	}
	return (int)width;
}

void plan_print(struct arena *a, const struct plan *p, FILE *stream)
{
	int width = what_width(a, p);

	for (size_t i = 0; i < p->steps.n; i++) {
		const struct step *s = &p->steps.item[i];
		char slot[16] = "";

		if (s->slot >= 0)
			snprintf(slot, sizeof(slot), "#%d", s->slot + 1);
		fprintf(stream, "%-6s  %-13s %-4s %-*s  %-*s  %s\n",
			phase_name[step_table[s->op].phase], step_table[s->op].name,
			slot, width, text_escape(a, plan_describe(a, p, s)),
			PROMISE_WIDTH, promise_words[promise_of_step(s->op)],
			rule_text(a, s->from));
	}
}

static void print_json_step(struct arena *a, const struct plan *p, const struct step *s,
			    FILE *stream)
{
	fprintf(stream, "    {\"phase\": \"%s\", \"step\": \"%s\"",
		phase_name[step_table[s->op].phase], step_table[s->op].name);
	if (s->slot >= 0)
		fprintf(stream, ", \"slot\": %d", s->slot + 1);
	if (s->path)
		fprintf(stream, ", \"path\": %s", text_json(a, s->path));
	fprintf(stream, ", \"what\": %s", text_json(a, plan_describe(a, p, s)));
	fprintf(stream, ", \"promise\": \"%s\"", promise_words[promise_of_step(s->op)]);
	fprintf(stream, ", \"origin\": {\"file\": %s, \"line\": %u",
		text_json(a, s->from->file), s->from->line);
	if (s->from->text)
		fprintf(stream, ", \"text\": %s", text_json(a, s->from->text));
	fprintf(stream, "}}");
}

void plan_print_json(struct arena *a, const struct plan *p, FILE *stream)
{
	fprintf(stream, "{\n  \"steps\": [\n");
	for (size_t i = 0; i < p->steps.n; i++) {
		print_json_step(a, p, &p->steps.item[i], stream);
		fprintf(stream, "%s\n", i + 1 < p->steps.n ? "," : "");
	}
	fprintf(stream, "  ]\n}\n");
}
