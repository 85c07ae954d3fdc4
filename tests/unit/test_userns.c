/* test_userns.c - every known way to refuse namespaces is named, and none by guess.
 */
#include <ctype.h>
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "host/userns.h"

/* A host where nothing was found that could be a reason. */
static const struct evidence innocent = {
	.at = AT_USER,
	.error = EPERM,
	.has_proc = 1,
	.has_kind = 1,
	.is_mapped = 1,
	.limit = 1000,
	.userns_clone = -1,
	.apparmor_userns = -1,
	.selinux_enforces = -1,
	.word = {.what = "create a user namespace",
		 .error = "Operation not permitted",
		 .kind = "user",
		 .ns = "user",
		 .config = "CONFIG_USER_NS",
		 .limit = "1000",
		 .release = "6.1.0",
		 .ids = "uid 65534, gid 65534",
		 .label = "",
		 .processes = "12",
		 .sign = "this seems to be a Docker container; mend, at its start:",
		 .mend_filter = "docker run --security-opt seccomp=FILE ...",
		 .mend_apparmor = "docker run --security-opt apparmor=unconfined ...",
		 .mend_proc = "docker run --security-opt systempaths=unconfined ..."},
};

/* One error whose message is this sentence, with a hint that contains the other text. */
static void expect(const struct evidence *e, const char *message, const char *hint)
{
	struct arena a = {NULL};
	struct diag d = {.arena = &a};

	userns_explain_evidence(&d, e);
	assert_int_equal(d.n_errors, 1);
	assert_int_equal(d.entries.n, 1);
	assert_null(d.entries.item[0].from.file);
	assert_string_equal(d.entries.item[0].message, message);
	assert_non_null(d.entries.item[0].hint);
	if (!strstr(d.entries.item[0].hint, hint))
		fail_msg("no '%s' in '%s'", hint, d.entries.item[0].hint);
	for (const char *h = d.entries.item[0].hint; (h = strchr(h, '{')); h++)
		assert_false(islower((unsigned char)h[1])); /* a word nobody knows */
	arena_free(&a);
}

static void case_a_limit_of_0_is_named_with_its_namespace(void **state UNUSED)
{
	struct evidence e = innocent;

	e.error = ENOSPC;
	e.limit = 0;
	expect(&e, "this system forbids user namespaces (user.max_user_namespaces=0)",
	       "mend, as root: sysctl -w user.max_user_namespaces=10000");
	e.at = AT_KIND;
	e.word.kind = "network";
	e.word.ns = "net";
	expect(&e, "this system forbids network namespaces (user.max_net_namespaces=0)",
	       "mend, as root: sysctl -w user.max_net_namespaces=10000");
}

static void case_a_limit_that_is_reached_differs_from_one_of_0(void **state UNUSED)
{
	struct evidence e = innocent;

	e.error = ENOSPC;
	expect(&e,
	       "all user namespaces that one user may have are in use "
	       "(user.max_user_namespaces=1000)",
	       "end other sandboxes");
}

static void case_inside_another_namespace_depth_and_outer_limits_are_possible(
	void **state UNUSED)
{
	struct evidence e = innocent;

	e.error = ENOSPC;
	e.is_nested = 1;
	expect(&e,
	       "user namespaces are nested too deep here, or an outer limit on them is "
	       "used up",
	       "no more than 33");
}

static void case_a_limit_on_something_else_is_not_taken_for_the_cause(
	void **state UNUSED)
{
	struct evidence e = innocent;

	e.limit = 0; /* but the errno is not ENOSPC */
	e.userns_clone = 0;
	expect(&e,
	       "this system forbids user namespaces to ordinary users "
	       "(kernel.unprivileged_userns_clone=0)",
	       "mend, as root: sysctl -w kernel.unprivileged_userns_clone=1");
	e.userns_clone = 1;
	expect(&e,
	       "cannot create a user namespace: Operation not permitted; nothing that "
	       "could be measured explains it",
	       "doctor");
}

static void case_a_chroot_is_named_when_it_is_proven(void **state UNUSED)
{
	struct evidence e = innocent;

	e.is_chrooted = 1;
	expect(&e,
	       "the kernel refuses user namespaces in a chroot, and this program runs "
	       "in "
	       "one",
	       "pivot_root");
}

static void case_ids_without_a_mapping_are_named(void **state UNUSED)
{
	struct evidence e = innocent;

	e.is_mapped = 0;
	expect(&e,
	       "the user namespace around this program does not map its ids "
	       "(uid 65534, gid 65534)",
	       "--map-current-user");
}

static void case_a_kernel_without_the_namespace_is_named(void **state UNUSED)
{
	struct evidence e = innocent;

	e.error = EINVAL;
	e.has_kind = 0;
	expect(&e, "this kernel was built without user namespaces", "CONFIG_USER_NS=y");
}

