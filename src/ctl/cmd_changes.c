/* cmd_changes.c - `sandboxctl diff`, `commit`, `discard`: what overlays have changed.
 * May: print, ask at the terminal; change what it was told to.
 */
#include <errno.h>
#include <stdio.h>

#include "base/text.h"
#include "ctl/commit.h"
#include "ctl/ctl.h"
#include "text/path.h"

/* The words of the call. */
struct call {
	struct wire *wire;
	const char *verb;
	const char *name;
	VEC(const char *) words; /* paths, as they were written */
	int all, yes, keep_setuid, json;
};

/* What the words mean: of each overlay the paths below it. */
struct asked {
	struct store store;
	struct commit *work; /* one an overlay */
	const char ***paths; /* of each: ended by NULL */
	size_t *n_paths;
};

/* argv[0] is the verb, its flags are fields of the call. Returns 0 or CTL_USAGE. */
static int read_call(struct call *c, struct wire *w, char **argv, char **env,
		     const struct ctl_flag *flags, size_t least, size_t most)
{
	int status = ctl_read_words(argv, flags, least, most);

	if (status)
		return status;
	c->wire = w;
	c->verb = argv[0];
	wire_begin(w, env);
	c->name = argv[1];
	for (char **word = argv + 2; c->name && *word; word++)
		*vec_push(&w->arena, &c->words) = *word;
	return 0;
}

/* --- Which changes are meant ------------------------------------------------------------- */

static int add_path(struct call *c, struct asked *a, const char *word)
{
	struct wire *w = c->wire;
	const char *base = w->facts.cwd ? w->facts.cwd : "/";
	const char *path = path_absolute(&w->arena, base, word);
	char *tops = arena_string(&w->arena, "");
	size_t best = a->store.overlays.n;

	for (size_t i = 0; path && i < a->store.overlays.n; i++) {
		const char *top = a->store.overlays.item[i].note.path;

		tops = arena_printf(&w->arena, "%s%s%s", tops, i ? ", " : "", top);
		if (path_is_within(path, top) &&
		    (best == a->store.overlays.n ||
		     path_is_within(top, a->store.overlays.item[best].note.path)))
			best = i;
	}
	if (best == a->store.overlays.n)
		return diag_error(&w->diag, NULL,
				  "%s is in none of the overlays of '%s': %s", word,
				  c->name, tops);
	path = path_rest(path, a->store.overlays.item[best].note.path);
	path += *path == '/';
	a->paths[best][a->n_paths[best]++] = path;
	if (!*path)
		a->work[best].paths = NULL; /* all of it */
	for (size_t i = 0; i < a->store.overlays.item[best].changes.list.n; i++) {
		const struct change *x =
			&a->store.overlays.item[best].changes.list.item[i];

		if (x->kind != CHANGE_NONE && change_is_at(x, path))
			return 0;
	}
	return diag_error(&w->diag, NULL, "nothing is changed at %s", word);
}

/* Opens the store, looks at all of it, and finds out what the paths mean. */
static int open_asked(struct call *c, struct asked *a, int must_hold)
{
	struct arena *arena = &c->wire->arena;
	size_t n;
	int bad = 0;

	*a = (struct asked){.work = NULL};
	if (store_open(c->wire, c->name, must_hold, &a->store) < 0)
		return -1;
	n = a->store.overlays.n;
	a->work = arena_alloc(arena, (n + 1) * sizeof(*a->work));
	a->paths = arena_alloc(arena, (n + 1) * sizeof(*a->paths));
	a->n_paths = arena_alloc(arena, (n + 1) * sizeof(*a->n_paths));
	for (size_t i = 0; i < n; i++) {
		struct stored *o = &a->store.overlays.item[i];

		a->paths[i] = arena_alloc(arena, (c->words.n + 1) * sizeof(**a->paths));
		if (store_open_layers(&a->store, o) < 0 ||
		    scan_changes(&a->store, o) < 0)
			bad = -1;
		a->work[i] = (struct commit){.store = &a->store,
					     .stored = o,
					     .paths = c->words.n ? a->paths[i] : NULL,
					     .keep_setuid = c->keep_setuid};
	}
	for (size_t i = 0; !bad && i < c->words.n; i++)
		bad |= add_path(c, a, c->words.item[i]);
	return bad;
}

static void close_asked(struct asked *a)
{
	for (size_t i = 0; i < a->store.overlays.n; i++)
		store_close_layers(&a->store.overlays.item[i]);
	hold_release(&a->store.hold);
}

/* --- Showing them ------------------------------------------------------------------------ */

static void print_json(struct call *c, const struct asked *a)
{
	struct arena *arena = &c->wire->arena;

	printf("{\n  \"name\": %s,\n  \"overlays\": [", text_json(arena, c->name));
	for (size_t i = 0; i < a->store.overlays.n; i++) {
		const struct stored *o = &a->store.overlays.item[i];

		printf("%s\n    {\"path\": %s, \"layers\": [", i ? "," : "",
		       text_json(arena, o->note.path));
		for (size_t k = 0; k < o->note.n_layers; k++)
			printf("%s%s", k ? ", " : "",
			       text_json(arena, o->note.layer[k]));
		printf("], \"changes\": ");
		change_print_json(arena, &o->changes, o->note.path, stdout);
		printf("}");
	}
	printf("\n  ]\n}\n");
}

