/* fake.c - profiles from a table, and the way from their text to a plan. */
#include "unit/fake.h"

#include <stdio.h>

#include "plan/check.h"
#include "plan/print.h"

/* The host of fake_setup. */
static const char usual_host[] = "dir /usr/bin\n"
				 "dir /usr/lib\n"
				 "dir /usr/share\n"
				 "file /usr/bin/true\n"
				 "link /bin usr/bin\n"
				 "link /lib usr/lib\n"
				 "dir /etc\n"
				 "file /etc/passwd\n"
				 "dir /tmp\n"
				 "dir /run/user/1000\n"
				 "dir /var/tmp\n"
				 "link /var/run /run\n"
				 "dir /proc\n"
				 "dir /opt\n"
				 "dir /home/user/project\n"
				 "device /dev/null\n"
				 "device /dev/zero\n"
				 "device /dev/full\n"
				 "device /dev/random\n"
				 "device /dev/urandom\n"
				 "device /dev/tty\n"
				 "dir /dev/pts\n"
				 "dir /dev/shm\n"
				 "uid 1000\n"
				 "gid 1000\n"
				 "user user\n"
				 "home /home/user\n"
				 "data /home/user/.local/share\n"
				 "cwd /home/user/project\n"
				 "env PATH=/usr/local/bin:/usr/bin:/bin\n"
				 "time-ns\n"
				 "landlock 7\n";

/* --- Profiles ---------------------------------------------------------------------- */

void fake_profile(struct fake *f, const char *name, const char *path, const char *data,
		  size_t size)
{
	struct fake_profile *p = NULL;
	struct profile_text *t;

	for (size_t i = 0; i < f->profiles.n; i++)
		if (str_equal(f->profiles.item[i].name, name))
			p = &f->profiles.item[i];
	if (!p) {
		p = vec_push(&f->arena, &f->profiles);
		p->name = arena_string(&f->arena, name);
	}
	t = vec_push(&f->arena, &p->texts.list);
	t->path = path ? arena_string(&f->arena, path)
		       : arena_printf(&f->arena, "%s.profile", name);
	t->data = arena_copy(&f->arena, data, size);
	t->size = size;
}

static int load(void *context, struct diag *d, const struct origin *from,
		const char *name, struct profile_texts *ret_texts)
{
	const struct fake *f = context;

	for (size_t i = 0; i < f->profiles.n; i++) {
		if (!str_equal(f->profiles.item[i].name, name))
			continue;
		*ret_texts = f->profiles.item[i].texts;
		return 0;
	}
	return diag_error(d, from, "no profile '%s'", name);
}

/* --- Beginning and end ------------------------------------------------------------- */

void fake_begin(struct fake *f)
{
	*f = (struct fake){0};
	f->diag.arena = &f->arena;
	f->loader =
		(struct profile_loader){.load = load, .context = f, .vars = &f->vars};
	fake_empty_host(f);
}

void fake_end(struct fake *f)
{
	arena_free(&f->arena);
}

int fake_setup(void **state)
{
	struct fake *f = malloc(sizeof(*f));

	if (!f)
		return -1;
	fake_begin(f);
	fake_add(f, usual_host);
	*state = f;
	return 0;
}

int fake_teardown(void **state)
{
	fake_end(*state);
	free(*state);
	return 0;
}

/* --- From words to a plan ---------------------------------------------------------- */

int fake_read(struct fake *f, const char *text)
{
	for (size_t i = 0; i < f->profiles.n; i++)
		if (str_equal(f->profiles.item[i].name, "test"))
			f->profiles.item[i].texts.list.n = 0; /* the one before */
	fake_profile(f, "test", NULL, text, strlen(text));
	return profile_read(&f->arena, &f->diag, &f->loader, NULL, "test",
			    &f->settings);
}

int fake_read_with(struct fake *f, const char *text, const char *const *words)
{
	struct settings none = {{0}};

	if (fake_read(f, text) < 0 || fake_options(f, words) < 0)
		return -1;
	f->settings = none;
	return profile_read_with(&f->arena, &f->diag, &f->loader, NULL, "test",
				 &f->cmdline.settings, &f->settings);
}

int fake_options(struct fake *f, const char *const *words)
{
	VEC(char *) argv = {0};
	int r;

	*vec_push(&f->arena, &argv) = arena_string(&f->arena, "sandbox");
	for (; *words; words++)
		*vec_push(&f->arena, &argv) = arena_string(&f->arena, *words);
	*vec_push(&f->arena, &argv) = NULL;
	r = cmdline_parse(&f->arena, &f->diag, f->facts.cwd, argv.item, &f->cmdline);
	for (size_t i = 0; i < f->cmdline.settings.list.n; i++)
		*vec_push(&f->arena, &f->settings.list) =
			f->cmdline.settings.list.item[i];
	return r;
}

int fake_merge_settings(struct fake *f)
{
	static const char *const usual_command[] = {"true", NULL};
	int r = policy_merge(&f->arena, &f->diag, &f->settings, &f->policy);

	f->policy.profile = "test";
	f->policy.command = f->cmdline.command && f->cmdline.command[0]
				    ? f->cmdline.command
				    : usual_command;
	return r;
}

int fake_merge(struct fake *f, const char *text)
{
	return fake_read(f, text) < 0 ? -1 : fake_merge_settings(f);
}

int fake_world(struct fake *f, const char *text)
{
	if (fake_merge(f, text) < 0)
		return -1;
	return world_build(&f->arena, &f->diag, &f->policy, &f->facts,
			   &f->builder.world);
}

int fake_plan_settings(struct fake *f)
{
	build_add_command(&f->arena, &f->policy, &f->facts);
	f->builder = (struct builder){.arena = &f->arena,
				      .diag = &f->diag,
				      .policy = &f->policy,
				      .facts = &f->facts,
				      .plan = &f->plan};
	return plan_build(&f->builder) < 0 ? -1 : plan_check(&f->diag, &f->plan);
}

int fake_plan(struct fake *f, const char *text)
{
	return fake_merge(f, text) < 0 ? -1 : fake_plan_settings(f);
}

/* --- Looking at the result --------------------------------------------------------- */

const char *fake_said(struct fake *f)
{
	char *text = NULL;
	size_t size = 0;
	FILE *stream = open_memstream(&text, &size);
	const char *said;

	if (!stream)
		abort();
	diag_print(&f->diag, stream, NULL);
	fclose(stream);
	said = arena_copy(&f->arena, text, size);
	free(text);
	return said;
}

const struct step *fake_step(const struct fake *f, enum step_op op, const char *path)
{
	for (size_t i = 0; i < f->plan.steps.n; i++) {
		const struct step *s = &f->plan.steps.item[i];

		if (s->op == op && (!path || (s->path && str_equal(s->path, path))))
			return s;
	}
	return NULL;
}

const char *fake_what(struct fake *f, enum step_op op, const char *path)
{
	const struct step *s = fake_step(f, op, path);

	return s ? plan_describe(&f->arena, &f->plan, s) : "none";
}

size_t fake_count(const struct fake *f, enum step_op op)
{
	size_t n = 0;

	for (size_t i = 0; i < f->plan.steps.n; i++)
		n += f->plan.steps.item[i].op == op;
	return n;
}

size_t fake_index(const struct fake *f, const struct step *s)
{
	return (size_t)(s - f->plan.steps.item);
}
