/* test_policy.c - settings merged: later wins, `no` takes back, places that are refused. */
#include "unit/unit.h"

#include <linux/capability.h>
#include <sys/resource.h>

#include "unit/fake.h"

/* What was said about a profile that must fail. */
static const char *refusal(struct fake *f, const char *text)
{
	f->settings.list.n = 0;
	assert_int_equal(fake_merge(f, text), -1);
	return fake_said(f);
}

static void merge(struct fake *f, const char *text)
{
	f->settings.list.n = 0;
	if (fake_merge(f, text) < 0)
		fail_msg("%s", fake_said(f));
}

static void case_nothing_said_is_the_narrowest(void **state)
{
	struct fake *f = *state;

	merge(f, "");
	assert_int_equal(f->policy.rules.n, 0);
	assert_int_equal(f->policy.network.value, NETWORK_NONE);
	assert_int_equal(f->policy.terminal.value, TERMINAL_PTY);
	assert_int_equal(f->policy.home.value, HOME_TMPFS);
	assert_int_equal(f->policy.nested_userns.value, 0);
	assert_int_equal(f->policy.capabilities.n, 0);
	assert_int_equal(f->policy.keep_fds.n, 0);
	assert_int_equal(f->policy.uid.value, POLICY_SELF);
	assert_int_equal(f->policy.gid.value, POLICY_SELF);
	assert_null(f->policy.root.value);
	assert_null(f->policy.workdir.value);
	assert_null(f->policy.network.from.file);
}

static void case_every_kind_of_rule_is_kept_in_its_order(void **state)
{
	struct fake *f = *state;
	static const struct {
		enum rule_kind kind;
		const char *path, *source, *text;
	} wanted[] = {
		{RULE_READ, "/r", "/r", NULL},
		{RULE_WRITE, "/w", "/w", NULL},
		{RULE_EXEC, "/x", "/x", NULL},
		{RULE_SOCKET, "/s", "/s", NULL},
		{RULE_HIDE, "/h", NULL, NULL},
		{RULE_TMPFS, "/t", NULL, NULL},
		{RULE_TMPFS, "/t2", NULL, NULL},
		{RULE_READ, "/b", "/a", NULL},
		{RULE_WRITE, "/c", "/a", NULL},
		{RULE_READ, "/d", "/a", NULL},
		{RULE_DEVICE, "/dev/dri", "/dev/dri", NULL},
		{RULE_SYMLINK, "/l", NULL, "to"},
		{RULE_FILE, "/f", NULL, "text"},
	};

	merge(f,
	      "read /r\nwrite /w\nexec /x\nsocket /s\nhide /h\ntmpfs /t\ntmpfs /t2 5M\n"
	      "bind /a /b\nbind /a /c write\nbind /a /d read\ndevice /dev/dri\n"
	      "symlink to /l\nfile /f text\n");
	assert_int_equal(f->policy.rules.n, ARRAY_SIZE(wanted));
	for (size_t i = 0; i < ARRAY_SIZE(wanted); i++) {
		const struct rule *r = &f->policy.rules.item[i];

		assert_int_equal(r->kind, wanted[i].kind);
		assert_string_equal(r->path, wanted[i].path);
		assert_int_equal(!r->source, !wanted[i].source);
		if (r->source)
			assert_string_equal(r->source, wanted[i].source);
		assert_int_equal(!r->text, !wanted[i].text);
		if (r->text)
			assert_string_equal(r->text, wanted[i].text);
		assert_int_equal(r->from.line, i + 1);
		assert_false(r->derived);
		assert_false(r->optional);
	}
	assert_int_equal(f->policy.rules.item[5].size_bytes, 0);
	assert_int_equal(f->policy.rules.item[6].size_bytes, 5 << 20);
}

static void case_optional_is_kept_with_the_rule(void **state)
{
	struct fake *f = *state;

	merge(f, "optional read /r\noptional limit nofile 3\noptional syscalls allow x "
		 "y\n");
	assert_true(f->policy.rules.item[0].optional);
	assert_true(f->policy.limits.item[0].optional);
	assert_true(f->policy.syscalls.item[1].optional);
}

