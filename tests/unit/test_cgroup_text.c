/* test_cgroup_text.c - the words of the files of a cgroup. */
#include "unit/unit.h"

#include "base/util.h"
#include "host/cgroup_text.h"

static const char memory_events[] = "low 0\nhigh 0\nmax 25\noom 3\noom_kill 2\n"
				    "oom_group_kill 1\n";

static void case_a_value_is_found_by_its_whole_key(void **state UNUSED)
{
	uint64_t n = 42;

	assert_int_equal(cgroup_text_value(memory_events, "oom", &n), 0);
	assert_int_equal(n, 3);
	assert_int_equal(cgroup_text_value(memory_events, "oom_kill", &n), 0);
	assert_int_equal(n, 2);
	assert_int_equal(cgroup_text_value(memory_events, "oom_group_kill", &n), 0);
	assert_int_equal(n, 1);
	assert_int_equal(cgroup_text_value(memory_events, "kill", &n), -1);
	assert_int_equal(cgroup_text_value(memory_events, "", &n), -1);
	assert_int_equal(cgroup_text_value("", "oom", &n), -1);
	assert_int_equal(cgroup_text_value("populated 1\nfrozen 0", "frozen", &n), 0);
	assert_int_equal(n, 0);
}

static void case_what_is_no_number_is_no_value(void **state UNUSED)
{
	static const char *const wrong[] = {"max x\n", "max -1\n", "max\n",
					    "max \n",  "max 1x\n", "max"};
	uint64_t n;

	for (size_t i = 0; i < ARRAY_SIZE(wrong); i++)
		assert_int_equal(cgroup_text_value(wrong[i], "max", &n), -1);
	assert_int_equal(cgroup_text_value("max 99999999999999999999999\n", "max", &n),
			 0);
	assert_true(n == UINT64_MAX);
}

static void case_a_file_of_one_number_may_say_max(void **state UNUSED)
{
	uint64_t n = 0;

	assert_int_equal(cgroup_text_number("4096\n", &n), 0);
	assert_int_equal(n, 4096);
	assert_int_equal(cgroup_text_number("max\n", &n), 0);
	assert_true(n == UINT64_MAX);
	assert_int_equal(cgroup_text_number("", &n), -1);
	assert_int_equal(cgroup_text_number("maximum", &n), -1);
	assert_int_equal(cgroup_text_number("-1", &n), -1);
}

static void case_bytes_of_all_devices_are_added_up(void **state UNUSED)
{
	static const char stat[] =
		"254:0 rbytes=1000 wbytes=20 rios=3 wios=4 dbytes=5 dios=6\n"
		"8:0 rbytes=234 wbytes=1 rios=1 wios=1 dbytes=0 dios=0\n"
		"7:1 \n";

	assert_int_equal(cgroup_text_sum(stat, "rbytes"), 1234);
	assert_int_equal(cgroup_text_sum(stat, "wbytes"), 21);
	assert_int_equal(cgroup_text_sum(stat, "bytes"), 0);
	assert_int_equal(cgroup_text_sum("", "rbytes"), 0);
	assert_true(cgroup_text_sum("1:1 r=18446744073709551615\n1:2 r=5", "r") ==
		    UINT64_MAX);
}

static void case_pressure_is_that_of_the_last_ten_seconds(void **state UNUSED)
{
	static const char text[] = "some avg10=1.25 avg60=7.00 avg300=0.10 total=1234\n"
				   "full avg10=0.05 avg60=0.00 avg300=0.00 total=12\n";
	unsigned int hundredths = 0;

	assert_int_equal(cgroup_text_pressure(text, "some", &hundredths), 0);
	assert_int_equal(hundredths, 125);
	assert_int_equal(cgroup_text_pressure(text, "full", &hundredths), 0);
	assert_int_equal(hundredths, 5);
	assert_int_equal(
		cgroup_text_pressure("some avg10=100.00 x", "some", &hundredths), 0);
	assert_int_equal(hundredths, 10000);
	assert_int_equal(cgroup_text_pressure("", "some", &hundredths), -1);
	assert_int_equal(cgroup_text_pressure("some avg60=1.00", "some", &hundredths),
			 -1);
	assert_int_equal(cgroup_text_pressure("some avg10=x", "some", &hundredths), -1);
	assert_int_equal(cgroup_text_pressure("some avg10=999.00", "some", &hundredths),
			 -1);
}

static void case_the_path_is_that_of_the_second_version(void **state UNUSED)
{
	static const char text[] = "12:memory:/old\n1:name=systemd:/a\n0::/a/b c\n";
	unsigned int length = 0;
	const char *path = cgroup_text_path(text, &length);

	assert_non_null(path);
	assert_int_equal(length, 6);
	assert_memory_equal(path, "/a/b c", 6);
	assert_null(cgroup_text_path("12:memory:/old\n", &length));
	path = cgroup_text_path("0::/", &length);
	assert_string_equal(path, "/");
	assert_int_equal(length, 1);
}

int main(void)
{
#define CASE(f) cmocka_unit_test(f)
	const struct CMUnitTest tests[] = {
		CASE(case_a_value_is_found_by_its_whole_key),
		CASE(case_what_is_no_number_is_no_value),
		CASE(case_a_file_of_one_number_may_say_max),
		CASE(case_bytes_of_all_devices_are_added_up),
		CASE(case_pressure_is_that_of_the_last_ten_seconds),
		CASE(case_the_path_is_that_of_the_second_version),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
