/* test_world.c - which rule decides about which path, whatever order they stand in. */
#include "unit/unit.h"

#include "unit/built.h"
#include "unit/world_text.h"

static int setup(void **state)
{
	if (fake_setup(state) < 0)
		return -1;
	fake_add(*state, "dir /a/b/c/d\n"
			 "file /a/b/file\n"
			 "file /a/x\n"
			 "dir /s/b/c\n"
			 "file /s/b/file\n"
			 "dir /dev/dri\n"
			 "device /dev/dri/card0\n");
	return 0;
}

#define IS(path, wanted) assert_string_equal(world_text(*state, path), wanted)
#define SAID(wanted)	 assert_string_equal(fake_said(*state), wanted)

static void case_a_directory_stands_before_its_content(void **state)
{
	build_world(*state, "read /a/b/c\nread /s\nhide /a/b\nwrite /a\n");
	assert_string_equal(world_paths(*state), "/a /a/b /a/b/c /s ");
}

/* Every order of the same rules makes the same world. */
static void case_the_most_specific_path_wins_in_whatever_order(void **state)
{
	static const char *const rules[] = {"write /a\n", "hide /a/b\n",
					    "read /a/b/c\n", "tmpfs /a/b/c/d\n"};
	struct fake *f = *state;

	for (size_t order = 0; order < 24; order++) {
		char *profile = arena_string(&f->arena, "");
		size_t rest = order, taken = 0;

		for (size_t n = 4; n > 0; rest /= n, n--) {
			size_t nth = rest % n, i = 0;

			while (taken & (1U << i))
				i++;
			for (; nth > 0; nth--)
				do
					i++;
				while (taken & (1U << i));
			taken |= 1U << i;
			profile = arena_printf(&f->arena, "%s%s", profile, rules[i]);
		}
		build_world(f, profile);
		IS("/a", "write");
		IS("/a/b", "hide");
		IS("/a/b/c", "read");
		IS("/a/b/c/d", "tmpfs");
		SAID("");
		assert_string_equal(world_find(&f->builder.world, "/a/b/c/d/e")->path,
				    "/a/b/c/d");
		assert_string_equal(world_find(&f->builder.world, "/a/b/c/e")->path,
				    "/a/b/c");
		assert_string_equal(world_find(&f->builder.world, "/a/b/e")->path,
				    "/a/b");
	}
}

static void case_on_one_path_the_later_rule_wins_and_that_is_said(void **state)
{
	build_world(*state, "read /a\nwrite /a\n");
	IS("/a", "write");
	SAID("test.profile:1:1: warning: 'read /a' has no effect: 'write /a' decides "
	     "about /a "
	     "(test.profile:2)\n");
	build_world(*state, "write /a\nread /a\n");
	IS("/a", "read");
	SAID("test.profile:1:1: warning: 'write /a' has no effect: 'read /a' decides "
	     "about /a "
	     "(test.profile:2)\n");
}

static void case_the_same_rule_twice_is_named_once(void **state)
{
	build_world(*state, "read /a\nread /a\n");
	IS("/a", "read");
	SAID("test.profile:2:1: warning: 'read /a' was said before (test.profile:1)\n");
}

static void case_two_names_of_one_place_are_one_place(void **state)
{
	fake_add(*state, "link /alias /a\n");
	build_world(*state, "read /alias\nwrite /a\n");
	IS("/a", "write");
	IS("/alias", "symlink to /a");
}

static void case_write_is_noexec_until_exec_is_added_in_whatever_order(void **state)
{
	struct fake *f = *state;

	build_world(f, "write /a\n");
	assert_false(node_is_exec(world_find(&f->builder.world, "/a")));
	build_world(f, "write /a\nexec /a\n");
	IS("/a", "write+exec");
	assert_true(node_is_exec(world_find(&f->builder.world, "/a")));
	assert_true(node_is_writable(world_find(&f->builder.world, "/a")));
	build_world(f, "exec /a\nwrite /a\n");
	IS("/a", "write+exec");
	SAID("");
}

static void case_exec_below_write_keeps_it_writable(void **state)
{
	struct fake *f = *state;
	const struct node *n;

	build_world(f, "write /a\nexec /a/b\n");
	n = world_find(&f->builder.world, "/a/b");
	assert_string_equal(n->path, "/a/b");
	assert_true(node_is_exec(n));
	assert_true(node_is_writable(n));
	SAID("");
}

