/* fuzz_path.c - path algebra: the input is two paths, a line each.
 */
#include <string.h>

#include "fuzz/fuzz.h"
#include "text/path.h"

static void check_clean(const char *path)
{
	size_t n = strlen(path);

	MUST(path[0] == '/' && n <= PATH_BYTES_MAX);
	MUST(n == 1 || path[n - 1] != '/');
	MUST(!strstr(path, "//"));
	for (const char *at = path; (at = strchr(at, '/')); at++) {
		size_t part = strcspn(at + 1, "/");

		MUST(!(part == 1 && at[1] == '.'));
		MUST(!(part == 2 && at[1] == '.' && at[2] == '.'));
	}
}

static void check_pair(struct arena *a, const char *one, const char *two)
{
	int order = path_compare(one, two);

	MUST((order == 0) == str_equal(one, two));
	MUST((order < 0) == (path_compare(two, one) > 0));
	if (path_is_within(one, two)) {
		MUST(order >= 0); /* a directory comes before its content */
		MUST(str_equal(path_join(a, two, path_rest(one, two)), one));
	}
	MUST(path_is_within(one, one) && path_is_within(one, "/"));
	MUST(path_is_within(one, path_parent(a, one)));
	MUST(!path_is_within(path_parent(a, one), one) || str_equal(one, "/"));
	if (path_is_within(one, two) && path_is_within(two, one))
		MUST(str_equal(one, two));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena a = {0};
	char *text = arena_copy(&a, (const char *)data, size);
	char *line = text + strcspn(text, "\n");
	const char *second = *line ? line + 1 : "/x";
	char *one, *two, *joined;

	*line = '\0';
	one = path_clean(&a, text);
	two = path_clean(&a, second);
	if (one) {
		check_clean(one);
		MUST(str_equal(path_clean(&a, one), one));
		joined = path_absolute(&a, one, second);
		if (joined)
			check_clean(joined);
		if (joined && second[0] == '/')
			MUST(two && str_equal(joined, two));
	}
	if (one && two) {
		check_clean(two);
		check_pair(&a, one, two);
		check_pair(&a, two, one);
		if (strlen(one) + strlen(two) < PATH_BYTES_MAX) {
			joined = path_join(&a, one, two);
			check_clean(joined);
			MUST(path_is_within(joined, one));
			check_pair(&a, joined, one);
		}
	}
	arena_free(&a);
	return 0;
}
