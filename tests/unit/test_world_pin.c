/* test_world_pin.c - the way from a writable tree to a place in it cannot be moved aside. */
#include "unit/unit.h"

#include "unit/fake.h"
#include "unit/world_text.h"

static int setup(void **state)
{
	fake_setup(state);
	fake_add(*state, "dir /a/b/c/d\n"
			 "dir /a/b/e\n"
			 "file /a/b/c/file\n"
			 "link /a/link b\n"
			 "dir /s/x/y\n");
	return 0;
}

/* The paths of all nodes that the profile makes, and are not there for every sandbox. */
static const char *nodes(struct fake *f, const char *profile)
{
	const struct world *w = &f->builder.world;
	char *text = arena_string(&f->arena, "");

	f->settings.list.n = 0;
	if (fake_world(f, profile) < 0)
		fail_msg("%s", fake_said(f));
	for (size_t i = 0; i < w->nodes.n; i++)
		if (w->nodes.item[i].rule->from.line)
			text = arena_printf(&f->arena, "%s%s ", text,
					    w->nodes.item[i].path);
	return text;
}

#define NODES(profile, wanted) assert_string_equal(nodes(*state, profile), wanted)
#define IS(path, wanted)       assert_string_equal(world_text(*state, path), wanted)

static void case_each_directory_on_the_way_is_a_mount(void **state)
{
	NODES("write /a\nhide /a/b/c/d\n", "/a /a/b /a/b/c /a/b/c/d ");
	IS("/a/b", "write");
	IS("/a/b/c", "write");
	IS("/a/b/c/d", "hide");
	NODES("write /a\ntmpfs /a/b/c 1M\n", "/a /a/b /a/b/c ");
	NODES("write /a\nread /a/b/c/file\n", "/a /a/b /a/b/c /a/b/c/file ");
}

static void case_what_is_next_to_the_top_is_one_already(void **state)
{
	NODES("write /a\nhide /a/b\n", "/a /a/b ");
}

static void case_two_places_share_their_way(void **state)
{
	NODES("write /a\nhide /a/b/c/d\nread /a/b/e\n",
	      "/a /a/b /a/b/c /a/b/c/d /a/b/e ");
}

static void case_what_cannot_be_written_needs_none(void **state)
{
	NODES("read /a\nhide /a/b/c/d\n", "/a /a/b/c/d ");
	NODES("tmpfs /a\nread /a/b/c/d\n", "/a /a/b/c/d ");
	NODES("write /a\nread /a/b\nhide /a/b/c/d\n", "/a /a/b /a/b/c/d ");
}

static void case_they_are_what_the_tree_is(void **state)
{
	NODES("write /a\nexec /a\nhide /a/b/c\n", "/a /a/b /a/b/c ");
	IS("/a/b", "write+exec");
	NODES("bind /s /t write\nhide /t/x/y\n", "/t /t/x /t/x/y ");
	IS("/t/x", "write from /s/x");
}

static void case_a_rule_at_such_a_place_stands(void **state)
{
	NODES("write /a\nread /a/b/c\nhide /a/b/c/d\n", "/a /a/b /a/b/c /a/b/c/d ");
	IS("/a/b/c", "read");
	NODES("write /a\nhide /a/b/c/d\nwrite /a/b\n", "/a /a/b /a/b/c /a/b/c/d ");
}

static void case_what_is_left_out_needs_no_way(void **state)
{
	NODES("write /a\noptional read /a/none/deep\n", "/a ");
}

#define CASE(f) cmocka_unit_test_setup_teardown(f, setup, fake_teardown)

int main(void)
{
	static const struct CMUnitTest tests[] = {
		CASE(case_each_directory_on_the_way_is_a_mount),
		CASE(case_what_is_next_to_the_top_is_one_already),
		CASE(case_two_places_share_their_way),
		CASE(case_what_cannot_be_written_needs_none),
		CASE(case_they_are_what_the_tree_is),
		CASE(case_a_rule_at_such_a_place_stands),
		CASE(case_what_is_left_out_needs_no_way),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
