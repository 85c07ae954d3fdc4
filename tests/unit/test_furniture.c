/* test_furniture.c - what every sandbox has without being asked. */
#include "unit/unit.h"

#include "plan/furniture.h"
#include "unit/fake.h"

static const struct rule *find(struct fake *f, const char *profile, const char *path)
{
	struct rule_list *list = arena_alloc(&f->arena, sizeof(*list));
	const struct rule *found = NULL;

	f->settings.list.n = 0;
	if (fake_merge(f, profile) < 0)
		fail_msg("%s", fake_said(f));
	furniture_add(&f->arena, &f->policy, &f->facts, list);
	for (size_t i = 0; i < list->list.n; i++)
		if (str_equal(list->list.item[i].path, path))
			found = &list->list.item[i];
	return found;
}

#define TEXT(profile, path) (find(*state, profile, path)->text)

static void case_all_of_it_gives_way_to_a_rule_and_has_an_origin(void **state)
{
	struct fake *f = *state;
	struct rule_list list = {{0}};

	assert_int_equal(fake_merge(f, "home real\nroot /\n"), 0);
	furniture_add(&f->arena, &f->policy, &f->facts, &list);
	assert_true(list.list.n > 15);
	for (size_t i = 0; i < list.list.n; i++) {
		assert_true(list.list.item[i].derived);
		assert_non_null(list.list.item[i].from.file);
		assert_int_equal(list.list.item[i].path[0], '/');
	}
}

static void case_there_are_the_harmless_devices_and_no_others(void **state)
{
	struct fake *f = *state;
	struct rule_list list = {{0}};
	size_t n = 0;

	assert_int_equal(fake_merge(f, ""), 0);
	furniture_add(&f->arena, &f->policy, &f->facts, &list);
	for (size_t i = 0; i < list.list.n; i++) {
		n += list.list.item[i].kind == RULE_DEVICE;
		if (list.list.item[i].kind == RULE_DEVICE)
			assert_true(list.list.item[i].optional);
	}
	assert_int_equal(n, 6);
	assert_int_equal(find(f, "", "/dev/null")->kind, RULE_DEVICE);
	assert_int_equal(find(f, "", "/dev/tty")->kind, RULE_DEVICE);
	assert_null(find(f, "", "/dev/kmsg"));
}

static void case_directories_have_the_modes_that_programs_expect(void **state)
{
	static const struct {
		const char *path;
		mode_t mode;
	} table[] = {
		{"/dev", 0755},	      {"/dev/shm", 01777}, {"/tmp", 01777},
		{"/var/tmp", 01777},  {"/run", 0755},	   {"/run/user/1000", 0700},
		{"/home/user", 0700},
	};

	for (size_t i = 0; i < ARRAY_SIZE(table); i++) {
		const struct rule *r = find(*state, "", table[i].path);

		assert_int_equal(r->kind, RULE_TMPFS);
		assert_int_equal(r->mode, table[i].mode);
	}
}

static void case_links_of_dev_and_var_are_there(void **state)
{
	assert_string_equal(TEXT("", "/dev/fd"), "/proc/self/fd");
	assert_string_equal(TEXT("", "/dev/stdout"), "/proc/self/fd/1");
	assert_string_equal(TEXT("", "/dev/ptmx"), "pts/ptmx");
	assert_string_equal(TEXT("", "/var/run"), "/run");
}

static void case_the_account_files_know_the_caller_and_nobody_else(void **state)
{
	assert_string_equal(
		TEXT("", "/etc/passwd"),
		"root:x:0:0:root:/root:/usr/sbin/nologin\n"
		"user:x:1000:1000::/home/user:/bin/sh\n"
		"nobody:x:65534:65534:not mapped:/nonexistent:/usr/sbin/nologin\n");
	assert_string_equal(TEXT("", "/etc/group"),
			    "root:x:0:\nuser:x:1000:\nnogroup:x:65534:\n");
}

