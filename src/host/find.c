/* find.c - finding and reading profiles.
 * May: read.  Must not: judge what stands in them.
 */
#include "host/find.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>

#include "base/text.h"
#include "text/path.h"

void find_init(struct arena *a, const struct facts *f, struct finder *ret_finder)
{
	const char *config = facts_env(f, "XDG_CONFIG_HOME");
	const char *shipped = facts_env(f, "SANDBOX_PROFILES");

	if (!config || config[0] != '/')
		config = path_join(a, f->home, ".config");
	ret_finder->arena = a;
	ret_finder->dir[0] = path_join(a, config, "sandbox/profiles");
	ret_finder->dir[1] = SYSCONFDIR "/sandbox/profiles";
	ret_finder->dir[2] =
		shipped && shipped[0] == '/' ? shipped : PKGDATADIR "/profiles";
	ret_finder->unused = shipped && shipped[0] != '/' ? shipped : NULL;
	for (size_t i = 0; i < N_PROFILE_DIRS; i++)
		ret_finder->is_missing[i] =
			access(ret_finder->dir[i], F_OK) < 0 && errno == ENOENT;
}

const char *find_path(const struct finder *f, const char *name)
{
	for (size_t i = 0; i < N_PROFILE_DIRS; i++) {
		char *path;

		if (f->is_missing[i])
			continue;
		path = arena_printf(f->arena, "%s/%s.profile", f->dir[i], name);
		if (access(path, F_OK) == 0)
			return path;
	}
	return NULL;
}

int find_is_shipped(const struct finder *f, const char *path)
{
	return path_is_within(path, f->dir[N_PROFILE_DIRS - 1]);
}

static int read_all(int fd, char *data, size_t size)
{
	size_t done = 0;

	while (done < size) {
		ssize_t n = read(fd, data + done, size - done);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -errno;
		if (n == 0)
			break;
		done += (size_t)n;
	}
	return (int)done;
}

static const char *type_name(mode_t mode)
{
	return S_ISDIR(mode)	? "a directory"
	       : S_ISFIFO(mode) ? "a FIFO"
	       : S_ISSOCK(mode) ? "a socket"
				: "a device";
}

/* Opened without blocking, so that a FIFO in a profile's place cannot hang us. */
static int read_file(const struct finder *f, struct diag *d, const struct origin *from,
		     const char *path, struct profile_texts *texts)
{
	autoclose int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	struct profile_text *t;
	struct stat st;
	char *data;
	int n;

	if (fd < 0 || fstat(fd, &st) < 0)
		return diag_error(d, from, "cannot read the profile %s: %s", path,
				  strerror(errno));
	if (!S_ISREG(st.st_mode))
		return diag_error(d, from, "the profile %s is %s, not a file", path,
				  type_name(st.st_mode));
	if (st.st_size > PROFILE_BYTES_MAX)
		return diag_error(d, from, "the profile %s is larger than 1 MiB", path);
	data = arena_alloc(f->arena, (size_t)st.st_size + 1);
	n = read_all(fd, data, (size_t)st.st_size);
	if (n < 0)
		return diag_error(d, from, "cannot read the profile %s: %s", path,
				  strerror(-n));
	t = vec_push(f->arena, &texts->list);
	t->path = path;
	t->data = data;
	t->size = (size_t)n;
	return 0;
}

static int is_conf(const struct dirent *e)
{
	size_t n = strlen(e->d_name);

	return n > 5 && e->d_name[0] != '.' && str_equal(e->d_name + n - 5, ".conf");
}

/* Drop-ins of a profile in one directory, by name. */
static int read_dropins(const struct finder *f, struct diag *d,
			const struct origin *from, const char *dir, const char *name,
			struct profile_texts *texts)
{
	char *path = arena_printf(f->arena, "%s/%s.profile.d", dir, name);
	struct dirent **entry;
	int n = scandir(path, &entry, is_conf, alphasort);
	int bad = 0;

