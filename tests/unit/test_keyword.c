/* test_keyword.c - the table of the profile language keeps its own promises. */
#include "unit/unit.h"

#include <ctype.h>

#include "base/util.h"
#include "text/keyword.h"

static void case_every_keyword_is_found_at_its_row(void **state UNUSED)
{
	for (int i = 0; i < N_KEYWORDS; i++)
		assert_int_equal(keyword_find(keyword_table[i].name), i);
	assert_int_equal(keyword_find("raed"), -1);
	assert_int_equal(keyword_find("READ"), -1);
	assert_int_equal(keyword_find(""), -1);
}

static void case_the_nearest_keyword_is_suggested(void **state UNUSED)
{
	assert_string_equal(keyword_nearest("raed"), "read");
	assert_string_equal(keyword_nearest("netwrk"), "network");
	assert_string_equal(keyword_nearest("keepfd"), "keep-fd");
	assert_null(keyword_nearest("whitelist"));
}

/* "--no-X" and "--optional-X" are the other two forms of --X. */
static void case_no_keyword_looks_like_a_form_of_another(void **state UNUSED)
{
	for (int i = 0; i < N_KEYWORDS; i++) {
		assert_null(str_after(keyword_table[i].name, "no-"));
		assert_null(str_after(keyword_table[i].name, "optional-"));
		assert_false(str_equal(keyword_table[i].name, "no"));
		assert_false(str_equal(keyword_table[i].name, "optional"));
	}
}

static void case_names_are_lower_case_words(void **state UNUSED)
{
	for (int i = 0; i < N_KEYWORDS; i++)
		for (const char *c = keyword_table[i].name; *c; c++)
			assert_true(islower((unsigned char)*c) || *c == '-');
}

static void case_counts_are_possible(void **state UNUSED)
{
	for (int i = 0; i < N_KEYWORDS; i++) {
		assert_true(keyword_table[i].least <= keyword_table[i].most);
		assert_true(keyword_table[i].most >= 1);
	}
}

/* What stands in brackets is what may be left out, and "..." is what may be repeated. */
static void case_values_say_what_the_counts_say(void **state UNUSED)
{
	for (int i = 0; i < N_KEYWORDS; i++) {
		const struct keyword *k = &keyword_table[i];

		assert_int_equal(strchr(k->values, '[') != NULL &&
					 !strstr(k->values, "[:GID]") &&
					 !strstr(k->values, "[=VALUE]") &&
					 !strstr(k->values, "...]"),
				 k->least < k->most && k->most != KEYWORD_MANY);
		if (k->most == KEYWORD_MANY && i != KEYWORD_SUMMARY)
			assert_non_null(strstr(k->values, "..."));
		else
			assert_null(strstr(k->values, "..."));
	}
}

static void case_help_is_one_short_line(void **state UNUSED)
{
	for (int i = 0; i < N_KEYWORDS; i++) {
		const char *help = keyword_table[i].help;

		assert_in_range(strlen(help), 10, 60);
		assert_null(strchr(help, '\n'));
		assert_true(islower((unsigned char)help[0]));
		assert_int_not_equal(help[strlen(help) - 1], '.');
	}
}

int main(void)
{
#define CASE(f) cmocka_unit_test(f)
	const struct CMUnitTest tests[] = {
		CASE(case_every_keyword_is_found_at_its_row),
		CASE(case_the_nearest_keyword_is_suggested),
		CASE(case_no_keyword_looks_like_a_form_of_another),
		CASE(case_names_are_lower_case_words),
		CASE(case_counts_are_possible),
		CASE(case_values_say_what_the_counts_say),
		CASE(case_help_is_one_short_line),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
