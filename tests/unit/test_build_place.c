/* test_build_place.c - places are made in our own tmpfs, and must be there on the host. */
#include "unit/unit.h"

#include "unit/built.h"

/* Started at home: no note about a directory that cannot be seen. */
static int setup(void **state)
{
	if (fake_setup(state) < 0)
		return -1;
	fake_add(*state, "cwd /home/user\n");
	return 0;
}

/* The steps that make something below `top`, in their order: "dir /a, point /a/b". */
static const char *made(struct fake *f, const char *top)
{
	char *text = arena_string(&f->arena, "");

	for (size_t i = 0; i < f->plan.steps.n; i++) {
		const struct step *s = &f->plan.steps.item[i];
		const char *what = s->op == STEP_DIR_MAKE      ? "dir"
				   : s->op == STEP_POINT_MAKE  ? "point"
				   : s->op == STEP_FILE_MAKE   ? "file"
				   : s->op == STEP_LINK_MAKE   ? "link"
				   : s->op == STEP_MOUNT_TREE  ? "tree"
				   : s->op == STEP_MOUNT_TMPFS ? "tmpfs"
				   : s->op == STEP_MOUNT_LOCK  ? "lock"
							       : NULL;

		if (what && str_after(s->path, top))
			text = arena_printf(&f->arena, "%s%s%s %s", text,
					    *text ? ", " : "", what, s->path);
	}
	return text;
}

#define HOST(text)	  fake_add(*state, text)
#define MADE(top, wanted) assert_string_equal(made(*state, top), wanted)
#define REFUSED(profile, wanted) \
	assert_string_equal(refuse_plan(*state, profile), wanted)

static void case_in_the_root_the_way_is_made_once(void **state)
{
	HOST("dir /a/b/c\nfile /a/b/f\n");
	build_plan(*state, "read /a/b/c\nread /a/b/f\n");
	MADE("/a",
	     "dir /a, dir /a/b, dir /a/b/c, tree /a/b/c, point /a/b/f, tree /a/b/f");
}

static void case_in_a_tmpfs_the_way_begins_at_the_tmpfs(void **state)
{
	HOST("dir /a\n");
	build_plan(*state,
		   "tmpfs /t\nbind /a /t/x/y\nfile /t/x/f text\nsymlink to /t/l\n");
	MADE("/t/", "link /t/l, dir /t/x, file /t/x/f, dir /t/x/y, tree /t/x/y");
}

static void case_devices_and_sockets_have_a_file_to_be_mounted_on(void **state)
{
	HOST("socket /s/socket\ndevice /dev/kvm\ndir /dev/dri\n");
	build_plan(*state, "socket /s/socket\ndevice /dev/kvm\ndevice /dev/dri\n");
	MADE("/s", "dir /s, point /s/socket, tree /s/socket");
	MADE("/dev/kvm", "point /dev/kvm, tree /dev/kvm");
	MADE("/dev/dri", "dir /dev/dri, tree /dev/dri");
}

static void case_in_a_tree_of_the_host_nothing_is_made(void **state)
{
	HOST("dir /a/b\nfile /a/f\ndir /s\nfile /x\n");
	build_plan(*state, "read /a\nbind /s /a/b\nbind /x /a/f\n");
	MADE("/a", "dir /a, tree /a, tree /a/b, tree /a/f");
}

static void case_a_place_that_the_host_lacks_is_refused(void **state)
{
	HOST("dir /a\ndir /s\n");
	REFUSED("read /a\nbind /s /a/none\n",
		"test.profile:2:1: error: /a/none does not exist in /a of the host\n"
		"    nothing is ever made on the host; choose a place in a tmpfs or "
		"one that "
		"exists\n");
	REFUSED("write /a\ntmpfs /a/none\n",
		"test.profile:2:1: error: /a/none does not exist in /a of the host\n"
		"    nothing is ever made on the host; choose a place in a tmpfs or "
		"one that "
		"exists\n");
	REFUSED("read /a\nfile /a/none text\n",
		"test.profile:2:1: error: /a/none does not exist in /a of the host\n"
		"    nothing is ever made on the host; choose a place in a tmpfs or "
		"one that "
		"exists\n");
	REFUSED("read /a\nsymlink to /a/none\n",
		"test.profile:2:1: error: /a/none cannot be made in /a of the host\n"
		"    nothing is ever made on the host; choose a place in a tmpfs or "
		"one that "
		"exists\n");
	build_plan(*state, "read /a\noptional bind /s /a/none\n");
	assert_string_equal(fake_said(*state),
			    "test.profile:2:1: detail: left out: /a/none "
			    "does not exist in /a of the host\n");
}

