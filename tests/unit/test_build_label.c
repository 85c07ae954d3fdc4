/* test_build_label.c - which labels of AppArmor and SELinux a plan asks for. */
#include "unit/unit.h"

#include "unit/built.h"

#define HOST(text)     fake_add(*state, text)
#define IS(op, wanted) assert_string_equal(fake_what(*state, op, NULL), wanted)

static void refused(struct fake *f, const char *profile, const char *wanted)
{
	const char *said;

	f->settings.list.n = 0;
	f->plan = (struct plan){0};
	assert_int_equal(fake_plan(f, profile), -1);
	said = fake_said(f);
	if (!strstr(said, wanted))
		fail_msg("'%s', not '%s'", said, wanted);
}

static void case_a_module_that_is_off_is_not_spoken_of(void **state)
{
	struct fake *f = *state;

	build_plan(f, "");
	assert_int_equal(fake_count(f, STEP_LABEL_OPEN), 0);
	assert_int_equal(fake_count(f, STEP_SEAL_APPARMOR), 0);
	assert_int_equal(fake_count(f, STEP_SEAL_SELINUX), 0);
	assert_null(strstr(fake_said(f), "AppArmor"));
}

static void case_auto_takes_the_stricter_profile_where_it_can(void **state)
{
	HOST("apparmor on\nlabel sandbox-program\nlabel sandbox-untrusted\n");
	build_plan(*state, "");
	IS(STEP_SEAL_APPARMOR, "sandbox-untrusted");
	assert_int_equal(fake_count(*state, STEP_LABEL_OPEN), 1);
	build_plan(*state, "nested userns\n");
	IS(STEP_SEAL_APPARMOR, "sandbox-program");
	build_plan(*state, "capabilities net_raw\n");
	IS(STEP_SEAL_APPARMOR, "sandbox-program");
	build_plan(*state, "apparmor none\n");
	IS(STEP_SEAL_APPARMOR, "none");
}

static void case_auto_says_why_there_is_none(void **state)
{
	struct fake *f = *state;
	const char *said;

	HOST("apparmor on\nselinux hidden\n");
	build_plan(f, "");
	IS(STEP_SEAL_APPARMOR, "none");
	said = fake_said(f);
	assert_non_null(str_after(
		said,
		"detail: left out: AppArmor: the profile 'sandbox-untrusted' is not "
		"loaded\n"
		"detail: left out: SELinux: whether the context "
		"'u:r:sandbox_program_t:s0:c1,c2' is loaded cannot be seen\n"));
}

static void case_a_context_that_the_policy_denies_us_is_not_tried(void **state)
{
	struct fake *f = *state;

	HOST("selinux denied\n");
	build_plan(f, "");
	IS(STEP_SEAL_SELINUX, "none");
	assert_non_null(strstr(fake_said(f),
			       "detail: left out: SELinux: the policy does not let "
			       "this program start others with the context "
			       "'u:r:sandbox_program_t:s0:c1,c2'\n"));
	refused(f, "selinux some_t\n",
		"test.profile:1:1: error: the policy does not let this program start "
		"others with the context 'u:r:some_t:s0:c1,c2'\n");
}

static void case_a_name_that_is_not_loaded_is_an_error_at_its_line(void **state)
{
	HOST("apparmor on\nselinux on\n");
	refused(*state, "apparmor mine\n",
		"test.profile:1:1: error: the profile 'mine' is not loaded\n"
		"    load it, as root: apparmor_parser -r FILE\n");
	refused(*state, "\nselinux a:b:c\n",
		"test.profile:2:1: error: the context 'a:b:c' is not loaded\n"
		"    load the module that has it, as root: semodule -i FILE\n");
	build_plan(*state, "optional apparmor mine\n");
	assert_non_null(strstr(fake_said(*state), "warning: left out: the profile"));
	IS(STEP_SEAL_APPARMOR, "none");
}

static void case_a_module_that_is_off_cannot_be_asked_for(void **state)
{
	refused(*state, "apparmor mine\nselinux x_t\n",
		"test.profile:1:1: error: AppArmor is off on this system\n"
		"test.profile:2:1: error: SELinux is off on this system\n");
	build_plan(*state, "optional apparmor mine\n");
	assert_non_null(strstr(fake_said(*state), "AppArmor is off"));
}

static void case_a_name_that_cannot_be_seen_is_tried(void **state)
{
	HOST("apparmor hidden\n");
	build_plan(*state, "apparmor mine\n");
	IS(STEP_SEAL_APPARMOR, "mine");
}

static void case_files_in_memory_have_the_sandbox_s_context(void **state)
{
	struct fake *f = *state;

	HOST("selinux on\nlabel sandbox_program_t\nlabel u:r:other_t:s0\n");
	build_plan(f, "");
	IS(STEP_SEAL_SELINUX, "u:r:sandbox_program_t:s0:c1,c2");
	assert_string_equal(f->plan.files_context,
			    "u:object_r:sandbox_file_t:s0:c1,c2");
	build_plan(f, "selinux u:r:other_t:s0\n");
	IS(STEP_SEAL_SELINUX, "u:r:other_t:s0");
	assert_null(f->plan.files_context);
}

static void case_labels_come_before_the_rights_go(void **state)
{
	struct fake *f = *state;
	const struct step *label, *caps, *fds, *open;

	HOST("apparmor on\nlabel sandbox-untrusted\n");
	build_plan(f, "");
	open = fake_step(f, STEP_LABEL_OPEN, NULL);
	fds = fake_step(f, STEP_FD_CLOSE, NULL);
	label = fake_step(f, STEP_SEAL_APPARMOR, NULL);
	caps = fake_step(f, STEP_SEAL_CAPS, NULL);
	assert_true(open < fds && fds < label && label < caps);
}

static void case_one_that_denies_nothing_is_told(void **state)
{
	struct fake *f = *state;
	const char *said;

	HOST("apparmor lax\nselinux lax\nlabel mine\nlabel sandbox_program_t\n");
	build_plan(f, "apparmor mine\n");
	IS(STEP_SEAL_APPARMOR, "mine, not enforced");
	IS(STEP_SEAL_SELINUX, "u:r:sandbox_program_t:s0:c1,c2, not enforced");
	said = fake_said(f);
	assert_non_null(strstr(said, "1:1: warning: the profile 'mine' denies "
				     "nothing: it is lax\n"));
	assert_non_null(strstr(said, "warning: the context 'u:r:sandbox_program_t"
				     ":s0:c1,c2' denies nothing: it is lax\n"));
}

#define CASE(f) cmocka_unit_test_setup_teardown(f, fake_setup, fake_teardown)

int main(void)
{
	static const struct CMUnitTest tests[] = {
		CASE(case_a_module_that_is_off_is_not_spoken_of),
		CASE(case_auto_takes_the_stricter_profile_where_it_can),
		CASE(case_auto_says_why_there_is_none),
		CASE(case_a_context_that_the_policy_denies_us_is_not_tried),
		CASE(case_a_name_that_is_not_loaded_is_an_error_at_its_line),
		CASE(case_a_module_that_is_off_cannot_be_asked_for),
		CASE(case_a_name_that_cannot_be_seen_is_tried),
		CASE(case_files_in_memory_have_the_sandbox_s_context),
		CASE(case_one_that_denies_nothing_is_told),
		CASE(case_labels_come_before_the_rights_go),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