/* Returns how many changes were asked for. */
static size_t print_list(struct call *c, const struct asked *a, int every)
{
	size_t n = 0;

	for (size_t i = 0; i < a->store.overlays.n; i++) {
		const struct stored *o = &a->store.overlays.item[i];

		for (size_t k = 0; k < o->changes.list.n; k++)
			n += o->changes.list.item[k].kind != CHANGE_NONE &&
			     change_is_asked(&o->changes.list.item[k],
					     a->work[i].paths);
		if (!c->json)
			change_print(&c->wire->arena, &o->changes, o->note.path,
				     a->work[i].paths, every, stdout);
	}
	if (c->json)
		print_json(c, a);
	(void)fflush(stdout); /* main() looks at the stream's state */
	return n;
}

/* Returns 1: go on, or the exit status with the sign turned. */
static int confirm(struct call *c, const char *what, size_t n)
{
	char answer[8] = "";

	if (c->yes)
		return 1;
	if (!isatty(STDIN_FILENO) || !isatty(STDERR_FILENO)) {
		diag_error(&c->wire->diag, NULL, "nothing is done yet");
		diag_hint(&c->wire->diag, "--yes does what the list says");
		return -CTL_NO;
	}
	fprintf(stderr, "sandboxctl: %s %zu change%s? [y/N] ", what, n,
		n == 1 ? "" : "s");
	if (!fgets(answer, sizeof(answer), stdin) ||
	    (answer[0] != 'y' && answer[0] != 'Y')) {
		diag_error(&c->wire->diag, NULL, "nothing is done");
		return -CTL_NO;
	}
	return 1;
}

static int finish(struct call *c, struct asked *a, int status)
{
	close_asked(a);
	return ctl_fail(c->wire, status);
}

/* --- The verbs --------------------------------------------------------------------------- */

static int list_stores(struct call *c)
{
	struct names names;

	store_names(c->wire, &names);
	if (c->json)
		printf("[");
	for (size_t i = 0; i < names.list.n; i++) {
		if (c->json)
			printf("%s%s", i ? ", " : "",
			       text_json(&c->wire->arena, names.list.item[i]));
		else
			printf("%s\n",
			       text_escape(&c->wire->arena, names.list.item[i]));
	}
	if (c->json)
		printf("]\n");
	return ctl_fail(c->wire, CTL_YES);
}

int ctl_diff(int argc UNUSED, char **argv, char **env)
{
	struct wire w;
	struct call c = {0};
	const struct ctl_flag flags[] = {
		{"--all", &c.all}, {"--json", &c.json}, {NULL, NULL}};
	int bad = read_call(&c, &w, argv, env, flags, 0, 1);
	struct asked a;

	if (bad)
		return bad;
	if (!c.name)
		return list_stores(&c);
	if (open_asked(&c, &a, 0) < 0)
		return finish(&c, &a, CTL_NO);
	(void)print_list(&c, &a, c.all);
	diag_print(&w.diag, stderr,
		   "sandboxctl"); /* the note that somebody is at work */
	return finish(&c, &a, CTL_YES);
}

/* The whole store: the lock goes last, and with it the name. */
static int drop_store(struct asked *a)
{
	struct arena memory = {0};
	struct names names = {{0}};
	autoclose int dir = files_open_dir(a->store.hold.dir, "");
	int r = dir < 0 ? dir : files_names(&memory, dir, &names);

	for (size_t i = 0; r == 0 && i < names.list.n; i++)
		if (!str_equal(names.list.item[i], CHANGES_LOCK))
			r = files_remove(dir, names.list.item[i]);
	arena_free(&memory);
	if (r == 0 && unlinkat(dir, CHANGES_LOCK, 0) < 0)
		r = -errno;
	if (r == 0 && rmdir(a->store.path) < 0 && errno != ENOTEMPTY)
		r = -errno; /* not empty: a sandbox has begun to fill it anew */
	return r;
}

static size_t count_selected(const struct asked *a)
{
	size_t n = 0;

	for (size_t i = 0; i < a->store.overlays.n; i++) {
		const struct change_list *l = &a->store.overlays.item[i].changes;

		commit_leave_obstacles(&a->work[i]);
		for (size_t k = 0; k < l->list.n; k++)
			n += commit_is_selected(&a->work[i], &l->list.item[k]);
	}
	return n;
}

