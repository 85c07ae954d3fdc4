/* test_build_share.c - a sandbox that shares namespaces with one that is running. */
#include "plan/build_share.h"

#include <linux/sched.h>

#include "plan/promise.h"
#include "unit/fake.h"
#include "unit/unit.h"

/* The plan of the running one, made from its profile. */
static struct plan *other(struct fake *f, const char *profile)
{
	struct plan *p = arena_alloc(&f->arena, sizeof(*p));

	f->facts.joined = NULL;
	f->settings.list.n = 0;
	f->profiles.n = 0;
	f->plan = (struct plan){0};
	assert_int_equal(fake_plan(f, profile), 0);
	*p = f->plan;
	f->settings.list.n = 0;
	f->profiles.n = 0;
	f->plan = (struct plan){0};
	return p;
}

static int share(struct fake *f, const char *running, const char *profile)
{
	f->facts.joined = other(f, running);
	return fake_plan(f, profile);
}

static void refused(struct fake *f, const char *running, const char *profile,
		    const char *why)
{
	const char *said;

	assert_int_equal(share(f, running, profile), -1);
	said = fake_said(f);
	if (!strstr(said, why))
		fail_msg("said: %s, wanted: %s", said, why);
}

static void case_what_is_shared_is_not_made(void **state)
{
	struct fake *f = *state;

	assert_int_equal(
		share(f, "network loopback\n", "network loopback\njoin pod net,uts\n"),
		0);
	assert_int_equal(f->plan.joins, JOIN_SHARE);
	assert_int_equal(f->plan.steps.item[0].op, STEP_NS_JOIN);
	assert_int_equal(f->plan.steps.item[0].number[0],
			 CLONE_NEWUSER | CLONE_NEWNET | CLONE_NEWUTS);
	assert_int_equal(f->plan.steps.item[1].op, STEP_NS_NEW);
	assert_int_equal(f->plan.clone_flags,
			 CLONE_NEWNS | CLONE_NEWPID | CLONE_NEWIPC | CLONE_NEWCGROUP);
	assert_null(fake_step(f, STEP_ID_MAP, NULL));
	assert_null(fake_step(f, STEP_NS_HOSTNAME, NULL));
	assert_null(fake_step(f, STEP_NET_LOOPBACK, NULL));
	assert_non_null(fake_step(f, STEP_SEAL_SECCOMP, NULL));
}

static void case_the_ids_are_the_others(void **state)
{
	struct fake *f = *state;

	assert_int_equal(share(f, "user root\n", "join pod ipc\n"), 0);
	assert_int_equal(f->plan.uid_inside, 0);
	refused(f, "read /usr\n", "user root\njoin pod ipc\n", "it has other ids");
}

static void case_the_hosts_network_is_not_shared(void **state)
{
	struct fake *f = *state;
	struct plan *first;

	refused(f, "network host\n", "network loopback\njoin pod net\n",
		"its network is the host's");
	first = other(f, "network host\n");
	f->facts.joined = first;
	assert_int_equal(fake_plan(f, "network host\njoin pod ipc\n"), 0);
	first = arena_alloc(&f->arena, sizeof(*first));
	*first = f->plan;
	f->plan = (struct plan){0};
	f->settings.list.n = 0;
	f->profiles.n = 0;
	f->facts.joined = first;
	assert_int_equal(fake_plan(f, "network loopback\njoin pod net\n"), -1);
	assert_non_null(strstr(fake_said(f), "its network is the host's"));
}

static void case_a_network_is_shared_or_the_hosts(void **state)
{
	refused(*state, "network loopback\n", "network host\njoin pod net\n",
		"there is no network to share");
}

static void case_the_limit_of_user_namespaces_is_one(void **state)
{
	refused(*state, "nested userns\n", "join pod ipc\n", "nested userns");
	refused(*state, "read /usr\n", "nested userns\njoin pod ipc\n",
		"nested userns");
}

