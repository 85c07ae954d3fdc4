/* test_build.c - the order of a plan, its namespaces, ids, limits and seals. */
#include "unit/unit.h"

#include <linux/sched.h>
#include <sys/resource.h>

#include "unit/built.h"

static size_t at(struct fake *f, enum step_op op)
{
	const struct step *s = fake_step(f, op, NULL);

	assert_non_null(s);
	return fake_index(f, s);
}

#define IS(op, wanted) assert_string_equal(fake_what(*state, op, NULL), wanted)

static void case_the_steps_come_in_their_order(void **state)
{
	static const enum step_op order[] = {
		STEP_NS_NEW,	   STEP_ID_MAP,	      STEP_SESSION_NEW,
		STEP_NS_HOSTNAME,  STEP_NET_LOOPBACK, STEP_MOUNT_PRIVATE,
		STEP_SRC_OPEN,	   STEP_MOUNT_ROOT,   STEP_MOUNT_TREE,
		STEP_MOUNT_LOCK,   STEP_ROOT_PIVOT,   STEP_TTY_OPEN,
		STEP_NS_TIME,	   STEP_INIT,	      STEP_TTY_ATTACH,
		STEP_WORK_DIR,	   STEP_FD_CLOSE,     STEP_SEAL_KEYRING,
		STEP_LIMIT_SET,	   STEP_SEAL_CAPS,    STEP_SEAL_NNP,
		STEP_SEAL_SECCOMP, STEP_EXEC,
	};
	struct fake *f = *state;

	fake_add(f, "tty 0\n");
	build_plan(f, "read /usr\nread /opt\n");
	for (size_t i = 1; i < ARRAY_SIZE(order); i++)
		if (at(f, order[i - 1]) >= at(f, order[i]))
			fail_msg("%s not before %s", step_table[order[i - 1]].name,
				 step_table[order[i]].name);
	assert_int_equal(at(f, STEP_NS_NEW), 0);
	assert_int_equal(at(f, STEP_EXEC), f->plan.steps.n - 1);
}

static void case_all_sources_are_opened_before_anything_is_mounted(void **state)
{
	struct fake *f = *state;
	size_t root;

	build_plan(
		f,
		"read /usr\nread /etc\nwrite /opt\nhide /etc/passwd\nhome private\n");
	root = at(f, STEP_MOUNT_ROOT);
	for (size_t i = 0; i < f->plan.steps.n; i++)
		if (f->plan.steps.item[i].op == STEP_SRC_OPEN ||
		    f->plan.steps.item[i].op == STEP_HOME_MAKE)
			assert_true(i < root);
}

static void case_all_namespaces_are_new(void **state)
{
	struct fake *f = *state;

	build_plan(f, "");
	assert_int_equal(f->plan.clone_flags,
			 CLONE_NEWUSER | CLONE_NEWNS | CLONE_NEWPID | CLONE_NEWIPC |
				 CLONE_NEWUTS | CLONE_NEWCGROUP | CLONE_NEWNET);
	IS(STEP_NS_NEW, "user mount pid ipc uts cgroup net");
	assert_int_equal(fake_count(f, STEP_NET_LOOPBACK), 1);
}

static void case_the_host_s_network_is_the_only_one_that_can_be_kept(void **state)
{
	struct fake *f = *state;

	build_plan(f, "network host\n");
	IS(STEP_NS_NEW, "user mount pid ipc uts cgroup");
	assert_int_equal(fake_count(f, STEP_NET_LOOPBACK), 0);
	assert_int_equal(fake_step(f, STEP_NS_NEW, NULL)->from->line, 1);
}

static void case_a_time_namespace_is_made_where_the_kernel_has_it(void **state)
{
	struct fake *f = *state;

	build_plan(f, "");
	assert_int_equal(fake_count(f, STEP_NS_TIME), 1);
	f->facts.has_time_ns = 0;
	build_plan(f, "");
	assert_int_equal(fake_count(f, STEP_NS_TIME), 0);
}

