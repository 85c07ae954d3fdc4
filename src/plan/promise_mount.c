/* promise_mount.c - are the mounts inside those of the plan, and no others?
 * May: compute.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "plan/print.h"
#include "plan/promise.h"
#include "text/path.h"

/* What the plan says is mounted at a path when all is done. */
struct wanted {
	const char *path;   /* as it is measured */
	unsigned int flags; /* enum mount_flag */
	int is_tree;	    /* of the host: further mounts may come with it */
	size_t n;	    /* mounts that the plan makes there, one over the other */
	const struct step *step;
	const char *type; /* that the file system must have, or NULL */
};

struct wanted_list {
	VEC(struct wanted) list;
};

static const struct {
	unsigned int flag;
	const char *word;
} words[] = {
	{MOUNT_RO, "ro"},
	{MOUNT_NOSUID, "nosuid"},
	{MOUNT_NODEV, "nodev"},
	{MOUNT_NOEXEC, "noexec"},
};

/* mountinfo writes some characters in octal (proc_pid_mountinfo(5)), and the measuring program
 * prints no control characters.
 */
static const char *as_measured(const struct judge *j, const char *path)
{
	char *text = arena_alloc(j->arena, 4 * strlen(path) + 1), *to = text;

	for (; *path; path++) {
		unsigned char c = (unsigned char)*path;

		if (strchr(" \t\n\\", c))
			to += sprintf(to, "\\%03o", c);
		else
			*to++ = c < 0x20 || c == 0x7f ? '?' : *path;
	}
	return text;
}

/* In a root of the host there may be links on the way to a place; the measuring program has
 * followed them.
 */
static const char *place_of(const struct judge *j, const struct step *s)
{
	const char *path = as_measured(j, s->path);
	const char *real = measured_value(j->inside, "real", s->path);

	return real && real[0] == '/' ? as_measured(j, real) : path;
}

static struct wanted *find_wanted(const struct wanted_list *w, const char *path)
{
	for (size_t i = w->list.n; i-- > 0;)
		if (str_equal(w->list.item[i].path, path))
			return &w->list.item[i];
	return NULL;
}

/* A bind of the host in place of an overlay would let the program write there. */
static const char *type_of(const struct step *s)
{
	return s->op == STEP_MOUNT_OVERLAY || s->op == STEP_MOUNT_PIN ||
			       (s->op == STEP_MOUNT_ROOT && s->data)
		       ? "overlay"
		       : NULL;
}

static void want(struct judge *j, struct wanted_list *w, const struct step *s,
		 unsigned int flags, int is_tree)
{
	const char *path = place_of(j, s);
	struct wanted *old = find_wanted(w, path);
	size_t n = old ? old->n : 0;

	if (!old)
		old = vec_push(j->arena, &w->list);
	*old = (struct wanted){path,  flags, is_tree || (old->n && old->is_tree),
			       n + 1, s,     type_of(s)};
}

static void want_locked(const struct judge *j, const struct wanted_list *w,
			const struct step *s)
{
	struct wanted *old = find_wanted(w, place_of(j, s));

	if (old)
		old->flags |= MOUNT_RO;
}

static void list_wanted(struct judge *j, struct wanted_list *w)
{
	const unsigned int made = MOUNT_RO | MOUNT_NOSUID | MOUNT_NODEV | MOUNT_NOEXEC;

	for (size_t i = 0; i < j->plan->steps.n; i++) {
		const struct step *s = &j->plan->steps.item[i];

		switch (s->op) {
		case STEP_MOUNT_ROOT:
		case STEP_MOUNT_TREE:
			want(j, w, s, s->flags, s->slot >= 0 && !s->data);
			break;
		case STEP_MOUNT_OVERLAY:
		case STEP_MOUNT_PIN:
		case STEP_MOUNT_TMPFS:
		case STEP_MOUNT_PROC:
		case STEP_MOUNT_DEVPTS:
			want(j, w, s, s->flags, 0);
			break;
		case STEP_PROC_LOCK:
			want(j, w, s, made, 0);
			break;
		case STEP_FILE_MAKE:
			if (s->flags & FILE_OVER)
				want(j, w, s, made, 0);
			break;
		case STEP_MOUNT_LOCK:
			want_locked(j, w, s);
			break;
		default:
			break;
		}
	}
}