static void case_other_ids_and_groups_are_an_error(void **state)
{
	struct fake *f = *state;

	fake_add(f, "subuid 100000 65536\nsubgid 100000 65536\n");
	refused(f, "read /usr\n", "ids auto\njoin pod ipc\n",
		"test.profile:1:1: error: 'ids auto' cannot be had: pod is joined: its "
		"ids are shared, no others can be added");
	assert_int_equal(share(f, "read /usr\n", "ids single\njoin pod ipc\n"), 0);
	assert_int_equal(share(f, "read /usr\n", "ids auto\nno ids\njoin pod ipc\n"),
			 0);
	assert_int_equal(share(f, "read /usr\n", "optional ids auto\njoin pod ipc\n"),
			 0);
	assert_non_null(
		strstr(fake_said(f), "warning: 'optional ids auto': pod is joined"));
}

static void case_the_line_that_decides_is_named(void **state)
{
	struct fake *f = *state;

	f->facts.joined = other(f, "read /usr\n");
	assert_int_equal(fake_plan(f, "network none\njoin pod net\n"), 0);
	assert_int_equal(fake_step(f, STEP_NS_NEW, NULL)->from->line, 2);
	assert_int_equal(fake_merge(f, "network none\njoin pod net\n"), 0);
	policy_share(&f->policy, 7, 8);
	assert_int_equal(f->policy.network.from.line, 2);
}

static void case_of_two_joined_the_last_counts_with_a_warning(void **state)
{
	struct fake *f = *state;

	assert_int_equal(fake_merge(f, "join a net\njoin b ipc\n"), 0);
	assert_string_equal(f->policy.join.value, "b");
	assert_int_equal(f->policy.join_flags, CLONE_NEWIPC);
	assert_string_equal(
		fake_said(f),
		"test.profile:2:1: warning: 'join b ipc' takes the place of "
		"'join a net' (test.profile:1): one sandbox is joined, with "
		"all namespaces in one line\n");
}

static void case_what_is_shared_is_not_promised(void **state)
{
	struct fake *f = *state;

	fake_add(f, "boot-id 1\nmachine-id 2\n");
	assert_int_equal(share(f, "read /usr\n",
			       "join pod net,uts\nrequire no-network identity\n"
			       "require namespaces\n"),
			 0);
	(void)fake_said(f);
	assert_int_equal(promise_require(&f->diag, &f->policy, &f->plan), -1);
	assert_string_equal(fake_said(f), "test.profile:2:1: error: no-network cannot "
					  "be promised: the network is "
					  "another sandbox's (join)\n"
					  "test.profile:2:1: error: identity cannot be "
					  "promised: the host name is "
					  "another sandbox's (join)\n"
					  "test.profile:3:1: error: namespaces cannot "
					  "be promised: some are another "
					  "sandbox's (join)\n");
}

static void case_nothing_is_joined_that_is_not_there(void **state)
{
	assert_int_equal(fake_plan(*state, "join pod net\n"), -1);
	assert_non_null(strstr(fake_said(*state), "it is not running"));
}

static void case_who_shares_a_network_may_use_it(void **state)
{
	struct fake *f = *state;

	assert_int_equal(fake_merge(f, "join pod net\n"), 0);
	policy_share(&f->policy, 7, 8);
	assert_int_equal(f->policy.network.value, NETWORK_LOOPBACK);
	assert_int_equal(f->policy.uid.value, 7);
	assert_int_equal(f->policy.gid.value, 8);
}

#define CASE(f) cmocka_unit_test_setup_teardown(f, fake_setup, fake_teardown)

int main(void)
{
	static const struct CMUnitTest tests[] = {
		CASE(case_what_is_shared_is_not_made),
		CASE(case_the_ids_are_the_others),
		CASE(case_the_hosts_network_is_not_shared),
		CASE(case_a_network_is_shared_or_the_hosts),
		CASE(case_the_limit_of_user_namespaces_is_one),
		CASE(case_other_ids_and_groups_are_an_error),
		CASE(case_the_line_that_decides_is_named),
		CASE(case_of_two_joined_the_last_counts_with_a_warning),
		CASE(case_what_is_shared_is_not_promised),
		CASE(case_nothing_is_joined_that_is_not_there),
		CASE(case_who_shares_a_network_may_use_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
