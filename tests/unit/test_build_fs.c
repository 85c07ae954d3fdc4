/* test_build_fs.c - how each kind of node is made, and with which flags. */
#include "unit/unit.h"

#include <sys/stat.h>

#include "unit/built.h"

static int setup(void **state)
{
	if (fake_setup(state) < 0)
		return -1;
	fake_add(*state,
		 "dir /a/b/c\nfile /a/f\ndir /s\nsocket /x/socket\ndevice /dev/kvm\n"
		 "file /x/f\ncwd /home/user\n");
	return 0;
}

#define TREE(path, wanted) \
	assert_string_equal(fake_what(*state, STEP_MOUNT_TREE, path), wanted)
#define TMPFS(path, wanted) \
	assert_string_equal(fake_what(*state, STEP_MOUNT_TMPFS, path), wanted)
#define IS(op, path, wanted) assert_string_equal(fake_what(*state, op, path), wanted)

static void case_each_kind_of_tree_has_its_flags(void **state)
{
	build_plan(
		*state,
		"read /a\nwrite /s\nsocket /x/socket\ndevice /dev/kvm\nwrite /x/f\n");
	TREE("/a", "/a ro nosuid nodev");
	TREE("/s", "/s nosuid nodev noexec");
	TREE("/x/socket", "/x/socket ro nosuid nodev noexec");
	TREE("/dev/kvm", "/dev/kvm ro nosuid noexec");
	TREE("/x/f", "/x/f nosuid nodev noexec");
}

static void case_exec_takes_noexec_away_and_nothing_else(void **state)
{
	build_plan(*state, "write /a\nexec /a\n");
	TREE("/a", "/a nosuid nodev");
	build_plan(*state, "write /a\nexec /a/b\n");
	TREE("/a", "/a nosuid nodev noexec");
	TREE("/a/b", "/a/b nosuid nodev");
	build_plan(*state, "exec /a/b\n");
	TREE("/a/b", "/a/b ro nosuid nodev");
}

static void case_read_below_exec_below_write_is_read_only(void **state)
{
	build_plan(*state, "write /a\nexec /a/b\nread /a/b/c\n");
	TREE("/a/b/c", "/a/b/c ro nosuid nodev");
}

static void case_a_bind_shows_its_source(void **state)
{
	build_plan(*state, "bind /a /b\nbind /s /c write\n");
	TREE("/b", "/b from /a ro nosuid nodev");
	TREE("/c", "/c from /s nosuid nodev noexec");
}

static void case_exec_within_a_bind_shows_what_the_bind_shows(void **state)
{
	build_plan(*state, "bind /a /t write\nexec /t/b\n");
	TREE("/t/b", "/t/b from /a/b nosuid nodev");
}

static void case_each_source_is_opened_with_the_kind_that_it_must_have(void **state)
{
	static const struct {
		const char *path;
		mode_t type;
	} table[] = {{"/a", S_IFDIR},
		     {"/x/f", S_IFREG},
		     {"/x/socket", S_IFSOCK},
		     {"/dev/kvm", S_IFCHR}};

	build_plan(*state, "read /a\nread /x/f\nsocket /x/socket\ndevice /dev/kvm\n");
	for (size_t i = 0; i < ARRAY_SIZE(table); i++)
		assert_int_equal(fake_step(*state, STEP_SRC_OPEN, table[i].path)->mode,
				 table[i].type);
}

static void case_a_source_is_opened_by_its_path_without_links(void **state)
{
	build_plan(*state, "read /bin/true\n");
	assert_non_null(fake_step(*state, STEP_SRC_OPEN, "/usr/bin/true"));
	assert_null(fake_step(*state, STEP_SRC_OPEN, "/bin/true"));
	IS(STEP_LINK_MAKE, "/bin", "/bin -> usr/bin");
}

static void case_every_slot_is_opened_once_and_used(void **state)
{
	struct fake *f = *state;

	build_plan(
		f,
		"read /a\nwrite /s\nhide /a/f\nhide /a/b\nread /a/b/c\nhome private\n");
	for (int slot = 0; slot < f->plan.n_slots; slot++) {
		int opened = 0, used = 0;

		for (size_t i = 0; i < f->plan.steps.n; i++) {
			const struct step *s = &f->plan.steps.item[i];

			opened += s->slot == slot && s->op == STEP_SRC_OPEN;
			used += s->slot == slot && s->op != STEP_SRC_OPEN;
		}
		assert_int_equal(opened, 1);
		assert_true(used >= 1);
	}
}