	for (int i = 0; i < n; i++) {
		bad |= read_file(f, d, from,
				 path_join(f->arena, path, entry[i]->d_name), texts);
		free(entry[i]);
	}
	if (n >= 0)
		free(entry);
	return bad;
}

static int has_shipped(const struct finder *f)
{
	const char *dir = f->dir[N_PROFILE_DIRS - 1];

	return access(path_join(f->arena, dir, "default.profile"), F_OK) == 0;
}

static int not_found(const struct finder *f, struct diag *d, const struct origin *from,
		     const char *name)
{
	const char *shipped = f->dir[N_PROFILE_DIRS - 1];
	struct profile_names names = {{0}};
	const char *near;

	find_names(f, &names);
	near = text_nearest(name, names.list.item, names.list.n);
	if (near)
		diag_error(d, from,
			   "no profile '%s'; did you mean '%s'?   (sandboxctl profiles "
			   "lists them)",
			   name, near);
	else if (names.list.n)
		diag_error(d, from,
			   "no profile '%s'   (sandboxctl profiles lists them)", name);
	else
		diag_error(d, from, "no profile '%s', nor any other", name);
	if (!has_shipped(f)) {
		diag_hint(d, "profiles are looked for in %s, %s, %s", f->dir[0],
			  f->dir[1], shipped);
		diag_hint(d,
			  "%s lacks those that come with sandbox: make install, or "
			  "without it SANDBOX_PROFILES=DIR",
			  shipped);
	}
	if (f->unused)
		diag_hint(d,
			  "SANDBOX_PROFILES=%s is not used: it has to be an absolute "
			  "path",
			  f->unused);
	return -1;
}

int find_is_file_name(const char *name)
{
	static const char ending[] = ".profile";
	size_t n = strlen(name);

	return strchr(name, '/') ||
	       (n >= sizeof(ending) && str_equal(name + n - strlen(ending), ending));
}

int find_load(void *context, struct diag *d, const struct origin *from,
	      const char *name, struct profile_texts *ret_texts)
{
	const struct finder *f = context;
	const char *path;
	int bad;

	/* Only the command line may name a file; an include is a name wherever it stands. */
	if (find_is_file_name(name) && (!from || from->line == 0))
		return read_file(f, d, from, name, ret_texts);
	path = find_path(f, name);
	if (!path)
		return not_found(f, d, from, name);
	bad = read_file(f, d, from, path, ret_texts);
	for (size_t i = N_PROFILE_DIRS; i-- > 0;)
		if (!f->is_missing[i])
			bad |= read_dropins(f, d, from, f->dir[i], name, ret_texts);
	return bad ? -1 : 0;
}

static int compare_names(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static void names_in(const struct finder *f, const char *path,
		     struct profile_names *names)
{
	static const char ending[] = ".profile";
	DIR *dir = opendir(path);
	struct dirent *e;

	while (dir && (e = readdir(dir))) {
		size_t n = strlen(e->d_name);

		if (n >= sizeof(ending) && e->d_name[0] != '.' &&
		    str_equal(e->d_name + n - strlen(ending), ending))
			*vec_push(f->arena, &names->list) =
				arena_copy(f->arena, e->d_name, n - strlen(ending));
	}
	if (dir)
		(void)closedir(dir); /* only read */
}

void find_names(const struct finder *f, struct profile_names *ret_names)
{
	size_t kept = 0;

	for (size_t i = 0; i < N_PROFILE_DIRS; i++)
		names_in(f, f->dir[i], ret_names);
	if (ret_names->list.n)
		qsort(ret_names->list.item, ret_names->list.n,
		      sizeof(*ret_names->list.item), compare_names);
	for (size_t i = 0; i < ret_names->list.n; i++)
		if (i == 0 ||
		    !str_equal(ret_names->list.item[i], ret_names->list.item[i - 1]))
			ret_names->list.item[kept++] = ret_names->list.item[i];
	ret_names->list.n = kept;
}
