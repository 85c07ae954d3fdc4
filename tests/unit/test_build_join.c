/* test_build_join.c - the plan of a further program in a sandbox that is running. */
#include "plan/build_join.h"

#include <linux/sched.h>

#include "plan/landlock.h"
#include "unit/fake.h"
#include "unit/unit.h"

static const char *const command[] = {"id", "-u", NULL};
static const char *const environ_of_caller[] = {"TERM=xterm", "SECRET=1", NULL};

static struct filter filter;

/* The plan of a running sandbox. */
static struct plan running(struct fake *f, const char *profile)
{
	fake_add(f, "landlock 6\ndir /srv\n");
	assert_int_equal(fake_plan(f, profile), 0);
	for (size_t i = 0; i < f->plan.steps.n; i++)
		if (f->plan.steps.item[i].op == STEP_SEAL_SECCOMP)
			f->plan.steps.item[i].data = &filter;
	return f->plan;
}

/* Joins it; the result stands in f->plan. */
static int join(struct fake *f, const struct plan *of, uint64_t only, unsigned int tty)
{
	const struct join j = {.of = of,
			       .command = command,
			       .environ = environ_of_caller,
			       .cwd = "/tmp",
			       .tty = tty,
			       .only = only};

	return build_join(&f->arena, &f->diag, &j, &f->plan);
}

static int has_variable(const struct fake *f, const char *variable)
{
	const struct exec_data *e = fake_step(f, STEP_EXEC, NULL)->data;

	for (const char *const *v = e->envp; *v; v++)
		if (str_equal(*v, variable))
			return 1;
	return 0;
}

static void case_each_step_of_the_seal_is_there_again(void **state)
{
	struct fake *f = *state;
	struct plan of =
		running(f, "read /usr\nlimit nofile 100\nwrite-execute deny\n");

	assert_int_equal(join(f, &of, 0, 0), 0);
	assert_int_equal(f->plan.joins, JOIN_WHOLE);
	for (size_t i = 0; i < of.steps.n; i++) {
		const struct step *s = &of.steps.item[i];
		size_t n = 0;

		if (step_table[s->op].phase != PHASE_SEAL)
			continue;
		for (size_t k = 0; k < f->plan.steps.n; k++)
			n += f->plan.steps.item[k].op == s->op &&
			     f->plan.steps.item[k].from == s->from;
		assert_true(n > 0);
	}
	assert_null(fake_step(f, STEP_NS_NEW, NULL));
	assert_null(fake_step(f, STEP_MOUNT_ROOT, NULL));
}

static void case_it_joins_before_all_but_the_label(void **state)
{
	struct fake *f = *state;
	struct plan of;
	const struct step *s;

	fake_add(f, "apparmor on\nlabel confined\n");
	of = running(f, "apparmor confined\n");
	assert_int_equal(join(f, &of, 0, 0), 0);
	assert_int_equal(f->plan.steps.item[0].op, STEP_LABEL_OPEN);
	assert_int_equal(f->plan.steps.item[0].flags, LABEL_OF_HOST);
	s = &f->plan.steps.item[1];
	assert_int_equal(s->op, STEP_NS_JOIN);
	assert_true(s->number[0] & CLONE_NEWUSER);
	assert_true(s->number[0] & CLONE_NEWNS);
	assert_true(s->number[0] & CLONE_NEWPID);
}

static void case_descriptors_to_keep_were_for_the_first_program(void **state)
{
	struct fake *f = *state;
	struct plan of = running(f, "keep-fd 5\n");
	const struct landlock *l;

	assert_int_equal(join(f, &of, 0, 0), 0);
	assert_int_equal(
		((const struct fd_list *)fake_step(f, STEP_FD_CLOSE, NULL)->data)->n,
		0);
	l = fake_step(f, STEP_SEAL_LANDLOCK, NULL)->data;
	assert_int_equal(l->keep->n, 0);
}

static void case_the_environment_is_the_first_ones_but_for_the_terminal(void **state)
{
	struct fake *f = *state;
	struct plan of = running(f, "env A=1\nenv TERM=dumb\n");

	assert_int_equal(join(f, &of, 0, 0), 0);
	assert_true(has_variable(f, "A=1"));
	assert_true(has_variable(f, "TERM=xterm"));
	assert_false(has_variable(f, "TERM=dumb"));
	assert_false(has_variable(f, "SECRET=1"));
}

