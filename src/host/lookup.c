/* lookup.c - what is at a path of the host, with all links followed and remembered.
 * May: read.  Must not: open what it looks at.
 *
 * The parent is looked up first, then one lstat is enough for its child; since all is
 * remembered, a plan of a hundred paths costs little more than a hundred lstats.
 */
#include "host/lookup.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>

#include "text/path.h"

#define LINKS_MAX 40 /* as the kernel has it: path_resolution(7) */
#define N_BUCKETS 512

struct entry {
	struct entry *next;
	const char *path;
	struct fact_path fact;
};

struct lookup {
	struct arena *arena;
	struct entry *bucket[N_BUCKETS];
	int depth; /* of links within links */
	uid_t uid; /* the caller's: asking the kernel for it costs as much as an lstat */
};

static const struct fact_path *look(void *context, const char *path);

static unsigned int hash(const char *s)
{
	unsigned int h = 2166136261u;

	for (; *s; s++)
		h = (h ^ (unsigned char)*s) * 16777619u;
	return h % N_BUCKETS;
}

static void append_links(struct lookup *l, struct fact_path *to,
			 const struct fact_link *link, size_t n)
{
	struct fact_link *all;

	if (n == 0)
		return;
	all = arena_alloc(l->arena, (to->n_links + n) * sizeof(*all));
	if (to->n_links)
		memcpy(all, to->link, to->n_links * sizeof(*all));
	memcpy(all + to->n_links, link, n * sizeof(*all));
	to->link = all;
	to->n_links += n;
}

static enum fact_kind kind_of(mode_t mode)
{
	switch (mode & S_IFMT) {
	case S_IFDIR:
		return FACT_DIR;
	case S_IFREG:
		return FACT_FILE;
	case S_IFSOCK:
		return FACT_SOCKET;
	case S_IFIFO:
		return FACT_FIFO;
	default:
		return FACT_DEVICE;
	}
}

static void set_error(struct fact_path *f, int error)
{
	f->kind = error == ENOENT || error == ENOTDIR ? FACT_MISSING : FACT_DENIED;
	f->error = error;
}

/* Walks target from the real directory dir: what it finds becomes *f. */
static void follow(struct lookup *l, struct fact_path *f, const char *dir,
		   const char *target)
{
	const char *at = target[0] == '/' ? "/" : dir;
	const struct fact_path *step = look(l, at);

	for (const char *rest = target; *rest;) {
		size_t n = strcspn(rest, "/");

		if (n == 2 && rest[0] == '.' && rest[1] == '.') {
			step = look(l, path_parent(l->arena, step->real));
		} else if (n > 0 && !(n == 1 && rest[0] == '.')) {
			step = look(l, path_join(l->arena, step->real,
						 arena_copy(l->arena, rest, n)));
			append_links(l, f, step->link, step->n_links);
		}
		rest += n;
		rest += strspn(rest, "/");
	}
	f->kind = step->kind;
	f->error = step->error;
	f->real = step->real;
	f->is_foreign = step->is_foreign;
}

/* Returns 0 when it is no link any more. */
static int look_at_link(struct lookup *l, struct fact_path *f, const char *dir,
			const char *path)
{
	char target[PATH_BYTES_MAX + 1];
	ssize_t n = readlink(path, target, sizeof(target) - 1);
	struct fact_link link = {.path = path};

	f->real = path;
	if (n < 0 && errno == EINVAL)
		return 0;
	if (n < 0 || l->depth >= LINKS_MAX) {
		set_error(f, n < 0 ? errno : ELOOP);
		return 1;
	}
	target[n] = '\0';
	link.target = arena_string(l->arena, target);
	append_links(l, f, &link, 1);
	l->depth++;
	follow(l, f, dir, link.target);
	l->depth--;
	return 1;
}

/* Somebody may be exchanging the file for a link and back: we look until two looks agree. */
static void look_at(struct lookup *l, struct fact_path *f, const char *dir,
		    const char *path)
{
	struct stat st;

	for (int tries = 0; tries < 100; tries++) {
		if (lstat(path, &st) < 0) {
			set_error(f, errno);
			return;
		}
		if (!S_ISLNK(st.st_mode)) {
			f->kind = kind_of(st.st_mode);
			f->is_foreign = st.st_uid != l->uid;
			return;
		}
		if (look_at_link(l, f, dir, path))
			return;
	}
	set_error(f, EAGAIN);
}

static void look_below(struct lookup *l, struct fact_path *f, const char *path)
{
	const struct fact_path *parent = look(l, path_parent(l->arena, path));
	const char *here = path_join(l->arena, parent->real, strrchr(path, '/'));

	append_links(l, f, parent->link, parent->n_links);
	f->real = here;
	if (parent->kind != FACT_DIR) {
		set_error(f, parent->error ? parent->error : ENOTDIR);
		return;
	}
	look_at(l, f, parent->real, here);
}

static const struct fact_path *look(void *context, const char *path)
{
	struct lookup *l = context;
	struct entry **bucket = &l->bucket[hash(path)];
	struct entry *e;

	for (e = *bucket; e; e = e->next)
		if (str_equal(e->path, path))
			return &e->fact;
	e = arena_alloc(l->arena, sizeof(*e));
	e->path = arena_string(l->arena, path);
	/* While it is being looked at, a link that leads back here finds a loop. */
	e->fact = (struct fact_path){
		.kind = FACT_DENIED, .error = ELOOP, .real = e->path};
	e->next = *bucket;
	*bucket = e;
	if (str_equal(path, "/")) {
		e->fact = (struct fact_path){
			.kind = FACT_DIR, .real = "/", .is_foreign = l->uid != 0};
	} else {
		struct fact_path f = {0};

		look_below(l, &f, e->path);
		e->fact = f;
	}
	return &e->fact;
}

static int is_empty_dir(void *context UNUSED, const char *path)
{
	DIR *dir = opendir(path);
	struct dirent *d;
	int is_empty = 1;

	if (!dir)
		return 0;
	while (is_empty && (d = readdir(dir)))
		is_empty = str_equal(d->d_name, ".") || str_equal(d->d_name, "..");
	(void)closedir(dir); /* only read */
	return is_empty;
}

void lookup_init(struct arena *a, struct facts *f)
{
	struct lookup *l = arena_alloc(a, sizeof(*l));

	l->arena = a;
	l->uid = f->uid;
	f->path = look;
	f->is_empty_dir = is_empty_dir;
	f->context = l;
}
