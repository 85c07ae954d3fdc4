/* cmd_check.c - `sandboxctl check`: errors and useless rules of profiles, on this host.
 * May: print.
 */
#include "base/text.h"
#include "ctl/ctl.h"

static const char *const nothing[] = {"true", NULL};

static int compare_entries(const void *va, const void *vb)
{
	const struct diag_entry *a = va, *b = vb;
	int order;

	if (!a->from.file || !b->from.file)
		return !a->from.file - !b->from.file;
	order = strcmp(a->from.file, b->from.file);
	if (order)
		return order;
	if (a->from.line != b->from.line)
		return a->from.line < b->from.line ? -1 : 1;
	return a->from.column < b->from.column ? -1 : a->from.column > b->from.column;
}

struct counts {
	size_t errors;
	size_t warnings;
};

static void print_json_entry(struct arena *a, const struct diag_entry *e, int is_first)
{
	static const char *const level[] = {"error", "warning", "note"};

	printf("%s\n  {\"level\": \"%s\", \"file\": %s, \"line\": %u, \"column\": %u, "
	       "\"message\": %s",
	       is_first ? "" : ",", level[e->level],
	       text_json(a, e->from.file ? e->from.file : ""), e->from.line,
	       e->from.column, text_json(a, e->message));
	if (e->hint)
		printf(", \"hint\": %s", text_json(a, e->hint));
	printf("}");
}

/* The option that the name was made into is none that anybody has written. */
static void forget_option(struct diag *d)
{
	for (size_t i = 0; i < d->entries.n; i++)
		if (d->entries.item[i].from.file && !d->entries.item[i].from.line)
			d->entries.item[i].from = (struct origin){0};
}

/* Reads, merges and plans one profile; what is said about it is printed. */
static int check_one(char *name, char **env, int json, struct counts *total)
{
	char verb[] = "check", option[] = "--profile";
	char *argv[] = {verb, option, name, NULL};
	struct wire w;

	if (ctl_begin(&w, argv, env) < 0)
		return ctl_fail(&w, CTL_USAGE);
	w.cmdline.command = nothing;
	if (wire_read_policy(&w) == 0)
		(void)wire_build_plan(&w); /* what it finds is in the diag */
	diag_forget(&w.diag, DIAG_NOTE);
	diag_forget(&w.diag, DIAG_DETAIL);
	forget_option(&w.diag);
	if (w.diag.entries.n)
		qsort(w.diag.entries.item, w.diag.entries.n,
		      sizeof(*w.diag.entries.item), compare_entries);
	for (size_t i = 0; json && i < w.diag.entries.n; i++)
		print_json_entry(&w.arena, &w.diag.entries.item[i],
				 total->errors + total->warnings + i == 0);
	total->errors += w.diag.n_errors;
	total->warnings += w.diag.n_warnings;
	if (!json)
		diag_print(&w.diag, stdout, NULL);
	arena_free(&w.arena);
	return CTL_YES;
}

static void print_counts(const struct counts *c)
{
	printf("%zu error%s, %zu warning%s\n", c->errors, c->errors == 1 ? "" : "s",
	       c->warnings, c->warnings == 1 ? "" : "s");
}

int ctl_check(int argc UNUSED, char **argv, char **env)
{
	int json = 0;
	const struct ctl_flag flags[] = {{"--json", &json}, {NULL, NULL}};
	struct counts total = {0};
	int status = ctl_read_words(argv, flags, 1, SIZE_MAX);

	if (status)
		return status;
	if (json)
		printf("[");
	for (size_t i = 1; argv[i] && status == CTL_YES; i++)
		status = check_one(argv[i], env, json, &total);
	if (json)
		printf("\n]\n");
	else if (total.errors || total.warnings)
		print_counts(&total);
	return status != CTL_YES ? status : total.errors ? CTL_NO : CTL_YES;
}
