/* change.c - what a program has changed in an overlay, as a list.
 * May: compute; print to the stream it is given.
 */
#include "plan/change.h"

#include <inttypes.h>

#include "base/text.h"
#include "text/path.h"

#define TEMPORARY   ".sandbox-commit."
#define KIND_WIDTH  9
#define PATH_COLUMN 48

const char *const change_kind_name[N_CHANGE_KINDS] = {
	[CHANGE_NONE] = "none",	      [CHANGE_ADDED] = "added",
	[CHANGE_CHANGED] = "changed", [CHANGE_METADATA] = "metadata",
	[CHANGE_REMOVED] = "removed", [CHANGE_RENAMED] = "renamed",
};

static const struct {
	unsigned int note;
	const char *text;
} note_text[] = {
	{CHANGE_SETUID, "setuid"},
	{CHANGE_SETGID, "setgid"},
	{CHANGE_CAPABILITY, "capabilities"},
	{CHANGE_HOST_NEWER, "the host's is newer"},
	{CHANGE_OTHER_TYPE, "another kind of file"},
	{CHANGE_TIME_ALONE, "time alone"},
	{CHANGE_SKIPPED, "not committed"},
};

/* path_compare wants paths that begin at a root. */
static int compare(const void *va, const void *vb)
{
	const struct change *a = va, *b = vb;
	const unsigned char *x = (const unsigned char *)a->path;
	const unsigned char *y = (const unsigned char *)b->path;

	while (*x && *x == *y) {
		x++;
		y++;
	}
	/* A slash comes before all else, so that a directory is followed by its content. */
	if (*x == *y)
		return 0;
	if (!*x || !*y)
		return *x ? 1 : -1;
	if (*x == '/' || *y == '/')
		return *x == '/' ? -1 : 1;
	return *x < *y ? -1 : 1;
}

void change_sort(struct change_list *l)
{
	if (l->list.n)
		qsort(l->list.item, l->list.n, sizeof(*l->list.item), compare);
}

struct change *change_find(const struct change_list *l, const char *path)
{
	const struct change key = {.path = path};

	return l->list.n ? bsearch(&key, l->list.item, l->list.n, sizeof(*l->list.item),
				   compare)
			 : NULL;
}

static int is_within(const char *path, const char *dir)
{
	const char *rest = str_after(path, dir);

	return !*dir || (rest && (!*rest || *rest == '/'));
}

int change_is_at(const struct change *c, const char *path)
{
	return is_within(c->path, path);
}

int change_is_asked(const struct change *c, const char *const *paths)
{
	for (size_t i = 0; paths && paths[i]; i++)
		if (is_within(c->path, paths[i]) ||
		    (c->to && is_within(c->to, paths[i])))
			return 1;
	return !paths;
}

size_t change_count(const struct change_list *l)
{
	size_t n = 0;

	for (size_t i = 0; i < l->list.n; i++)
		n += l->list.item[i].kind != CHANGE_NONE;
	return n;
}

static char *size_text(struct arena *a, uint64_t bytes)
{
	static const char units[] = "BKMGTPE";
	size_t unit = 0;
	uint64_t rest = 0;

	while (bytes >= 1024 && unit < sizeof(units) - 2) {
		rest = bytes % 1024 * 10 / 1024;
		bytes /= 1024;
		unit++;
	}
	if (unit > 0 && bytes < 10)
		return arena_printf(a, "%" PRIu64 ".%" PRIu64 "%c", bytes, rest,
				    units[unit]);
	return arena_printf(a, "%" PRIu64 "%c", bytes, units[unit]);
}

static const char *type_text(mode_t mode)
{
	switch (mode & S_IFMT) {
	case S_IFREG:
		return "file";
	case S_IFDIR:
		return "directory";
	case S_IFLNK:
		return "link";
	case S_IFIFO:
		return "fifo";
	case S_IFSOCK:
		return "socket";
	default:
		return mode ? "device" : "none";
	}
}

/* Whole of an added directory: its entry is at i. */
static char *tree_text(struct arena *a, const struct change_list *l, size_t i)
{
	const struct change *dir = &l->list.item[i];
	uint64_t bytes = 0;
	size_t n = 0;

	for (size_t k = i + 1;
	     k < l->list.n && change_is_at(&l->list.item[k], dir->path); k++) {
		n += !S_ISDIR(l->list.item[k].mode);
		bytes += S_ISREG(l->list.item[k].mode) ? l->list.item[k].size_bytes : 0;
	}
	return arena_printf(a, "%zu file%s, %s", n, n == 1 ? "" : "s",
			    size_text(a, bytes));
}

/* Notes of what is folded into the line of its directory must not be lost. */
static unsigned int notes_of(const struct change_list *l, size_t i, int every)
{
	const struct change *c = &l->list.item[i];
	unsigned int notes = c->notes;
	const unsigned int shown =
		CHANGE_SETUID | CHANGE_SETGID | CHANGE_CAPABILITY | CHANGE_SKIPPED;

	for (size_t k = i + 1; !every && S_ISDIR(c->mode) &&
			       (c->kind == CHANGE_ADDED || c->kind == CHANGE_RENAMED) &&
			       k < l->list.n && change_is_at(&l->list.item[k], c->path);
	     k++)
		notes |= l->list.item[k].notes & shown;
	return notes;
}