static void case_no_takes_back_each_kind_of_rule(void **state)
{
	static const char *const table[] = {
		"read /a\nno read /a\n",	  "write /a\nno write /a\n",
		"exec /a\nno exec /a\n",	  "socket /a\nno socket /a\n",
		"hide /a\nno hide /a\n",	  "tmpfs /a\nno tmpfs /a\n",
		"tmpfs /a 5M\nno tmpfs /a\n",	  "bind /s /a\nno bind /a\n",
		"bind /s /a\nno bind /s /a\n",	  "bind /s /a write\nno bind /a\n",
		"bind /a /a write\nno bind /a\n", "device /dev/a\nno device /dev/a\n",
		"symlink t /a\nno symlink /a\n",  "symlink t /a\nno symlink other /a\n",
		"file /a text\nno file /a\n",	  "read /a\nread /a\nno read /a\n",
		"optional read /a\nno read /a\n", "read /a\nno read /a/\n",
	};
	struct fake *f = *state;

	for (size_t i = 0; i < ARRAY_SIZE(table); i++) {
		merge(f, table[i]);
		if (f->policy.rules.n)
			fail_msg("%s", table[i]);
		assert_string_equal(fake_said(f), "");
	}
}

static void case_no_takes_back_its_own_kind_and_path_only(void **state)
{
	static const char *const table[] = {
		"read /a\nno write /a\n",   "read /a\nno bind /a\n",
		"bind /s /a\nno read /a\n", "bind /a /a\nno read /a\n",
		"read /a\nno read /a/b\n",  "read /a/b\nno read /a\n",
		"bind /s /a\nno bind /s\n", "hide /a\nno tmpfs /a\n",
	};
	struct fake *f = *state;

	for (size_t i = 0; i < ARRAY_SIZE(table); i++) {
		merge(f, table[i]);
		if (f->policy.rules.n != 1)
			fail_msg("%s", table[i]);
		assert_non_null(strstr(fake_said(f), "takes nothing back"));
	}
}

static void case_taking_back_what_nobody_said_is_a_warning(void **state)
{
	struct fake *f = *state;

	merge(f, "no read /a\nno limit nofile\nno syscalls allow mount\nno keep-fd 3\n"
		 "no capabilities chown\n");
	assert_string_equal(fake_said(f), "test.profile:1:1: warning: 'no read /a' "
					  "takes nothing back: no rule above "
					  "says so\n"
					  "test.profile:2:1: warning: 'no limit "
					  "nofile' takes nothing back: no rule above "
					  "says so\n"
					  "test.profile:3:1: warning: 'no syscalls "
					  "allow mount' takes nothing back: no "
					  "rule above says so\n"
					  "test.profile:4:1: warning: 'no keep-fd 3' "
					  "takes nothing back: no rule above "
					  "says so\n"
					  "test.profile:5:1: warning: 'no capabilities "
					  "chown' takes nothing back: no rule "
					  "above says so\n");
}

static void case_a_rule_said_again_after_no_holds(void **state)
{
	struct fake *f = *state;

	merge(f, "read /a\nno read /a\nread /a\n");
	assert_int_equal(f->policy.rules.n, 1);
	assert_int_equal(f->policy.rules.item[0].from.line, 3);
}

static void case_of_values_that_there_is_one_of_the_last_wins(void **state)
{
	struct fake *f = *state;

	merge(f,
	      "network host\nnetwork none\nhome private a\nhome real\nhostname a\n"
	      "hostname b\nterminal inherit\nterminal pty\nnested userns\nnested none\n"
	      "workdir /a\nworkdir /b\nroot /a\nroot /b\nuser 5\nuser 6:7\n"
	      "new-session no\nnew-session\nsummary one\nsummary two words\n");
	assert_int_equal(f->policy.network.value, NETWORK_NONE);
	assert_int_equal(f->policy.network.from.line, 2);
	assert_int_equal(f->policy.home.value, HOME_REAL);
	assert_null(f->policy.home_name);
	assert_string_equal(f->policy.hostname.value, "b");
	assert_int_equal(f->policy.terminal.value, TERMINAL_PTY);
	assert_int_equal(f->policy.nested_userns.value, 0);
	assert_string_equal(f->policy.workdir.value, "/b");
	assert_string_equal(f->policy.root.value, "/b");
	assert_int_equal(f->policy.uid.value, 6);
	assert_int_equal(f->policy.gid.value, 7);
	assert_int_equal(f->policy.new_session.value, 1);
	assert_string_equal(f->policy.summary, "two words");
}

