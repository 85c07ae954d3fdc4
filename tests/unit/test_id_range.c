/* test_id_range.c - words of `ids`, and lines of subid(5). */
#include "unit/unit.h"

#include "base/util.h"
#include "text/id_range.h"

static void is_word(const char *text, int uid, int gid, int relative, uint32_t inside,
		    uint32_t outside, uint32_t count)
{
	struct id_word w = {.is_of = {0}};

	if (id_word_parse(text, &w) < 0)
		fail_msg("%s was refused", text);
	assert_int_equal(w.is_of[ID_UID], uid);
	assert_int_equal(w.is_of[ID_GID], gid);
	assert_int_equal(w.is_relative, relative);
	assert_int_equal(w.inside, inside);
	assert_int_equal(w.outside, outside);
	assert_int_equal(w.count, count);
}

static void case_a_word_maps_users_and_groups_or_one_kind(void **state UNUSED)
{
	is_word("1:100000:65536", 1, 1, 0, 1, 100000, 65536);
	is_word("uid:33:100032:1", 1, 0, 0, 33, 100032, 1);
	is_word("gid:0:+7:2", 0, 1, 1, 0, 7, 2);
	is_word("4294967294:+0:1", 1, 1, 1, 4294967294, 0, 1);
}

static void case_what_is_no_word_is_refused(void **state UNUSED)
{
	static const char *const bad[] = {
		"",
		"1",
		"1:2",
		"1:2:",
		":2:3",
		"1::3",
		"1:2:3:4",
		"1:2:0",
		"x:1:2:3",
		"uid:1:2",
		"uid:uid:1:2",
		"uidx:1:2:3",
		"-1:2:3",
		"+1:2:3",
		"1:++2:3",
		"1:2:+3",
		"1:2:3 ",
		"1:0x10:3",
		"4294967295:1:1",
		"1:4294967295:1",
		"1:4294967294:2",
		"0:1:4294967296",
		"18446744073709551617:1:1",
		"1:00000000000000000000000000000000002:1",
	};
	struct id_word w;

	for (size_t i = 0; i < ARRAY_SIZE(bad); i++)
		if (id_word_parse(bad[i], &w) == 0)
			fail_msg("%s was taken", bad[i]);
}

static void is_range(const char *line, uint32_t first, uint32_t count)
{
	struct id_range r = {0};

	if (id_range_parse(line, &r) < 0)
		fail_msg("%s was refused", line);
	assert_int_equal(r.first, first);
	assert_int_equal(r.count, count);
}

static void case_a_line_of_the_table_is_a_range(void **state UNUSED)
{
	struct id_range r;

	is_range("user:100000:65536\n", 100000, 65536);
	is_range("1000:7:1", 7, 1);
	is_range("user:100000:65536\r\n", 100000, 65536);
	is_range("user:4294967290:100\n", 4294967290, 5); /* the rest is no id */
	assert_int_equal(id_range_parse("user:1:0\n", &r), -1);
	assert_int_equal(id_range_parse("user:4294967295:1\n", &r), -1);
	assert_int_equal(id_range_parse("user:1\n", &r), -1);
	assert_int_equal(id_range_parse("user:1:2:3\n", &r), -1);
	assert_int_equal(id_range_parse("user:x:2\n", &r), -1);
	assert_int_equal(id_range_parse("user:-1:2\n", &r), -1);
	assert_int_equal(id_range_parse("# comment\n", &r), -1);
	assert_int_equal(id_range_parse("\n", &r), -1);
	assert_int_equal(id_range_parse("", &r), -1);
}

static void case_a_line_is_of_a_name_or_a_number(void **state UNUSED)
{
	assert_true(id_range_is_of("user:1:2", "user", 1000));
	assert_true(id_range_is_of("1000:1:2", "user", 1000));
	assert_false(id_range_is_of("users:1:2", "user", 1000));
	assert_false(id_range_is_of("use:1:2", "user", 1000));
	assert_false(id_range_is_of("100:1:2", "user", 1000));
	assert_false(id_range_is_of("01000:1:2", "user", 1000));
	assert_false(id_range_is_of(":1:2", "", 1000)); /* who has no account */
	assert_false(id_range_is_of("user", "user", 1000));
}

int main(void)
{
#define CASE(f) cmocka_unit_test(f)
	const struct CMUnitTest tests[] = {
		CASE(case_a_word_maps_users_and_groups_or_one_kind),
		CASE(case_what_is_no_word_is_refused),
		CASE(case_a_line_of_the_table_is_a_range),
		CASE(case_a_line_is_of_a_name_or_a_number),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
