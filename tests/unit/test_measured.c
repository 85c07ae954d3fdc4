/* test_measured.c - the words of the measuring program, taken apart. */
#include "plan/measured.h"
#include "unit/unit.h"

static int setup(void **state)
{
	*state = calloc(1, sizeof(struct arena));
	return *state ? 0 : -1;
}

static int teardown(void **state)
{
	arena_free(*state);
	free(*state);
	return 0;
}

static struct measured parse(void **state, const char *text)
{
	struct measured m;

	measured_parse(*state, text, &m);
	return m;
}

#define FIELD(m, line, i, wanted) \
	assert_string_equal((m).lines.item[line].field[i], wanted)

static void case_fields_are_parted_by_tabs(void **state)
{
	struct measured m = parse(state, "mount\t/a b\tro,nosuid\ttmpfs\tsize=4k\n");

	assert_int_equal(m.lines.n, 1);
	assert_int_equal(m.lines.item[0].n_fields, 5);
	FIELD(m, 0, 0, "mount");
	FIELD(m, 0, 1, "/a b");
	FIELD(m, 0, 2, "ro,nosuid");
	FIELD(m, 0, 3, "tmpfs");
	FIELD(m, 0, 4, "size=4k");
}

static void case_the_fifth_field_keeps_what_is_beyond_it(void **state)
{
	struct measured m = parse(state, "a\tb\tc\td\te\tf\t\tg\nh\n");

	assert_int_equal(m.lines.n, 2);
	FIELD(m, 0, 4, "e\tf\t\tg");
	FIELD(m, 1, 0, "h");
}

static void case_missing_fields_are_empty_and_not_counted(void **state)
{
	struct measured m = parse(state, "fd\t2\nenv\n");

	assert_int_equal(m.lines.item[0].n_fields, 2);
	assert_int_equal(m.lines.item[1].n_fields, 1);
	for (size_t i = 2; i < MEASURED_FIELDS; i++)
		FIELD(m, 0, i, "");
	for (size_t i = 1; i < MEASURED_FIELDS; i++)
		FIELD(m, 1, i, "");
}

static void case_an_empty_field_is_there(void **state)
{
	struct measured m = parse(state, "status\tGroups\t\na\t\t\t\t\n\tb\n");

	assert_int_equal(m.lines.item[0].n_fields, 3);
	assert_int_equal(m.lines.item[1].n_fields, 5);
	assert_int_equal(m.lines.item[2].n_fields, 2);
	FIELD(m, 2, 0, "");
	FIELD(m, 2, 1, "b");
	assert_string_equal(measured_value(&m, "status", "Groups"), "");
}

static void case_an_empty_text_has_no_lines(void **state)
{
	struct measured m = parse(state, "");
	size_t at = 0;

	assert_int_equal(m.lines.n, 0);
	assert_null(measured_value(&m, "", ""));
	assert_null(measured_next(&m, "", &at));
	assert_int_equal(measured_count(&m, ""), 0);
}

static void case_empty_lines_say_nothing(void **state)
{
	struct measured m = parse(state, "\n\nfd\t0\n\n");

	assert_int_equal(measured_count(&m, "fd"), 1);
	assert_null(measured_value(&m, "", ""));
}

/* "limit 7 65" may have been "limit 7 65536". */
static void case_a_line_that_was_cut_off_says_nothing(void **state)
{
	static const char text[] = "limit\t4\t1\nlimit\t7\t65536\n";

	for (size_t n = 0; n < sizeof(text); n++) {
		char *part = arena_copy(*state, text, n);
		struct measured m = parse(state, part);
		const char *value = measured_value(&m, "limit", "7");

		assert_int_equal(m.lines.n, n < 10 ? 0 : n < sizeof(text) - 1 ? 1 : 2);
		if (n < sizeof(text) - 1)
			assert_null(value);
		else
			assert_string_equal(value, "65536");
	}
}

static void case_the_text_itself_is_left_as_it_is(void **state)
{
	char text[] = "a\tb\tc\nd\te\n";

	(void)parse(state, text);
	assert_string_equal(text, "a\tb\tc\nd\te\n");
}

static void case_lines_may_be_of_any_length_and_number(void **state)
{
	const size_t size = 1 << 20;
	char *text = arena_alloc(*state, 2 * size + 64), *at;
	struct measured m;

	at = stpcpy(text, "env\t");
	memset(at, 'x', size);
	at = stpcpy(at + size, "\tvalue\n");
	for (size_t i = 0; i < size / 8; i++)
		at = stpcpy(at, "fd\t1\n");
	m = parse(state, text);
	assert_int_equal(measured_count(&m, "fd"), size / 8);
	assert_int_equal(strlen(m.lines.item[0].field[1]), size);
	FIELD(m, 0, 2, "value");
}

static void case_a_value_is_found_by_whole_names_alone(void **state)
{
	struct measured m = parse(state, "status\tSeccomp_filters\t9\n"
					 "statusx\tSeccomp\t8\n"
					 "status\tSeccomp\t2\n");

	assert_string_equal(measured_value(&m, "status", "Seccomp"), "2");
	assert_null(measured_value(&m, "status", "Sec"));
	assert_null(measured_value(&m, "stat", "Seccomp"));
	assert_null(measured_value(&m, "init", "Seccomp"));
}

static void case_a_line_without_a_value_has_none(void **state)
{
	struct measured m = parse(state, "status\tGroups\nline\t/proc/1/cmdline\n");

	assert_null(measured_value(&m, "status", "Groups"));
	assert_null(measured_value(&m, "line", "/proc/1/cmdline"));
}

static void case_of_two_lines_the_first_is_meant(void **state)
{
	struct measured m = parse(state, "call\tbpf\t0\ncall\tbpf\tEPERM\n");

	assert_string_equal(measured_value(&m, "call", "bpf"), "0");
	assert_int_equal(measured_count(&m, "call"), 2);
}

static void case_the_lines_of_a_key_come_in_their_order(void **state)
{
	struct measured m = parse(state, "fd\t0\nenv\tA\nfd\t7\nfd\t1\nenv\tB\n");
	const struct measured_line *l;
	char found[8] = "";
	size_t at = 0;

	while ((l = measured_next(&m, "fd", &at)))
		strcat(found, l->field[1]);
	assert_string_equal(found, "071");
	assert_int_equal(at, m.lines.n);
	assert_null(measured_next(&m, "fd", &at));
}

static void case_bytes_above_ascii_are_kept(void **state)
{
	struct measured m = parse(state, "env\t\xff\xc3\xa4\t\x01\n");

	FIELD(m, 0, 1, "\xff\xc3\xa4");
	FIELD(m, 0, 2, "\x01");
}

int main(void)
{
#define CASE(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
	const struct CMUnitTest tests[] = {
		CASE(case_fields_are_parted_by_tabs),
		CASE(case_the_fifth_field_keeps_what_is_beyond_it),
		CASE(case_missing_fields_are_empty_and_not_counted),
		CASE(case_an_empty_field_is_there),
		CASE(case_an_empty_text_has_no_lines),
		CASE(case_empty_lines_say_nothing),
		CASE(case_a_line_that_was_cut_off_says_nothing),
		CASE(case_the_text_itself_is_left_as_it_is),
		CASE(case_lines_may_be_of_any_length_and_number),
		CASE(case_a_value_is_found_by_whole_names_alone),
		CASE(case_a_line_without_a_value_has_none),
		CASE(case_of_two_lines_the_first_is_meant),
		CASE(case_the_lines_of_a_key_come_in_their_order),
		CASE(case_bytes_above_ascii_are_kept),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
