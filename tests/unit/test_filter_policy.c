/* test_filter_policy.c - what the words of a policy decide: order, groups, origins, and
 * what is said about words that mean nothing.
 */
#include <linux/capability.h>

#include "plan/filter_condition.h"
#include "unit/filtered.h"
#include "unit/unit.h"

#define GOAL_ALLOWED 250

static const struct filter_call *decide(struct filtered *t, const char *name)
{
	assert_int_equal(filter_decide(&t->arena, &t->diag, &t->policy, &t->filter), 0);
	return filtered_find(t, name);
}

/* Decides a policy that must fail; the newest message. */
static const struct diag_entry *decide_wrongly(struct filtered *t)
{
	assert_int_equal(filter_decide(&t->arena, &t->diag, &t->policy, &t->filter),
			 -1);
	assert_true(t->diag.entries.n > 0);
	return &t->diag.entries.item[t->diag.entries.n - 1];
}

static void case_the_default_set_is_below_the_goal(void **state)
{
	struct filtered *t = *state;

	(void)decide(t, "read"); /* any call: it is the count that matters */
	print_message("%zu calls allowed of %zu known\n", t->filter.n_allowed,
		      t->filter.n_calls);
	assert_true(t->filter.n_allowed < GOAL_ALLOWED);
}

static void case_nested_userns_adds_two_calls(void **state)
{
	struct filtered *t = *state;
	size_t before;

	(void)decide(t, "read"); /* any call: it is the count that matters */
	before = t->filter.n_allowed;
	t->policy.nested_userns.value = 1;
	assert_int_equal(decide(t, "unshare")->verdict, VERDICT_ALLOW);
	assert_int_equal(decide(t, "chroot")->verdict, VERDICT_ALLOW);
	assert_int_equal(t->filter.n_allowed, before + 2);
}

static void case_what_must_never_be_in_the_default_set(void **state)
{
	static const char *const refused[] = {"io_uring_setup",
					      "keyctl",
					      "add_key",
					      "request_key",
					      "userfaultfd",
					      "bpf",
					      "perf_event_open",
					      "init_module",
					      "mount",
					      "fsopen",
					      "open_tree",
					      "setns",
					      "unshare",
					      "ptrace",
					      "process_vm_readv",
					      "process_vm_writev",
					      "kexec_load",
					      "swapon",
					      "reboot",
					      "acct",
					      "quotactl",
					      "clock_settime",
					      "syslog",
					      "iopl",
					      "ioperm",
					      "modify_ldt",
					      "name_to_handle_at",
					      "open_by_handle_at",
					      "fanotify_init",
					      "pidfd_getfd",
					      "kcmp",
					      "move_pages",
					      "mbind",
					      "chroot",
					      "pivot_root",
					      "vmsplice",
					      "clone3",
					      "sethostname",
					      "vhangup"};

	for (size_t i = 0; i < ARRAY_SIZE(refused); i++)
		assert_int_not_equal(decide(*state, refused[i])->verdict,
				     VERDICT_ALLOW);
}

static void case_a_decision_by_default_has_group_and_reason_but_no_line(void **state)
{
	const struct filter_call *c = decide(*state, "openat");

	assert_int_equal(c->verdict, VERDICT_ALLOW);
	assert_string_equal(c->group, "@files");
	assert_true(c->reason[0] != '\0');
	assert_null(c->when);
	assert_null(c->from);
}

static void case_conditions_are_named(void **state)
{
	assert_string_equal(decide(*state, "clone")->when, "no-new-namespaces");
	assert_string_equal(decide(*state, "socket")->when, "unix-socket");
}

static void case_words_that_open_calls_are_their_origin(void **state)
{
	struct filtered *t = *state;

	t->policy.network.value = NETWORK_HOST;
	t->policy.network.from.line = 7;
	t->policy.nested_userns.value = 1;
	t->policy.nested_userns.from.line = 8;
	assert_string_equal(decide(t, "socket")->when, "unix-socket, inet-socket");
	assert_int_equal(filtered_find(t, "socket")->from->line, 7);
	assert_int_equal(filtered_find(t, "chroot")->from->line, 8);
	assert_string_equal(filtered_find(t, "clone")->when,
			    "no-new-namespaces, inner-namespaces");
	assert_string_equal(filtered_find(t, "unshare")->when, "inner-unshare");
	assert_int_equal(filtered_find(t, "ioctl")->from->line, 8);
}

