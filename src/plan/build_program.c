/* build_program.c - the program's working directory, environment and command.
 * May: ask the facts.  Must not: change anything.
 */
#include "plan/build.h"
#include "plan/furniture.h"
#include "text/path.h"

#define DEFAULT_PATH "/usr/local/bin:/usr/bin:/bin:/usr/local/games:/usr/games"
#define ROOT_PATH    "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"

static const struct origin built_in = {.file = "built-in"};

/* What is passed on from the caller without being asked for: nothing here can hold a
 * secret or name a file to load. A trailing * stands for any rest.
 */
static const char *const passed_on[] = {
	"TERM", "COLORTERM", "NO_COLOR", "LANG", "LANGUAGE", "LC_*", "TZ",
};

void build_add_command(struct arena *a, struct policy *p, const struct facts *f)
{
	const char *name = p->command[0];
	const char *path;
	struct rule *r;

	if (!name || !strchr(name, '/') || p->root.value || !f->cwd)
		return;
	path = path_absolute(a, f->cwd, name);
	if (!path || f->path(f->context, path)->kind != FACT_FILE)
		return;
	r = vec_push(a, &p->rules);
	r->kind = RULE_READ;
	r->derived = 1; /* a rule for this very path wins */
	r->optional = 1;
	r->path = path;
	r->source = path;
	r->from = (struct origin){.file = "command line", .text = name};
}

/* The home directory where it is there, so that the program can start in it. */
static const char *home_inside(const struct builder *b)
{
	const char *home = b->facts->home;
	const struct node *n = world_find(&b->world, home);
	const struct fact_path *fact;

	if (!n || !node_is_host_tree(n) || str_equal(n->path, home))
		return world_has(&b->world, home) ? home : "/";
	/* Within a tree of the host, it depends on the host. */
	fact = b->facts->path(b->facts->context, path_join(b->arena, n->source->real,
							   path_rest(home, n->path)));
	return fact->kind == FACT_DIR ? home : "/";
}

/* Not what no rule can show, nor what would show all of the home directory. */
static int is_worth_showing(const struct facts *f)
{
	return !path_is_within(f->home, f->cwd) && !path_is_within(f->cwd, "/proc") &&
	       !str_equal(f->cwd, "/dev");
}

static int choose_workdir(struct builder *b, struct step *s)
{
	const struct policy *p = b->policy;
	const struct facts *f = b->facts;
	const struct fact_path *fact;

	if (p->workdir.value) {
		s->path = p->workdir.value;
		return 0;
	}
	s->path = home_inside(b);
	if (!f->cwd) {
		diag_note(b->diag, NULL,
			  "the current directory no longer exists; started in %s",
			  s->path);
		return 0;
	}
	fact = f->path(f->context, f->cwd);
	if (fact->kind == FACT_DIR && world_shows_host(&b->world, f->cwd)) {
		s->path = f->cwd;
	} else if (!str_equal(f->cwd, f->home)) {
		diag_note(b->diag, NULL, "%s is not visible inside; started in %s",
			  f->cwd, s->path);
		if (is_worth_showing(f))
			diag_hint(b->diag, "see it with --read=. , or let it write "
					   "with --write=.");
	}
	return 0;
}

int build_workdir(struct builder *b)
{
	const struct origin *from =
		b->policy->workdir.from.file ? &b->policy->workdir.from : &built_in;

	return choose_workdir(b, plan_append(b->arena, b->plan, STEP_WORK_DIR, from));
}

struct env {
	struct arena *arena;
	VEC(const char *) list;
};

static void env_set(struct env *e, const char *name, const char *value)
{
	size_t n = strlen(name);
	size_t kept = 0, had = e->list.n;

	for (size_t i = 0; i < had; i++)
		if (strncmp(e->list.item[i], name, n) != 0 || e->list.item[i][n] != '=')
			e->list.item[kept++] = e->list.item[i];
	e->list.n = kept;
	if (value)
		*vec_push(e->arena, &e->list) =
			arena_printf(e->arena, "%s=%s", name, value);
}