/* Of each overlay what is asked for. Returns 0 or -1. */
static int commit_asked(struct call *c, struct asked *a)
{
	int is_empty = 1, r;

	for (size_t i = 0; i < a->store.overlays.n; i++) {
		if (commit_run(&a->work[i]) < 0)
			return -1;
		is_empty &= a->work[i].is_empty;
	}
	r = is_empty ? drop_store(a) : 0;
	if (r < 0)
		return diag_error(&c->wire->diag, NULL, "cannot drop all of %s: %s",
				  a->store.path, strerror(-r));
	return 0;
}

/* Returns the exit status. */
static int report_left(struct call *c, const struct asked *a)
{
	size_t n = 0;

	for (size_t i = 0; i < a->store.overlays.n; i++)
		n += commit_report_left(&a->work[i]);
	if (n == 0)
		return CTL_YES;
	diag_hint(
		&c->wire->diag,
		"what is left is kept: `sandboxctl diff %s` lists it, discard drops it",
		c->name);
	return CTL_NO;
}

int ctl_commit(int argc UNUSED, char **argv, char **env)
{
	struct wire w;
	struct call c = {0};
	const struct ctl_flag flags[] = {{"--all", &c.all},
					 {"--yes", &c.yes},
					 {"--keep-setuid", &c.keep_setuid},
					 {"--json", &c.json},
					 {NULL, NULL}};
	int bad = read_call(&c, &w, argv, env, flags, 1, SIZE_MAX);
	struct asked a;
	size_t n;
	int go_on;

	if (bad)
		return bad;
	if (!c.words.n && !c.all)
		return ctl_fail(&w,
				ctl_usage("commit", "name the paths, or say --all"));
	if (c.words.n && c.all)
		return ctl_fail(&w, ctl_usage("commit", "'%s' or --all, not both",
					      c.words.item[0]));
	if (open_asked(&c, &a, 1) < 0)
		return finish(&c, &a, CTL_NO);
	(void)print_list(&c, &a, 0);
	n = count_selected(&a);
	go_on = n ? confirm(&c, "commit", n) : 1;
	if (go_on < 0)
		return finish(&c, &a, -go_on);
	if (commit_asked(&c, &a) < 0)
		return finish(&c, &a, CTL_NO);
	return finish(&c, &a, report_left(&c, &a));
}

/* What cannot be dropped alone. */
static int check_whole(struct call *c, const struct asked *a)
{
	int bad = 0;

	for (size_t i = 0; i < a->store.overlays.n; i++) {
		const struct stored *o = &a->store.overlays.item[i];

		for (size_t k = 0; k < a->n_paths[i]; k++) {
			const char *path = a->paths[i][k];
			const struct change *x = change_find(&o->changes, path);
			const struct change *above = drop_opaque_above(o, path);

			if (!above || (x && (x->notes & CHANGE_INSIDE)))
				continue;
			bad = diag_error(
				&c->wire->diag, NULL,
				"%s was made anew with all that is in it: "
				"discard it as a whole",
				path_join(&c->wire->arena, o->note.path, above->path));
		}
	}
	return bad;
}

/* What is the same as on the host is nothing to keep a name for. */
static int drop_emptied(struct asked *a)
{
	for (size_t i = 0; i < a->store.overlays.n; i++) {
		struct stored *o = &a->store.overlays.item[i];

		store_close_layers(o); /* the upper one may be another */
		if (store_open_layers(&a->store, o) < 0 ||
		    scan_changes(&a->store, o) < 0 || change_count(&o->changes))
			return 0;
	}
	return drop_store(a);
}

static int drop_asked(struct asked *a)
{
	int r = 0;

	for (size_t i = 0; i < a->store.overlays.n; i++)
		for (size_t k = 0; r == 0 && k < a->n_paths[i]; k++)
			r = drop_path(&a->store, &a->store.overlays.item[i],
				      a->paths[i][k]);
	return r < 0 ? r : drop_emptied(a);
}

int ctl_discard(int argc UNUSED, char **argv, char **env)
{
	struct wire w;
	struct call c = {0};
	const struct ctl_flag flags[] = {
		{"--yes", &c.yes}, {"--json", &c.json}, {NULL, NULL}};
	int bad = read_call(&c, &w, argv, env, flags, 1, SIZE_MAX);
	struct asked a;
	int r;

	if (bad)
		return bad;
	if (open_asked(&c, &a, 1) < 0) {
		/* What cannot be listed must not be there for ever. */
		if (c.words.n || a.store.hold.lock < 0)
			return finish(&c, &a, CTL_NO);
		diag_print(&w.diag, stderr, "sandboxctl");
		diag_forget(&w.diag, DIAG_ERROR);
	}
	r = confirm(&c, "drop", print_list(&c, &a, 0));
	if (r < 0)
		return finish(&c, &a, -r);
	if (check_whole(&c, &a) < 0)
		return finish(&c, &a, CTL_NO);
	r = c.words.n ? drop_asked(&a) : drop_store(&a);
	if (r < 0)
		diag_error(&w.diag, NULL, "cannot drop all of %s: %s", a.store.path,
			   strerror(-r));
	return finish(&c, &a, r < 0 ? CTL_NO : CTL_YES);
}