static int has_option(const char *options, const char *word)
{
	size_t n = strlen(word);

	for (const char *at = options; *at; at += strcspn(at, ",")) {
		at += *at == ',';
		if (!strncmp(at, word, n) && (at[n] == ',' || !at[n]))
			return 1;
	}
	return 0;
}

static int has_flags(const char *options, unsigned int flags)
{
	for (size_t i = 0; i < ARRAY_SIZE(words); i++)
		if ((flags & words[i].flag) && !has_option(options, words[i].word))
			return 0;
	return 1;
}

static char *flag_words(struct judge *j, unsigned int flags)
{
	char *text = arena_string(j->arena, "");

	for (size_t i = 0; i < ARRAY_SIZE(words); i++)
		if (flags & words[i].flag)
			text = arena_printf(j->arena, "%s%s%s", text, *text ? "," : "",
					    words[i].word);
	return text;
}

/* The newest mount at a path, as it is measured, is the one that is seen. */
static const struct measured_line *mount_at(const struct judge *j, const char *path)
{
	const struct measured_line *l, *found = NULL;
	size_t at = 0;

	while ((l = measured_next(j->inside, "mount", &at)))
		if (str_equal(l->field[1], path))
			found = l;
	return found;
}

static size_t count_at(const struct judge *j, const char *path)
{
	const struct measured_line *l;
	size_t at = 0, n = 0;

	while ((l = measured_next(j->inside, "mount", &at)))
		n += str_equal(l->field[1], path) != 0;
	return n;
}

static int is_cover(const struct judge *j, const char *path)
{
	const struct step *s = judge_step(j, STEP_PROC_MASK);

	if (!s || !path_is_within(path, s->path) || str_equal(path, s->path))
		return 0;
	for (const char *const *name = s->data; name && *name; name++)
		if (str_equal(path_rest(path, s->path) + 1, *name))
			return 1;
	return 0;
}

/* Does a tree of the host, which may have brought mounts of its own, reach to this place? */
static int is_below_tree(const struct wanted_list *w, const char *path)
{
	for (size_t i = 0; i < w->list.n; i++) {
		const struct wanted *x = &w->list.item[i];

		if (x->is_tree && path_is_within(path, x->path) &&
		    !str_equal(path, x->path))
			return 1;
	}
	return 0;
}

/* A mount that no step made: it may have come with a tree of the host, with its flags. One
 * that is older than ours above it lies below that, where nobody sees it.
 */
static void judge_stranger(struct judge *j, const struct wanted_list *w,
			   const struct measured_line *l)
{
	const struct wanted *above = NULL;

	for (size_t i = 0; i < w->list.n; i++) {
		const struct wanted *x = &w->list.item[i];

		if (path_is_within(l->field[1], x->path) &&
		    (!above || path_is_within(x->path, above->path)))
			above = x;
	}
	if (above && !above->is_tree && l < mount_at(j, above->path) &&
	    is_below_tree(w, above->path))
		return;
	if (!above || !above->is_tree)
		judge_truth(j, above ? above->step->from : NULL, l->field[1], 0,
			    "no mount", l->field[3]);
	else if (!has_flags(l->field[2], above->flags))
		judge_truth(j, above->step->from, l->field[1], 0,
			    flag_words(j, above->flags), l->field[2]);
}

void judge_mounts(struct judge *j)
{
	const struct measured_line *l;
	struct wanted_list w = {0};
	size_t at = 0;

	list_wanted(j, &w);
	for (size_t i = 0; i < w.list.n; i++) {
		const struct wanted *x = &w.list.item[i];

		l = mount_at(j, x->path);
		judge_truth(j, x->step->from, x->path,
			    l && has_flags(l->field[2], x->flags) &&
				    (!x->type || str_equal(l->field[3], x->type)),
			    x->type ? arena_printf(j->arena, "%s %s",
						   flag_words(j, x->flags), x->type)
				    : flag_words(j, x->flags),
			    !l	      ? NULL
			    : x->type ? arena_printf(j->arena, "%s %s", l->field[2],
						     l->field[3])
				      : l->field[2]);
		if (!x->is_tree && !is_below_tree(&w, x->path) &&
		    count_at(j, x->path) > x->n)
			judge_truth(j, x->step->from, x->path, 0,
				    arena_printf(j->arena, "%zu mounts", x->n),
				    "more, one over the other");
	}
	while ((l = measured_next(j->inside, "mount", &at)))
		if (!find_wanted(&w, l->field[1]) && !is_cover(j, l->field[1]))
			judge_stranger(j, &w, l);
	judge_truth(j, judge_step(j, STEP_MOUNT_ROOT)->from,
		    "mounts that were measured",
		    measured_count(j->inside, "mount") >= w.list.n,
		    arena_printf(j->arena, "%zu at least", w.list.n),
		    arena_printf(j->arena, "%zu", measured_count(j->inside, "mount")));
}

