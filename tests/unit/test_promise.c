/* test_promise.c - which promises a plan makes. */
#include "unit/unit.h"

#include "unit/faithful.h"

/* The reason why the profile's plan does not make the promise, or "made". */
static const char *reason(struct fake *f, const char *profile, enum promise_id id)
{
	const char *why;

	faithful_plan(f, profile);
	why = promise_missing(&f->plan, id);
	return why ? why : "made";
}

#define HOST(text) fake_add(*state, text)
#define REASON(profile, id, wanted) \
	assert_string_equal(reason(*state, profile, PROMISE_##id), wanted)
#define MADE(profile, id) REASON(profile, id, "made")

/* --- What is promised -------------------------------------------------------------------- */

static void case_a_plan_on_a_usual_host_promises_all_but_what_is_asked_for(void **state)
{
	struct fake *f = *state;
	char *missing = arena_string(&f->arena, "");

	HOST("boot-id 1\nmachine-id 2\n");
	faithful_plan(f, "");
	for (int i = 0; i < N_PROMISES; i++)
		if (promise_missing(&f->plan, (enum promise_id)i))
			missing = arena_printf(&f->arena, "%s %s", missing,
					       promise_words[i]);
	assert_string_equal(missing, " apparmor selinux write-execute");
}

static void case_a_label_that_denies_nothing_is_no_promise(void **state)
{
	HOST("apparmor on\nselinux on\nlabel mine\nlabel sandbox_program_t\n");
	MADE("apparmor mine\n", APPARMOR);
	MADE("", SELINUX);
	HOST("apparmor lax\nselinux lax\n");
	REASON("apparmor mine\n", APPARMOR, "its profile is not enforced");
	REASON("", SELINUX, "SELinux is permissive");
}

static void case_without_time_namespaces_there_is_no_promise_of_one(void **state)
{
	struct fake *f = *state;

	MADE("", TIME_NAMESPACE);
	f->facts.has_time_ns = 0;
	REASON("", TIME_NAMESPACE, "this kernel has no time namespaces");
	MADE("", NAMESPACES);
}

static void case_the_network_of_the_host_is_not_none(void **state)
{
	MADE("", NETWORK);
	MADE("network none\n", NETWORK);
	REASON("network host\n", NETWORK, "the network is the host's");
}

#define GROUPS_STAY "supplementary groups stay real: `sandboxctl plan` says which"

static void case_groups_that_stay_are_no_promise(void **state)
{
	MADE("", GROUPS); /* there are none */
	HOST("groups audio\ngroups-obstacle none\n");
	REASON("", GROUPS, GROUPS_STAY);
	REASON("optional groups drop\n", GROUPS, GROUPS_STAY);
	HOST("privileged\n");
	MADE("", GROUPS);
	REASON("groups keep\n", GROUPS, GROUPS_STAY);
}

static void case_groups_that_can_be_dropped_are_promised_away(void **state)
{
	HOST("groups audio\nsub-gid 100000\n");
	MADE("", GROUPS);
	MADE("groups drop\n", GROUPS);
	REASON("groups keep\n", GROUPS, GROUPS_STAY);
}

static void case_nested_namespaces_are_promised_away_unless_allowed(void **state)
{
	MADE("", NO_USERNS);
	MADE("syscalls allow unshare\n", NO_USERNS);
	REASON("nested userns\n", NO_USERNS, "nested sandboxes are allowed");
}

static void case_landlock_is_promised_where_it_is_and_wanted(void **state)
{
	static const char why[] =
		"this kernel has no Landlock, or `landlock none` is said";

	MADE("", LANDLOCK);
	HOST("landlock 1\n");
	MADE("", LANDLOCK);
	REASON("landlock none\n", LANDLOCK, why);
	HOST("landlock 0\n");
	REASON("", LANDLOCK, why);
	REASON("", LANDLOCK_SCOPE, why);
}

static void case_scopes_are_of_abi_6_and_later(void **state)
{
	static const char why[] = "it needs Landlock ABI 6 (Linux 6.12), and no x11 in "
				  "the profile";

	HOST("landlock 5\n");
	REASON("", LANDLOCK_SCOPE, why);
	MADE("", LANDLOCK);
	HOST("landlock 6\n");
	MADE("", LANDLOCK_SCOPE);
	HOST("socket /tmp/.X11-unix/X0\n");
	REASON("socket /tmp/.X11-unix/X0\n", LANDLOCK_SCOPE, why);
}

static void case_write_execute_is_promised_when_denied(void **state)
{
	REASON("", WRITE_EXECUTE, "it takes 'write-execute deny'");
	REASON("write-execute allow\n", WRITE_EXECUTE, "it takes 'write-execute deny'");
	MADE("write-execute deny\n", WRITE_EXECUTE);
}

static void case_limits_that_are_all_optional_are_no_promise(void **state)
{
	MADE("optional limit core 1\n", LIMITS);
	REASON("optional limit core 1\noptional limit nproc 1\noptional limit nofile "
	       "9\n"
	       "optional limit fsize 1M\noptional limit msgqueue 1\n",
	       LIMITS, "all of them are optional");
}

static void case_what_stands_on_proc_falls_with_it(void **state)
{
	struct fake *f = *state;
	size_t kept = 0;

	HOST("boot-id 1\n");
	faithful_plan(f, "");
	for (size_t i = 0; i < f->plan.steps.n; i++) {
		struct step s = f->plan.steps.item[i];

		if (s.op != STEP_PROC_MASK && s.op != STEP_PROC_LOCK &&
		    s.op != STEP_NS_LIMIT && s.op != STEP_MOUNT_PROC)
			f->plan.steps.item[kept++] = s;
	}
	f->plan.steps.n = kept;
	assert_string_equal(promise_missing(&f->plan, PROMISE_PROC),
			    "there is no /proc inside");
	assert_string_equal(promise_missing(&f->plan, PROMISE_PROC_SYS),
			    "there is no /proc inside");
	assert_string_equal(promise_missing(&f->plan, PROMISE_NO_USERNS),
			    "there is no /proc inside");
}

static void case_an_identity_of_its_own_takes_a_made_up_boot_id(void **state)
{
	REASON("", IDENTITY, "the boot id is the kernel's");
	HOST("boot-id 1\n");
	MADE("", IDENTITY);
}

static void case_an_identity_of_its_own_takes_no_machine_id_of_the_host(void **state)
{
	static const char why[] = "/etc/machine-id is shown as it is outside";

	HOST("boot-id 1\nfile /etc/machine-id\ndir /srv/proc\ndir /srv/dev\n");
	MADE("", IDENTITY); /* nothing is shown there */
	REASON("read /etc\n", IDENTITY, why);
	REASON("read /etc/machine-id\n", IDENTITY, why);
	HOST("machine-id 2\n");
	MADE("read /etc\n", IDENTITY);
	REASON("read /etc/machine-id\n", IDENTITY, why);
	REASON("root /srv\n", IDENTITY, why);
	MADE("read /etc\nhide /etc/machine-id\n", IDENTITY);
	MADE("file /etc/machine-id mine\n", IDENTITY);
	REASON("read /etc/machine-id\ntmpfs /etc\n", IDENTITY, why); /* within it */
}

/* --- Tables ------------------------------------------------------------------------------ */

static void case_words_are_found_and_stand_for_themselves(void **state UNUSED)
{
	for (int i = 0; i < N_PROMISES; i++) {
		assert_int_equal(promise_find(promise_words[i]), i);
		assert_string_equal(promise_table[i].word, promise_words[i]);
		assert_true(promise_table[i].what && *promise_table[i].what);
	}
	assert_null(promise_words[N_PROMISES]);
	assert_int_equal(promise_find(""), -1);
	assert_int_equal(promise_find("no-networks"), -1);
	assert_int_equal(promise_find("no-net"), -1);
}

/* The first promise is what a step gets that the table leaves out. */
static void case_every_step_belongs_to_a_promise(void **state UNUSED)
{
	for (int op = 0; op < N_STEP_OPS; op++) {
		enum promise_id id = promise_of_step((enum step_op)op);

		assert_in_range(id, 0, N_PROMISES - 1);
		if ((id == PROMISE_NAMESPACES) !=
		    (op == STEP_NS_NEW || op == STEP_NS_JOIN))
			fail_msg("%s: %s", step_table[op].name, promise_words[id]);
	}
}

static void case_a_promise_that_needs_a_step_is_that_step_s(void **state UNUSED)
{
	static const struct {
		enum step_op op;
		enum promise_id promise;
	} table[] = {
		{STEP_NS_TIME, PROMISE_TIME_NAMESPACE},
		{STEP_NET_LOOPBACK, PROMISE_NETWORK},
		{STEP_ID_GROUPS, PROMISE_GROUPS},
		{STEP_NS_LIMIT, PROMISE_NO_USERNS},
		{STEP_SEAL_LANDLOCK, PROMISE_LANDLOCK},
		{STEP_SEAL_MDWE, PROMISE_WRITE_EXECUTE},
		{STEP_PROC_MASK, PROMISE_PROC},
		{STEP_PROC_LOCK, PROMISE_PROC_SYS},
		{STEP_MOUNT_TMPFS, PROMISE_MEMORY},
		{STEP_MOUNT_TREE, PROMISE_MOUNTS},
		{STEP_FD_CLOSE, PROMISE_DESCRIPTORS},
		{STEP_LIMIT_SET, PROMISE_LIMITS},
		{STEP_SEAL_CAPS, PROMISE_CAPABILITIES},
		{STEP_SEAL_SECCOMP, PROMISE_SYSTEM_CALLS},
		{STEP_INIT, PROMISE_INIT},
		{STEP_TTY_OPEN, PROMISE_TERMINAL},
	};

	for (size_t i = 0; i < ARRAY_SIZE(table); i++)
		assert_int_equal(promise_of_step(table[i].op), table[i].promise);
}

/* --- What is to be tried ----------------------------------------------------------------- */

static int has_word(const char *const *words, const char *word)
{
	int n = 0;

	for (; *words; words++)
		n += str_equal(*words, word);
	return n;
}

static void case_every_covered_entry_of_proc_is_tried(void **state)
{
	struct fake *f = *state;
	const char *const *words, *const *name;
	size_t n = 0;

	faithful_plan(f, "");
	words = promise_tries(&f->arena, &f->plan);
	name = fake_step(f, STEP_PROC_MASK, NULL)->data;
	for (; *name; name++)
		assert_int_equal(has_word(words, arena_printf(&f->arena,
							      "read:/proc/%s", *name)),
				 1);
	for (; words[n]; n++)
		assert_true(str_after(words[n], "read:/") ||
			    str_after(words[n], "line:/") ||
			    str_after(words[n], "write:/"));
	assert_true(n > 40);
}

static void case_what_a_judge_asks_for_is_tried(void **state)
{
	static const char *const wanted[] = {
		"read:/proc/1/environ",
		"read:/proc/1/fd",
		"read:/proc/1/mem",
		"line:/proc/1/cmdline",
		"line:/etc/machine-id",
		"line:/proc/sys/kernel/random/boot_id",
		"line:/proc/sys/user/max_user_namespaces",
		"write:/proc/sys/kernel/core_pattern",
		"write:/sandbox-measure",
	};
	struct fake *f = *state;
	struct plan empty = {0};

	faithful_plan(f, "network host\nnested userns\n");
	for (size_t i = 0; i < ARRAY_SIZE(wanted); i++) {
		assert_int_equal(
			has_word(promise_tries(&f->arena, &f->plan), wanted[i]), 1);
		assert_int_equal(has_word(promise_tries(&f->arena, &empty), wanted[i]),
				 1);
	}
}

int main(void)
{
#define CASE(f) cmocka_unit_test_setup_teardown(f, fake_setup, fake_teardown)
	const struct CMUnitTest tests[] = {
		CASE(case_a_plan_on_a_usual_host_promises_all_but_what_is_asked_for),
		CASE(case_a_label_that_denies_nothing_is_no_promise),
		CASE(case_without_time_namespaces_there_is_no_promise_of_one),
		CASE(case_the_network_of_the_host_is_not_none),
		CASE(case_groups_that_stay_are_no_promise),
		CASE(case_groups_that_can_be_dropped_are_promised_away),
		CASE(case_nested_namespaces_are_promised_away_unless_allowed),
		CASE(case_landlock_is_promised_where_it_is_and_wanted),
		CASE(case_scopes_are_of_abi_6_and_later),
		CASE(case_write_execute_is_promised_when_denied),
		CASE(case_limits_that_are_all_optional_are_no_promise),
		CASE(case_what_stands_on_proc_falls_with_it),
		CASE(case_an_identity_of_its_own_takes_a_made_up_boot_id),
		CASE(case_an_identity_of_its_own_takes_no_machine_id_of_the_host),
		CASE(case_words_are_found_and_stand_for_themselves),
		CASE(case_every_step_belongs_to_a_promise),
		CASE(case_a_promise_that_needs_a_step_is_that_step_s),
		CASE(case_every_covered_entry_of_proc_is_tried),
		CASE(case_what_a_judge_asks_for_is_tried),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