static void case_exec_shows_what_its_cover_shows_there(void **state)
{
	build_world(*state, "bind /s /a write\nexec /a/b\n");
	IS("/a/b", "exec from /s/b");
}

static void case_exec_alone_shows_the_host_s_place_read_only(void **state)
{
	struct fake *f = *state;

	build_world(f, "exec /a/b\n");
	IS("/a/b", "exec");
	assert_false(node_is_writable(world_find(&f->builder.world, "/a/b")));
}

static void case_exec_where_nothing_is_is_an_error_unless_optional(void **state)
{
	assert_string_equal(
		refuse_world(*state, "write /a\nexec /a/none\n"),
		"test.profile:2:1: error: /a/none: nothing is there to run\n");
	assert_string_equal(
		refuse_world(*state, "bind /s /a\nexec /a/b/c/d\n"),
		"test.profile:2:1: error: /a/b/c/d: nothing is there to run\n");
	build_world(*state, "write /a\noptional exec /a/none\n");
	IS("/a/none", "none");
	SAID("test.profile:2:1: detail: left out: /a/none: nothing is there to run\n");
}

static void case_exec_below_what_can_be_run_adds_nothing(void **state)
{
	build_world(*state, "read /a\nexec /a/b\n");
	IS("/a/b", "exec (redundant)");
	SAID("test.profile:2:1: warning: 'exec /a/b' adds nothing: 'read /a' covers it "
	     "(test.profile:1)\n");
}

static void case_read_below_write_is_a_rule_of_its_own(void **state)
{
	build_world(*state, "write /a\nread /a/b\n");
	IS("/a/b", "read");
	SAID("");
}

/* /a/b can be written and run: `read` below it takes a right away. */
static void case_read_below_exec_below_write_is_no_less(void **state)
{
	struct fake *f = *state;

	build_world(f, "write /a\nexec /a/b\nread /a/b/c\n");
	IS("/a/b/c", "read");
	assert_false(node_is_writable(world_find(&f->builder.world, "/a/b/c")));
	SAID("");
}

static void case_what_a_cover_shows_already_is_redundant(void **state)
{
	build_world(*state, "read /a\nread /a/b\nread /a/x\n");
	IS("/a/b", "read (redundant)");
	IS("/a/x", "read (redundant)");
	SAID("test.profile:2:1: warning: 'read /a/b' adds nothing: 'read /a' covers it "
	     "(test.profile:1)\n"
	     "test.profile:3:1: warning: 'read /a/x' adds nothing: 'read /a' covers it "
	     "(test.profile:1)\n");
	build_world(*state, "write /a\nwrite /a/b\n");
	IS("/a/b", "write (redundant)");
}

static void case_another_source_is_never_redundant(void **state)
{
	build_world(*state, "read /a\nbind /s/b /a/b\n");
	IS("/a/b", "read from /s/b");
	build_world(*state, "bind /s /a\nread /a/b\n");
	IS("/a/b", "read");
	build_world(*state, "bind /s /a\nbind /s/b /a/b\n");
	IS("/a/b", "read from /s/b (redundant)");
}

static void case_what_is_shown_again_within_hidden_is_not_redundant(void **state)
{
	build_world(*state, "read /a\nhide /a/b\nread /a/b/c\n");
	IS("/a/b/c", "read");
	SAID("");
}

static void case_hide_needs_something_to_hide(void **state)
{
	build_world(*state, "hide /a\n");
	IS("/a", "none");
	SAID("test.profile:1:1: warning: 'hide /a' hides nothing: no rule shows it\n");
	assert_string_equal(
		refuse_world(*state, "read /a\nhide /a/none\n"),
		"test.profile:2:1: error: /a/none does not exist, so it cannot be "
		"hidden\n"
		"    where it need not exist, say: optional hide /a/none\n");
	build_world(*state, "read /a\noptional hide /a/none\n");
	IS("/a/none", "none");
	SAID("test.profile:2:1: detail: left out: /a/none: it does not exist\n");
	build_world(*state, "tmpfs /a\nhide /a/b\n");
	IS("/a/b", "none");
	SAID("test.profile:2:1: warning: 'hide /a/b' hides nothing: no rule shows "
	     "it\n");
}

