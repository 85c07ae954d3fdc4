/* test_build_overlay.c - overlays in plans: layers, kept changes, and what stands below. */
#include "unit/unit.h"

#include "plan/check.h"
#include "unit/built.h"
#include "unit/world_text.h"

#define STORE "/home/user/.local/share/sandbox/changes"

static int setup(void **state)
{
	fake_setup(state);
	fake_add(*state, "dir /a/b/c\n"
			 "file /a/b/file\n"
			 "link /a/link b\n"
			 "dir /l1/only\n"
			 "file /l1/both\n"
			 "dir /l2/both\n"
			 "foreign /f/dir/sub\n"
			 "foreign /f/dir\n"
			 "foreign /f\n"
			 "cwd /home/user\n");
	return 0;
}

#define HOST(text)	       fake_add(*state, text)
#define MADE(op, path, wanted) assert_string_equal(fake_what(*state, op, path), wanted)
#define REFUSED(profile, wanted) \
	assert_string_equal(refuse_plan(*state, profile), wanted)
#define IN_MEMORY ", changes in a tmpfs size=2G nr_inodes=512K nosuid nodev"

static void case_it_is_over_what_the_host_has(void **state)
{
	build_plan(*state, "overlay /a\n");
	MADE(STEP_MOUNT_OVERLAY, "/a", "/a over /a" IN_MEMORY " noexec");
	build_plan(*state, "overlay /a\nexec /a\n");
	MADE(STEP_MOUNT_OVERLAY, "/a", "/a over /a" IN_MEMORY);
	assert_null(fake_step(*state, STEP_CHANGES_LOCK, NULL));
}

static void case_layers_stand_in_its_place(void **state)
{
	build_plan(*state, "overlay /new /l1 /l2\n");
	MADE(STEP_MOUNT_OVERLAY, "/new", "/new over /l1 /l2" IN_MEMORY " noexec");
	REFUSED("overlay /new /l1 /none\n",
		"test.profile:1:1: error: /none: No such file or directory\n"
		"    where it need not exist, say: optional overlay /new /l1 "
		"/none\n");
	REFUSED("overlay /new /l1/both\n",
		"test.profile:1:1: error: /l1/both is a file, "
		"not a directory\n"
		"    a file is shown with: read PATH\n");
	build_plan(*state, "optional overlay /new /l1 /none\n");
	assert_null(fake_step(*state, STEP_MOUNT_OVERLAY, NULL));
}

static void case_kept_changes_are_locked_made_and_opened(void **state)
{
	struct fake *f = *state;
	const char *id = STORE "/try/%2Fa";
	const struct step *lock, *make, *open, *mount;

	build_plan(f, "overlay /a\nchanges try\n");
	lock = fake_step(f, STEP_CHANGES_LOCK, STORE "/try");
	make = fake_step(f, STEP_CHANGES_MAKE, id);
	open = fake_step(f, STEP_SRC_OPEN, id);
	mount = fake_step(f, STEP_MOUNT_OVERLAY, "/a");
	assert_non_null(lock);
	assert_non_null(make);
	assert_non_null(open);
	assert_true(lock < make && make < open && open < mount);
	assert_string_equal(make->text, "overlay 1\npath /a\nlayer /a\n");
	assert_int_equal(make->slot, mount->slot);
	MADE(STEP_MOUNT_OVERLAY, "/a",
	     "/a over /a, changes in " STORE "/try/%2Fa nosuid nodev noexec");
}

static void case_changes_without_an_overlay_are_a_warning(void **state)
{
	struct fake *f = *state;

	build_plan(f, "changes try\n");
	assert_non_null(strstr(fake_said(f), "'changes try' has no effect: there is no "
					     "overlay"));
	assert_null(fake_step(f, STEP_CHANGES_LOCK, NULL));
	assert_non_null(strstr(refuse_plan(f, "overlay /a\noptional changes try\n"),
			       "changes cannot be optional"));
}

