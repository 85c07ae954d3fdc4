/* test_names.c - limits, capabilities, sizes and numbers. */
#include "unit/unit.h"

#include <linux/capability.h>
#include <sys/resource.h>

#include "base/util.h"
#include "text/names.h"

static void case_limits_have_the_numbers_of_the_kernel(void **state UNUSED)
{
	assert_int_equal(limit_find("nofile")->resource, RLIMIT_NOFILE);
	assert_int_equal(limit_find("as")->resource, RLIMIT_AS);
	assert_int_equal(limit_find("rttime")->resource, RLIMIT_RTTIME);
	assert_null(limit_find("nofiles"));
	assert_null(limit_find(""));
}

/* RLIMIT_RSS has had no effect since Linux 2.4.30; every other one can be set. */
static void case_every_limit_but_rss_has_a_name(void **state UNUSED)
{
	for (int resource = 0; resource < RLIM_NLIMITS; resource++) {
		size_t n = 0;

		for (size_t i = 0; i < n_limits; i++)
			n += limit_table[i].resource == resource;
		assert_int_equal(n, resource != RLIMIT_RSS);
	}
}

static void case_limits_that_are_sizes_say_bytes(void **state UNUSED)
{
	for (size_t i = 0; i < n_limits; i++) {
		size_t n = strlen(limit_table[i].help);
		int says_bytes =
			n > 5 && str_equal(limit_table[i].help + n - 5, "bytes");

		assert_int_equal(says_bytes,
				 limit_table[i].kind == LIMIT_SIZE ||
					 limit_table[i].kind == LIMIT_AMOUNT);
	}
}

static void case_limits_are_in_alphabetical_order(void **state UNUSED)
{
	for (size_t i = 1; i < n_limits; i++)
		assert_true(strcmp(limit_table[i - 1].name, limit_table[i].name) < 0);
}

static void case_limits_of_the_whole_need_a_cgroup(void **state UNUSED)
{
	static const char *const whole[] = {"memory", "swap", "cpu", "pids", "io"};

	for (size_t i = 0; i < ARRAY_SIZE(whole); i++)
		assert_true(limit_needs_cgroup(limit_find(whole[i])->resource));
	assert_false(limit_needs_cgroup(limit_find("time")->resource));
	assert_false(limit_needs_cgroup(limit_find("cpu-time")->resource));
	assert_int_equal(limit_find("cpu-time")->resource, RLIMIT_CPU);
}

static void case_processors_are_percent_or_a_number(void **state UNUSED)
{
	static const struct {
		const char *text;
		uint64_t percent;
	} table[] = {
		{"50%", 50},   {"150%", 150}, {"1%", 1},    {"100000%", 100000},
		{"1", 100},    {"2", 200},    {"1.5", 150}, {"0.5", 50},
		{"0.05", 5},   {"1.25", 125}, {"0.01", 1},  {"1000", 100000},
		{"1.50", 150}, {"010%", 10},
	};
	static const char *const wrong[] = {
		"",	"%",	 "0",	      "0%",  "0.0",  "0.00", ".5",
		"1.",	"1.555", "1.5%",      "-1%", "1,5",  "1e2",  "100001%",
		"1001", "1 %",	 "99999999%", "x",   "1.-5", "1%%",  "1.5.5",
	};
	uint64_t percent;

	for (size_t i = 0; i < ARRAY_SIZE(table); i++) {
		assert_int_equal(names_parse_cpu(table[i].text, &percent), 0);
		assert_int_equal(percent, table[i].percent);
	}
	for (size_t i = 0; i < ARRAY_SIZE(wrong); i++)
		if (names_parse_cpu(wrong[i], &percent) == 0)
			fail_msg("'%s' became %lu", wrong[i], (unsigned long)percent);
}

static void case_capabilities_have_the_numbers_of_the_kernel(void **state UNUSED)
{
	assert_int_equal(n_capabilities, CAP_LAST_CAP + 1);
	assert_int_equal(capability_find("chown"), CAP_CHOWN);
	assert_int_equal(capability_find("setpcap"), CAP_SETPCAP);
	assert_int_equal(capability_find("sys_chroot"), CAP_SYS_CHROOT);
	assert_int_equal(capability_find("sys_admin"), CAP_SYS_ADMIN);
	assert_int_equal(capability_find("mac_override"), CAP_MAC_OVERRIDE);
	assert_int_equal(capability_find("audit_read"), CAP_AUDIT_READ);
	assert_int_equal(capability_find("checkpoint_restore"), CAP_CHECKPOINT_RESTORE);
}