static void case_what_is_redundant_is_neither_opened_nor_mounted(void **state)
{
	build_plan(*state, "read /a\nread /a/b\n");
	assert_null(fake_step(*state, STEP_SRC_OPEN, "/a/b"));
	assert_null(fake_step(*state, STEP_MOUNT_TREE, "/a/b"));
}

static void case_a_tmpfs_has_its_size_or_is_a_part_of_the_roots(void **state)
{
	struct fake *f = *state;

	build_plan(f, "tmpfs /t 5M\ntmpfs /u\nexec /u\ntmpfs /u/v\n");
	TMPFS("/t", "/t size=5M nr_inodes=512K mode=0755 nosuid nodev noexec");
	TMPFS("/u", "/u of / mode=0755 nosuid nodev");
	TMPFS("/u/v", "/u/v of / mode=0755 nosuid nodev noexec");
	TMPFS("/tmp", "/tmp of / mode=1777 nosuid nodev noexec");
	TMPFS("/home/user", "/home/user of / mode=0700 nosuid nodev noexec");
	assert_int_equal(fake_step(f, STEP_DIR_MAKE, "/tmp")->mode, 01777);
	assert_int_equal(fake_step(f, STEP_DIR_MAKE, "/home/user")->mode, 0700);
}

static void case_a_tmpfs_elsewhere_than_in_the_root_is_one_of_its_own(void **state)
{
	build_plan(*state, "read /a\ntmpfs /a/b\ntmpfs /t 5M\ntmpfs /t/u\n");
	TMPFS("/a/b", "/a/b size=2G nr_inodes=512K mode=0755 nosuid nodev noexec");
	TMPFS("/t/u", "/t/u size=2G nr_inodes=512K mode=0755 nosuid nodev noexec");
}

static void case_a_hidden_directory_is_an_empty_one_that_nobody_may_enter(void **state)
{
	build_plan(*state, "read /a\nhide /a/b\n");
	TMPFS("/a/b", "/a/b size=4K nr_inodes=16 mode=0000 ro nosuid nodev noexec");
	assert_null(fake_step(*state, STEP_MOUNT_LOCK, "/a/b"));
}

static void case_with_something_deeper_it_can_be_passed_and_is_locked(void **state)
{
	struct fake *f = *state;

	build_plan(f, "read /a\nhide /a/b\nread /a/b/c\n");
	TMPFS("/a/b", "/a/b size=64M nr_inodes=512K mode=0555 nosuid nodev noexec");
	TREE("/a/b/c", "/a/b/c ro nosuid nodev");
	assert_true(fake_index(f, fake_step(f, STEP_MOUNT_TREE, "/a/b/c")) <
		    fake_index(f, fake_step(f, STEP_MOUNT_LOCK, "/a/b")));
}

static void case_hidden_files_are_covered_by_one_device(void **state)
{
	struct fake *f = *state;

	fake_add(f, "file /a/g\n");
	build_plan(f, "write /a\nhide /a/f\nhide /a/g\n");
	TREE("/a/f", "/a/f from /dev/null ro nosuid nodev noexec");
	TREE("/a/g", "/a/g from /dev/null ro nosuid nodev noexec");
	assert_int_equal(fake_step(f, STEP_MOUNT_TREE, "/a/f")->slot,
			 fake_step(f, STEP_MOUNT_TREE, "/a/g")->slot);
}

static void case_a_file_is_made_or_covers_the_host_s(void **state)
{
	build_plan(*state, "file /etc/x hello\n");
	IS(STEP_FILE_MAKE, "/etc/x", "/etc/x (5 bytes)");
	build_plan(*state, "read /a\nfile /a/f hello\n");
	IS(STEP_FILE_MAKE, "/a/f", "/a/f (5 bytes) over the host's");
	assert_int_equal(fake_step(*state, STEP_FILE_MAKE, "/a/f")->mode, 0444);
}

static void case_files_of_ours_cover_the_host_s_where_etc_is_shown(void **state)
{
	build_plan(*state, "read /etc\n");
	IS(STEP_FILE_MAKE, "/etc/passwd", "/etc/passwd (140 bytes) over the host's");
	IS(STEP_FILE_MAKE, "/etc/hosts", "none"); /* this host has none */
	assert_string_equal(fake_said(*state), "");
}

static void case_proc_and_pts_are_our_own(void **state)
{
	build_plan(*state, "");
	IS(STEP_MOUNT_PROC, NULL, "/proc nosuid nodev noexec");
	IS(STEP_MOUNT_DEVPTS, NULL, "/dev/pts nosuid noexec");
}