static void case_hide_looks_at_what_is_shown_not_at_the_host(void **state)
{
	build_world(*state, "bind /s /a\noptional hide /a/x\nhide /a/b\n");
	IS("/a/x", "none");
	IS("/a/b", "hide from /s/b");
}

static void case_a_device_in_a_shown_directory_can_be_hidden(void **state)
{
	build_world(*state, "device /dev/dri\nhide /dev/dri/card0\n");
	IS("/dev/dri/card0", "hide");
	SAID("");
}

static void case_nothing_can_stand_below_a_file(void **state)
{
	assert_string_equal(
		refuse_world(*state, "read /a/x\nbind /s /a/x/y\n"),
		"test.profile:2:1: error: /a/x/y is below /a/x, which is a file "
		"inside (test.profile:1)\n");
	assert_string_equal(
		refuse_world(*state, "file /f text\ntmpfs /f/y\n"),
		"test.profile:2:1: error: /f/y is below /f, which is a file inside "
		"(test.profile:1)\n");
	assert_string_equal(
		refuse_world(*state, "symlink to /l\ntmpfs /l/y\n"),
		"test.profile:2:1: error: /l/y is below /l, which is a symbolic "
		"link inside (test.profile:1)\n");
	assert_string_equal(
		refuse_world(*state, "read /a\nhide /a/x\ntmpfs /a/x/y\n"),
		"test.profile:3:1: error: /a/x/y is below /a/x, which is a hidden "
		"file inside (test.profile:2)\n");
	assert_string_equal(
		refuse_world(*state, "tmpfs /dev/null/x\n"),
		"test.profile:1:1: error: /dev/null/x is below /dev/null, which is "
		"a file inside (built-in)\n");
}

static void case_below_an_option_the_option_is_named(void **state)
{
	struct fake *f = *state;
	static const char *const words[] = {"--read=/a/x", "--tmpfs=/a/x/y", "true",
					    NULL};

	assert_int_equal(fake_options(f, words), 0);
	assert_int_equal(fake_merge_settings(f), 0);
	assert_int_equal(world_build(&f->arena, &f->diag, &f->policy, &f->facts,
				     &f->builder.world),
			 -1);
	SAID("--tmpfs=/a/x/y: /a/x/y is below /a/x, which is a file inside "
	     "(--read=/a/x)\n");
}

static void case_a_rule_of_the_user_wins_over_the_furniture(void **state)
{
	build_world(*state, "read /tmp\nread /etc/passwd\n");
	IS("/tmp", "read");
	IS("/etc/passwd", "read");
	SAID("");
}

/* The links that the host has on the way to a later rule are no rules of the user. */
static void case_a_rule_for_a_link_wins_over_the_host_s_link(void **state)
{
	build_world(*state, "symlink /opt /bin\nread /bin/true\n");
	IS("/bin", "symlink to /opt");
	IS("/usr/bin/true", "read");
	build_world(*state, "read /bin/true\nsymlink /opt /bin\n");
	IS("/bin", "symlink to /opt");
	SAID("");
}

static void case_taking_all_back_leaves_the_furniture(void **state)
{
	build_world(*state, "read /tmp\nno read /tmp\n");
	IS("/tmp", "tmpfs");
	IS("/proc", "proc");
	IS("/dev", "tmpfs");
	IS("/dev/null", "device");
	IS("/dev/pts", "devpts");
	assert_string_equal(world_paths(*state), "");
}

static void case_the_home_directory_is_what_home_says(void **state)
{
	build_world(*state, "");
	IS("/home/user", "tmpfs");
	build_world(*state, "home real\n");
	IS("/home/user", "write");
	build_world(*state, "home private web\n");
	IS("/home/user", "home from /home/user/.local/share/sandbox/homes/web");
	build_world(*state, "home private\n");
	IS("/home/user", "home from /home/user/.local/share/sandbox/homes/test");
}

static void case_finding_walks_up_to_the_nearest_node(void **state)
{
	struct fake *f = *state;
	const struct world *w = &f->builder.world;

	build_world(f, "read /a/b\n");
	assert_string_equal(world_find(w, "/a/b")->path, "/a/b");
	assert_string_equal(world_find(w, "/a/b/c/d")->path, "/a/b");
	assert_null(world_find(w, "/a"));
	assert_null(world_find(w, "/a/bc"));
	assert_null(world_find(w, "/"));
}