static void case_a_kernel_too_old_is_named(void **state UNUSED)
{
	struct evidence e = innocent;

	e.at = AT_MOUNT;
	e.error = ENOSYS;
	e.word.absent = "mount_setattr";
	e.word.since = "5.12";
	e.word.release = "5.10.0";
	expect(&e,
	       "this kernel (5.10.0) has no mount_setattr, which came with Linux 5.12",
	       "Linux 5.12 or later");
}

static void case_a_seccomp_filter_is_named_with_the_call(void **state UNUSED)
{
	struct evidence e = innocent;

	e.word.filtered = "clone3";
	e.word.filtered_with = "Function not implemented";
	expect(&e,
	       "a seccomp filter around this program refuses the call clone3 "
	       "(Function not implemented)",
	       "docker run --security-opt seccomp=FILE");
}

/* Ubuntu 24.04: the clone succeeds, the id map or the first mount does not. */
static void case_the_apparmor_restriction_is_named_where_it_strikes(void **state UNUSED)
{
	struct evidence e = innocent;

	e.apparmor_userns = 1;
	e.is_unconfined = 1;
	e.has_profile = e.is_attached = 1;
	for (int at = AT_USER; at <= AT_PROC; at++) {
		e.at = (enum refused_at)at;
		e.error = at == AT_MOUNT ? EACCES : EPERM;
		expect(&e,
		       "this system forbids user namespaces to programs without an "
		       "AppArmor profile",
		       "(kernel.apparmor_restrict_unprivileged_userns=1); mend, once, "
		       "as "
		       "root:\napparmor_parser -r /etc/apparmor.d/sandbox");
	}
	e.has_profile = 0;
	e.word.self = "/opt/bin/sandboxctl";
	e.word.place = "/opt/bin";
	expect(&e,
	       "this system forbids user namespaces to programs without an AppArmor "
	       "profile",
	       "echo 'abi <abi/4.0>, profile sandbox \"/opt/bin/sandbox{,ctl}\" "
	       "flags=(unconfined) { userns, }' >/etc/apparmor.d/sandbox && ");
}

/* A profile is for one place; loading it helps no program in another. */
static void case_a_profile_for_another_place_is_told_from_ours(void **state UNUSED)
{
	struct evidence e = innocent;

	e.at = AT_MAP;
	e.error = EPERM;
	e.apparmor_userns = 1;
	e.is_unconfined = e.has_profile = 1;
	e.word.attachment = "/usr/bin/sandbox{,ctl}";
	e.word.self = "/opt/bin/sandbox";
	e.word.place = "/opt/bin";
	expect(&e,
	       "this system forbids user namespaces to programs without an AppArmor "
	       "profile",
	       "is for /usr/bin/sandbox{,ctl}, and this is /opt/bin/sandbox\n"
	       "mend: start that one, or, if only root can change this one, once, as "
	       "root:\n"
	       "echo 'abi <abi/4.0>, profile sandbox-here \"/opt/bin/sandbox{,ctl}\" "
	       "flags=(unconfined) { userns, }' >/etc/apparmor.d/sandbox-here && ");
}

static void case_the_programs_of_a_profile_are_found(void **state UNUSED)
{
	struct arena a = {NULL};
	static const struct {
		const char *text, *attachment;
	} row[] = {
		{"# profile x /y {\nprofile sandbox /usr/bin/sandbox{,ctl} flags=(x) "
		 "{\n",
		 "/usr/bin/sandbox{,ctl}"},
		{"profile sandbox \"/opt/a b/sandbox\" {", "/opt/a b/sandbox"},
		{"profile \"a /b\" /c {", "/c"},
		{"profile sandbox {\n  /x r,\n}\n", NULL},
		{"", NULL},
	};

	for (size_t i = 0; i < ARRAY_SIZE(row); i++) {
		const char *found = evidence_attachment(&a, row[i].text);

		if (row[i].attachment)
			assert_string_equal(found, row[i].attachment);
		else
			assert_null(found);
	}
	arena_free(&a);
	assert_true(evidence_is_attached("/b/sandbox{,ctl}", "/b/sandbox"));
	assert_true(evidence_is_attached("/b/sandbox{,ctl}", "/b/sandboxctl"));
	assert_false(evidence_is_attached("/b/sandbox{,ctl}", "/c/sandbox"));
	assert_true(evidence_is_attached("/b/sandbox", "/b/sandbox"));
	assert_false(evidence_is_attached("/b/sandbox", "/b/sandboxctl"));
	assert_true(evidence_is_attached("/opt/**/sandbox", "/opt/b/sandbox"));
}

static void case_with_a_profile_the_restriction_is_not_the_cause(void **state UNUSED)
{
	struct evidence e = innocent;

	e.at = AT_MOUNT;
	e.apparmor_userns = 1;
	e.is_confined = 1;
	e.word.label = "docker-default (enforce)";
	e.word.what = "mount in its own namespace";
	expect(&e,
	       "the AppArmor profile around this program, docker-default (enforce), "
	       "does "
	       "not let it mount in its own namespace",
	       "apparmor=unconfined");
}

