/* test_filter.c - the table of system calls, and that the image answers for every
 * number as the decisions say.
 */
#include "plan/filter_condition.h"
#include "plan/syscall_table.h"
#include "unit/filtered.h"
#include "unit/unit.h"

static const uint32_t tokens[] = {SCMP_ARCH_X86_64, SCMP_ARCH_AARCH64};

#define NUMBERS 1024
#define X32_BIT 0x40000000U

static int find_row(const char *name)
{
	for (size_t i = 0; i < syscall_n_rows; i++)
		if (str_equal(syscall_table[i].name, name))
			return (int)i;
	return -1;
}

/* --- The table ------------------------------------------------------------------- */

static void case_every_call_that_libseccomp_knows_stands_in_the_table(void **state)
{
	(void)state; /* the table needs no policy */
	for (size_t t = 0; t < ARRAY_SIZE(tokens); t++) {
		for (int number = 0; number < NUMBERS; number++) {
			autofree char *name =
				seccomp_syscall_resolve_num_arch(tokens[t], number);

			if (name && find_row(name) < 0)
				fail_msg("%s (%d) stands in no group", name, number);
		}
	}
}

static void case_numbers_of_the_data_are_those_of_libseccomp(void **state)
{
	(void)state; /* the table needs no policy */
	for (size_t i = 0; i < syscall_n_rows; i++) {
		const struct syscall_row *row = &syscall_table[i];

		for (size_t t = 0; t < ARRAY_SIZE(tokens); t++) {
			int number =
				seccomp_syscall_resolve_name_arch(tokens[t], row->name);

			if (row->number == 0 || number < 0)
				continue;
			assert_true(row->arch == 0 || row->arch == tokens[t]);
			if (row->number != number)
				fail_msg("%s is %d", row->name, number);
		}
	}
}

/* An older libseccomp knows fewer names; from here on it is told the numbers. */
#define FIRST_UNIFIED 424

static void case_calls_that_libseccomp_may_not_know_have_a_number(void **state)
{
	(void)state; /* the table needs no policy */
	for (size_t i = 0; i < syscall_n_rows; i++) {
		const struct syscall_row *row = &syscall_table[i];
		int number =
			seccomp_syscall_resolve_name_arch(SCMP_ARCH_X86_64, row->name);

		if ((number < 0 || number >= FIRST_UNIFIED) && row->number == 0)
			fail_msg("%s has no number", row->name);
	}
}

static void case_rows_are_in_order_and_complete(void **state)
{
	(void)state; /* the table needs no policy */
	for (size_t i = 0; i < syscall_n_rows; i++) {
		const struct syscall_row *row = &syscall_table[i];

		assert_true(i == 0 || strcmp(row[-1].name, row->name) < 0);
		assert_true(row->group < syscall_n_groups);
		assert_true(row->reason[0] != '\0');
		assert_int_not_equal(row->refusal, VERDICT_ALLOW);
	}
	for (size_t i = 0; i < syscall_n_groups; i++) {
		assert_int_equal(syscall_group_table[i].name[0], '@');
		assert_true(syscall_group_table[i].summary[0] != '\0');
	}
}

/* Whether bits are all of CONDITION_PERMITS, or none of them. */
static int is_of_one_kind(uint32_t bits)
{
	uint32_t permits = 0;

	for (size_t i = 0; i < N_CONDITIONS; i++)
		if (condition_table[i].kind == CONDITION_PERMITS)
			permits |= CONDITION_BIT(i);
	return (bits & permits) == 0 || (bits & ~permits) == 0;
}

static void case_conditions_of_a_call_all_permit_or_all_refuse(void **state)
{
	uint32_t bits[1024];

	(void)state; /* the table needs no policy */
	assert_true(syscall_n_rows <= ARRAY_SIZE(bits));
	for (size_t i = 0; i < syscall_n_rows; i++)
		bits[i] = syscall_table[i].conditions;
	for (size_t i = 0; i < syscall_n_openings; i++) {
		const struct syscall_opening *o = &syscall_opening_table[i];

		bits[o->row] |= o->conditions;
	}
	for (size_t i = 0; i < syscall_n_rows; i++)
		if (!is_of_one_kind(bits[i]))
			fail_msg("%s mixes conditions", syscall_table[i].name);
}

/* What is refused by default has nothing to take back but all of it. */
static void case_arguments_are_taken_back_of_the_default_set_only(void **state)
{
	(void)state; /* the table needs no policy */
	for (size_t i = 0; i < syscall_n_openings; i++) {
		const struct syscall_opening *o = &syscall_opening_table[i];
		const struct syscall_row *row = &syscall_table[o->row];
		int is_refusal = o->conditions != 0;

		for (size_t c = 0; c < N_CONDITIONS; c++)
			if (o->conditions & CONDITION_BIT(c))
				is_refusal &=
					condition_table[c].kind == CONDITION_REFUSES;
		if (is_refusal)
			assert_int_equal(syscall_group_table[row->group].verdict,
					 VERDICT_ALLOW);
		if (o->verdict != VERDICT_ALLOW)
			assert_int_equal(o->conditions, 0);
	}
}