static void case_another_user_has_that_id_in_them(void **state)
{
	assert_string_equal(
		TEXT("user 1234:4321\n", "/etc/passwd"),
		"root:x:0:0:root:/root:/usr/sbin/nologin\n"
		"user:x:1234:4321::/home/user:/bin/sh\n"
		"nobody:x:65534:65534:not mapped:/nonexistent:/usr/sbin/nologin\n");
	assert_string_equal(TEXT("user 1234:4321\n", "/etc/group"),
			    "root:x:0:\nuser:x:4321:\nnogroup:x:65534:\n");
	assert_non_null(find(*state, "user 1234:4321\n", "/run/user/1234"));
}

static void case_root_inside_is_called_root_once(void **state)
{
	assert_string_equal(
		TEXT("user root\n", "/etc/passwd"),
		"root:x:0:0::/home/user:/bin/sh\n"
		"nobody:x:65534:65534:not mapped:/nonexistent:/usr/sbin/nologin\n");
	assert_string_equal(TEXT("user root\n", "/etc/group"),
			    "root:x:0:\nnogroup:x:65534:\n");
}

/* A home directory may be called anything; what is in a passwd field may not. */
static void case_a_home_with_a_colon_or_line_break_makes_no_further_account(
	void **state)
{
	struct fake *f = *state;

	f->facts.home = "/home/a:b";
	assert_non_null(
		strstr(TEXT("", "/etc/passwd"), "user:x:1000:1000::/:/bin/sh\n"));
	f->facts.home = "/home/a\nroot2:x:0:0::/:/bin/sh";
	assert_null(strstr(TEXT("", "/etc/passwd"), "root2"));
}

static void case_the_host_name_is_in_every_file_that_has_it(void **state)
{
	assert_string_equal(TEXT("", "/etc/hostname"), "sandbox\n");
	assert_string_equal(TEXT("hostname box\n", "/etc/hostname"), "box\n");
	assert_string_equal(TEXT("hostname box\n", "/etc/hosts"),
			    "127.0.0.1 localhost box\n::1 localhost box\n");
}

static void case_a_root_directory_keeps_its_own_etc(void **state)
{
	assert_null(find(*state, "root /\n", "/etc/passwd"));
	assert_int_equal(find(*state, "root /\n", "/")->kind, RULE_ROOT);
	assert_int_equal(find(*state, "root /\n", "/")->from.line, 1);
	assert_int_equal(find(*state, "root /\n", "/proc")->kind, RULE_PROC);
}

static void case_a_home_that_was_asked_for_has_the_line_that_asked(void **state)
{
	assert_int_equal(find(*state, "home tmpfs\n", "/home/user")->from.line, 1);
	assert_false(find(*state, "home tmpfs\n", "/home/user")->optional);
	assert_int_equal(find(*state, "\nhome private\n", "/home/user")->from.line, 2);
	assert_string_equal(find(*state, "", "/home/user")->from.file, "built-in");
}

static void case_homes_are_kept_below_the_data_directory(void **state)
{
	struct fake *f = *state;

	f->facts.data_home = "/data";
	assert_string_equal(find(f, "home private\n", "/home/user")->source,
			    "/data/sandbox/homes/test");
	assert_string_equal(find(f, "home private web\n", "/home/user")->source,
			    "/data/sandbox/homes/web");
}

int main(void)
{
#define CASE(f) cmocka_unit_test_setup_teardown(f, fake_setup, fake_teardown)
	const struct CMUnitTest tests[] = {
		CASE(case_all_of_it_gives_way_to_a_rule_and_has_an_origin),
		CASE(case_there_are_the_harmless_devices_and_no_others),
		CASE(case_directories_have_the_modes_that_programs_expect),
		CASE(case_links_of_dev_and_var_are_there),
		CASE(case_the_account_files_know_the_caller_and_nobody_else),
		CASE(case_another_user_has_that_id_in_them),
		CASE(case_root_inside_is_called_root_once),
		CASE(case_a_home_with_a_colon_or_line_break_makes_no_further_account),
		CASE(case_the_host_name_is_in_every_file_that_has_it),
		CASE(case_a_root_directory_keeps_its_own_etc),
		CASE(case_a_home_that_was_asked_for_has_the_line_that_asked),
		CASE(case_homes_are_kept_below_the_data_directory),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