/* A program named by core_pattern runs on the host, with all rights (core(5)). */
static void case_root_s_proc_is_read_only_whatever_it_is_called_inside(void **state)
{
	build_plan(*state, "");
	assert_null(fake_step(*state, STEP_MOUNT_LOCK, "/proc"));
	((struct fake *)*state)->facts.uid = 0;
	build_plan(*state, "");
	assert_non_null(fake_step(*state, STEP_MOUNT_LOCK, "/proc"));
	build_plan(*state, "user 1234\n");
	assert_non_null(fake_step(*state, STEP_MOUNT_LOCK, "/proc"));
}

static void case_the_root_is_a_tmpfs_and_locked_last(void **state)
{
	struct fake *f = *state;

	build_plan(f, "tmpfs /t\n");
	IS(STEP_MOUNT_ROOT, NULL, "/ size=2G nr_inodes=512K mode=0755 nosuid nodev");
	assert_int_equal(fake_index(f, fake_step(f, STEP_MOUNT_LOCK, "/")) + 1,
			 fake_index(f, fake_step(f, STEP_ROOT_PIVOT, NULL)));
	assert_true(fake_index(f, fake_step(f, STEP_MOUNT_LOCK, "/dev")) <
		    fake_index(f, fake_step(f, STEP_MOUNT_LOCK, "/")));
}

static void case_a_root_directory_is_read_only_from_the_first(void **state)
{
	build_plan(*state, "root /\n");
	IS(STEP_MOUNT_ROOT, NULL, "/ from / ro nosuid nodev");
	assert_null(fake_step(*state, STEP_MOUNT_LOCK, "/"));
	assert_int_equal(fake_step(*state, STEP_MOUNT_ROOT, NULL)->from->line, 1);
}

static void case_a_private_home_is_made_opened_and_mounted(void **state)
{
	struct fake *f = *state;
	const char *storage = "/home/user/.local/share/sandbox/homes/web";

	build_plan(f, "home private web\n");
	assert_true(fake_index(f, fake_step(f, STEP_HOME_MAKE, storage)) <
		    fake_index(f, fake_step(f, STEP_SRC_OPEN, storage)));
	assert_int_equal(fake_step(f, STEP_SRC_OPEN, storage)->mode, S_IFDIR);
	TREE("/home/user",
	     "/home/user from /home/user/.local/share/sandbox/homes/web nosuid "
	     "nodev noexec");
}

static void case_a_real_home_is_not_made(void **state)
{
	build_plan(*state, "home real\n");
	assert_null(fake_step(*state, STEP_HOME_MAKE, NULL));
	TREE("/home/user", "/home/user nosuid nodev noexec");
}

static void case_devices_that_the_host_lacks_are_left_out_without_a_word(void **state)
{
	fake_add(*state, "missing /dev/full\nmissing /dev/tty\n");
	build_plan(*state, "");
	assert_null(fake_step(*state, STEP_MOUNT_TREE, "/dev/full"));
	TREE("/dev/null", "/dev/null ro nosuid noexec");
	assert_string_equal(fake_said(*state), "");
}

int main(void)
{
#define CASE(f) cmocka_unit_test_setup_teardown(f, setup, fake_teardown)
	const struct CMUnitTest tests[] = {
		CASE(case_each_kind_of_tree_has_its_flags),
		CASE(case_exec_takes_noexec_away_and_nothing_else),
		CASE(case_read_below_exec_below_write_is_read_only),
		CASE(case_a_bind_shows_its_source),
		CASE(case_exec_within_a_bind_shows_what_the_bind_shows),
		CASE(case_each_source_is_opened_with_the_kind_that_it_must_have),
		CASE(case_a_source_is_opened_by_its_path_without_links),
		CASE(case_every_slot_is_opened_once_and_used),
		CASE(case_what_is_redundant_is_neither_opened_nor_mounted),
		CASE(case_a_tmpfs_has_its_size_or_is_a_part_of_the_roots),
		CASE(case_a_tmpfs_elsewhere_than_in_the_root_is_one_of_its_own),
		CASE(case_a_hidden_directory_is_an_empty_one_that_nobody_may_enter),
		CASE(case_with_something_deeper_it_can_be_passed_and_is_locked),
		CASE(case_hidden_files_are_covered_by_one_device),
		CASE(case_a_file_is_made_or_covers_the_host_s),
		CASE(case_files_of_ours_cover_the_host_s_where_etc_is_shown),
		CASE(case_proc_and_pts_are_our_own),
		CASE(case_root_s_proc_is_read_only_whatever_it_is_called_inside),
		CASE(case_the_root_is_a_tmpfs_and_locked_last),
		CASE(case_a_root_directory_is_read_only_from_the_first),
		CASE(case_a_private_home_is_made_opened_and_mounted),
		CASE(case_a_real_home_is_not_made),
		CASE(case_devices_that_the_host_lacks_are_left_out_without_a_word),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
