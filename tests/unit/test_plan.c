/* test_plan.c - the table of kernel operations. */
#include "unit/unit.h"

#include "unit/fake.h"

static void case_names_of_steps_are_a_family_and_a_verb(void **state UNUSED)
{
	for (int i = 0; i < N_STEP_OPS; i++) {
		const char *name = step_table[i].name;

		if (i != STEP_INIT && i != STEP_EXEC)
			assert_non_null(strchr(name, '.'));
		for (int k = 0; k < i; k++)
			assert_string_not_equal(name, step_table[k].name);
		assert_true(strlen(name) <= 13); /* a column of the printed plan */
	}
}

static void case_every_step_says_what_cannot_be_done(void **state UNUSED)
{
	for (int i = 0; i < N_STEP_OPS; i++)
		assert_in_range(strlen(step_table[i].what), 3, 50);
}

static void case_every_phase_has_a_name_and_a_step(void **state UNUSED)
{
	for (int phase = PHASE_SETUP; phase <= PHASE_EXEC; phase++) {
		int n = 0;

		for (int i = 0; i < N_STEP_OPS; i++)
			n += (int)step_table[i].phase == phase;
		assert_true(n > 0);
		assert_true(strlen(phase_name[phase]) <= 6);
	}
}

/* What can still take rights away must not come before the fork into PID 1, which keeps
 * none anyway; what needs rights must not come after it.
 */
static void case_phases_fit_the_families(void **state UNUSED)
{
	for (int i = 0; i < N_STEP_OPS; i++) {
		if (str_after(step_table[i].name, "seal."))
			assert_int_equal(step_table[i].phase, PHASE_SEAL);
		if (str_after(step_table[i].name, "mount.") ||
		    str_after(step_table[i].name, "src.") ||
		    str_after(step_table[i].name, "ns."))
			assert_int_equal(step_table[i].phase, PHASE_SETUP);
	}
	assert_int_equal(step_table[STEP_EXEC].phase, PHASE_EXEC);
	assert_int_equal(step_table[STEP_INIT].phase, PHASE_SPLIT);
}

static void case_a_new_step_is_empty_but_for_its_kind_and_origin(void **state)
{
	struct fake *f = *state;
	const struct origin from = {.file = "x", .line = 1};
	struct step *s = plan_append(&f->arena, &f->plan, STEP_DIR_MAKE, &from);

	assert_int_equal(s->op, STEP_DIR_MAKE);
	assert_int_equal(s->slot, -1);
	assert_ptr_equal(s->from, &from);
	assert_null(s->path);
	assert_null(s->text);
	assert_null(s->data);
	assert_int_equal(s->flags | s->mode | s->number[0] | s->number[1], 0);
	assert_int_equal(f->plan.steps.n, 1);
}

int main(void)
{
#define CASE(f) cmocka_unit_test_setup_teardown(f, fake_setup, fake_teardown)
	const struct CMUnitTest tests[] = {
		CASE(case_names_of_steps_are_a_family_and_a_verb),
		CASE(case_every_step_says_what_cannot_be_done),
		CASE(case_every_phase_has_a_name_and_a_step),
		CASE(case_phases_fit_the_families),
		CASE(case_a_new_step_is_empty_but_for_its_kind_and_origin),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