static void case_every_condition_has_rules_and_is_used(void **state)
{
	uint32_t with_rules = 0, used = 0, all = CONDITION_BIT(N_CONDITIONS) - 1;

	(void)state; /* the table needs no policy */
	for (size_t i = 0; i < condition_n_rules; i++)
		with_rules |= CONDITION_BIT(condition_rule_table[i].id);
	for (size_t i = 0; i < syscall_n_rows; i++)
		used |= syscall_table[i].conditions;
	for (size_t i = 0; i < syscall_n_openings; i++)
		used |= syscall_opening_table[i].conditions;
	assert_int_equal(with_rules, all);
	assert_int_equal(used, all);
}

/* --- Every number ---------------------------------------------------------------- */

/* The answer of a call whose arguments are all zero. */
static uint32_t expect_zeros(const struct filter_call *c)
{
	int permits = 0, met = 0, error = EPERM;

	if (c->verdict != VERDICT_ALLOW)
		return REFUSE(c->verdict == VERDICT_EPERM ? EPERM : ENOSYS);
	for (size_t i = 0; i < condition_n_rules; i++) {
		const struct condition_rule *r = &condition_rule_table[i];
		int holds = 1;

		if (!(c->conditions & CONDITION_BIT(r->id)))
			continue;
		permits |= condition_table[r->id].kind == CONDITION_PERMITS;
		error = condition_table[r->id].error;
		for (unsigned int k = 0; k < r->n_tests; k++)
			holds &= r->test[k].value == 0;
		met |= holds;
	}
	return c->conditions == 0 || met == permits ? ALLOW : REFUSE(error);
}

static void check_every_number(struct filtered *t, uint32_t token)
{
	uint32_t expected[NUMBERS];

	for (size_t i = 0; i < NUMBERS; i++)
		expected[i] = REFUSE(ENOSYS);
	filtered_build(t, token);
	for (size_t i = 0; i < syscall_n_rows; i++) {
		const struct syscall_row *row = &syscall_table[i];
		int number = seccomp_syscall_resolve_name_arch(token, row->name);

		if (number == __NR_SCMP_ERROR && row->number != 0 &&
		    token == seccomp_arch_native() &&
		    (row->arch == 0 || row->arch == token))
			number = row->number;
		if (number >= 0)
			expected[number] = expect_zeros(&t->filter.call[i]);
	}
	for (uint32_t i = 0; i < NUMBERS; i++) {
		struct bpf_answer answer = filtered_run(t, token, i, NULL);

		if (answer.action != expected[i])
			fail_msg("%x: call %u answers %x instead of %x", token, i,
				 answer.action, expected[i]);
	}
}

static void case_every_number_answers_as_decided_by_default(void **state)
{
	for (size_t t = 0; t < ARRAY_SIZE(tokens); t++)
		check_every_number(*state, tokens[t]);
}

static void case_every_number_answers_as_decided_with_all_words(void **state)
{
	struct filtered *t = *state;

	t->policy.network.value = NETWORK_HOST;
	t->policy.nested_userns.value = 1;
	t->policy.write_execute_denied.value = 1;
	t->policy.terminal.value = TERMINAL_INHERIT;
	filtered_add(t, 1, "@debug", 1);
	filtered_add(t, 1, "@message-queues", 2);
	filtered_add(t, 0, "@ipc", 3);
	filtered_add(t, 0, "openat2", 4);
	filtered_add(t, 1, "personality", 5);
	for (size_t i = 0; i < ARRAY_SIZE(tokens); i++)
		check_every_number(t, tokens[i]);
}

static void case_every_number_answers_as_decided_with_everything_denied(void **state)
{
	struct filtered *t = *state;

	for (size_t i = 0; i < syscall_n_groups; i++)
		filtered_add(t, 0, syscall_group_table[i].name, 1);
	filtered_add(t, 1, "execve", 2);
	for (size_t i = 0; i < ARRAY_SIZE(tokens); i++)
		check_every_number(t, tokens[i]);
	assert_int_equal(t->filter.n_allowed, 1);
}

static void case_every_number_answers_as_decided_with_everything_allowed(void **state)
{
	struct filtered *t = *state;

	for (size_t i = 0; i < syscall_n_rows; i++)
		filtered_add(t, 1, syscall_table[i].name, 1);
	for (size_t i = 0; i < ARRAY_SIZE(tokens); i++)
		check_every_number(t, tokens[i]);
	assert_int_equal(t->filter.n_allowed, syscall_n_rows);
}