static void case_the_caller_appears_as_itself(void **state)
{
	struct fake *f = *state;

	build_plan(f, "");
	IS(STEP_ID_MAP, "uid 1000 -> 1000, gid 1000 -> 1000, setgroups denied");
	assert_int_equal(f->plan.uid_inside, 1000);
	assert_int_equal(f->plan.uid_outside, 1000);
	assert_false(f->plan.keeps_setgroups);
	assert_int_equal(fake_count(f, STEP_ID_GROUPS), 0);
}

static void case_user_changes_the_inside_alone(void **state)
{
	build_plan(*state, "user root\n");
	IS(STEP_ID_MAP, "uid 0 -> 1000, gid 0 -> 1000, setgroups denied");
	build_plan(*state, "user 1234:4321\n");
	IS(STEP_ID_MAP, "uid 1234 -> 1000, gid 4321 -> 1000, setgroups denied");
	assert_int_equal(fake_step(*state, STEP_ID_MAP, NULL)->from->line, 1);
}

static void case_who_may_set_groups_drops_them(void **state)
{
	struct fake *f = *state;

	f->facts.privileged = 1;
	build_plan(f, "");
	IS(STEP_ID_MAP, "uid 1000 -> 1000, gid 1000 -> 1000");
	assert_true(f->plan.keeps_setgroups);
	assert_int_equal(fake_count(f, STEP_ID_GROUPS), 1);
	assert_true(at(f, STEP_ID_GROUPS) < at(f, STEP_MOUNT_PRIVATE));
}

static void case_newgidmap_maps_what_leaves_the_groups_behind(void **state)
{
	struct fake *f = *state;

	fake_add(f, "groups \"adm, sudo\"\nsub-gid 100000\n");
	f->facts.gid_helper = "/usr/bin/newgidmap";
	build_plan(f, "");
	IS(STEP_ID_MAP, "uid 1000 -> 1000, gid 1000 -> 1000 65534 -> 100000 by "
			"/usr/bin/newgidmap");
	IS(STEP_ID_GROUPS, "adm, sudo");
	assert_null(f->plan.groups);
	build_plan(f, "user 7:65534\n"); /* the spare one is another then */
	IS(STEP_ID_MAP, "uid 7 -> 1000, gid 65534 -> 1000 65533 -> 100000 by "
			"/usr/bin/newgidmap");
	build_plan(f, "capabilities net_raw\n");
	assert_non_null(f->plan.id_helper[ID_GID]);
	build_plan(f, "capabilities chown\n"); /* it would reach the second group */
	assert_null(f->plan.id_helper[ID_GID]);
	assert_non_null(
		strstr(fake_said(f), "adm, sudo: the capabilities that are kept"));
	build_plan(f, "groups keep\n");
	IS(STEP_ID_MAP, "uid 1000 -> 1000, gid 1000 -> 1000, setgroups denied");
	assert_string_equal(f->plan.groups, "adm, sudo");
	assert_null(f->plan.id_helper[ID_GID]);
}

static void case_groups_that_stay_are_named_with_the_reason(void **state)
{
	struct fake *f = *state;

	fake_add(f, "groups \"adm, sudo\"\ngroups-obstacle \"no way\"\n");
	build_plan(f, "");
	assert_non_null(strstr(fake_said(f), "stay real inside: adm, sudo: no way"));
	assert_int_equal(fake_count(f, STEP_ID_GROUPS), 0);
	assert_int_equal(fake_plan(f, "groups drop\n"), -1);
	assert_non_null(strstr(fake_said(f), "test.profile:1:1: error: the groups adm, "
					     "sudo cannot be dropped: no way"));
	build_plan(f, "optional groups drop\n");
	assert_non_null(strstr(fake_said(f), "warning: the groups adm, sudo"));
	build_plan(f, "groups keep\n");
	assert_null(strstr(fake_said(f), "no way"));
}

