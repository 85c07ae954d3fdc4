/* test_facts.c - variables of the caller's environment. */
#include "unit/unit.h"

#include "base/util.h"
#include "plan/facts.h"

static const char *const env[] = {
	"HOME=/home/u", "HOMEPAGE=x", "EMPTY=", "NAMEONLY",
	"TWICE=1",	"TWICE=2",    "EQ=a=b", NULL,
};

static void case_a_variable_is_found_by_its_whole_name(void **state UNUSED)
{
	const struct facts f = {.environ = env};

	assert_string_equal(facts_env(&f, "HOME"), "/home/u");
	assert_string_equal(facts_env(&f, "HOMEPAGE"), "x");
	assert_string_equal(facts_env(&f, "EQ"), "a=b");
	assert_null(facts_env(&f, "HOM"));
	assert_null(facts_env(&f, "NAMEONLY"));
}

static void case_an_empty_variable_counts_as_unset(void **state UNUSED)
{
	const struct facts f = {.environ = env};

	assert_null(facts_env(&f, "EMPTY"));
}

static void case_the_first_of_two_counts_as_in_getenv(void **state UNUSED)
{
	const struct facts f = {.environ = env};

	assert_string_equal(facts_env(&f, "TWICE"), "1");
}

static void case_no_environment_has_no_variables(void **state UNUSED)
{
	static const char *const none[] = {NULL};

	assert_null(facts_env(&(struct facts){0}, "HOME"));
	assert_null(facts_env(&(struct facts){.environ = none}, "HOME"));
}

int main(void)
{
#define CASE(f) cmocka_unit_test(f)
	const struct CMUnitTest tests[] = {
		CASE(case_a_variable_is_found_by_its_whole_name),
		CASE(case_an_empty_variable_counts_as_unset),
		CASE(case_the_first_of_two_counts_as_in_getenv),
		CASE(case_no_environment_has_no_variables),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