static uint32_t answer_of(struct filtered *t, uint32_t arch, uint32_t number)
{
	return filtered_run(t, arch, number, NULL).action;
}

static void case_foreign_architectures_are_killed(void **state)
{
	static const uint32_t foreign[] = {
		SCMP_ARCH_X86, SCMP_ARCH_ARM, SCMP_ARCH_MIPS, SCMP_ARCH_PPC64, 0,
		UINT32_MAX};

	for (size_t t = 0; t < ARRAY_SIZE(tokens); t++) {
		filtered_build(*state, tokens[t]);
		for (uint32_t i = 0; i < NUMBERS; i++) {
			assert_int_equal(answer_of(*state, tokens[!t], i), KILL);
			for (size_t f = 0; f < ARRAY_SIZE(foreign); f++)
				assert_int_equal(answer_of(*state, foreign[f], i),
						 KILL);
		}
	}
}

static void case_x32_numbers_are_killed(void **state)
{
	filtered_build(*state, SCMP_ARCH_X86_64);
	for (uint32_t i = 0; i < NUMBERS; i++)
		assert_int_equal(answer_of(*state, SCMP_ARCH_X86_64, X32_BIT | i),
				 KILL);
}

static void case_numbers_far_out_are_never_allowed(void **state)
{
	static const uint32_t far[] = {0xffff,	   0x10000,    0x3fffffff, 0x7fffffff,
				       0x80000000, 0x80000001, 0xfffffffe, 0xffffffff};

	for (size_t t = 0; t < ARRAY_SIZE(tokens); t++) {
		filtered_build(*state, tokens[t]);
		for (size_t i = 0; i < ARRAY_SIZE(far); i++)
			assert_int_not_equal(answer_of(*state, tokens[t], far[i]),
					     ALLOW);
	}
}

static void case_calls_allowed_by_number_never_cost_a_look_at_arguments(void **state)
{
	static const char *const hot[] = {"read",  "write", "openat", "futex",
					  "close", "mmap",  "fstat",  "epoll_pwait"};

	filtered_build(*state, SCMP_ARCH_X86_64);
	for (size_t i = 0; i < ARRAY_SIZE(hot); i++) {
		int number =
			seccomp_syscall_resolve_name_arch(SCMP_ARCH_X86_64, hot[i]);
		struct bpf_answer answer =
			filtered_run(*state, SCMP_ARCH_X86_64, (uint32_t)number, NULL);

		assert_int_equal(answer.action, ALLOW);
		assert_false(answer.saw_arguments);
	}
}

static void case_the_scratch_file_is_left_empty(void **state)
{
	struct filtered *t = *state;

	filtered_build(t, 0);
	assert_int_equal(lseek(t->scratch_fd, 0, SEEK_CUR), 0);
	assert_int_equal(lseek(t->scratch_fd, 0, SEEK_END), 0);
}

static void case_a_scratch_file_that_cannot_be_written_is_an_error(void **state)
{
	struct filtered *t = *state;

	assert_int_equal(filter_decide(&t->arena, &t->diag, &t->policy, &t->filter), 0);
	assert_true(filter_compile(&t->arena, &t->filter, &filtered_api, 0, -1) < 0);
	assert_null(t->filter.image.code);
}

int main(void)
{
#define CASE(f) cmocka_unit_test_setup_teardown(f, filtered_setup, filtered_teardown)
	const struct CMUnitTest tests[] = {
		CASE(case_every_call_that_libseccomp_knows_stands_in_the_table),
		CASE(case_numbers_of_the_data_are_those_of_libseccomp),
		CASE(case_calls_that_libseccomp_may_not_know_have_a_number),
		CASE(case_rows_are_in_order_and_complete),
		CASE(case_conditions_of_a_call_all_permit_or_all_refuse),
		CASE(case_arguments_are_taken_back_of_the_default_set_only),
		CASE(case_every_condition_has_rules_and_is_used),
		CASE(case_every_number_answers_as_decided_by_default),
		CASE(case_every_number_answers_as_decided_with_all_words),
		CASE(case_every_number_answers_as_decided_with_everything_denied),
		CASE(case_every_number_answers_as_decided_with_everything_allowed),
		CASE(case_foreign_architectures_are_killed),
		CASE(case_x32_numbers_are_killed),
		CASE(case_numbers_far_out_are_never_allowed),
		CASE(case_calls_allowed_by_number_never_cost_a_look_at_arguments),
		CASE(case_the_scratch_file_is_left_empty),
		CASE(case_a_scratch_file_that_cannot_be_written_is_an_error),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