static void case_the_host_name_is_sandbox_or_what_was_said(void **state)
{
	build_plan(*state, "");
	IS(STEP_NS_HOSTNAME, "sandbox");
	build_plan(*state, "hostname box\n");
	IS(STEP_NS_HOSTNAME, "box");
}

static void case_the_streams_that_are_a_terminal_become_the_new_one(void **state)
{
	struct fake *f = *state;

	build_plan(f, "");
	assert_int_equal(f->plan.tty, 0);
	assert_int_equal(fake_count(f, STEP_TTY_OPEN), 0);
	assert_int_equal(fake_count(f, STEP_TTY_ATTACH), 0);
	fake_add(f, "tty 0\ntty 2\n");
	build_plan(f, "");
	assert_int_equal(f->plan.tty, TTY_STDIN | TTY_STDERR);
	IS(STEP_TTY_OPEN, "stdin stderr");
	IS(STEP_TTY_ATTACH, "stdin stderr");
}

static void case_only_an_inherited_terminal_leaves_the_session(void **state)
{
	struct fake *f = *state;

	fake_add(f, "tty 0\ntty 1\ntty 2\n");
	build_plan(f, "terminal inherit\n");
	assert_int_equal(f->plan.tty, 0);
	assert_int_equal(f->plan.new_session, 0);
	assert_int_equal(fake_count(f, STEP_SESSION_NEW), 0);
	build_plan(f, "terminal inherit\nnew-session\n");
	assert_int_equal(f->plan.tty, 0);
	assert_int_equal(f->plan.new_session, 1);
	assert_int_equal(fake_count(f, STEP_SESSION_NEW), 1);
	build_plan(f, "new-session no\n");
	assert_int_equal(f->plan.new_session, 1);
	assert_int_equal(fake_count(f, STEP_SESSION_NEW), 1);
}

static void case_descriptors_to_keep_are_in_order(void **state)
{
	build_plan(*state, "");
	IS(STEP_FD_CLOSE, "all but 0 1 2");
	build_plan(*state, "keep-fd 9\nkeep-fd 3\nkeep-fd 10\n");
	IS(STEP_FD_CLOSE, "all but 0 1 2 3 9 10");
}

/* The limit.set step of this limit, or NULL. */
static const struct step *limit_step(const struct fake *f, const char *name)
{
	for (size_t i = 0; i < f->plan.steps.n; i++) {
		const struct step *s = &f->plan.steps.item[i];

		if (s->op == STEP_LIMIT_SET && str_equal(s->text, name))
			return s;
	}
	return NULL;
}

static void case_limits_have_defaults_that_only_lower(void **state)
{
	static const char *const names[] = {"core", "nproc", "nofile", "fsize",
					    "msgqueue"};
	struct fake *f = *state;

	build_plan(f, "");
	assert_int_equal(fake_count(f, STEP_LIMIT_SET), ARRAY_SIZE(names));
	for (size_t i = 0; i < ARRAY_SIZE(names); i++)
		assert_int_equal(limit_step(f, names[i])->flags,
				 LIMIT_AT_MOST | (i ? 0 : LIMIT_SOFT_TOO));
	assert_int_equal(limit_step(f, "core")->number[1], 1);
}

static void case_a_limit_of_the_profile_replaces_the_default(void **state)
{
	struct fake *f = *state;

	build_plan(f, "limit core 1M\noptional limit nofile 5\n");
	assert_int_equal(fake_count(f, STEP_LIMIT_SET), 5);
	assert_int_equal(limit_step(f, "core")->number[1], 1 << 20);
	assert_int_equal(limit_step(f, "core")->flags, 0);
	assert_int_equal(limit_step(f, "nofile")->number[1], 5);
	assert_int_equal(limit_step(f, "nofile")->flags, LIMIT_OPTIONAL);
	build_plan(f, "limit stack unlimited\nlimit core 1M\nno limit core\n");
	assert_int_equal(limit_step(f, "core")->number[1], 1);
	assert_int_equal(limit_step(f, "stack")->number[0], RLIMIT_STACK);
}

