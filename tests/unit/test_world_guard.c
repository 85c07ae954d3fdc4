/* test_world_guard.c - places of the host that no sandbox may see. */
#include "plan/world_guard.h"

#include "unit/unit.h"

#include "unit/fake.h"
#include "unit/world_text.h"

static int setup(void **state)
{
	fake_setup(state);
	fake_add(*state, "dir /run/user/1000/sandbox\n"
			 "socket /run/user/1000/bus\n"
			 "link /var/run /run\n");
	((struct fake *)*state)->facts.registry = "/run/user/1000/sandbox";
	return 0;
}

#define IS(path, wanted) assert_string_equal(world_text(*state, path), wanted)

static void case_a_tree_that_has_them_shows_all_else(void **state)
{
	assert_int_equal(fake_world(*state, "write /run/user/1000\n"), 0);
	IS("/run/user/1000", "write");
	IS("/run/user/1000/sandbox", "hide");
	assert_string_equal(fake_said(*state), "");
}

static void case_another_name_of_the_tree_is_no_way_to_them(void **state)
{
	assert_int_equal(fake_world(*state, "bind /run/user /mnt write\n"), 0);
	IS("/mnt/1000/sandbox", "hide from /run/user/1000/sandbox");
}

static void case_they_cannot_be_named(void **state)
{
	assert_int_equal(fake_world(*state, "read /run/user/1000/sandbox\n"), -1);
	assert_non_null(
		strstr(fake_said(*state), "/run/user/1000/sandbox cannot be shown"));
	assert_int_equal(fake_world(*state, "bind /run/user/1000/sandbox /mnt\n"), -1);
}

static void case_who_shows_nothing_of_them_has_no_cover(void **state)
{
	assert_int_equal(fake_world(*state, "read /usr\nsocket /run/user/1000/bus\n"),
			 0);
	IS("/run/user/1000/sandbox", "none");
}

/* What must be there before the plan is made, as one text. */
static const char *shown(struct fake *f, const char *profile)
{
	const char *const *place;
	char *text = arena_string(&f->arena, "");

	f->settings.list.n = 0;
	f->profiles.n = 0;
	assert_int_equal(fake_merge(f, profile), 0);
	for (place = world_guard_shown(&f->arena, &f->policy, &f->facts); *place;
	     place++)
		text = arena_printf(&f->arena, "%s%s ", text, *place);
	return text;
}

static void case_places_are_made_where_a_rule_shows_what_is_around_them(void **state)
{
	static const char changes[] = "/home/user/.local/share/sandbox/changes ";
	struct fake *f = *state;

	assert_string_equal(shown(f, "read /usr\n"), "");
	assert_string_equal(shown(f, "home private\n"), "");
	assert_string_equal(shown(f, "home real\n"), changes);
	assert_string_equal(shown(f, "home overlay\n"), changes);
	assert_string_equal(shown(f, "write /home/user/.local\n"), changes);
	assert_string_equal(shown(f, "bind /run/user /mnt\n"),
			    "/run/user/1000/sandbox ");
	assert_string_equal(shown(f, "read /run/user/1000/bus\n"), "");
}

#define CASE(f) cmocka_unit_test_setup_teardown(f, setup, fake_teardown)

int main(void)
{
	static const struct CMUnitTest tests[] = {
		CASE(case_a_tree_that_has_them_shows_all_else),
		CASE(case_another_name_of_the_tree_is_no_way_to_them),
		CASE(case_they_cannot_be_named),
		CASE(case_who_shows_nothing_of_them_has_no_cover),
		CASE(case_places_are_made_where_a_rule_shows_what_is_around_them),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
