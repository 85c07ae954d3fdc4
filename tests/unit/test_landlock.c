/* test_landlock.c - what the second wall allows, by version and by rule. */
#include "plan/landlock.h"
#include "unit/fake.h"
#include "unit/unit.h"

/* The rights of the rule for path on a host with this version; 0: there is none. */
static uint64_t access_at(struct fake *f, int abi, const char *path)
{
	struct landlock l;

	landlock_build(&f->arena, &f->builder.world, &f->policy, NULL, abi, &l);
	for (size_t i = 0; i < l.rules.n; i++)
		if (str_equal(l.rules.item[i].path, path))
			return l.rules.item[i].access;
	return 0;
}

#define HAS(path, right)   assert_true(access_at(f, 9, path) & (right))
#define LACKS(path, right) assert_false(access_at(f, 9, path) & (right))

static void case_versions_add_up(void **state UNUSED)
{
	assert_int_equal(landlock_handled(0), 0);
	assert_int_equal(landlock_handled(1), 0x1fff);
	assert_int_equal(landlock_handled(2), 0x3fff);
	assert_int_equal(landlock_handled(3), 0x7fff);
	assert_int_equal(landlock_handled(4), 0x7fff);
	assert_int_equal(landlock_handled(5), 0xffff);
	assert_int_equal(landlock_handled(8), 0xffff);
	assert_int_equal(landlock_handled(9), 0x1ffff);
	assert_int_equal(landlock_handled(99), 0x1ffff);
	assert_int_equal(landlock_scoped(5), 0);
	assert_int_equal(landlock_scoped(6), LL_SCOPE_ABSTRACT | LL_SCOPE_SIGNAL);
}

static void case_rights_that_a_version_does_not_know_are_not_asked_for(void **state)
{
	struct fake *f = *state;

	assert_int_equal(fake_world(f, "device /dev/full\n"), 0);
	for (int abi = 1; abi <= 10; abi++) {
		struct landlock l;

		landlock_build(&f->arena, &f->builder.world, &f->policy, NULL, abi, &l);
		for (size_t i = 0; i < l.rules.n; i++) {
			assert_int_equal(
				l.rules.item[i].access & ~landlock_handled(abi), 0);
			assert_int_not_equal(l.rules.item[i].access, 0);
		}
	}
	assert_false(access_at(f, 4, "/dev/null") & LL_IOCTL_DEV);
	assert_true(access_at(f, 5, "/dev/null") & LL_IOCTL_DEV);
}

static void case_what_is_read_can_be_run_but_not_changed(void **state)
{
	struct fake *f = *state;

	assert_int_equal(fake_world(f, "read /usr\n"), 0);
	HAS("/usr", LL_READ_FILE | LL_READ_DIR);
	HAS("/usr", LL_EXECUTE);
	LACKS("/usr", LL_WRITE_FILE | LL_MAKE_REG | LL_REMOVE_FILE | LL_TRUNCATE);
	LACKS("/usr", LL_RESOLVE_UNIX | LL_IOCTL_DEV);
}

static void case_what_is_written_can_be_changed_but_not_run(void **state)
{
	struct fake *f = *state;

	assert_int_equal(fake_world(f, "write /home/user\n"), 0);
	HAS("/home/user", LL_WRITE_FILE | LL_MAKE_REG | LL_REMOVE_DIR | LL_REFER);
	LACKS("/home/user", LL_EXECUTE);
	LACKS("/home/user", LL_MAKE_BLOCK | LL_MAKE_CHAR);
	HAS("/tmp", LL_MAKE_SOCK);
	LACKS("/tmp", LL_EXECUTE);
}

static void case_an_overlay_is_written_like_any_other(void **state)
{
	struct fake *f = *state;

	assert_int_equal(fake_world(f, "overlay /opt\n"), 0);
	HAS("/opt", LL_READ_FILE | LL_WRITE_FILE | LL_MAKE_DIR | LL_REFER);
	assert_false(access_at(f, 9, "/opt") & LL_EXECUTE);
}

static void case_the_root_can_be_listed_and_nothing_else(void **state)
{
	struct fake *f = *state;

	assert_int_equal(fake_world(f, ""), 0);
	assert_int_equal(access_at(f, 9, "/"), LL_READ_DIR);
	assert_int_equal(access_at(f, 9, "/usr"), 0);
}

