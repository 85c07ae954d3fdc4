/* test_changes.c - the names under which changes are kept, and what is written beside them. */
#include "unit/unit.h"

#include "plan/changes.h"

#define NOTE(...)              \
	&(struct changes_note) \
	{                      \
		__VA_ARGS__    \
	}

static void case_each_path_has_a_name_of_its_own(void **state UNUSED)
{
	struct arena a = {0};
	static const char *const paths[][2] = {
		{"/", "%2F"},
		{"/home/user", "%2Fhome%2Fuser"},
		{"/a b/%2F=", "%2Fa%20b%2F%252F%3D"},
		{"/.x-y_z", "%2F.x-y_z"},
		{"/\n", "%2F%0A"},
		{"/\xc3\xa4", "%2F\xc3\xa4"},
	};

	for (size_t i = 0; i < ARRAY_SIZE(paths); i++)
		assert_string_equal(changes_id(&a, paths[i][0]), paths[i][1]);
	arena_free(&a);
}

static void case_a_long_path_has_a_name_that_a_file_can_have(void **state UNUSED)
{
	struct arena a = {0};
	char one[1000], two[1000];

	memset(one, 'x', sizeof(one));
	one[0] = '/';
	one[sizeof(one) - 1] = '\0';
	memcpy(two, one, sizeof(two));
	two[sizeof(two) - 2] = 'y';
	assert_true(strlen(changes_id(&a, one)) < 200);
	assert_string_not_equal(changes_id(&a, one), changes_id(&a, two));
	arena_free(&a);
}

static void case_where_they_are_kept(void **state UNUSED)
{
	struct arena a = {0};

	assert_string_equal(changes_dir(&a, "/d", "web"), "/d/sandbox/changes/web");
	assert_string_equal(changes_dir(&a, "/d", NULL), "/d/sandbox/changes");
	arena_free(&a);
}

static void case_a_note_is_read_as_it_was_written(void **state UNUSED)
{
	struct arena a = {0};
	const char *const layers[] = {"/home/user", "/a b%\n", "/\xff"};
	struct changes_note note;
	char *text = changes_describe(&a, NOTE("/x\ty", layers, 3));

	assert_string_equal(text, "overlay 1\npath /x%09y\nlayer /home/user\n"
				  "layer /a b%25%0A\nlayer /\xff\n");
	assert_int_equal(changes_parse(&a, text, &note), 0);
	assert_string_equal(note.path, "/x\ty");
	assert_int_equal(note.n_layers, 3);
	for (size_t i = 0; i < 3; i++)
		assert_string_equal(note.layer[i], layers[i]);
	arena_free(&a);
}

static void case_what_is_no_note_is_refused(void **state UNUSED)
{
	struct arena a = {0};
	static const char *const texts[] = {
		"",
		"overlay 2\npath /\nlayer /\n",
		"overlay 1\n",
		"overlay 1\npath /\n",
		"overlay 1\npath x\nlayer /\n",
		"overlay 1\npath /..\nlayer /\n",
		"overlay 1\npath /\nlayer /a//b\n",
		"overlay 1\npath /\nlayer /",
		"overlay 1\npath /\nfloor /\n",
		"overlay 1\npath /%0\nlayer /\n",
		"overlay 1\npath /%00\nlayer /\n",
		"overlay 1\npath /%zz\nlayer /\n",
		"overlay 1\npath /\x01\nlayer /\n",
	};
	struct changes_note note;

	for (size_t i = 0; i < ARRAY_SIZE(texts); i++)
		assert_int_equal(changes_parse(&a, texts[i], &note), -1);
	arena_free(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(case_each_path_has_a_name_of_its_own),
		cmocka_unit_test(case_a_long_path_has_a_name_that_a_file_can_have),
		cmocka_unit_test(case_where_they_are_kept),
		cmocka_unit_test(case_a_note_is_read_as_it_was_written),
		cmocka_unit_test(case_what_is_no_note_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