static void case_deeper_rules_are_mounted_over_it(void **state)
{
	build_plan(*state, "overlay /a\nread /a/b/c\nhide /a/b/file\n");
	MADE(STEP_MOUNT_TREE, "/a/b/c", "/a/b/c ro nosuid nodev");
	MADE(STEP_MOUNT_TREE, "/a/b/file",
	     "/a/b/file from /dev/null ro nosuid nodev noexec");
	MADE(STEP_MOUNT_PIN, "/a/b", "/a/b nosuid nodev noexec");
}

/* A bind mount of the host's directory would let the program write to the host. */
static void case_what_is_run_in_it_is_the_overlay_itself(void **state)
{
	struct fake *f = *state;

	build_plan(f, "overlay /a\nexec /a/b\nexec /a/b/file\n");
	MADE(STEP_MOUNT_PIN, "/a/b", "/a/b nosuid nodev");
	assert_null(fake_step(f, STEP_MOUNT_TREE, "/a/b"));
	assert_null(fake_step(f, STEP_SRC_OPEN, "/a/b"));
	assert_string_equal(world_text(f, "/a/b/file"), "exec (redundant)");
}

static void case_the_upper_layer_decides_what_is_there(void **state)
{
	REFUSED("overlay /new /l1 /l2\nhide /new/both/x\n",
		"test.profile:2:1: error: /new/both/x does not exist, so it cannot be "
		"hidden\n"
		"    where it need not exist, say: optional hide /new/both/x\n");
	build_plan(*state, "overlay /new /l2 /l1\nhide /new/both\nhide /new/only\n");
	MADE(STEP_MOUNT_TMPFS, "/new/only",
	     "/new/only size=4K nr_inodes=16 mode=0000 ro nosuid nodev noexec");
	HOST("device " STORE "/try/%2Fa/upper/b/c\n"); /* a whiteout */
	REFUSED("overlay /a\nchanges try\nhide /a/b/c\n",
		"test.profile:3:1: error: /a/b/c does not exist, so it cannot be "
		"hidden\n"
		"    where it need not exist, say: optional hide /a/b/c\n");
}

static void case_a_link_planted_in_the_changes_is_refused(void **state)
{
	HOST("link " STORE "/try/%2Fa/upper/b /etc\n");
	REFUSED("overlay /a\nchanges try\ntmpfs /a/b/c\n",
		"test.profile:3:1: error: /a/b/c does not exist in /a of the host\n"
		"    nothing is ever made on the host; choose a place in a tmpfs or "
		"one that exists\n");
}

static void case_places_are_made_where_the_layer_is_ours(void **state)
{
	build_plan(*state, "overlay /a\ntmpfs /a/b/new/place\n");
	assert_non_null(fake_step(*state, STEP_DIR_MAKE, "/a/b/new/place"));
	build_plan(*state, "overlay /f\ntmpfs /f/new\n"); /* its top is ours */
	assert_non_null(fake_step(*state, STEP_DIR_MAKE, "/f/new"));
	HOST("foreign-empty /f/none\n"); /* hides nothing, holds what is needed */
	build_plan(*state, "overlay /f\ntmpfs /f/none/x\n");
	MADE(STEP_MOUNT_TMPFS, "/f/none",
	     "/f/none size=64M nr_inodes=512K mode=0755 nosuid nodev noexec");
	REFUSED("overlay /f\ntmpfs /f/dir/new\n",
		"test.profile:2:1: error: /f/dir/new does not exist in /f/dir of the "
		"host\n"
		"    nothing is ever made on the host; choose a place in a tmpfs "
		"or "
		"one that exists\n");
}

