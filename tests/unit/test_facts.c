/* test_facts.c - variables of the caller's environment. */
#include "unit/unit.h"

#include "base/util.h"
#include "plan/facts.h"
#include "unit/fake.h"

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

static void case_a_directory_can_be_taken_for_granted(void **state UNUSED)
{
	struct fake f;
	const struct facts *with;

	fake_begin(&f);
	fake_add(&f, "dir /a\nempty /b\nlink /l /a\n");
	with = facts_with_dir(&f.arena, &f.facts, "/l/b/c");
	assert_int_equal(with->path(with->context, "/a/b")->kind, FACT_DIR);
	assert_int_equal(with->path(with->context, "/l/b/c")->kind, FACT_DIR);
	assert_int_equal(with->path(with->context, "/a/b/c/d")->kind, FACT_MISSING);
	assert_int_equal(with->path(with->context, "/a/x")->kind, FACT_MISSING);
	assert_false(with->is_empty_dir(with->context, "/a"));
	assert_true(with->is_empty_dir(with->context, "/b"));
	assert_int_equal(f.facts.path(f.facts.context, "/a/b")->kind, FACT_MISSING);
	fake_end(&f);
}

int main(void)
{
#define CASE(f) cmocka_unit_test(f)
	const struct CMUnitTest tests[] = {
		CASE(case_a_variable_is_found_by_its_whole_name),
		CASE(case_an_empty_variable_counts_as_unset),
		CASE(case_the_first_of_two_counts_as_in_getenv),
		CASE(case_no_environment_has_no_variables),
		CASE(case_a_directory_can_be_taken_for_granted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
