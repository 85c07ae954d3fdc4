/* facts.c - looking things up in the facts.
 * May: compute.
 */
#include "plan/facts.h"

#include "text/path.h"

#include "base/util.h"

const char *const cgroup_controller_name[N_CGROUP_CONTROLLERS] = {
	"cpu",
	"memory",
	"pids",
	"io",
};

const char *facts_env(const struct facts *f, const char *name)
{
	size_t n = strlen(name);

	for (const char *const *e = f->environ; e && *e; e++)
		if (strncmp(*e, name, n) == 0 && (*e)[n] == '=' && (*e)[n + 1])
			return *e + n + 1;
	return NULL;
}

struct with_dir {
	struct arena *arena;
	const struct facts *facts;
	const char *dir; /* real */
};

static const struct fact_path *look_with_dir(void *context, const char *path)
{
	const struct with_dir *w = context;
	const struct fact_path *fact = w->facts->path(w->facts->context, path);
	struct fact_path *assumed;

	if (fact->kind != FACT_MISSING || !path_is_within(w->dir, fact->real))
		return fact;
	assumed = arena_alloc(w->arena, sizeof(*assumed));
	*assumed = *fact;
	assumed->kind = FACT_DIR;
	assumed->error = 0;
	return assumed;
}

static int is_empty_with_dir(void *context, const char *path)
{
	const struct with_dir *w = context;

	return !path_is_within(w->dir, path) &&
	       w->facts->is_empty_dir(w->facts->context, path);
}

static struct fact_label label_with_dir(void *context, struct arena *a,
					enum label_kind kind, const char *name)
{
	const struct with_dir *w = context;

	return w->facts->label(w->facts->context, a, kind, name);
}

const struct facts *facts_with_dir(struct arena *a, const struct facts *f,
				   const char *path)
{
	struct with_dir *w = arena_alloc(a, sizeof(*w));
	struct facts *with = arena_alloc(a, sizeof(*with));

	*w = (struct with_dir){a, f, f->path(f->context, path)->real};
	*with = *f;
	with->path = look_with_dir;
	with->is_empty_dir = is_empty_with_dir;
	with->label = label_with_dir;
	with->context = w;
	return with;
}