static void case_the_root_can_be_one(void **state)
{
	struct fake *f = *state;

	HOST("dir /srv/r/proc\ndir /srv/r/dev\ndir /srv/s\n");
	build_plan(f, "root /srv/r\noverlay /\n");
	MADE(STEP_MOUNT_ROOT, NULL, "/ over /srv/r" IN_MEMORY);
	assert_null(fake_step(f, STEP_MOUNT_LOCK, "/"));
	build_plan(f, "overlay / /srv/s /srv/r\n");
	MADE(STEP_MOUNT_ROOT, NULL, "/ over /srv/s /srv/r" IN_MEMORY);
	assert_non_null(strstr(refuse_plan(f, "overlay /\n"),
			       "'overlay /': there is no root to change"));
	assert_non_null(strstr(refuse_plan(f, "root /srv/r\noverlay / /srv/s\n"),
			       "'overlay / /srv/s' names the root, and so does 'root "
			       "/srv/r'"));
	assert_non_null(strstr(refuse_plan(f, "root /srv/r\noptional overlay /\n"),
			       "the root cannot be optional"));
}

static void case_the_home_can_be_one(void **state)
{
	build_plan(*state, "home overlay\n");
	MADE(STEP_MOUNT_OVERLAY, "/home/user",
	     "/home/user over /home/user" IN_MEMORY " noexec");
	build_plan(*state, "home overlay\nno overlay /x\n"); /* a warning, no more */
}

static void case_kept_changes_are_hidden_from_everybody(void **state)
{
	struct fake *f = *state;

	HOST("dir " STORE "\n");
	build_plan(f, "home overlay\n");
	assert_string_equal(world_text(f, STORE), "hide");
	build_plan(f, "home real\n");
	assert_string_equal(world_text(f, STORE), "hide");
	build_plan(f, "bind /home /mnt read\n");
	assert_string_equal(world_text(f, "/mnt/user/.local/share/sandbox/changes"),
			    "hide from " STORE);
	assert_non_null(strstr(refuse_plan(f, "read " STORE "\n"),
			       "cannot be shown: changes of overlays are kept there"));
	assert_non_null(strstr(refuse_plan(f, "bind " STORE "/x /mnt\n"),
			       "No such file or directory"));
}

/* The lock makes their directory, after the plan and before the mounts. */
static void case_they_are_hidden_from_the_start_that_makes_them(void **state)
{
	struct fake *f = *state;

	build_plan(f, "home real\noverlay /a\nchanges try\n");
	assert_string_equal(world_text(f, STORE), "hide");
	assert_string_equal(world_text(f, "/home/user/.local/share"), "write");
}

static void case_a_layer_that_is_not_open_is_a_defect(void **state)
{
	struct fake *f = *state;
	struct step *s;

	build_plan(f, "overlay /a\nchanges try\n");
	for (s = f->plan.steps.item; s->op != STEP_CHANGES_LOCK; s++)
		;
	s->op = STEP_SESSION_NEW;
	assert_int_equal(plan_check(&f->diag, &f->plan), -1);
	assert_non_null(strstr(fake_said(f), "changes that are not locked"));
	build_plan(f, "overlay /new /l1 /l2\n");
	for (s = f->plan.steps.item; s->op != STEP_MOUNT_OVERLAY; s++)
		;
	((int *)((const struct overlay *)s->data)->slot)[1] = 99;
	assert_int_equal(plan_check(&f->diag, &f->plan), -1);
	assert_non_null(strstr(fake_said(f), "a layer used before it is open"));
}

int main(void)
{
#define CASE(f) cmocka_unit_test_setup_teardown(f, setup, fake_teardown)
	const struct CMUnitTest tests[] = {
		CASE(case_it_is_over_what_the_host_has),
		CASE(case_layers_stand_in_its_place),
		CASE(case_kept_changes_are_locked_made_and_opened),
		CASE(case_changes_without_an_overlay_are_a_warning),
		CASE(case_deeper_rules_are_mounted_over_it),
		CASE(case_what_is_run_in_it_is_the_overlay_itself),
		CASE(case_the_upper_layer_decides_what_is_there),
		CASE(case_a_link_planted_in_the_changes_is_refused),
		CASE(case_places_are_made_where_the_layer_is_ours),
		CASE(case_the_root_can_be_one),
		CASE(case_the_home_can_be_one),
		CASE(case_kept_changes_are_hidden_from_everybody),
		CASE(case_they_are_hidden_from_the_start_that_makes_them),
		CASE(case_a_layer_that_is_not_open_is_a_defect),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
