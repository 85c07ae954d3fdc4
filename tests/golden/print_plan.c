/* print_plan.c - prints what a profile becomes on a made-up host: the plan, and all that is
 * said on the way.
 *
 *	print-plan [--json] HOST.facts NAME.profile [OPTION...] [COMMAND...]
 *
 * HOST.facts is a description as in tests/unit/fake.h. Profiles that NAME.profile includes
 * are looked for beside it. The filter is left out: its tables have tests of their own.
 */
#include <stdio.h>

#include "plan/print.h"
#include "unit/fake.h"

static char *read_file(struct fake *f, const char *path, size_t *ret_size)
{
	FILE *stream = fopen(path, "r");
	size_t room = 1 << 20;
	char *text;

	if (!stream)
		return NULL;
	text = arena_alloc(&f->arena, room);
	*ret_size = fread(text, 1, room - 1, stream);
	fclose(stream);
	return text;
}

/* The loader: beside the first profile, and named without the directory. */
struct beside {
	struct fake *fake;
	const char *directory;
};

static int load(void *context, struct diag *d, const struct origin *from,
		const char *name, struct profile_texts *ret_texts)
{
	const struct beside *b = context;
	struct arena *a = &b->fake->arena;
	char *file = arena_printf(a, "%s.profile", name);
	struct profile_text *t;
	size_t size = 0;
	char *data =
		read_file(b->fake, arena_printf(a, "%s/%s", b->directory, file), &size);

	if (!data)
		return diag_error(d, from, "no profile '%s'", name);
	t = vec_push(a, &ret_texts->list);
	t->path = file;
	t->data = data;
	t->size = size;
	return 0;
}

static int make_plan(struct fake *f, const char *path, char *const *words)
{
	const char *slash = strrchr(path, '/');
	const char *base = slash ? slash + 1 : path;
	struct beside beside = {.fake = f};
	const char *name = arena_copy(&f->arena, base, strcspn(base, "."));
	int bad;

	beside.directory =
		slash ? arena_copy(&f->arena, path, (size_t)(slash - path)) : ".";
	f->loader.load = load;
	f->loader.context = &beside;
	bad = profile_read(&f->arena, &f->diag, &f->loader, NULL, name, &f->settings);
	bad |= fake_options(f, (const char *const *)words);
	bad |= fake_merge_settings(f);
	return bad < 0 ? -1 : fake_plan_settings(f);
}

int main(int argc, char **argv)
{
	struct fake f;
	size_t size = 0;
	char *host;
	int as_json = argc > 1 && str_equal(argv[1], "--json");
	int bad;

	argv += 1 + as_json;
	if (argc - as_json < 3) {
		fputs("print-plan [--json] HOST.facts NAME.profile [WORD...]\n",
		      stderr);
		return 2;
	}
	fake_begin(&f);
	host = read_file(&f, argv[0], &size);
	if (!host || fake_host(&f, host) < 0) {
		fprintf(stderr, "%s: %s", argv[0],
			host ? fake_said(&f) : "cannot be read\n");
		return 2;
	}
	bad = make_plan(&f, argv[1], argv + 2) < 0;
	fputs(fake_said(&f), as_json ? stderr : stdout);
	if (bad)
		puts("refused");
	else if (as_json)
		plan_print_json(&f.arena, &f.plan, stdout);
	else
		plan_print(&f.arena, &f.plan, stdout);
	fake_end(&f);
	return fflush(stdout) == 0 ? 0 : 2;
}
