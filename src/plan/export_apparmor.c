/* export_apparmor.c - the policy as an AppArmor profile, for programs that run without the
 * sandbox's mounts.
 * May: ask the facts, print to the stream it is given.
 *
 * With us the most specific rule wins. AppArmor's rules add up, and `deny` beats them all. So
 * each point grants what it grants with all that is below; where a deeper point has less, the
 * difference is denied there, but for the points still deeper that have it again.
 *
 * The denials are `audit deny`: `deny` alone would take them out of the log, and the hidden
 * places are those about which somebody wants to know.
 */
#include "plan/export_apparmor.h"

#include "base/text.h"
#include "plan/export_apparmor_rest.h"
#include "plan/export_glob.h"
#include "plan/export_reach.h"
#include "text/path.h"

#define ALL_RIGHTS (REACH_READ | REACH_WRITE | REACH_RUN)
#define PROC	   "/proc" /* has rules of its own, which no `deny` may meet */

struct guard {
	const char *dir;
	const struct origin *from;
};

struct files {
	struct arena *arena;
	struct diag *diag;
	FILE *out;
	struct reach reach;
	unsigned int *deny; /* of each point: what it takes back from those above it */
	const char **lost;  /* of each point: what could not be expressed, or NULL */
	VEC(struct guard) guards;
};

/* --- What is denied where ---------------------------------------------------------------- */

static int is_above(const struct reach_point *a, const struct reach_point *b)
{
	return a != b && a->is_dir && path_is_within(b->path, a->path) &&
	       !str_equal(a->path, b->path);
}

/* Is point i passed over by what point k denies: does it, or one between them, have some of
 * that?
 */
static int is_excepted(const struct files *f, size_t k, size_t i)
{
	const struct reach_point *p = f->reach.points.item;

	for (size_t d = k + 1; d <= i; d++)
		if ((d == i || is_above(&p[d], &p[i])) && is_above(&p[k], &p[d]) &&
		    (p[d].rights & f->deny[k]))
			return 1;
	return 0;
}

/* What the rules of the points above grant at point i. */
static unsigned int inherited(const struct files *f, size_t i)
{
	const struct reach_point *p = f->reach.points.item;
	unsigned int granted = 0, denied = 0;

	for (size_t k = 0; k < i; k++) {
		if (!is_above(&p[k], &p[i]))
			continue;
		if (!str_equal(p[k].path, "/") || !path_is_within(p[i].path, PROC))
			granted |= p[k].rights;
		if (!is_excepted(f, k, i))
			denied |= f->deny[k];
	}
	return granted & ~denied;
}

static int is_file_that_moves(const struct reach_point *p, unsigned int from_above,
			      unsigned int deny)
{
	return !p->is_dir && deny && (p->rights & from_above & REACH_WRITE);
}

static void find_denials(struct files *f)
{
	for (size_t i = 0; i < f->reach.points.n; i++) {
		struct reach_point *p = &f->reach.points.item[i];
		unsigned int above = inherited(f, i);

		f->deny[i] = above & ~p->rights;
		if (!is_file_that_moves(p, above, f->deny[i]))
			continue;
		/* Inside it is a mount point, which stays where it is. */
		f->lost[i] =
			"whoever may write it may move it to where more is allowed";
		p->rights &= ~(unsigned int)REACH_WRITE;
		f->deny[i] |= REACH_WRITE;
		diag_warning(f->diag, &p->rule->from,
			     "%s is exported without the right to write it: %s",
			     p->path, f->lost[i]);
	}
}

static void add_guard(struct files *f, const char *dir, const struct origin *from)
{
	struct guard *g;

	for (size_t i = 0; i < f->guards.n; i++)
		if (str_equal(f->guards.item[i].dir, dir))
			return;
	g = vec_push(f->arena, &f->guards);
	g->dir = dir;
	g->from = from;
}

/* May what is at the path be moved away, by a rule of a point above it? Its own point may
 * deny that.
 */
static int is_movable(const struct files *f, const char *path)
{
	int movable = 0;

	for (size_t i = 0; i < f->reach.points.n; i++) {
		const struct reach_point *p = &f->reach.points.item[i];

		if (str_equal(p->path, path) && (f->deny[i] & REACH_WRITE))
			return 0;
		if (p->is_dir && path_is_within(path, p->path) &&
		    !str_equal(path, p->path) && (p->rights & REACH_WRITE))
			movable = 1;
	}
	return movable;
}

/* AppArmor goes by names: a directory that may be moved takes what is hidden in it to where
 * nothing hides it. In the sandbox a mount moves along. So all directories on the way to
 * where less is allowed stay where they are.
 */
static void find_guards(struct files *f)
{
	for (size_t i = 0; i < f->reach.points.n; i++) {
		const struct reach_point *p = &f->reach.points.item[i];
		const char *dir = p->is_dir ? p->path : path_parent(f->arena, p->path);

		if (!f->deny[i])
			continue;
		for (; !str_equal(dir, "/"); dir = path_parent(f->arena, dir))
			if (is_movable(f, dir))
				add_guard(f, dir, &p->rule->from);
	}
}

/* --- Printing them ----------------------------------------------------------------------- */

/* m and x go together: a library runs as well as a program. k, locking, goes with r, as a
 * read-only mount does not prevent it; l, hard links, with w.
 */
static const char *letters(struct arena *a, unsigned int rights, int is_tree,
			   const char *run)
{
	return arena_printf(a, "%s%s%s%s%s%s", rights & REACH_RUN ? "m" : "",
			    rights & REACH_READ ? "r" : "",
			    rights & REACH_WRITE ? "w" : "",
			    rights & REACH_READ ? "k" : "",
			    is_tree && (rights & REACH_WRITE) ? "l" : "",
			    rights & REACH_RUN ? run : "");
}