static void case_a_place_of_the_wrong_type_is_refused(void **state)
{
	HOST("dir /a/d\nfile /a/f\nfile /x\ndir /s\n");
	assert_non_null(strstr(refuse_plan(*state, "read /a\nbind /s /a/f\n"),
			       "/a/f is not a directory in /a of the host"));
	assert_non_null(strstr(refuse_plan(*state, "read /a\nbind /x /a/d\n"),
			       "/a/d is a directory in /a of the host"));
	assert_non_null(strstr(refuse_plan(*state, "read /a\nfile /a/d text\n"),
			       "/a/d is a directory in /a of the host"));
}

static void case_a_place_out_of_reach_is_refused_as_that(void **state)
{
	HOST("dir /a\ndir /s\ndenied /a/secret\n");
	assert_non_null(strstr(refuse_plan(*state, "read /a\nbind /s /a/secret/x\n"),
			       "/a/secret/x is out of reach in /a of the host"));
}

/* The link belongs to the tree that is shown there, not to the host's own path. */
static void case_a_place_behind_a_link_of_a_shown_tree_is_refused(void **state)
{
	HOST("dir /s/real/x\nlink /s/l real\ndir /b\ndir /other\n");
	assert_non_null(
		strstr(refuse_plan(*state, "bind /s /b\nbind /other /b/l/x\n"),
		       "/b/l/x leads through a symbolic link in /s of the host"));
}

static void case_an_empty_directory_of_the_host_can_be_covered(void **state)
{
	HOST("empty /a/mnt\ndir /s\nfile /x\n");
	build_plan(*state, "read /a\nbind /s /a/mnt/one/two\nbind /x /a/mnt/f\n");
	MADE("/a/", "tmpfs /a/mnt, point /a/mnt/f, tree /a/mnt/f, dir /a/mnt/one, dir "
		    "/a/mnt/one/two, tree /a/mnt/one/two, lock /a/mnt");
}

static void case_files_and_links_fit_into_it_as_well(void **state)
{
	HOST("empty /a/mnt\n");
	build_plan(*state, "read /a\nfile /a/mnt/f text\nfile /a/mnt/g text\nsymlink "
			   "to /a/mnt/l\n");
	MADE("/a/", "tmpfs /a/mnt, point /a/mnt/f, file /a/mnt/f, file /a/mnt/g, link "
		    "/a/mnt/l, lock /a/mnt");
}

static void case_a_directory_with_content_is_not_covered(void **state)
{
	HOST("dir /a/mnt\ndir /s\n");
	assert_non_null(strstr(refuse_plan(*state, "read /a\nbind /s /a/mnt/x/y\n"),
			       "/a/mnt/x/y does not exist in /a of the host"));
}

static void case_an_empty_directory_that_was_shown_itself_is_not_covered(void **state)
{
	HOST("empty /a\ndir /s\n");
	assert_non_null(strstr(refuse_plan(*state, "write /a\nbind /s /a/x\n"),
			       "/a/x does not exist in /a of the host"));
}

static void case_points_are_made_in_a_private_home(void **state)
{
	HOST("dir /home/user/Downloads\nfile /home/user/.rc\n");
	build_plan(*state,
		   "home private\nwrite /home/user/Downloads\nread /home/user/.rc\n"
		   "file /home/user/.config/x y\n");
	MADE("/home/user/", "dir /home/user/.config, point /home/user/.config/x, file "
			    "/home/user/.config/x, "
			    "point /home/user/.rc, tree /home/user/.rc, dir "
			    "/home/user/Downloads, tree "
			    "/home/user/Downloads");
	assert_int_equal(
		fake_step(*state, STEP_FILE_MAKE, "/home/user/.config/x")->flags,
		FILE_OVER);
}

static void case_points_of_an_earlier_run_are_used_again(void **state)
{
	HOST("dir /home/user/.local/share/sandbox/homes/test/Downloads\n"
	     "dir /home/user/Downloads\n");
	build_plan(*state, "home private\nwrite /home/user/Downloads\n");
	MADE("/home/user/", "tree /home/user/Downloads");
}