static void case_no_makes_them_what_they_were_at_first(void **state)
{
	struct fake *f = *state;

	merge(f, "network host\nno network\nhome private a\nno home\nhostname a\nno "
		 "hostname\n"
		 "terminal inherit\nno terminal\nnested userns\nno nested\nworkdir /a\n"
		 "no workdir\nroot /a\nno root\nuser 5\nno user\nnew-session\nno "
		 "new-session\n"
		 "summary x\nno summary\n");
	assert_int_equal(f->policy.network.value, NETWORK_NONE);
	assert_int_equal(f->policy.home.value, HOME_TMPFS);
	assert_null(f->policy.home_name);
	assert_null(f->policy.hostname.value);
	assert_int_equal(f->policy.terminal.value, TERMINAL_PTY);
	assert_int_equal(f->policy.nested_userns.value, 0);
	assert_null(f->policy.workdir.value);
	assert_null(f->policy.root.value);
	assert_int_equal(f->policy.uid.value, POLICY_SELF);
	assert_int_equal(f->policy.gid.value, POLICY_SELF);
	assert_int_equal(f->policy.new_session.value, 0);
	assert_string_equal(f->policy.summary, "");
}

/* `no network host` must not become network host, nor `no home real` real. */
static void case_no_with_a_value_is_never_that_value(void **state)
{
	struct fake *f = *state;

	merge(f, "no network host\nno home private x\nno terminal inherit\nno nested "
		 "userns\n"
		 "no new-session yes\nno user root\n");
	assert_int_equal(f->policy.network.value, NETWORK_NONE);
	assert_int_equal(f->policy.home.value, HOME_TMPFS);
	assert_null(f->policy.home_name);
	assert_int_equal(f->policy.terminal.value, TERMINAL_PTY);
	assert_int_equal(f->policy.nested_userns.value, 0);
	assert_int_equal(f->policy.new_session.value, 0);
	assert_int_equal(f->policy.uid.value, POLICY_SELF);
}

static void case_users_are_read_in_every_form(void **state)
{
	static const struct {
		const char *text;
		uid_t uid;
		gid_t gid;
	} table[] = {
		{"user self\n", POLICY_SELF, POLICY_SELF},
		{"user root\n", 0, 0},
		{"user 1234\n", 1234, 1234},
		{"user 1234:4321\n", 1234, 4321},
		{"user 0:5\n", 0, 5},
		{"user 4294967294\n", 4294967294U, 4294967294U},
	};
	struct fake *f = *state;

	for (size_t i = 0; i < ARRAY_SIZE(table); i++) {
		merge(f, table[i].text);
		assert_int_equal(f->policy.uid.value, table[i].uid);
		assert_int_equal(f->policy.gid.value, table[i].gid);
	}
}

static void case_a_variable_said_twice_counts_as_last_said(void **state)
{
	struct fake *f = *state;

	merge(f, "env A=1\nenv B=2\nenv A=3\nno env B=2\nenv C\nenv D=\n");
	assert_int_equal(f->policy.env.n, 4);
	assert_string_equal(f->policy.env.item[0].name, "A");
	assert_string_equal(f->policy.env.item[0].value, "3");
	assert_string_equal(f->policy.env.item[1].name, "B");
	assert_true(f->policy.env.item[1].negated);
	assert_null(f->policy.env.item[1].value);
	assert_string_equal(f->policy.env.item[2].name, "C");
	assert_null(f->policy.env.item[2].value);
	assert_string_equal(f->policy.env.item[3].value, "");
}

static void case_limits_are_read_in_their_units(void **state)
{
	struct fake *f = *state;

	merge(f, "limit as 2G\nlimit nofile 5\nlimit nofile 7\nlimit core 1K\nno limit "
		 "core\n"
		 "limit stack unlimited\n");
	assert_int_equal(f->policy.limits.n, 3);
	assert_int_equal(f->policy.limits.item[0].resource, RLIMIT_AS);
	assert_int_equal(f->policy.limits.item[0].value, 2ULL << 30);
	assert_int_equal(f->policy.limits.item[1].value, 7);
	assert_int_equal(f->policy.limits.item[2].value, RLIM_INFINITY);
	merge(f,
	      "limit memory 1G\nlimit pids 9\nlimit memory 2G\nlimit cpu 1.5\nno limit "
	      "pids\n");
	assert_int_equal(f->policy.limits.n, 2);
	assert_int_equal(f->policy.limits.item[0].value, 2ULL << 30);
	assert_int_equal(f->policy.limits.item[0].from.line, 3);
	assert_int_equal(f->policy.limits.item[1].value, 150);
}

