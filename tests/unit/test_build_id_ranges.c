/* test_build_id_ranges.c - what `ids` adds to a plan, and what it says when it cannot. */
#include "unit/unit.h"

#include "plan/print.h"
#include "unit/fake.h"

static void begin(struct fake *f)
{
	f->settings.list.n = 0;
	f->plan = (struct plan){0};
}

static void build(struct fake *f, const char *profile)
{
	begin(f);
	if (fake_plan(f, profile) < 0)
		fail_msg("%s", fake_said(f));
}

static void refused(struct fake *f, const char *profile, const char *wanted)
{
	const char *said;

	begin(f);
	assert_int_equal(fake_plan(f, profile), -1);
	said = fake_said(f);
	if (!strstr(said, wanted))
		fail_msg("said: %s, wanted: %s", said, wanted);
}

/* All steps of the maps, as they are printed, a line each. */
static const char *maps(struct fake *f)
{
	const char *text = "";

	for (size_t i = 0; i < f->plan.steps.n; i++) {
		const struct step *s = &f->plan.steps.item[i];

		if (s->op == STEP_ID_MAP || s->op == STEP_ID_RANGE)
			text = arena_printf(&f->arena, "%s%s\n", text,
					    plan_describe(&f->arena, &f->plan, s));
	}
	return text;
}

#define UID_BY " by /usr/bin/newuidmap\n"
#define GID_BY " by /usr/bin/newgidmap\n"

static void case_auto_maps_all_that_is_granted(void **state)
{
	struct fake *f = *state;

	fake_add(f, "subuid 100000 65536\nsubgid 200000 10\n");
	build(f, "user root\nids auto\n");
	assert_string_equal(maps(f), "uid 0 -> 1000, gid 0 -> 1000\n"
				     "uid 1-65536 -> 100000-165535" UID_BY
				     "gid 1-10 -> 200000-200009" GID_BY);
	assert_true(f->plan.keeps_setgroups);
	assert_int_equal(fake_count(f, STEP_ID_GROUPS), 1);
	assert_int_equal(fake_step(f, STEP_ID_MAP, NULL)->from->line, 1);
	assert_int_equal(fake_step(f, STEP_ID_RANGE, NULL)->from->line, 2);
	build(f, "ids auto\n");
	assert_string_equal(maps(f), "uid 1000 -> 1000, gid 1000 -> 1000\n"
				     "uid 0-999 -> 100000-100999" UID_BY
				     "uid 1001-65536 -> 101000-165535" UID_BY
				     "gid 0-9 -> 200000-200009" GID_BY);
	build(f, "ids auto\nids single\n");
	assert_string_equal(maps(f),
			    "uid 1000 -> 1000, gid 1000 -> 1000, setgroups denied\n");
	assert_null(f->plan.id_helper[ID_UID]);
	build(f, "ids auto\nno ids\n");
	assert_int_equal(fake_count(f, STEP_ID_RANGE), 0);
}

static void case_who_may_map_writes_without_a_helper(void **state)
{
	struct fake *f = *state;

	fake_add(f, "privileged\nuid 0\ngid 0\nsubuid 100000 5\nsubgid 100000 5\n");
	build(f, "ids auto\n");
	assert_string_equal(maps(f), "uid 0 -> 0, gid 0 -> 0\n"
				     "uid 1-5 -> 100000-100004\n"
				     "gid 1-5 -> 100000-100004\n");
	assert_null(strstr(fake_said(f), "warning"));
	/* Real users, which is said. */
	build(f, "ids uid:5:5:2\n");
	assert_string_equal(maps(f), "uid 0 -> 0, gid 0 -> 0\nuid 5-6 -> 5-6\n");
	assert_non_null(strstr(fake_said(f),
			       "test.profile:1:1: warning: uid 5-6 is real on this "
			       "host, not of a range that /etc/subuid has for you: "
			       "100000-100004"));
	refused(f, "ids uid:5:2000000:2\n", "uid 2000000-2000001 does not exist here");
	refused(f, "ids 1:0:1\n", "your own id is 0 inside and 0 outside already");
}

static void case_words_are_held_to_the_ranges(void **state)
{
	struct fake *f = *state;

	fake_add(f, "subuid 100000 10\nsubuid 300000 10\nsubgid 200000 10\n");
	build(f, "user root\nids uid:33:+9:2 gid:33:200009:1 uid:7:100000:1\n");
	assert_string_equal(maps(f),
			    "uid 0 -> 1000, gid 0 -> 1000\n"
			    "uid 33 -> 100009" UID_BY "uid 34 -> 300000" UID_BY
			    "uid 7 -> 100000" UID_BY "gid 33 -> 200009" GID_BY);
	build(f, "ids uid:33:+0:1\n");
	assert_string_equal(maps(f),
			    "uid 1000 -> 1000, gid 1000 -> 1000, setgroups denied\n"
			    "uid 33 -> 100000" UID_BY);
	refused(f, "read /usr\nids 1:100000:11\n",
		"test.profile:2:1: error: uid 100000-100010 is not yours to map: "
		"/etc/subuid has for you: 100000-100009, 300000-300009");
	refused(f, "ids 1:100000:5\n",
		"gid 100000-100004 is not yours to map: /etc/subgid has for you: "
		"200000-200009");
	refused(f, "ids uid:1:+10:11\n",
		"+10:11 is more than the 20 uids that /etc/subuid has for you: "
		"100000-100009, 300000-300009");
	refused(f, "user root\nids uid:0:+0:1\n",
		"test.profile:2:1: error: uid 0:100000:1: your own id is 0 inside and "
		"1000 outside already");
	refused(f, "ids uid:1:+0:5 uid:5:+5:1\n", "some of these are mapped already");
	refused(f, "ids uid:1:+0:5 uid:7:+4:1\n", "some of these are mapped already");
}

