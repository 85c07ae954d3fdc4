/* path.c - path algebra on text alone: no path is ever looked up here.
 * May: compute.
 */
#include "text/path.h"

/* Appends the components of path to the clean path in to. climb: how ".." is taken. */
static int append_components(char *to, const char *path, int climb)
{
	size_t len = strlen(to);

	while (*path) {
		size_t n = strcspn(path, "/");

		if (n == 2 && path[0] == '.' && path[1] == '.') {
			if (!climb)
				return -1;
			while (len > 0 && to[--len] != '/')
				;
			to[len] = '\0';
		} else if (n > 0 && !(n == 1 && path[0] == '.')) {
			climb = 0;
			to[len++] = '/';
			memcpy(to + len, path, n);
			len += n;
			to[len] = '\0';
		}
		path += n;
		path += strspn(path, "/");
	}
	return 0;
}

static char *finish(char *path)
{
	if (!path[0])
		strcpy(path, "/");
	return strlen(path) <= PATH_BYTES_MAX ? path : NULL;
}

char *path_clean(struct arena *a, const char *path)
{
	char *to = arena_alloc(a, strlen(path) + 2);

	if (path[0] != '/' || append_components(to, path, 0) < 0)
		return NULL;
	return finish(to);
}

char *path_absolute(struct arena *a, const char *base, const char *path)
{
	char *to;

	if (path[0] == '/')
		return path_clean(a, path);
	to = arena_alloc(a, strlen(base) + strlen(path) + 3);
	if (base[0] != '/' || append_components(to, base, 0) < 0 ||
	    append_components(to, path, 1) < 0)
		return NULL;
	return finish(to);
}

int path_is_within(const char *path, const char *dir)
{
	const char *rest;

	if (str_equal(dir, "/"))
		return 1;
	rest = str_after(path, dir);
	return rest && (*rest == '/' || *rest == '\0');
}

const char *path_rest(const char *path, const char *dir)
{
	if (!str_equal(dir, "/"))
		return path + strlen(dir);
	return str_equal(path, "/") ? "" : path;
}

char *path_join(struct arena *a, const char *dir, const char *rest)
{
	size_t n = str_equal(dir, "/") ? 0 : strlen(dir);
	char *path;

	rest += strspn(rest, "/");
	if (!*rest)
		return arena_string(a, dir);
	path = arena_alloc(a, n + strlen(rest) +
				      2); /* printf would cost a third of a start */
	memcpy(path, dir, n);
	path[n] = '/';
	strcpy(path + n + 1, rest);
	return path;
}

char *path_parent(struct arena *a, const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash == path ? arena_string(a, "/")
			     : arena_copy(a, path, (size_t)(slash - path));
}

int path_compare(const char *a, const char *b)
{
	/* A slash sorts below every other byte, so /a/b stands before /a-b. */
	for (; *a && *a == *b; a++, b++)
		;
	if (*a == *b)
		return 0;
	if (!*a || !*b)
		return *a ? 1 : -1;
	if (*a == '/' || *b == '/')
		return *a == '/' ? -1 : 1;
	return (unsigned char)*a < (unsigned char)*b ? -1 : 1;
}
