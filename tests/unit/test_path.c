/* test_path.c - path algebra on text. */
#include "unit/unit.h"

#include "text/path.h"
#include "unit/fake.h"

static void assert_text(const char *got, const char *wanted)
{
	if (!wanted) {
		assert_null(got);
		return;
	}
	assert_non_null(got);
	assert_string_equal(got, wanted);
}

static void case_absolute_paths_are_cleaned(void **state)
{
	struct fake *f = *state;
	static const char *const table[][2] = {
		{"/", "/"},
		{"//", "/"},
		{"///a", "/a"},
		{"/a//b", "/a/b"},
		{"/a/", "/a"},
		{"/a/b///", "/a/b"},
		{"/.", "/"},
		{"/./a/./b/.", "/a/b"},
		{"/...", "/..."},
		{"/.a/b.", "/.a/b."},
		{"/a b/c\nd", "/a b/c\nd"},
		{"/..", NULL},
		{"/a/..", NULL},
		{"/a/../b", NULL},
		{"/../a", NULL},
		{"a", NULL},
		{"./a", NULL},
		{"", NULL},
	};

	for (size_t i = 0; i < ARRAY_SIZE(table); i++)
		assert_text(path_clean(&f->arena, table[i][0]), table[i][1]);
}

static void case_a_path_of_4095_bytes_is_the_longest(void **state)
{
	struct fake *f = *state;
	char path[5000];

	memset(path, 'a', sizeof(path));
	path[0] = '/';
	path[4095] = '\0';
	assert_non_null(path_clean(&f->arena, path));
	path[4095] = 'a';
	path[4096] = '\0';
	assert_null(path_clean(&f->arena, path));
	/* What cleaning takes away does not count. */
	path[4095] = '/';
	assert_non_null(path_clean(&f->arena, path));
}

static void case_relative_paths_start_at_the_base_and_may_climb(void **state)
{
	struct fake *f = *state;
	static const char *const table[][3] = {
		{"/home/u", "x", "/home/u/x"},
		{"/home/u", ".", "/home/u"},
		{"/home/u", "./x/", "/home/u/x"},
		{"/home/u", "..", "/home"},
		{"/home/u", "../x", "/home/x"},
		{"/home/u", "../../..", "/"},
		{"/home/u", "../../../..", "/"},
		{"/home/u", "./../x", "/home/x"},
		{"/home/u", "x/..", NULL}, /* x may be a link */
		{"/home/u", "../x/../y", NULL},
		{"/", "x", "/x"},
		{"/", "..", "/"},
		{"/home/u", "/x", "/x"},
		{"/home/u", "/x/../y", NULL},
		{"", "x", NULL},
		{"relative", "x", NULL},
	};

	for (size_t i = 0; i < ARRAY_SIZE(table); i++)
		assert_text(path_absolute(&f->arena, table[i][0], table[i][1]),
			    table[i][2]);
}

static void case_within_counts_components_not_letters(void **state UNUSED)
{
	assert_true(path_is_within("/a", "/a"));
	assert_true(path_is_within("/a/b", "/a"));
	assert_true(path_is_within("/a", "/"));
	assert_true(path_is_within("/", "/"));
	assert_false(path_is_within("/ab", "/a"));
	assert_false(path_is_within("/a-b", "/a"));
	assert_false(path_is_within("/a", "/a/b"));
	assert_false(path_is_within("/", "/a"));
}

static void case_the_rest_begins_with_a_slash_or_is_empty(void **state UNUSED)
{
	assert_string_equal(path_rest("/a/b/c", "/a"), "/b/c");
	assert_string_equal(path_rest("/a", "/a"), "");
	assert_string_equal(path_rest("/a", "/"), "/a");
	assert_string_equal(path_rest("/", "/"), "");
}

static void case_joining_makes_no_double_slash(void **state)
{
	struct fake *f = *state;

	assert_string_equal(path_join(&f->arena, "/a", "/b"), "/a/b");
	assert_string_equal(path_join(&f->arena, "/a", "b/c"), "/a/b/c");
	assert_string_equal(path_join(&f->arena, "/", "/b"), "/b");
	assert_string_equal(path_join(&f->arena, "/", "b"), "/b");
	assert_string_equal(path_join(&f->arena, "/a", ""), "/a");
	assert_string_equal(path_join(&f->arena, "/", ""), "/");
}

static void case_joining_undoes_taking_the_rest(void **state)
{
	struct fake *f = *state;
	static const char *const table[][2] = {
		{"/a/b/c", "/a"}, {"/a", "/a"}, {"/a/b", "/"}, {"/", "/"}};

	for (size_t i = 0; i < ARRAY_SIZE(table); i++)
		assert_string_equal(path_join(&f->arena, table[i][1],
					      path_rest(table[i][0], table[i][1])),
				    table[i][0]);
}

static void case_the_parent_of_the_root_is_the_root(void **state)
{
	struct fake *f = *state;

	assert_string_equal(path_parent(&f->arena, "/a/b"), "/a");
	assert_string_equal(path_parent(&f->arena, "/a"), "/");
	assert_string_equal(path_parent(&f->arena, "/"), "/");
}

static int compare(const void *a, const void *b)
{
	return path_compare(*(const char *const *)a, *(const char *const *)b);
}

static void case_a_directory_stands_right_before_its_content(void **state UNUSED)
{
	static const char *const wanted[] = {
		"/",	"/a",	"/a/b", "/a/b/c", "/a/c",      "/a!",
		"/a-b", "/a.b", "/ab",	"/b",	  "/\xc3\xa4",
	};
	const char *got[ARRAY_SIZE(wanted)];

	for (size_t shift = 0; shift < ARRAY_SIZE(wanted); shift++) {
		for (size_t i = 0; i < ARRAY_SIZE(wanted); i++)
			got[i] = wanted[(i * 7 + shift) % ARRAY_SIZE(wanted)];
		qsort(got, ARRAY_SIZE(got), sizeof(*got), compare);
		for (size_t i = 0; i < ARRAY_SIZE(wanted); i++)
			assert_string_equal(got[i], wanted[i]);
	}
}

static void case_comparing_is_an_order(void **state UNUSED)
{
	static const char *const paths[] = {"/", "/a", "/a/b", "/a-b", "/ab", "/b"};

	for (size_t i = 0; i < ARRAY_SIZE(paths); i++)
		for (size_t k = 0; k < ARRAY_SIZE(paths); k++) {
			int order = path_compare(paths[i], paths[k]);

			assert_int_equal(order > 0,
					 path_compare(paths[k], paths[i]) < 0);
			assert_int_equal(order == 0, i == k);
		}
}

int main(void)
{
#define CASE(f) cmocka_unit_test_setup_teardown(f, fake_setup, fake_teardown)
	const struct CMUnitTest tests[] = {
		CASE(case_absolute_paths_are_cleaned),
		CASE(case_a_path_of_4095_bytes_is_the_longest),
		CASE(case_relative_paths_start_at_the_base_and_may_climb),
		CASE(case_within_counts_components_not_letters),
		CASE(case_the_rest_begins_with_a_slash_or_is_empty),
		CASE(case_joining_makes_no_double_slash),
		CASE(case_joining_undoes_taking_the_rest),
		CASE(case_the_parent_of_the_root_is_the_root),
		CASE(case_a_directory_stands_right_before_its_content),
		CASE(case_comparing_is_an_order),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
