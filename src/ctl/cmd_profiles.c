/* cmd_profiles.c - `sandboxctl profiles`: what there is, with summaries.
 * May: print.
 */
#include "base/text.h"
#include "ctl/ctl.h"

struct listed {
	const char *name;
	const char *path;
	const char *summary;
	int is_block; /* made to be included, not to be named */
};

struct listing {
	struct wire *wire;
	VEC(struct listed) list;
};

/* Errors in it are `check`'s business; what it says of itself is shown all the same. */
static const char *summary_of(struct wire *w, const char *name)
{
	struct profile_loader loader = {
		.load = find_load, .context = &w->finder, .vars = &w->vars};
	struct diag errors = {.arena = &w->arena};
	struct settings settings = {{0}};

	(void)profile_read(&w->arena, &errors, &loader, NULL, name, &settings);
	for (size_t i = 0; i < settings.list.n; i++) {
		const struct setting *s = &settings.list.item[i];
		char *text = arena_string(&w->arena, "");

		if (s->key != KEYWORD_SUMMARY)
			continue;
		for (size_t k = 0; k < s->n; k++)
			text = arena_printf(&w->arena, "%s%s%s", text, k ? " " : "",
					    s->value[k]);
		return text;
	}
	return "";
}

static void collect(struct listing *l)
{
	struct profile_names names = {{0}};

	find_names(&l->wire->finder, &names);
	for (size_t i = 0; i < names.list.n; i++) {
		struct listed *p = vec_push(&l->wire->arena, &l->list);
		const char *rest;

		p->name = names.list.item[i];
		p->path = find_path(&l->wire->finder, p->name);
		p->summary = summary_of(l->wire, p->name);
		rest = str_after(p->summary, "Block: ");
		p->is_block = rest != NULL;
		p->summary = rest ? rest : p->summary;
	}
}

static void print_table(struct listing *l, int blocks)
{
	struct arena *a = &l->wire->arena;
	int width = 0;

	for (size_t i = 0; i < l->list.n; i++)
		if ((int)strlen(l->list.item[i].name) > width)
			width = (int)strlen(l->list.item[i].name);
	for (size_t i = 0; i < l->list.n; i++)
		if (l->list.item[i].is_block == blocks)
			printf("  %-*s  %s\n", width,
			       text_escape(a, l->list.item[i].name),
			       text_escape(a, l->list.item[i].summary));
}

static void print_json(struct listing *l)
{
	struct arena *a = &l->wire->arena;

	printf("[");
	for (size_t i = 0; i < l->list.n; i++) {
		const struct listed *p = &l->list.item[i];

		printf("%s\n  {\"name\": %s, \"path\": %s, \"summary\": %s, \"block\": "
		       "%s}",
		       i ? "," : "", text_json(a, p->name),
		       text_json(a, p->path ? p->path : ""), text_json(a, p->summary),
		       p->is_block ? "true" : "false");
	}
	printf("\n]\n");
}

int ctl_profiles(int argc UNUSED, char **argv, char **env)
{
	int json = 0;
	const struct ctl_flag flags[] = {{"--json", &json}, {NULL, NULL}};
	int bad = ctl_read_words(argv, flags, 0, 0);
	struct wire w;
	struct listing l = {.wire = &w};

	if (bad)
		return bad;
	if (ctl_begin(&w, argv, env) < 0)
		return ctl_fail(&w, CTL_USAGE);
	collect(&l);
	if (l.list.n == 0) {
		fprintf(stderr, "sandboxctl: no profiles in %s, %s, %s\n",
			w.finder.dir[0], w.finder.dir[1], w.finder.dir[2]);
		return CTL_NO;
	}
	if (json) {
		print_json(&l);
	} else {
		printf("Profiles, for --profile=NAME or by the program's name:\n");
		print_table(&l, 0);
		printf("\nBlocks, for `include NAME` in a profile of your own:\n");
		print_table(&l, 1);
	}
	arena_free(&w.arena);
	return CTL_YES;
}
