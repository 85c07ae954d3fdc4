/* test_vars.c - the variables of the profile language. */
#include "unit/unit.h"

#include "base/util.h"
#include "text/vars.h"

static void case_every_variable_is_found_at_its_row(void **state UNUSED)
{
	for (int i = 0; i < N_VARS; i++)
		assert_int_equal(var_find(var_table[i].name, strlen(var_table[i].name)),
				 i);
}

static void case_the_length_decides_not_the_nul(void **state UNUSED)
{
	assert_int_equal(var_find("HOME} and more", 4), VAR_HOME);
	assert_int_equal(var_find("HOME", 3), -1);
	assert_int_equal(var_find("HOMES", 5), -1);
	assert_int_equal(var_find("home", 4), -1);
	assert_int_equal(var_find("", 0), -1);
}

static void case_the_nearest_variable_is_suggested(void **state UNUSED)
{
	assert_string_equal(var_nearest("HOEM"), "HOME");
	assert_string_equal(var_nearest("DOWNLOAD"), "DOWNLOADS");
	assert_null(var_nearest("PATH_TO_NOWHERE"));
}

int main(void)
{
#define CASE(f) cmocka_unit_test(f)
	const struct CMUnitTest tests[] = {
		CASE(case_every_variable_is_found_at_its_row),
		CASE(case_the_length_decides_not_the_nul),
		CASE(case_the_nearest_variable_is_suggested),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
