/* test_build_cgroup.c - limits of the sandbox as a whole: the cgroup in a plan, and what stands
 * in where there is none.
 */
#include "unit/unit.h"

#include <sys/resource.h>

#include "unit/built.h"

#define ALL "cpu,memory,pids,io"

static void refused(struct fake *f, const char *profile, const char *wanted)
{
	const char *said;

	f->settings.list.n = 0;
	f->plan = (struct plan){0};
	assert_int_equal(fake_plan(f, profile), -1);
	said = fake_said(f);
	if (!strstr(said, wanted))
		fail_msg("'%s', not '%s'", said, wanted);
}

#define HOST(text)     fake_add(*state, text)
#define IS(op, wanted) assert_string_equal(fake_what(*state, op, NULL), wanted)

/* The values of one kind of limit, in their order. */
static const char *limits(struct fake *f, enum step_op op, const char *name)
{
	char *text = arena_string(&f->arena, "");

	for (size_t i = 0; i < f->plan.steps.n; i++) {
		const struct step *s = &f->plan.steps.item[i];

		if (s->op == op && str_equal(s->text, name))
			text = arena_printf(&f->arena, "%s%s%lu:%u", text,
					    *text ? " " : "",
					    (unsigned long)s->number[1], s->from->line);
	}
	return text;
}

/* The fake would say what it has when it is asked. */
static struct fact_cgroup never(const struct facts *facts UNUSED,
				struct arena *a UNUSED)
{
	fail_msg("nobody needs a cgroup");
	return (struct fact_cgroup){.way = CGROUP_NONE};
}

static void case_nobody_looks_for_a_cgroup_that_no_limit_needs(void **state)
{
	struct fake *f = *state;

	f->facts.cgroup = never;
	build_plan(f, "");
	build_plan(f, "limit nofile 5\nlimit time 5m\nlimit cpu-time 5\n");
	build_plan(f, "limit memory unlimited\nlimit pids 5\nno limit pids\n");
	assert_int_equal(fake_count(f, STEP_CGROUP_NEW), 0);
	assert_int_equal(fake_count(f, STEP_CGROUP_ROOT), 0);
	assert_int_equal(f->plan.cgroup.place.way, CGROUP_NONE);
}

static void case_a_limit_makes_a_cgroup_before_all_else(void **state)
{
	struct fake *f = *state;

	HOST("cgroup below " ALL "\n");
	build_plan(f, "limit nofile 5\nlimit pids 5\nlimit cpu 1.5\n");
	IS(STEP_CGROUP_NEW, "below /sys/fs/cgroup/user: cpu pids");
	assert_int_equal(fake_index(f, fake_step(f, STEP_CGROUP_NEW, NULL)), 0);
	assert_int_equal(fake_step(f, STEP_CGROUP_NEW, NULL)->from->line, 2);
	assert_string_equal(limits(f, STEP_CGROUP_LIMIT, "pids"), "5:2");
	assert_string_equal(limits(f, STEP_CGROUP_LIMIT, "cpu"), "150:3");
	assert_string_equal(limits(f, STEP_CGROUP_LIMIT, "nofile"), "");
	assert_string_equal(limits(f, STEP_LIMIT_SET, "nofile"), "5:1");
	assert_string_equal(limits(f, STEP_LIMIT_SET, "pids"), "");
	assert_int_equal(fake_count(f, STEP_CGROUP_ROOT), 1);
	assert_true(fake_step(f, STEP_CGROUP_ROOT, NULL) <
		    fake_step(f, STEP_INIT, NULL));
}

static void case_the_way_is_in_the_plan(void **state)
{
	HOST("cgroup scope " ALL "\n");
	build_plan(*state, "limit memory 64M\n");
	IS(STEP_CGROUP_NEW,
	   "in a scope asked for at /run/user/1000/systemd/private: memory");
	IS(STEP_CGROUP_LIMIT, "memory 64M");
	HOST("cgroup leaf " ALL "\n");
	build_plan(*state, "limit pids 3\n");
	IS(STEP_CGROUP_NEW, "below /sys/fs/cgroup/user, which sandbox leaves: pids");
	IS(STEP_CGROUP_LIMIT, "pids 3 besides PID 1");
	build_plan(*state, "limit cpu 2\n");
	IS(STEP_CGROUP_LIMIT, "cpu 200%");
}

static void case_memory_means_no_swap_unless_that_is_said(void **state)
{
	struct fake *f = *state;

	HOST("cgroup below " ALL "\n");
	build_plan(f, "limit memory 64M\n");
	assert_string_equal(limits(f, STEP_CGROUP_LIMIT, "swap"), "0:1");
	build_plan(f, "limit swap 1M\nlimit memory 64M\n");
	assert_string_equal(limits(f, STEP_CGROUP_LIMIT, "swap"), "1048576:1");
	build_plan(f, "limit memory 64M\nlimit swap unlimited\n");
	assert_string_equal(limits(f, STEP_CGROUP_LIMIT, "swap"), "");
	build_plan(f, "limit pids 5\n");
	assert_string_equal(limits(f, STEP_CGROUP_LIMIT, "swap"), "");
}