static void case_selinux_is_named_with_the_domain(void **state UNUSED)
{
	struct evidence e = innocent;

	e.error = EACCES;
	e.selinux_enforces = 1;
	e.word.label = "user_u:user_r:user_t:s0";
	expect(&e,
	       "SELinux does not let this program create a user namespace (its domain "
	       "is "
	       "user_u:user_r:user_t:s0)",
	       "ausearch");
	e.selinux_enforces = 0;
	e.word.error = "Permission denied";
	expect(&e,
	       "cannot create a user namespace: Permission denied; nothing that could "
	       "be "
	       "measured explains it",
	       "doctor");
}

static void case_a_covered_proc_is_named_even_under_a_profile(void **state UNUSED)
{
	struct evidence e = innocent;

	e.at = AT_PROC;
	e.is_confined = 1;
	e.word.cover = "/proc/sys";
	expect(&e,
	       "the kernel allows the sandbox no proc of its own, because /proc/sys is "
	       "covered here",
	       "systempaths=unconfined");
}

static void case_a_missing_proc_is_named(void **state UNUSED)
{
	struct evidence e = innocent;

	e.at = AT_MAP;
	e.error = ENOENT;
	e.has_proc = 0;
	expect(&e, "/proc is not mounted, and no sandbox can be made without it",
	       "mount -t proc");
}

static void case_the_limit_on_processes_is_named(void **state UNUSED)
{
	struct evidence e = innocent;

	e.error = EAGAIN;
	expect(&e, "cannot create a user namespace: no further process may be started",
	       "this user may have 12 (ulimit -u)");
}

static void case_what_goes_well_the_second_time_has_no_cause(void **state UNUSED)
{
	struct evidence e = innocent;

	e.at = AT_NOTHING;
	e.error = ENOMEM;
	e.is_unconfined = 1;
	e.apparmor_userns = 1;
	e.word.what = "create the namespaces";
	e.word.error = "Cannot allocate memory";
	expect(&e,
	       "cannot create the namespaces: Cannot allocate memory; a second attempt "
	       "went well",
	       "try again");
}

static void case_a_denied_mount_without_a_cause_mentions_landlock_as_a_guess(
	void **state UNUSED)
{
	struct evidence e = innocent;

	e.at = AT_MOUNT;
	e.word.what = "mount in its own namespace";
	expect(&e,
	       "cannot mount in its own namespace: Operation not permitted; nothing "
	       "that "
	       "could be measured explains it",
	       "Landlock");
}

static void case_a_name_with_braces_or_escapes_is_shown_as_it_is(void **state UNUSED)
{
	struct evidence e = innocent;
	struct arena a = {NULL};
	struct diag d = {.arena = &a};

	e.at = AT_PROC;
	e.word.cover = "/proc/{label}\033[2J";
	userns_explain_evidence(&d, &e);
	assert_non_null(strstr(d.entries.item[0].message, "/proc/{label}\\x1b[2J is"));
	arena_free(&a);
}

int main(void)
{
	const struct CMUnitTest cases[] = {
		cmocka_unit_test(case_a_limit_of_0_is_named_with_its_namespace),
		cmocka_unit_test(case_a_limit_that_is_reached_differs_from_one_of_0),
		cmocka_unit_test(
			case_inside_another_namespace_depth_and_outer_limits_are_possible),
		cmocka_unit_test(
			case_a_limit_on_something_else_is_not_taken_for_the_cause),
		cmocka_unit_test(case_a_chroot_is_named_when_it_is_proven),
		cmocka_unit_test(case_ids_without_a_mapping_are_named),
		cmocka_unit_test(case_a_kernel_without_the_namespace_is_named),
		cmocka_unit_test(case_a_kernel_too_old_is_named),
		cmocka_unit_test(case_a_seccomp_filter_is_named_with_the_call),
		cmocka_unit_test(
			case_the_apparmor_restriction_is_named_where_it_strikes),
		cmocka_unit_test(case_a_profile_for_another_place_is_told_from_ours),
		cmocka_unit_test(case_the_programs_of_a_profile_are_found),
		cmocka_unit_test(case_with_a_profile_the_restriction_is_not_the_cause),
		cmocka_unit_test(case_selinux_is_named_with_the_domain),
		cmocka_unit_test(case_a_covered_proc_is_named_even_under_a_profile),
		cmocka_unit_test(case_a_missing_proc_is_named),
		cmocka_unit_test(case_the_limit_on_processes_is_named),
		cmocka_unit_test(case_what_goes_well_the_second_time_has_no_cause),
		cmocka_unit_test(
			case_a_denied_mount_without_a_cause_mentions_landlock_as_a_guess),
		cmocka_unit_test(case_a_name_with_braces_or_escapes_is_shown_as_it_is),
	};

	return cmocka_run_group_tests_name("userns", cases, NULL, NULL);
}