static void case_a_kept_capability_opens_its_call(void **state)
{
	struct filtered *t = *state;
	struct policy_capability *c = vec_push(&t->arena, &t->policy.capabilities);

	c->number = CAP_SYS_CHROOT;
	c->from.line = 5;
	assert_int_equal(decide(t, "chroot")->verdict, VERDICT_ALLOW);
	assert_int_equal(filtered_find(t, "chroot")->from->line, 5);
	assert_int_equal(filtered_find(t, "unshare")->verdict, VERDICT_EPERM);
	c->number = CAP_SYS_ADMIN;
	assert_int_equal(decide(t, "chroot")->verdict, VERDICT_EPERM);
	assert_int_equal(filtered_find(t, "mount")->verdict, VERDICT_EPERM);
}

static void case_the_later_line_wins(void **state)
{
	struct filtered *t = *state;

	filtered_add(t, 1, "ptrace", 1);
	filtered_add(t, 0, "@debug", 2);
	filtered_add(t, 1, "kcmp", 3);
	filtered_add(t, 0, "openat", 4);
	filtered_add(t, 1, "@files", 5);
	filtered_add(t, 0, "mkdir", 6);
	assert_int_equal(decide(t, "ptrace")->verdict, VERDICT_EPERM);
	assert_int_equal(filtered_find(t, "ptrace")->from->line, 2);
	assert_int_equal(filtered_find(t, "kcmp")->verdict, VERDICT_ALLOW);
	assert_int_equal(filtered_find(t, "kcmp")->from->line, 3);
	assert_int_equal(filtered_find(t, "openat")->verdict, VERDICT_ALLOW);
	assert_int_equal(filtered_find(t, "openat")->from->line, 5);
	assert_int_equal(filtered_find(t, "mkdir")->verdict, VERDICT_EPERM);
}

static void case_allowing_a_call_by_name_allows_all_its_arguments(void **state)
{
	struct filtered *t = *state;

	filtered_add(t, 1, "socket", 1);
	filtered_add(t, 1, "clone", 2);
	filtered_add(t, 1, "setsockopt", 3);
	assert_null(decide(t, "socket")->when);
	filtered_build(t, SCMP_ARCH_X86_64);
	assert_int_equal(filtered_answer(t, "socket", 40, 1, 0), ALLOW);
	assert_int_equal(filtered_answer(t, "clone", 0x10000000, 0, 0), ALLOW);
	assert_int_equal(filtered_answer(t, "setsockopt", 3, 6, 31), ALLOW);
}

static void case_allowing_ioctl_by_name_still_refuses_terminal_input(void **state)
{
	struct filtered *t = *state;

	filtered_add(t, 0, "ioctl", 1);
	filtered_add(t, 1, "ioctl", 2);
	assert_string_equal(decide(t, "ioctl")->when, "no-terminal-injection");
	filtered_build(t, SCMP_ARCH_X86_64);
	assert_int_equal(filtered_answer(t, "ioctl", 0, JUNK | 0x5412, 0),
			 REFUSE(EPERM));
	assert_int_equal(filtered_answer(t, "ioctl", 0, 0x5413, 0), ALLOW);
}

static void case_allowing_a_group_keeps_conditions(void **state)
{
	struct filtered *t = *state;

	t->policy.network.value = NETWORK_HOST;
	filtered_add(t, 0, "@network", 1);
	filtered_add(t, 1, "@network", 2);
	assert_string_equal(decide(t, "socket")->when,
			    "unix-socket, inet-socket, netlink-route");
	assert_string_equal(filtered_find(t, "socketpair")->when, "unix-socket");
}

static void case_allowing_namespaces_frees_clone_too(void **state)
{
	struct filtered *t = *state;

	filtered_add(t, 1, "@namespaces", 1);
	assert_int_equal(decide(t, "clone3")->verdict, VERDICT_ALLOW);
	assert_null(filtered_find(t, "clone")->when);
	assert_null(filtered_find(t, "unshare")->when);
	filtered_add(t, 0, "@namespaces", 2);
	assert_string_equal(decide(t, "clone")->when, "no-new-namespaces");
	assert_int_equal(filtered_find(t, "clone3")->verdict, VERDICT_ENOSYS);
}