static void case_it_has_a_terminal_where_the_profile_gives_one(void **state)
{
	struct fake *f = *state;
	struct plan of = running(f, "read /usr\n");

	assert_int_equal(join(f, &of, 0, TTY_STDIN), 0);
	assert_int_equal(fake_step(f, STEP_TTY_OPEN, NULL)->flags, TTY_STDIN);
	of.own_terminal = 0;
	assert_int_equal(join(f, &of, 0, TTY_STDIN), 0);
	assert_null(fake_step(f, STEP_TTY_OPEN, NULL));
}

static void case_a_part_is_joined_with_the_hosts_files(void **state)
{
	struct fake *f = *state;
	struct plan of = running(f, "read /usr\n");
	uint64_t only;

	assert_int_equal(build_join_parse(&f->diag, "net,uts", &only), 0);
	assert_int_equal(only, CLONE_NEWNET | CLONE_NEWUTS);
	assert_int_equal(join(f, &of, only, 0), 0);
	assert_int_equal(f->plan.joins, JOIN_PART);
	assert_int_equal(fake_step(f, STEP_NS_JOIN, NULL)->number[0],
			 only | CLONE_NEWUSER);
	assert_non_null(fake_step(f, STEP_SEAL_NNP, NULL));
	assert_true(has_variable(f, "SECRET=1"));
	/* net_admin, net_bind_service, net_raw, sys_admin */
	assert_int_equal(*(const uint64_t *)fake_step(f, STEP_SEAL_CAPS, NULL)->data,
			 1U << 12 | 1U << 10 | 1U << 13 | 1U << 21);
}

static void case_what_would_weaken_the_host_is_no_part(void **state)
{
	struct fake *f = *state;
	uint64_t only;

	assert_int_equal(build_join_parse(&f->diag, "net,pid", &only), -1);
	assert_non_null(strstr(fake_said(f), "could take it over"));
	assert_int_equal(build_join_parse(&f->diag, "mnt", &only), -1);
	assert_non_null(strstr(fake_said(f), "exec without --only"));
	assert_int_equal(build_join_parse(&f->diag, "nett", &only), -1);
	assert_non_null(
		strstr(fake_said(f),
		       "'nett': expected some of net ipc uts cgroup time; did you "
		       "mean 'net'?"));
	assert_int_equal(build_join_parse(&f->diag, "", &only), -1);
}

/* As a record may be that nobody here has written. */
static void case_a_plan_without_a_seal_is_refused(void **state)
{
	static const enum step_op needed[] = {STEP_SEAL_SECCOMP, STEP_SEAL_NNP,
					      STEP_SEAL_CAPS,	 STEP_FD_CLOSE,
					      STEP_WORK_DIR,	 STEP_EXEC};
	struct fake *f = *state;
	struct plan of = running(f, "read /usr\n");

	for (size_t i = 0; i < ARRAY_SIZE(needed); i++) {
		struct plan less = {.own_terminal = 1};

		for (size_t k = 0; k < of.steps.n; k++)
			if (of.steps.item[k].op != needed[i])
				*vec_push(&f->arena, &less.steps) = of.steps.item[k];
		assert_int_equal(join(f, &less, 0, 0), -1);
	}
}

#define CASE(f) cmocka_unit_test_setup_teardown(f, fake_setup, fake_teardown)

int main(void)
{
	static const struct CMUnitTest tests[] = {
		CASE(case_each_step_of_the_seal_is_there_again),
		CASE(case_it_joins_before_all_but_the_label),
		CASE(case_descriptors_to_keep_were_for_the_first_program),
		CASE(case_the_environment_is_the_first_ones_but_for_the_terminal),
		CASE(case_it_has_a_terminal_where_the_profile_gives_one),
		CASE(case_a_part_is_joined_with_the_hosts_files),
		CASE(case_what_would_weaken_the_host_is_no_part),
		CASE(case_a_plan_without_a_seal_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