static void print_rule(struct files *f, const char *qualifier, const char *glob,
		       const char *access, const struct reach_point *p)
{
	fprintf(f->out, "  %s\"%s\" %s,  # %s", qualifier, glob, access,
		export_origin(f->arena, &p->rule->from));
	if (p->inside && p->rights)
		fprintf(f->out, ", inside: %s", text_escape(f->arena, p->inside));
	fprintf(f->out, "\n");
}

static void print_globs(struct files *f, const char *qualifier,
			const struct globs *globs, const char *access,
			const struct reach_point *p)
{
	for (size_t i = 0; i < globs->list.n; i++)
		print_rule(f, qualifier, globs->list.item[i], access, p);
}

static void print_grant(struct files *f, size_t i)
{
	const struct reach_point *p = &f->reach.points.item[i];
	static const char *const proc[] = {PROC};
	const char *access = letters(f->arena, p->rights, p->is_dir, "ix");
	int is_root = str_equal(p->path, "/");
	struct globs globs;

	if (!p->rights || (p->rule->derived && inherited(f, i) == p->rights))
		return; /* nothing, or nothing that a rule asked for */
	if (!p->is_dir) {
		print_rule(f, "", glob_escape(f->arena, p->path), access, p);
	} else if (p->rights & REACH_WRITE) {
		/* The directory itself is a mount point inside: it stays. */
		const char *dir =
			arena_printf(f->arena, "%s/", glob_escape(f->arena, p->path));

		print_rule(f, "", dir, "rk", p);
		print_rule(f, "", arena_printf(f->arena, "%s**", dir), access, p);
	} else {
		glob_tree(f->arena, p->path, proc, is_root, &globs);
		print_globs(f, "", &globs, access, p);
	}
}

static void print_denial(struct files *f, size_t i)
{
	const struct reach_point *all = f->reach.points.item, *p = &all[i];
	const char *access = letters(f->arena, f->deny[i], 1, "x");
	VEC(const char *) except = {0};
	struct globs globs;

	if (f->lost[i])
		fprintf(f->out, "  # Not to be written: %s.\n", f->lost[i]);
	if (!f->deny[i])
		return;
	if (!p->is_dir) {
		print_rule(f, "audit deny ", glob_escape(f->arena, p->path), access, p);
		return;
	}
	for (size_t d = i + 1; d < f->reach.points.n; d++)
		if (is_above(p, &all[d]) && (all[d].rights & f->deny[i]) &&
		    (!except.n ||
		     !path_is_within(all[d].path, except.item[except.n - 1])))
			*vec_push(f->arena, &except) = all[d].path;
	glob_tree(f->arena, p->path, except.item, except.n, &globs);
	print_globs(f, "audit deny ", &globs, access, p);
}

static void print_guards(struct files *f)
{
	if (f->guards.n)
		fprintf(f->out, "\n  # Not to be moved away with what is in them.\n");
	for (size_t i = 0; i < f->guards.n; i++)
		fprintf(f->out, "  audit deny \"%s/\" w,  # %s\n",
			glob_escape(f->arena, f->guards.item[i].dir),
			export_origin(f->arena, f->guards.item[i].from));
}

/* What the sandbox makes for itself, where a rule says so: nothing of the host is granted. */
static void print_made(struct files *f, const struct world *w)
{
	for (size_t i = 0; i < w->nodes.n; i++) {
		const struct rule *r = w->nodes.item[i].rule;

		if ((r->kind != RULE_TMPFS && r->kind != RULE_FILE &&
		     r->kind != RULE_SYMLINK) ||
		    (r->derived && !r->from.line && !r->from.text) ||
		    (r->kind == RULE_SYMLINK && r->derived))
			continue;
		fprintf(f->out, "  # Of the sandbox alone: %s  # %s\n",
			text_escape(f->arena, w->nodes.item[i].path),
			export_origin(f->arena, &r->from));
	}
}

/* The terminal that the sandbox has is its own; this one would be yours. */
static void leave_terminal(struct files *f, const struct policy *p)
{
	for (size_t i = 0; i < f->reach.points.n; i++)
		if (str_equal(f->reach.points.item[i].path, "/dev/tty") &&
		    f->reach.points.item[i].rule->derived &&
		    (p->terminal.value != TERMINAL_INHERIT || p->new_session.value))
			f->reach.points.item[i].rights = 0;
}

static void print_files(const struct builder *b, FILE *stream)
{
	struct files f = {.arena = b->arena, .diag = b->diag, .out = stream};
	size_t n;

	reach_build(b->arena, b->diag, &b->world, b->facts, &f.reach);
	leave_terminal(&f, b->policy);
	n = f.reach.points.n;
	f.deny = arena_alloc(b->arena, (n + 1) * sizeof(*f.deny));
	f.lost = arena_alloc(b->arena, (n + 1) * sizeof(*f.lost));
	find_denials(&f);
	find_guards(&f);
	fprintf(stream,
		"  # Files. What is read can be run as well; what is written cannot, "
		"but for `exec`.\n");
	for (size_t i = 0; i < n; i++) {
		print_grant(&f, i);
		print_denial(&f, i);
	}
	print_guards(&f);
	print_made(&f, &b->world);
}

void export_apparmor(const struct builder *b, FILE *stream)
{
	export_apparmor_head(b, stream);
	print_files(b, stream);
	export_apparmor_rest(b, stream);
}