static char *detail_text(struct arena *a, const struct change_list *l, size_t i,
			 int every)
{
	const struct change *c = &l->list.item[i];

	if (c->kind == CHANGE_REMOVED && S_ISDIR(c->old_mode))
		return arena_printf(a, "%zu file%s, %s", c->n_files,
				    c->n_files == 1 ? "" : "s",
				    size_text(a, c->old_size_bytes));
	if (c->kind == CHANGE_REMOVED)
		return size_text(a, c->old_size_bytes);
	if (c->notes & CHANGE_OTHER_TYPE)
		return arena_printf(a, "%s -> %s", type_text(c->old_mode),
				    type_text(c->mode));
	if (c->kind == CHANGE_METADATA && c->mode != c->old_mode)
		return arena_printf(a, "mode %04o -> %04o", c->old_mode & 07777,
				    c->mode & 07777);
	if (c->kind == CHANGE_METADATA)
		return arena_string(a,
				    c->notes & CHANGE_TIME_ALONE ? "" : "attributes");
	if (S_ISDIR(c->mode))
		return every ? arena_string(a, "directory") : tree_text(a, l, i);
	if (!S_ISREG(c->mode))
		return arena_string(a, type_text(c->mode));
	if (c->kind == CHANGE_CHANGED)
		return arena_printf(a, "%s -> %s", size_text(a, c->old_size_bytes),
				    size_text(a, c->size_bytes));
	return size_text(a, c->size_bytes);
}

static char *notes_text(struct arena *a, unsigned int notes)
{
	char *text = arena_string(a, "");

	for (size_t i = 0; i < ARRAY_SIZE(note_text); i++)
		if (notes & note_text[i].note)
			text = arena_printf(a, "%s%s%s", text, *text ? ", " : "  (",
					    note_text[i].text);
	return *text ? arena_printf(a, "%s)", text) : text;
}

static void print_line(struct arena *a, const struct change_list *l, size_t i,
		       const char *top, int every, FILE *stream)
{
	const struct change *c = &l->list.item[i];
	char *path = text_escape(a, path_join(a, top, c->path));

	if (c->from)
		path = arena_printf(a, "%s -> %s",
				    text_escape(a, path_join(a, top, c->from)), path);
	if (S_ISDIR(c->mode ? c->mode : c->old_mode))
		path = arena_printf(a, "%s%s", path, path[1] ? "/" : "");
	fprintf(stream, "%-*s %-*s  %s%s\n", KIND_WIDTH, change_kind_name[c->kind],
		PATH_COLUMN, path, detail_text(a, l, i, every),
		notes_text(a, notes_of(l, i, every)));
	if (c->obstacle)
		fprintf(stream, "%*s cannot be committed: %s\n", KIND_WIDTH, "",
			text_escape(a, c->obstacle));
}

void change_print(struct arena *a, const struct change_list *l, const char *top,
		  const char *const *paths, int every, FILE *stream)
{
	for (size_t i = 0; i < l->list.n; i++) {
		const struct change *c = &l->list.item[i];

		if (c->kind == CHANGE_NONE || !change_is_asked(c, paths) ||
		    (c->notes & CHANGE_MOVED_AWAY))
			continue;
		if (!every && (c->notes & CHANGE_INSIDE) && !c->obstacle)
			continue;
		print_line(a, l, i, top, every, stream);
	}
}

static void print_json_one(struct arena *a, const struct change *c, const char *top,
			   FILE *stream)
{
	const char *separator = "";

	fprintf(stream, "{\"kind\": \"%s\", \"path\": %s", change_kind_name[c->kind],
		text_json(a, path_join(a, top, c->path)));
	if (c->from)
		fprintf(stream, ", \"from\": %s",
			text_json(a, path_join(a, top, c->from)));
	fprintf(stream, ", \"type\": \"%s\"",
		type_text(c->mode ? c->mode : c->old_mode));
	if (c->mode)
		fprintf(stream, ", \"mode\": \"%04o\", \"size\": %" PRIu64,
			c->mode & 07777, c->size_bytes);
	if (c->old_mode)
		fprintf(stream, ", \"old_mode\": \"%04o\", \"old_size\": %" PRIu64,
			c->old_mode & 07777, c->old_size_bytes);
	fprintf(stream, ", \"notes\": [");
	for (size_t i = 0; i < ARRAY_SIZE(note_text); i++) {
		if (!(c->notes & note_text[i].note))
			continue;
		fprintf(stream, "%s\"%s\"", separator, note_text[i].text);
		separator = ", ";
	}
	fprintf(stream, "]");
	if (c->obstacle)
		fprintf(stream, ", \"obstacle\": %s", text_json(a, c->obstacle));
	fprintf(stream, "}");
}

void change_print_json(struct arena *a, const struct change_list *l, const char *top,
		       FILE *stream)
{
	const char *separator = "";

	fprintf(stream, "[");
	for (size_t i = 0; i < l->list.n; i++) {
		const struct change *c = &l->list.item[i];

		if (c->kind == CHANGE_NONE || (c->notes & CHANGE_MOVED_AWAY))
			continue;
		fprintf(stream, "%s\n      ", separator);
		print_json_one(a, c, top, stream);
		separator = ",";
	}
	fprintf(stream, "]");
}

char *change_temporary(struct arena *a, const char *name, uint64_t number)
{
	return arena_printf(a, TEMPORARY "%s.%08" PRIx64, name, number);
}

int change_is_temporary(const char *name, const char *file)
{
	const char *rest = str_after(file, TEMPORARY);

	rest = rest ? str_after(rest, name) : NULL;
	return rest && *rest == '.' && strlen(rest + 1) >= 8 &&
	       !rest[1 + strspn(rest + 1, "0123456789abcdef")];
}
