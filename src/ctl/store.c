/* store.c - the changes NAME: where they are, which overlays they are of, who has them.
 * May: read the storage of changes, take its lock, say what is wrong.
 */
#include "ctl/store.h"

#include <errno.h>
#include <fcntl.h>

#include "base/text.h"
#include "child/way.h"
#include "ctl/files.h"
#include "plan/policy_place.h"
#include "text/value.h"

#define NOTE_BYTES_MAX (1 << 20)

static const char *real_dir(struct wire *w, const char *name)
{
	const char *dir = changes_dir(&w->arena, w->facts.data_home, name);

	return w->facts.path(w->facts.context, dir)->real;
}

void store_names(struct wire *w, struct names *ret_names)
{
	autoclose int dir = way_open(real_dir(w, NULL));
	autoclose int open = dir < 0 ? -1 : files_open_dir(dir, "");
	size_t kept = 0;

	*ret_names = (struct names){{0}};
	if (open < 0 || files_names(&w->arena, open, ret_names) < 0)
		ret_names->list.n = 0;
	for (size_t i = 0; i < ret_names->list.n; i++)
		if (value_is_name(ret_names->list.item[i])) /* others are not ours */
			ret_names->list.item[kept++] = ret_names->list.item[i];
	ret_names->list.n = kept;
}

static int no_such(struct wire *w, const char *name)
{
	struct names names;
	const char *near;

	store_names(w, &names);
	near = text_nearest(name, names.list.item, names.list.n);
	diag_error(&w->diag, NULL, "no changes '%s' are kept%s%s%s", name,
		   near ? "; did you mean '" : "", near ? near : "", near ? "'?" : "");
	diag_hint(&w->diag, "`sandboxctl diff` lists those that are");
	return -1;
}

static int in_use(struct store *s)
{
	struct wire *w = s->wire;

	if (s->hold.holder)
		diag_error(&w->diag, NULL,
			   "the changes '%s' are in use: process %ld has them", s->name,
			   (long)s->hold.holder);
	else
		diag_error(&w->diag, NULL, "the changes '%s' are in use", s->name);
	diag_hint(&w->diag, "wait for its end");
	return -1;
}

static char *read_note(struct arena *a, int dir)
{
	autoclose int fd = openat(dir, CHANGES_NOTE,
				  O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	char *text = arena_alloc(a, NOTE_BYTES_MAX + 1);
	size_t n = 0;
	ssize_t got;

	if (fd < 0)
		return NULL;
	while (n < NOTE_BYTES_MAX &&
	       (got = read(fd, text + n, NOTE_BYTES_MAX - n)) != 0) {
		if (got < 0 && errno != EINTR)
			return NULL;
		n += got < 0 ? 0 : (size_t)got;
	}
	return n < NOTE_BYTES_MAX && strlen(text) == n ? text : NULL;
}

/* A directory that does not say what it is of is none of ours: it is left alone. */
static void add_overlay(struct store *s, const char *id)
{
	struct arena *a = &s->wire->arena;
	autoclose int dir =
		openat(s->hold.dir, id, O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	char *text = dir < 0 ? NULL : read_note(a, dir);
	struct changes_note note;
	struct stored *o;

	if (!text || changes_parse(a, text, &note) < 0 ||
	    note.n_layers > OVERLAY_LAYERS_MAX)
		return;
	o = vec_push(a, &s->overlays);
	o->id = id;
	o->note = note;
	o->upper = -1;
	for (size_t i = 0; i < ARRAY_SIZE(o->base); i++)
		o->base[i] = -1;
}

static int list_overlays(struct store *s)
{
	struct names names;
	autoclose int dir = files_open_dir(s->hold.dir, "");
	int r = dir < 0 ? dir : files_names(&s->wire->arena, dir, &names);

	if (r < 0)
		return diag_error(&s->wire->diag, NULL, "cannot read %s: %s", s->path,
				  strerror(-r));
	for (size_t i = 0; i < names.list.n; i++)
		if (!str_equal(names.list.item[i], CHANGES_LOCK))
			add_overlay(s, names.list.item[i]);
	return 0;
}

int store_open(struct wire *w, const char *name, int must_hold, struct store *ret_store)
{
	struct store *s = ret_store;
	int r;

	*s = (struct store){.wire = w, .name = name};
	s->hold.dir = s->hold.lock = -1;
	if (!value_is_name(name))
		return diag_error(&w->diag, NULL,
				  "'%s': expected a name: 1 to 64 letters, digits and "
				  ". _ + -, the first no . or -",
				  name);
	s->path = real_dir(w, name);
	r = hold_take(s->path, 0, &s->hold);
	if (r == -ENOENT)
		return no_such(w, name);
	if (r == -EWOULDBLOCK && must_hold)
		return in_use(s);
	if (r == -EWOULDBLOCK) {
		pid_t holder = s->hold.holder;

		if (holder)
			diag_note(&w->diag, NULL,
				  "process %ld is using these changes: they may be "
				  "others "
				  "by now",
				  (long)holder);
		r = s->hold.dir = way_open(s->path);
	}
	if (r < 0)
		return diag_error(&w->diag, NULL, "cannot open %s: %s", s->path,
				  r == -EPERM
					  ? "it belongs to somebody else, or others "
					    "may write to it"
					  : strerror(-r));
	if (!must_hold)
		close_owned(&s->hold.lock); /* a sandbox may start meanwhile */
	return list_overlays(s);
}

void store_close_layers(struct stored *o)
{
	close_owned(&o->upper);
	for (size_t i = 0; i < ARRAY_SIZE(o->base); i++)
		close_owned(&o->base[i]);
}

/* The host's directory, by the path that the note says, which had no links in it. */
static int open_base(struct store *s, const char *path)
{
	int fd = files_open_top(path);

	if (fd < 0)
		diag_error(&s->wire->diag, NULL,
			   "cannot open %s, which the changes are of: %s", path,
			   fd == -ELOOP ? "there is a symbolic link in it now"
					: strerror(-fd));
	return fd;
}

int store_open_layers(struct store *s, struct stored *o)
{
	const char *upper = arena_printf(&s->wire->arena, "%s/" CHANGES_UPPER, o->id);

	o->upper = files_open_dir(s->hold.dir, upper);
	if (o->upper < 0)
		return diag_error(&s->wire->diag, NULL, "cannot open %s/%s: %s",
				  s->path, upper, strerror(-o->upper));
	for (size_t i = 0; i < o->note.n_layers; i++) {
		o->base[i] = open_base(s, o->note.layer[i]);
		if (o->base[i] < 0)
			return -1;
	}
	return 0;
}