static void case_hidden_places_get_no_rule(void **state)
{
	struct fake *f = *state;

	assert_int_equal(fake_world(f, "read /usr\nhide /usr/lib\n"), 0);
	assert_int_equal(access_at(f, 9, "/usr/lib"), 0);
}

/* What /proc allows to a policy, and what its lines of syscalls decide about ptrace. */
static uint64_t proc_with(struct fake *f, const char *profile)
{
	struct filter filter;
	struct landlock l;

	f->settings.list.n = 0;
	assert_int_equal(fake_world(f, profile), 0);
	assert_int_equal(filter_decide(&f->arena, &f->diag, &f->policy, &filter), 0);
	landlock_build(&f->arena, &f->builder.world, &f->policy, &filter, 9, &l);
	for (size_t i = 0; i < l.rules.n; i++)
		if (str_equal(l.rules.item[i].path, "/proc")) {
			assert_int_equal(landlock_writes(&l, "/proc"),
					 !!(l.rules.item[i].access & LL_WRITE_FILE));
			return l.rules.item[i].access;
		}
	return 0;
}

#define PROC_READ  (LL_READ_FILE | LL_READ_DIR)
#define PROC_WRITE (PROC_READ | LL_WRITE_FILE | LL_TRUNCATE)

static void case_memory_is_not_written_through_proc(void **state)
{
	static const char *const read_only[] = {
		"", "write-execute deny\n", "network host\n",
		"syscalls allow @debug\nsyscalls deny ptrace\n",
		"syscalls allow @debug\nsyscalls deny @debug\n"};

	for (size_t i = 0; i < ARRAY_SIZE(read_only); i++)
		assert_int_equal(proc_with(*state, read_only[i]), PROC_READ);
}

static void case_proc_is_written_by_who_may_trace_or_nest(void **state)
{
	static const char *const written[] = {
		"nested userns\n", "syscalls allow @debug\n", "syscalls allow ptrace\n",
		"capabilities sys_chroot\n"};

	for (size_t i = 0; i < ARRAY_SIZE(written); i++)
		assert_int_equal(proc_with(*state, written[i]), PROC_WRITE);
}

static void case_a_place_is_written_by_rules_further_up_too(void **state)
{
	struct fake *f = *state;
	struct landlock l = {0};

	vec_push(&f->arena, &l.rules)->path = "/";
	assert_false(landlock_writes(&l, "/proc"));
	l.rules.item[0].access = LL_WRITE_FILE;
	assert_true(landlock_writes(&l, "/proc"));
	l.rules.item[0].path = "/pro";
	assert_false(landlock_writes(&l, "/proc"));
	l.rules.item[0].path = "/proc/sys";
	assert_false(landlock_writes(&l, "/proc"));
}

static void case_files_get_no_rights_of_directories(void **state)
{
	struct fake *f = *state;

	assert_int_equal(fake_world(f, "file /etc/made text\n"), 0);
	assert_int_equal(access_at(f, 9, "/etc/made"), LL_READ_FILE);
	LACKS("/dev/null", LL_READ_DIR);
}

#define CASE(f) cmocka_unit_test_setup_teardown(f, fake_setup, fake_teardown)

static void case_x11_keeps_abstract_sockets_in_reach(void **state)
{
	struct fake *f = *state;
	struct landlock l;

	fake_add(f, "socket /tmp/.X11-unix/X0\n");
	assert_int_equal(fake_world(f, "socket /tmp/.X11-unix/X0\n"), 0);
	landlock_build(&f->arena, &f->builder.world, &f->policy, NULL, 7, &l);
	assert_int_equal(l.scoped, LL_SCOPE_SIGNAL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(case_versions_add_up),
		CASE(case_rights_that_a_version_does_not_know_are_not_asked_for),
		CASE(case_what_is_read_can_be_run_but_not_changed),
		CASE(case_what_is_written_can_be_changed_but_not_run),
		CASE(case_an_overlay_is_written_like_any_other),
		CASE(case_the_root_can_be_listed_and_nothing_else),
		CASE(case_hidden_places_get_no_rule),
		CASE(case_memory_is_not_written_through_proc),
		CASE(case_proc_is_written_by_who_may_trace_or_nest),
		CASE(case_a_place_is_written_by_rules_further_up_too),
		CASE(case_files_get_no_rights_of_directories),
		CASE(case_x11_keeps_abstract_sockets_in_reach),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