static void case_the_time_limit_is_the_launchers(void **state)
{
	struct fake *f = *state;

	build_plan(f, "");
	assert_int_equal(f->plan.time_limit_s, 0);
	build_plan(f, "limit time 2m\n");
	assert_int_equal(f->plan.time_limit_s, 120);
	IS(STEP_LIMIT_TIME, "120 seconds");
	assert_null(limit_step(f, "time"));
	build_plan(f, "limit time unlimited\n");
	assert_int_equal(f->plan.time_limit_s, 0);
}

static void case_capabilities_are_none_but_those_said(void **state)
{
	build_plan(*state, "");
	IS(STEP_SEAL_CAPS, "all five sets empty");
	build_plan(*state, "capabilities net_raw chown\n");
	IS(STEP_SEAL_CAPS, "keep chown net_raw");
	assert_int_equal(fake_step(*state, STEP_SEAL_CAPS, NULL)->from->line, 1);
}

static void case_every_step_has_an_origin(void **state)
{
	struct fake *f = *state;

	fake_add(f, "tty 0\n");
	build_plan(f, "read /usr\nhome private\nhide /usr/share\nfile /etc/x y\n");
	for (size_t i = 0; i < f->plan.steps.n; i++) {
		assert_non_null(f->plan.steps.item[i].from);
		assert_non_null(f->plan.steps.item[i].from->file);
	}
}

/* Each line of a profile that says something is the origin of a step. */
static void case_every_line_is_the_origin_of_a_step(void **state)
{
	static const char profile[] =
		"read /usr\nwrite /opt\nexec /usr/bin/true\nsocket /run/s\nhide "
		"/usr/share\n"
		"tmpfs /t\nbind /opt /b\ndevice /dev/dri\nsymlink x /l\nfile /f x\n"
		"home tmpfs\nnetwork none\nhostname h\nuser root\nworkdir /\nterminal "
		"pty\n"
		"syscalls allow x\ncapabilities chown\nlimit nofile 3\nkeep-fd 3\n";
	struct fake *f = *state;

	fake_add(f, "tty 0\nsocket /run/s\ndir /dev/dri\n");
	build_plan(f, profile);
	for (unsigned int line = 1; line <= 20; line++) {
		int found = line == 3; /* adds nothing below `read`, and that is said */

		for (size_t i = 0; i < f->plan.steps.n; i++)
			found |= f->plan.steps.item[i].from->line == line;
		if (!found)
			fail_msg("line %u", line);
	}
}

int main(void)
{
#define CASE(f) cmocka_unit_test_setup_teardown(f, fake_setup, fake_teardown)
	const struct CMUnitTest tests[] = {
		CASE(case_the_steps_come_in_their_order),
		CASE(case_all_sources_are_opened_before_anything_is_mounted),
		CASE(case_all_namespaces_are_new),
		CASE(case_the_host_s_network_is_the_only_one_that_can_be_kept),
		CASE(case_a_time_namespace_is_made_where_the_kernel_has_it),
		CASE(case_the_caller_appears_as_itself),
		CASE(case_user_changes_the_inside_alone),
		CASE(case_who_may_set_groups_drops_them),
		CASE(case_newgidmap_maps_what_leaves_the_groups_behind),
		CASE(case_groups_that_stay_are_named_with_the_reason),
		CASE(case_the_host_name_is_sandbox_or_what_was_said),
		CASE(case_the_streams_that_are_a_terminal_become_the_new_one),
		CASE(case_only_an_inherited_terminal_leaves_the_session),
		CASE(case_descriptors_to_keep_are_in_order),
		CASE(case_limits_have_defaults_that_only_lower),
		CASE(case_a_limit_of_the_profile_replaces_the_default),
		CASE(case_the_time_limit_is_the_launchers),
		CASE(case_capabilities_are_none_but_those_said),
		CASE(case_every_step_has_an_origin),
		CASE(case_every_line_is_the_origin_of_a_step),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