void judge_root(struct judge *j)
{
	const struct step *s = judge_step(j, STEP_MOUNT_ROOT);
	const struct measured_line *l = mount_at(j, "/");

	judge_truth(
		j, s->from, "/",
		l && has_flags(l->field[2], MOUNT_RO | MOUNT_NOSUID | MOUNT_NODEV) &&
			(s->slot >= 0 || str_equal(l->field[3], "tmpfs")),
		s->slot >= 0 ? "ro,nosuid,nodev" : "ro,nosuid,nodev tmpfs",
		l ? arena_printf(j->arena, "%s %s", l->field[2], l->field[3]) : NULL);
	judge_text(j, s->from, "write /sandbox-measure", "EROFS",
		   measured_value(j->inside, "write", "/sandbox-measure"));
}

/* The number between "name=" and unit in a mount's options; 0 where there is none. */
static uint64_t option_number(const char *options, const char *name, const char *unit)
{
	size_t n = strlen(name);

	for (const char *at = options; *at; at += strcspn(at, ",")) {
		const char *end;

		at += *at == ',';
		if (strncmp(at, name, n) != 0 || at[n] != '=')
			continue;
		at += n + 1;
		end = str_after(at + strspn(at, "0123456789"), unit);
		return end && (*end == ',' || !*end) ? strtoull(at, NULL, 10) : 0;
	}
	return 0;
}

/* A tmpfs has whole pages, which are of 64 KiB at the most. */
static uint64_t whole_pages_kib(uint64_t bytes)
{
	return (bytes / 65536 + (bytes % 65536 != 0)) * 64;
}

/* The tmpfs of an overlay is not seen among the mounts; its room is the overlay's. */
static void judge_overlay(struct judge *j, const struct step *s)
{
	const struct measured_line *l, *found = NULL;
	uint64_t bytes = 0, files = 0;
	size_t at = 0;

	while ((l = measured_next(j->inside, "size", &at)))
		if (str_equal(l->field[1], s->path))
			found = l;
	judge_truth(j, s->from, s->path,
		    found && judge_number(found->field[2], &bytes) &&
			    judge_number(found->field[3], &files) && bytes > 0 &&
			    bytes / 1024 <= whole_pages_kib(s->number[0]) &&
			    files > 0 && files <= s->number[1],
		    arena_printf(j->arena,
				 "%" PRIu64 " KiB and %" PRIu64 " files at most",
				 whole_pages_kib(s->number[0]), s->number[1]),
		    found ? arena_printf(j->arena, "%s bytes, %s files",
					 found->field[2], found->field[3])
			  : NULL);
}

void judge_memory(struct judge *j)
{
	for (size_t i = 0; i < j->plan->steps.n; i++) {
		const struct step *s = &j->plan->steps.item[i];
		const struct measured_line *l;
		uint64_t kib, inodes, kib_most = whole_pages_kib(s->number[0]);

		if (plan_is_overlay_in_memory(s))
			judge_overlay(j, s);
		if (s->op != STEP_MOUNT_TMPFS &&
		    !(s->op == STEP_MOUNT_ROOT && s->slot < 0))
			continue;
		l = mount_at(j, as_measured(j, s->path));
		kib = l ? option_number(l->field[4], "size", "k") : 0;
		inodes = l ? option_number(l->field[4], "nr_inodes", "") : 0;
		judge_truth(j, s->from, s->path,
			    kib > 0 && kib <= kib_most && inodes > 0 &&
				    inodes <= s->number[1],
			    arena_printf(j->arena,
					 "%" PRIu64 " KiB and %" PRIu64
					 " files at most",
					 kib_most, s->number[1]),
			    l ? l->field[4] : NULL);
	}
}
