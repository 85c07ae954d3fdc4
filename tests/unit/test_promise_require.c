/* test_promise_require.c - `require`, where a plan does not make the promise, and where it does. */
#include "unit/unit.h"

#include "unit/faithful.h"

#define HOST(text) fake_add(*state, text)

/* What is said about the profile's requirements, and then whether it is refused. */
static const char *require(struct fake *f, const char *profile)
{
	int r;

	faithful_plan(f, profile);
	(void)fake_said(f); /* of the plan */
	r = promise_require(&f->diag, &f->policy, &f->plan);
	return arena_printf(&f->arena, "%s%s", fake_said(f), r < 0 ? "refused" : "");
}

#define REQUIRE(profile, wanted) assert_string_equal(require(*state, profile), wanted)

static void case_nothing_is_required_by_default(void **state)
{
	HOST("landlock 0\n");
	REQUIRE("network host\nnested userns\n", "");
}

static void case_what_is_promised_can_be_required(void **state)
{
	REQUIRE("require no-network\nrequire namespaces landlock\n", "");
}

static void case_what_is_not_is_an_error_at_its_line(void **state)
{
	REQUIRE("network host\n\nrequire no-network\n",
		"test.profile:3:1: error: no-network cannot be promised: the network "
		"is the host's\nrefused");
}

static void case_each_word_that_is_not_promised_is_told(void **state)
{
	HOST("landlock 0\n");
	REQUIRE("network host\nrequire landlock namespaces no-network\n"
		"require write-execute\n",
		"test.profile:2:1: error: landlock cannot be promised: this kernel "
		"has no Landlock, or `landlock none` is said\n"
		"test.profile:2:1: error: no-network cannot be promised: the network "
		"is the host's\n"
		"test.profile:3:1: error: write-execute cannot be promised: it takes "
		"'write-execute deny'\nrefused");
}

static void case_where_it_is_optional_it_is_a_warning(void **state)
{
	REQUIRE("optional require write-execute\n",
		"test.profile:1:1: warning: write-execute is not promised: it takes "
		"'write-execute deny'\n");
	REQUIRE("optional require namespaces\n", "");
}

static void case_what_is_weakened_cannot_be_required(void **state)
{
	static const struct {
		const char *profile, *why;
	} table[] = {
		{"require terminal\nterminal inherit\n",
		 "the terminal is the caller's own"},
		{"require capabilities\ncapabilities chown\n", "some are kept"},
		{"require system-calls\nsyscalls allow @mount\n", "more are allowed"},
	};

	for (size_t i = 0; i < ARRAY_SIZE(table); i++)
		assert_non_null(
			strstr(require(*state, table[i].profile), table[i].why));
	assert_string_equal(require(*state, "require terminal capabilities\n"
					    "require system-calls\n"
					    "syscalls deny @time\n"),
			    "");
}

static void case_a_warning_does_not_hide_an_error(void **state)
{
	assert_non_null(strstr(require(*state, "network host\nrequire no-network\n"
					       "optional require write-execute\n"),
			       "refused"));
}

static void case_a_later_line_about_the_same_promise_wins(void **state)
{
	REQUIRE("require write-execute\noptional require write-execute\n",
		"test.profile:2:1: warning: write-execute is not promised: it takes "
		"'write-execute deny'\n");
	REQUIRE("optional require write-execute\nrequire write-execute\n",
		"test.profile:2:1: error: write-execute cannot be promised: it takes "
		"'write-execute deny'\nrefused");
}

static void case_it_can_be_taken_back(void **state)
{
	struct fake *f = *state;

	REQUIRE("network host\nrequire no-network\nno require no-network\n", "");
	assert_int_equal(f->policy.requires.n, 0);
	REQUIRE("network host\nrequire no-network namespaces write-execute\n"
		"no require no-network write-execute\n",
		"");
	assert_int_equal(f->policy.requires.n, 1);
}

static void case_taking_back_what_is_not_required_is_said(void **state)
{
	struct fake *f = *state;

	assert_int_equal(fake_merge(f, "require namespaces\nno require landlock\n"), 0);
	assert_non_null(strstr(fake_said(f), "test.profile:2:1: warning: "));
	assert_int_equal(f->policy.requires.n, 1);
}

static void case_an_option_can_require(void **state)
{
	struct fake *f = *state;
	static const char *const words[] = {"--require=write-execute", NULL};

	assert_int_equal(fake_read(f, ""), 0);
	assert_int_equal(fake_options(f, words), 0);
	assert_int_equal(fake_merge_settings(f), 0);
	assert_int_equal(fake_plan_settings(f), 0);
	(void)fake_said(f);
	assert_int_equal(promise_require(&f->diag, &f->policy, &f->plan), -1);
	assert_string_equal(fake_said(f),
			    "--require=write-execute: write-execute cannot be "
			    "promised: it takes 'write-execute deny'\n");
}

static void case_an_unknown_word_is_refused_with_a_suggestion(void **state)
{
	struct fake *f = *state;

	assert_int_equal(fake_merge(f, "require landlok\n"), -1);
	assert_non_null(strstr(fake_said(f), "did you mean 'landlock'?"));
	assert_int_equal(fake_merge(f, "require\n"), -1);
	assert_int_equal(fake_merge(f, "require NAMESPACES\n"), -1);
	assert_int_equal(fake_merge(f, "require namespace\n"), -1);
	assert_int_equal(fake_merge(f, "optional require landlok\n"), -1);
}

#define CASE(f) cmocka_unit_test_setup_teardown(f, fake_setup, fake_teardown)

int main(void)
{
	static const struct CMUnitTest tests[] = {
		CASE(case_nothing_is_required_by_default),
		CASE(case_what_is_promised_can_be_required),
		CASE(case_what_is_not_is_an_error_at_its_line),
		CASE(case_each_word_that_is_not_promised_is_told),
		CASE(case_where_it_is_optional_it_is_a_warning),
		CASE(case_what_is_weakened_cannot_be_required),
		CASE(case_a_warning_does_not_hide_an_error),
		CASE(case_a_later_line_about_the_same_promise_wins),
		CASE(case_it_can_be_taken_back),
		CASE(case_taking_back_what_is_not_required_is_said),
		CASE(case_an_option_can_require),
		CASE(case_an_unknown_word_is_refused_with_a_suggestion),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
