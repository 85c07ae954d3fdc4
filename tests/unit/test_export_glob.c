/* test_export_glob.c - paths to the letter, and directories without some places in them. */
#include "plan/export_glob.h"
#include "unit/unit.h"

static void case_what_means_something_is_escaped(void **state UNUSED)
{
	static const struct {
		const char *path, *wanted;
	} row[] = {
		{"/usr/lib", "/usr/lib"},
		{"/a b/c,d=e#f", "/a b/c,d=e#f"},
		{"/a*b?c", "/a\\*b\\?c"},
		{"/[a]{b}^c", "/\\[a\\]\\{b\\}\\^c"},
		{"/a\"b\\c", "/a\\\"b\\\\c"},
		{"/@{HOME}", "/@\\{HOME\\}"},
		{"/a\nb\tc\x7f", "/a\\012b\\011c\\177"},
		{"/\xc3\xa4", "/\xc3\xa4"},
		{"/\xff\xc3", "/\\377\\303"},	       /* no UTF-8 */
		{"/\xe2\x80\xae", "/\\342\\200\\256"}, /* turns the reading direction */
		{"/$(a)|~!.+-'", "/$(a)|~!.+-'"},
	};
	struct arena a = {0};

	for (size_t i = 0; i < ARRAY_SIZE(row); i++)
		assert_string_equal(glob_escape(&a, row[i].path), row[i].wanted);
	arena_free(&a);
}

/* The patterns, each followed by a space. */
static const char *tree(struct arena *a, const char *dir, const char *const *except,
			size_t n)
{
	char *text = arena_string(a, "");
	struct globs g;

	glob_tree(a, dir, except, n, &g);
	for (size_t i = 0; i < g.list.n; i++)
		text = arena_printf(a, "%s%s ", text, g.list.item[i]);
	return text;
}

#define TREE(a, dir, ...)                                \
	tree(a, dir, (const char *const[]){__VA_ARGS__}, \
	     sizeof((const char *const[]){__VA_ARGS__}) / sizeof(const char *))

static void case_a_whole_directory_is_one_pattern(void **state UNUSED)
{
	struct arena a = {0};

	assert_string_equal(tree(&a, "/usr", NULL, 0), "/usr/{,**} ");
	assert_string_equal(tree(&a, "/", NULL, 0), "/{,**} ");
	assert_string_equal(tree(&a, "/a*", NULL, 0), "/a\\*/{,**} ");
	arena_free(&a);
}

static void case_a_place_is_left_out_byte_by_byte(void **state UNUSED)
{
	struct arena a = {0};

	assert_string_equal(TREE(&a, "/d", "/d/ca"),
			    "/d/{,[^c]**} /d/c{,[^a]**} /d/ca[^/]** ");
	assert_string_equal(TREE(&a, "/", "/p"), "/{,[^p]**} /p[^/]** ");
	assert_string_equal(TREE(&a, "/d", "/d/a/b"),
			    "/d/{,[^a]**} /d/a{,[^/]**} /d/a/{,[^b]**} /d/a/b[^/]** ");
	arena_free(&a);
}

static void case_places_that_begin_alike_share_patterns(void **state UNUSED)
{
	struct arena a = {0};

	assert_string_equal(TREE(&a, "/d", "/d/a", "/d/ab"),
			    "/d/{,[^a]**} /d/a[^/b]** /d/ab[^/]** ");
	assert_string_equal(TREE(&a, "/d", "/d/ab", "/d/ac"),
			    "/d/{,[^a]**} /d/a{,[^bc]**} /d/ab[^/]** /d/ac[^/]** ");
	arena_free(&a);
}

static void case_bytes_in_a_class_are_escaped(void **state UNUSED)
{
	struct arena a = {0};

	assert_string_equal(
		TREE(&a, "/d", "/d/-", "/d/a", "/d/]", "/d/\"", "/d/^", "/d/*"),
		"/d/{,[^-\\042\\*\\]\\^a]**} /d/-[^/]** /d/a[^/]** "
		"/d/\\][^/]** /d/\\\"[^/]** /d/\\^[^/]** /d/\\*[^/]** ");
	assert_string_equal(
		TREE(&a, "/d", "/d/\xc3\xa4"),
		"/d/{,[^\\303]**} /d/\\303{,[^\\244]**} /d/\xc3\xa4[^/]** ");
	arena_free(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(case_what_means_something_is_escaped),
		cmocka_unit_test(case_a_whole_directory_is_one_pattern),
		cmocka_unit_test(case_a_place_is_left_out_byte_by_byte),
		cmocka_unit_test(case_places_that_begin_alike_share_patterns),
		cmocka_unit_test(case_bytes_in_a_class_are_escaped),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