static void case_what_leads_to_the_same_file_inside_and_outside(void **state)
{
	struct fake *f = *state;
	const struct world *w = &f->builder.world;

	build_world(
		f, "read /a/b\nbind /s /t\nbind /s/b /s/b\nwrite /a/x\ntmpfs /a/b/c\n");
	assert_true(world_shows_host(w, "/a/b"));
	assert_true(world_shows_host(w, "/a/b/file"));
	assert_true(world_shows_host(w, "/a/x"));
	assert_true(world_shows_host(w, "/s/b/c"));
	assert_false(world_shows_host(w, "/a/b/c"));
	assert_false(world_shows_host(w, "/a/b/c/d"));
	assert_false(world_shows_host(w, "/a"));
	assert_false(world_shows_host(w, "/t"));
	assert_false(world_shows_host(w, "/t/b"));
	assert_false(world_shows_host(w, "/home/user"));
	build_world(f, "read /a\nhide /a/b\n");
	assert_false(world_shows_host(w, "/a/b"));
	assert_false(world_shows_host(w, "/a/b/c"));
	build_world(f, "bind /s /a write\nexec /a/b\n");
	assert_false(world_shows_host(w, "/a/b"));
	build_world(f, "root /\n");
	assert_true(world_shows_host(w, "/a/b"));
	assert_true(world_shows_host(w, "/"));
	assert_false(world_shows_host(w, "/proc"));
}

static void case_what_is_there_inside(void **state)
{
	struct fake *f = *state;
	const struct world *w = &f->builder.world;

	build_world(f, "read /a/b\nhide /a/b/c\ntmpfs /t\n");
	assert_true(world_has(w, "/"));
	assert_true(world_has(w, "/a"));
	assert_true(world_has(w, "/a/b"));
	assert_true(world_has(w, "/a/b/x"));
	assert_true(world_has(w, "/t"));
	assert_false(world_has(w, "/a/b/c"));
	assert_false(world_has(w, "/t/x"));
	assert_false(world_has(w, "/s"));
	assert_true(world_has(w, "/home/user"));
}

int main(void)
{
#define CASE(f) cmocka_unit_test_setup_teardown(f, setup, fake_teardown)
	const struct CMUnitTest tests[] = {
		CASE(case_a_directory_stands_before_its_content),
		CASE(case_the_most_specific_path_wins_in_whatever_order),
		CASE(case_on_one_path_the_later_rule_wins_and_that_is_said),
		CASE(case_the_same_rule_twice_is_named_once),
		CASE(case_two_names_of_one_place_are_one_place),
		CASE(case_write_is_noexec_until_exec_is_added_in_whatever_order),
		CASE(case_exec_below_write_keeps_it_writable),
		CASE(case_exec_shows_what_its_cover_shows_there),
		CASE(case_exec_alone_shows_the_host_s_place_read_only),
		CASE(case_exec_where_nothing_is_is_an_error_unless_optional),
		CASE(case_exec_below_what_can_be_run_adds_nothing),
		CASE(case_read_below_write_is_a_rule_of_its_own),
		CASE(case_read_below_exec_below_write_is_no_less),
		CASE(case_what_a_cover_shows_already_is_redundant),
		CASE(case_another_source_is_never_redundant),
		CASE(case_what_is_shown_again_within_hidden_is_not_redundant),
		CASE(case_hide_needs_something_to_hide),
		CASE(case_hide_looks_at_what_is_shown_not_at_the_host),
		CASE(case_a_device_in_a_shown_directory_can_be_hidden),
		CASE(case_nothing_can_stand_below_a_file),
		CASE(case_below_an_option_the_option_is_named),
		CASE(case_a_rule_of_the_user_wins_over_the_furniture),
		CASE(case_a_rule_for_a_link_wins_over_the_host_s_link),
		CASE(case_taking_all_back_leaves_the_furniture),
		CASE(case_the_home_directory_is_what_home_says),
		CASE(case_finding_walks_up_to_the_nearest_node),
		CASE(case_what_leads_to_the_same_file_inside_and_outside),
		CASE(case_what_is_there_inside),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