static int is_meant(const char *variable, size_t n, const char *pattern)
{
	size_t length = strlen(pattern);

	if (pattern[length - 1] == '*')
		return n >= length - 1 && memcmp(variable, pattern, length - 1) == 0;
	return n == length && memcmp(variable, pattern, n) == 0;
}

/* Empty variables are passed on as well: for some programs they mean something. */
static void pass_on(struct env *e, const struct facts *f, const char *pattern)
{
	env_set(e, pattern, NULL); /* not another value where the caller has none */
	for (const char *const *v = f->environ; v && *v; v++) {
		size_t n = strcspn(*v, "=");

		if ((*v)[n] && is_meant(*v, n, pattern))
			env_set(e, arena_copy(e->arena, *v, n), *v + n + 1);
	}
}

/* The caller's search path as far as it is visible: programs then run under the names and
 * versions that the caller is used to.
 */
static char *search_path(struct builder *b)
{
	const char *from = facts_env(b->facts, "PATH");
	char *path = arena_string(b->arena, "");

	while (from && *from) {
		size_t n = strcspn(from, ":");
		char *dir =
			n ? path_clean(b->arena, arena_copy(b->arena, from, n)) : NULL;

		if (dir &&
		    (world_shows_host(&b->world, dir) || world_has(&b->world, dir)) &&
		    (!b->policy->root.value))
			path = arena_printf(b->arena, "%s%s%s", path, *path ? ":" : "",
					    dir);
		from += n + (from[n] == ':');
	}
	if (*path)
		return path;
	return arena_string(b->arena,
			    b->plan->uid_inside == 0 ? ROOT_PATH : DEFAULT_PATH);
}

static const char *const *build_env(struct builder *b)
{
	const struct policy *p = b->policy;
	struct env e = {.arena = b->arena};
	const char *user = b->plan->uid_inside == 0 ? "root" : b->facts->user;

	for (size_t i = 0; i < ARRAY_SIZE(passed_on); i++)
		pass_on(&e, b->facts, passed_on[i]);
	env_set(&e, "HOME", b->facts->home);
	env_set(&e, "USER", user);
	env_set(&e, "LOGNAME", user);
	env_set(&e, "SHELL", "/bin/sh");
	env_set(&e, "PATH", search_path(b));
	env_set(&e, "XDG_RUNTIME_DIR",
		arena_printf(b->arena, "/run/user/%u", b->plan->uid_inside));
	for (size_t i = 0; i < p->env.n; i++) {
		const struct policy_env *v = &p->env.item[i];

		if (v->value || v->negated)
			env_set(&e, v->name, v->value);
		else
			pass_on(&e, b->facts, v->name);
	}
	*vec_push(b->arena, &e.list) = NULL;
	return e.list.item;
}

const char *const *build_candidates(struct arena *a, const char *name, const char *dir,
				    const char *const *envp)
{
	VEC(const char *) list = {0};
	const char *path = "";

	if (strchr(name, '/')) {
		const char *whole = path_absolute(a, dir, name);

		*vec_push(a, &list) = whole ? whole : name;
	} else {
		for (; *envp; envp++)
			if (str_after(*envp, "PATH="))
				path = str_after(*envp, "PATH=");
	}
	while (*path && *name) {
		size_t n = strcspn(path, ":");

		if (n && path[0] == '/')
			*vec_push(a, &list) =
				arena_printf(a, "%.*s/%s", (int)n, path, name);
		path += n + (path[n] == ':');
	}
	*vec_push(a, &list) = NULL;
	return list.item;
}

int build_exec(struct builder *b)
{
	struct exec_data *exec = arena_alloc(b->arena, sizeof(*exec));
	struct step *s = plan_append(b->arena, b->plan, STEP_EXEC, &built_in);

	exec->argv = b->policy->command;
	exec->envp = build_env(b);
	exec->candidates =
		build_candidates(b->arena, b->policy->command[0],
				 b->facts->cwd ? b->facts->cwd : "/", exec->envp);
	s->path = b->policy->command[0];
	s->data = exec;
	return 0;
}