static void case_what_cannot_be_had_is_an_error_or_a_warning(void **state)
{
	struct fake *f = *state;

	fake_add(f, "subuid 100000 10\n");
	refused(f, "read /usr\nids auto\n",
		"test.profile:2:1: error: no further gids can be mapped: there is no "
		"range\n");
	refused(f, "ids auto\n", "usermod --add-subuids 100000-165535 user");
	refused(f, "ids gid:1:+0:1\n", "no further gids can be mapped: there is no");
	build(f, "optional ids auto\n");
	assert_non_null(strstr(fake_said(f),
			       "test.profile:1:1: warning: no further gids can be "
			       "mapped: there is no range; there is one user and one "
			       "group"));
	/* Both or none. */
	assert_string_equal(maps(f),
			    "uid 1000 -> 1000, gid 1000 -> 1000, setgroups denied\n");
	build(f, "optional ids uid:5:7:1\n");
	assert_int_equal(fake_count(f, STEP_ID_RANGE), 0);
	/* What is wrong in itself stays an error. */
	refused(f, "optional ids uid:1000:+0:1\n", "your own id is 1000");
	fake_add(f, "subids-obstacle \"no way\"\n");
	refused(f, "ids uid:1:+0:1\n", "no further uids can be mapped: no way");
	refused(f, "ids uid:1:100000:1\n", "no further uids can be mapped: no way");
}

static void case_groups_are_left_behind_with_them(void **state)
{
	struct fake *f = *state;

	fake_add(f, "groups \"adm, sudo\"\ngroups-obstacle \"no way\"\n"
		    "subuid 100000 10\nsubgid 100000 10\n");
	build(f, "ids auto\ncapabilities chown setgid\n");
	assert_null(f->plan.groups);
	assert_string_equal(fake_what(f, STEP_ID_GROUPS, NULL), "adm, sudo");
	build(f, "ids auto\ngroups keep\n");
	assert_string_equal(f->plan.groups, "adm, sudo");
	assert_false(f->plan.keeps_setgroups);
	assert_string_equal(f->plan.id_helper[ID_GID], "/usr/bin/newgidmap");
	/* Users alone leave the groups what they are. */
	build(f, "ids uid:1:+0:1\n");
	assert_string_equal(f->plan.groups, "adm, sudo");
	assert_null(f->plan.id_helper[ID_GID]);
}

/* As for a capability that nobody else has. */
static void case_users_that_change_leave_their_capabilities(void **state)
{
	struct fake *f = *state;

	fake_add(f, "subuid 100000 10\nsubgid 100000 10\n");
	build(f, "ids auto\ncapabilities setuid\n");
	assert_int_equal(fake_step(f, STEP_SEAL_CAPS, NULL)->flags, CAPS_FIXUP);
	assert_int_equal(f->plan.init_capabilities, 1 << 5); /* CAP_KILL */
	assert_string_equal(fake_what(f, STEP_INIT, NULL), "pid 1, keeps kill");
	build(f, "ids auto\ncapabilities chown\n");
	assert_int_equal(f->plan.init_capabilities, 0);
	build(f, "capabilities setuid\n");
	assert_int_equal(fake_step(f, STEP_SEAL_CAPS, NULL)->flags, 0);
	assert_int_equal(f->plan.init_capabilities, 0);
	build(f, "ids auto\n");
	assert_int_equal(fake_step(f, STEP_SEAL_CAPS, NULL)->flags, 0);
}

static void case_there_is_an_end_to_the_pieces(void **state)
{
	struct fake *f = *state;

	fake_add(f, "subgid 100000 10\n");
	for (int i = 0; i < 63; i++)
		fake_add(f, arena_printf(&f->arena, "subuid %d 1\n", 2000 + 2 * i));
	build(f, "user root\nids auto\n");
	assert_int_equal(fake_count(f, STEP_ID_RANGE), 64);
	fake_add(f, "subuid 5000 1\n");
	refused(f, "user root\nids auto\n", "more than 63 pieces of ranges");
}

int main(void)
{
#define CASE(f) cmocka_unit_test_setup_teardown(f, fake_setup, fake_teardown)
	const struct CMUnitTest tests[] = {
		CASE(case_auto_maps_all_that_is_granted),
		CASE(case_who_may_map_writes_without_a_helper),
		CASE(case_words_are_held_to_the_ranges),
		CASE(case_what_cannot_be_had_is_an_error_or_a_warning),
		CASE(case_groups_are_left_behind_with_them),
		CASE(case_users_that_change_leave_their_capabilities),
		CASE(case_there_is_an_end_to_the_pieces),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