static void case_a_link_planted_in_a_private_home_is_refused(void **state)
{
	HOST("link /home/user/.local/share/sandbox/homes/test/Downloads "
	     "/home/user/.ssh\n"
	     "dir /home/user/.ssh\ndir /home/user/Downloads\n");
	assert_non_null(strstr(
		refuse_plan(*state, "home private\nwrite /home/user/Downloads\n"),
		"/home/user/Downloads leads through a symbolic link in "
		"/home/user/.local/share/sandbox/homes/test"));
}

/* --- A root directory of its own --------------------------------------------------- */

static void case_a_root_without_our_places_starts_all_the_same(void **state)
{
	struct fake *f = *state;

	HOST("dir /srv/proc\ndir /srv/dev\n");
	build_plan(f, "root /srv\n");
	assert_non_null(fake_step(f, STEP_MOUNT_PROC, "/proc"));
	assert_non_null(fake_step(f, STEP_MOUNT_TMPFS, "/dev"));
	assert_null(fake_step(f, STEP_MOUNT_TMPFS, "/run"));
	assert_null(fake_step(f, STEP_MOUNT_TMPFS, "/run/user/1000"));
	assert_null(fake_step(f, STEP_MOUNT_TMPFS, "/home/user"));
	assert_string_equal(fake_what(f, STEP_WORK_DIR, NULL), "/");
	assert_string_equal(fake_said(f), "");
}

static void case_a_root_without_proc_or_dev_is_refused(void **state)
{
	HOST("dir /srv/usr\n");
	assert_string_equal(refuse_plan(*state, "root /srv\n"),
			    "/dev does not exist in /srv of the host\n"
			    "    nothing is ever made on the host; choose a place in a "
			    "tmpfs or one that "
			    "exists\n"
			    "/proc does not exist in /srv of the host\n"
			    "    nothing is ever made on the host; choose a place in a "
			    "tmpfs or one that "
			    "exists\n");
}

static void case_a_home_that_was_asked_for_must_have_a_place(void **state)
{
	HOST("dir /srv/proc\ndir /srv/dev\n");
	assert_non_null(
		strstr(refuse_plan(*state, "root /srv\nhome tmpfs\n"),
		       "test.profile:2:1: error: /home/user does not exist in /srv"));
	HOST("empty /srv/home\n");
	build_plan(*state, "root /srv\nhome tmpfs\n");
	MADE("/home", "tmpfs /home, dir /home/user, tmpfs /home/user, lock /home");
}

/* Something below an optional rule that was left out stands in what is there instead. */
static void case_what_is_left_out_covers_nothing(void **state)
{
	struct fake *f = *state;

	HOST("empty /a/mnt\ndir /s\n");
	build_plan(f, "read /a\noptional tmpfs /a/none\nbind /s /a/mnt/x\n");
	assert_null(fake_step(f, STEP_MOUNT_TMPFS, "/a/none"));
	assert_string_equal(world_find(&f->builder.world, "/a/none")->path, "/a");
	assert_non_null(strstr(refuse_plan(f, "read /a\noptional tmpfs /a/none\n"
					      "bind /s /a/none/x\n"),
			       "/a/none/x does not exist in /a of the host"));
}

int main(void)
{
#define CASE(f) cmocka_unit_test_setup_teardown(f, setup, fake_teardown)
	const struct CMUnitTest tests[] = {
		CASE(case_in_the_root_the_way_is_made_once),
		CASE(case_in_a_tmpfs_the_way_begins_at_the_tmpfs),
		CASE(case_devices_and_sockets_have_a_file_to_be_mounted_on),
		CASE(case_in_a_tree_of_the_host_nothing_is_made),
		CASE(case_a_place_that_the_host_lacks_is_refused),
		CASE(case_a_place_of_the_wrong_type_is_refused),
		CASE(case_a_place_out_of_reach_is_refused_as_that),
		CASE(case_a_place_behind_a_link_of_a_shown_tree_is_refused),
		CASE(case_an_empty_directory_of_the_host_can_be_covered),
		CASE(case_files_and_links_fit_into_it_as_well),
		CASE(case_a_directory_with_content_is_not_covered),
		CASE(case_an_empty_directory_that_was_shown_itself_is_not_covered),
		CASE(case_points_are_made_in_a_private_home),
		CASE(case_points_of_an_earlier_run_are_used_again),
		CASE(case_a_link_planted_in_a_private_home_is_refused),
		CASE(case_a_root_without_our_places_starts_all_the_same),
		CASE(case_a_root_without_proc_or_dev_is_refused),
		CASE(case_a_home_that_was_asked_for_must_have_a_place),
		CASE(case_what_is_left_out_covers_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