static void case_what_is_written_late_takes_memory_to_count(void **state)
{
	struct fake *f = *state;

	HOST("cgroup below " ALL "\n");
	build_plan(f, "limit io 1M\n");
	IS(STEP_CGROUP_NEW, "below /sys/fs/cgroup/user: memory io");
	HOST("cgroup below io\n");
	build_plan(f, "limit io 1M\n");
	IS(STEP_CGROUP_NEW, "below /sys/fs/cgroup/user: io");
}

static void case_without_a_cgroup_each_line_is_an_error_that_says_why(void **state)
{
	HOST("cgroup none \"there is none\"\n");
	refused(*state, "limit pids 5\nlimit memory 1G\n",
		"test.profile:1:1: error: limit pids cannot be had: there is none\n"
		"    mend: do this\n"
		"test.profile:2:1: error: limit memory cannot be had: there is none\n");
}

static void case_a_controller_that_is_not_there_is_named(void **state)
{
	HOST("cgroup below memory,pids\n");
	refused(*state, "limit memory 1G\nlimit io 5M\n",
		"test.profile:2:1: error: limit io cannot be had: /sys/fs/cgroup/user "
		"comes without the controller io\n"
		"    mend: do this\n");
}

static void case_an_optional_one_falls_back_to_a_limit_of_each_process(void **state)
{
	struct fake *f = *state;
	const char *said;

	HOST("cgroup none \"there is none\"\n");
	build_plan(
		f,
		"optional limit memory 64M\noptional limit pids 5\n"
		"optional limit cpu 1\noptional limit swap 1M\noptional limit io 1M\n");
	said = fake_said(f);
	assert_non_null(strstr(said,
			       "test.profile:1:1: note: limit memory holds for each "
			       "process alone, as limit as: there is none\n"));
	assert_non_null(strstr(said,
			       "test.profile:2:1: note: limit pids holds for each "
			       "process alone, as limit nproc: there is none\n"));
	assert_non_null(strstr(
		said, "test.profile:3:1: note: left out: limit cpu: there is none\n"));
	assert_string_equal(limits(f, STEP_LIMIT_SET, "as"), "67108864:1");
	assert_string_equal(limits(f, STEP_LIMIT_SET, "nproc"), "8192:0 6:2");
	assert_int_equal(fake_count(f, STEP_CGROUP_NEW), 0);
	assert_int_equal(fake_count(f, STEP_CGROUP_LIMIT), 0);
}

static void case_a_line_about_the_other_limit_is_meant_so(void **state)
{
	struct fake *f = *state;

	HOST("cgroup none \"there is none\"\n");
	build_plan(f, "limit as 1G\noptional limit memory 64M\n");
	assert_non_null(strstr(fake_said(f), "note: left out: limit memory: "));
	assert_string_equal(limits(f, STEP_LIMIT_SET, "as"), "1073741824:1");
}

static void case_an_optional_one_that_can_be_had_is_had(void **state)
{
	struct fake *f = *state;

	HOST("cgroup below memory\n");
	build_plan(f, "optional limit memory 64M\noptional limit pids 5\n");
	assert_string_equal(limits(f, STEP_CGROUP_LIMIT, "memory"), "67108864:1");
	assert_string_equal(limits(f, STEP_CGROUP_LIMIT, "pids"), "");
	assert_string_equal(limits(f, STEP_LIMIT_SET, "as"), "");
	assert_string_equal(limits(f, STEP_LIMIT_SET, "nproc"), "8192:0 6:2");
	IS(STEP_CGROUP_NEW, "below /sys/fs/cgroup/user: memory");
}

#define CASE(f) cmocka_unit_test_setup_teardown(f, fake_setup, fake_teardown)

int main(void)
{
	static const struct CMUnitTest tests[] = {
		CASE(case_nobody_looks_for_a_cgroup_that_no_limit_needs),
		CASE(case_a_limit_makes_a_cgroup_before_all_else),
		CASE(case_the_way_is_in_the_plan),
		CASE(case_memory_means_no_swap_unless_that_is_said),
		CASE(case_what_is_written_late_takes_memory_to_count),
		CASE(case_without_a_cgroup_each_line_is_an_error_that_says_why),
		CASE(case_a_controller_that_is_not_there_is_named),
		CASE(case_an_optional_one_falls_back_to_a_limit_of_each_process),
		CASE(case_a_line_about_the_other_limit_is_meant_so),
		CASE(case_an_optional_one_that_can_be_had_is_had),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