static void case_capabilities_are_found_in_every_usual_spelling(void **state UNUSED)
{
	assert_int_equal(capability_find("net_admin"), CAP_NET_ADMIN);
	assert_int_equal(capability_find("cap_net_admin"), CAP_NET_ADMIN);
	assert_int_equal(capability_find("CAP_NET_ADMIN"), CAP_NET_ADMIN);
	assert_int_equal(capability_find("Net_Admin"), CAP_NET_ADMIN);
	assert_int_equal(capability_find("cap_cap_net_admin"), -1);
	assert_int_equal(capability_find("net"), -1);
	assert_int_equal(capability_find("cap_"), -1);
	assert_int_equal(capability_find(""), -1);
}

static void case_sizes_are_read_with_their_suffix(void **state UNUSED)
{
	static const struct {
		const char *text;
		uint64_t bytes;
	} table[] = {
		{"0", 0},
		{"1", 1},
		{"512", 512},
		{"64K", 65536},
		{"3M", 3145728},
		{"2G", 2147483648ULL},
		{"1T", 1099511627776ULL},
		{"9223372036854775807", INT64_MAX},
		{"9007199254740991K", 9223372036854774784ULL},
	};
	uint64_t bytes;

	for (size_t i = 0; i < ARRAY_SIZE(table); i++) {
		assert_int_equal(names_parse_size(table[i].text, &bytes), 0);
		assert_int_equal(bytes, table[i].bytes);
	}
}

static void case_what_is_no_size_is_refused(void **state UNUSED)
{
	static const char *const table[] = {
		"",
		"K",
		"1k",
		"1KB",
		"1 K",
		"-1",
		"+1",
		"0x10",
		"1.5G",
		"K1",
		"1KM",
		" 1",
		"1 ",
		"9223372036854775808",
		"9007199254740992K",
		"8388608T",
		"00000000000000000000000000000001",
		"18446744073709551617",
	};
	uint64_t bytes = 42;

	for (size_t i = 0; i < ARRAY_SIZE(table); i++)
		assert_int_equal(names_parse_size(table[i], &bytes), -1);
	assert_int_equal(bytes, 42);
}

static void case_numbers_end_at_their_maximum(void **state UNUSED)
{
	uint64_t n = 42;

	assert_int_equal(names_parse_number("0", 0, &n), 0);
	assert_int_equal(n, 0);
	assert_int_equal(names_parse_number("100", 100, &n), 0);
	assert_int_equal(n, 100);
	assert_int_equal(names_parse_number("00100", 100, &n), 0);
	assert_int_equal(names_parse_number("101", 100, &n), -1);
	assert_int_equal(names_parse_number("7", 5, &n), -1);
	assert_int_equal(names_parse_number("1", 0, &n), -1);
	assert_int_equal(names_parse_number("18446744073709551615", UINT64_MAX, &n), 0);
	assert_int_equal(names_parse_number("18446744073709551616", UINT64_MAX, &n),
			 -1);
	assert_int_equal(names_parse_number("99999999999999999999999", UINT64_MAX, &n),
			 -1);
	assert_int_equal(names_parse_number("", 5, &n), -1);
	assert_int_equal(names_parse_number("1a", 100, &n), -1);
	assert_int_equal(names_parse_number("-1", 100, &n), -1);
}

int main(void)
{
#define CASE(f) cmocka_unit_test(f)
	const struct CMUnitTest tests[] = {
		CASE(case_limits_have_the_numbers_of_the_kernel),
		CASE(case_every_limit_but_rss_has_a_name),
		CASE(case_limits_that_are_sizes_say_bytes),
		CASE(case_limits_are_in_alphabetical_order),
		CASE(case_limits_of_the_whole_need_a_cgroup),
		CASE(case_processors_are_percent_or_a_number),
		CASE(case_capabilities_have_the_numbers_of_the_kernel),
		CASE(case_capabilities_are_found_in_every_usual_spelling),
		CASE(case_sizes_are_read_with_their_suffix),
		CASE(case_what_is_no_size_is_refused),
		CASE(case_numbers_end_at_their_maximum),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