static void case_system_calls_keep_their_order_and_lines(void **state)
{
	struct fake *f = *state;

	merge(f, "syscalls allow a b\nsyscalls deny a\nno syscalls allow b c\n");
	assert_int_equal(f->policy.syscalls.n, 2);
	assert_string_equal(f->policy.syscalls.item[0].name, "a");
	assert_true(f->policy.syscalls.item[0].allow);
	assert_string_equal(f->policy.syscalls.item[1].name, "a");
	assert_false(f->policy.syscalls.item[1].allow);
	assert_int_equal(f->policy.syscalls.item[1].from.line, 2);
	assert_string_equal(fake_said(f),
			    "test.profile:3:1: warning: 'no syscalls allow b c' "
			    "takes nothing back: no rule above says so\n");
}

static void case_capabilities_and_descriptors_are_sets(void **state)
{
	struct fake *f = *state;

	merge(f, "capabilities chown CAP_KILL chown\nno capabilities kill\n"
		 "keep-fd 5\nkeep-fd 5\nkeep-fd 4\nno keep-fd 4\n");
	assert_int_equal(f->policy.capabilities.n, 1);
	assert_int_equal(f->policy.capabilities.item[0].number, CAP_CHOWN);
	assert_int_equal(f->policy.keep_fds.n, 1);
	assert_int_equal(f->policy.keep_fds.item[0].fd, 5);
}

static void case_the_sandbox_s_own_places_are_no_destination(void **state)
{
	struct fake *f = *state;
	static const char *const own[] = {"/proc", "/proc/", "/proc/sys/kernel",
					  "/proc/1"};
	static const char *const own_dev[] = {"/dev", "/dev/pts", "/dev/pts/0"};

	assert_string_equal(refusal(f, "read /\n"),
			    "test.profile:1:1: error: / cannot be a destination\n"
			    "    to have another root directory: root DIR\n");
	for (size_t i = 0; i < ARRAY_SIZE(own); i++)
		assert_non_null(strstr(
			refusal(f, arena_printf(&f->arena, "bind /usr %s\n", own[i])),
			" cannot be a destination: the sandbox has a /proc of its "
			"own\n"));
	for (size_t i = 0; i < ARRAY_SIZE(own_dev); i++)
		assert_non_null(strstr(
			refusal(f, arena_printf(&f->arena, "tmpfs %s\n", own_dev[i])),
			" cannot be a destination: the sandbox has its own\n"
			"    to use a device: device /dev/NAME\n"));
	merge(f, "tmpfs /process\ntmpfs /dev/shm\ntmpfs /dev/ptsx\ndevice /dev/dri\n");
}

static void case_every_rule_with_a_bad_place_is_reported(void **state)
{
	struct fake *f = *state;

	(void)refusal(f, "hide /\ntmpfs /proc\nfile /dev x\nread /ok\n");
	assert_int_equal(f->diag.n_errors, 3);
}

static void case_only_a_private_home_has_a_name(void **state)
{
	struct fake *f = *state;

	assert_string_equal(
		refusal(f, "home tmpfs x\n"),
		"test.profile:1:1: error: home: only a private home has a name\n");
	merge(f, "home private x\n");
	assert_string_equal(f->policy.home_name, "x");
}

static void case_a_root_directory_cannot_be_optional(void **state)
{
	assert_string_equal(
		refusal(*state, "optional root /srv\n"),
		"test.profile:1:1: error: root cannot be optional: without it the "
		"program would see another system\n");
}

int main(void)
{
#define CASE(f) cmocka_unit_test_setup_teardown(f, fake_setup, fake_teardown)
	const struct CMUnitTest tests[] = {
		CASE(case_nothing_said_is_the_narrowest),
		CASE(case_every_kind_of_rule_is_kept_in_its_order),
		CASE(case_optional_is_kept_with_the_rule),
		CASE(case_no_takes_back_each_kind_of_rule),
		CASE(case_no_takes_back_its_own_kind_and_path_only),
		CASE(case_taking_back_what_nobody_said_is_a_warning),
		CASE(case_a_rule_said_again_after_no_holds),
		CASE(case_of_values_that_there_is_one_of_the_last_wins),
		CASE(case_no_makes_them_what_they_were_at_first),
		CASE(case_no_with_a_value_is_never_that_value),
		CASE(case_users_are_read_in_every_form),
		CASE(case_a_variable_said_twice_counts_as_last_said),
		CASE(case_limits_are_read_in_their_units),
		CASE(case_system_calls_keep_their_order_and_lines),
		CASE(case_capabilities_and_descriptors_are_sets),
		CASE(case_the_sandbox_s_own_places_are_no_destination),
		CASE(case_every_rule_with_a_bad_place_is_reported),
		CASE(case_only_a_private_home_has_a_name),
		CASE(case_a_root_directory_cannot_be_optional),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