static void case_a_denied_call_answers_eperm_unless_libc_must_fall_back(void **state)
{
	struct filtered *t = *state;

	filtered_add(t, 1, "clone3", 1);
	filtered_add(t, 0, "clone3", 2);
	filtered_add(t, 0, "openat2", 3);
	assert_int_equal(decide(t, "clone3")->verdict, VERDICT_ENOSYS);
	assert_int_equal(filtered_find(t, "openat2")->verdict, VERDICT_EPERM);
}

static void case_an_unknown_call_is_an_error_with_the_nearest_name(void **state)
{
	struct filtered *t = *state;
	const struct diag_entry *e;

	filtered_add(t, 1, "opanat", 12);
	e = decide_wrongly(t);
	assert_int_equal(e->level, DIAG_ERROR);
	assert_int_equal(e->from.line, 12);
	assert_string_equal(e->message,
			    "unknown system call 'opanat'; did you mean 'openat'?");
}

static void case_an_unknown_group_is_an_error_that_lists_the_groups(void **state)
{
	struct filtered *t = *state;
	const struct diag_entry *e;

	filtered_add(t, 0, "@netwrok", 3);
	e = decide_wrongly(t);
	assert_string_equal(
		e->message,
		"unknown group of system calls '@netwrok'; did you mean '@network'?");
	assert_non_null(strstr(e->hint, "groups: @admin @aio "));
	assert_non_null(strstr(e->hint, " @zero-copy"));
}

static void case_a_group_without_its_sign_is_recognised(void **state)
{
	struct filtered *t = *state;

	filtered_add(t, 1, "message-queues", 1);
	assert_string_equal(decide_wrongly(t)->message,
			    "unknown system call 'message-queues'; "
			    "did you mean '@message-queues'?");
}

static void case_all_unknown_words_are_reported_at_once(void **state)
{
	struct filtered *t = *state;

	filtered_add(t, 1, "frobnicate", 1);
	filtered_add(t, 1, "", 2);
	filtered_add(t, 1, "@", 3);
	(void)decide_wrongly(t); /* the count says more than the newest */
	assert_int_equal(t->diag.n_errors, 3);
}

static void case_an_optional_unknown_call_is_a_warning(void **state)
{
	struct filtered *t = *state;

	filtered_add(t, 1, "frobnicate", 1)->optional = 1;
	(void)decide(t, "read"); /* must not fail */
	assert_int_equal(t->diag.n_errors, 0);
	assert_int_equal(t->diag.n_warnings, 1);
}

static void case_denying_execve_is_an_error_at_its_line(void **state)
{
	struct filtered *t = *state;
	const struct diag_entry *e;

	filtered_add(t, 0, "@process", 9);
	e = decide_wrongly(t);
	assert_int_equal(e->from.line, 9);
	assert_string_equal(e->message,
			    "'execve' is denied, but it starts the program");
	filtered_add(t, 1, "execve", 10);
	assert_int_equal(decide(t, "execve")->verdict, VERDICT_ALLOW);
}

int main(void)
{
#define CASE(f) cmocka_unit_test_setup_teardown(f, filtered_setup, filtered_teardown)
	const struct CMUnitTest tests[] = {
		CASE(case_the_default_set_is_below_the_goal),
		CASE(case_nested_userns_adds_two_calls),
		CASE(case_what_must_never_be_in_the_default_set),
		CASE(case_a_decision_by_default_has_group_and_reason_but_no_line),
		CASE(case_conditions_are_named),
		CASE(case_words_that_open_calls_are_their_origin),
		CASE(case_a_kept_capability_opens_its_call),
		CASE(case_the_later_line_wins),
		CASE(case_allowing_a_call_by_name_allows_all_its_arguments),
		CASE(case_allowing_ioctl_by_name_still_refuses_terminal_input),
		CASE(case_allowing_a_group_keeps_conditions),
		CASE(case_allowing_namespaces_frees_clone_too),
		CASE(case_a_denied_call_answers_eperm_unless_libc_must_fall_back),
		CASE(case_an_unknown_call_is_an_error_with_the_nearest_name),
		CASE(case_an_unknown_group_is_an_error_that_lists_the_groups),
		CASE(case_a_group_without_its_sign_is_recognised),
		CASE(case_all_unknown_words_are_reported_at_once),
		CASE(case_an_optional_unknown_call_is_a_warning),
		CASE(case_denying_execve_is_an_error_at_its_line),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
