/* test_world_place.c - where a rule's path really is, and what it finds there. */
#include "unit/unit.h"

#include "unit/built.h"
#include "unit/world_text.h"

#define HOST(text)	      fake_add(*state, text)
#define IS(path, wanted)      assert_string_equal(world_text(*state, path), wanted)
#define SAID(wanted)	      assert_string_equal(fake_said(*state), wanted)
#define REFUSED(text, wanted) assert_string_equal(refuse_world(*state, text), wanted)

/* --- Symbolic links ---------------------------------------------------------------- */

static void case_a_link_on_the_way_is_made_inside_too(void **state)
{
	build_world(*state, "read /bin/true\n");
	IS("/usr/bin/true", "read");
	IS("/bin", "symlink to usr/bin");
	IS("/bin/true", "none");
}

static void case_a_rule_for_a_link_shows_what_it_leads_to(void **state)
{
	build_world(*state, "read /bin\n");
	IS("/usr/bin", "read");
	IS("/bin", "symlink to usr/bin");
}

static void case_var_run_is_run(void **state)
{
	HOST("socket /run/dbus/socket\n");
	build_world(*state, "socket /var/run/dbus/socket\n");
	IS("/run/dbus/socket", "socket");
	IS("/var/run", "symlink to /run");
}

static void case_chains_of_links_are_followed_to_their_end(void **state)
{
	HOST("dir /real/deep\n"
	     "link /one /two\n"
	     "link /two three/../three\n"
	     "link /three /real\n");
	build_world(*state, "write /one/deep\n");
	IS("/real/deep", "write");
	IS("/one", "symlink to /two");
	IS("/two", "symlink to three/../three");
	IS("/three", "symlink to /real");
}

static void case_a_link_that_climbs_is_followed(void **state)
{
	HOST("dir /x/target\nlink /x/y/link ../target\n");
	build_world(*state, "read /x/y/link\n");
	IS("/x/target", "read");
	IS("/x/y/link", "symlink to ../target");
}

static void case_a_loop_of_links_is_an_error(void **state)
{
	HOST("link /l1 /l2\nlink /l2 /l1\n");
	REFUSED("read /l1\n",
		"test.profile:1:1: error: /l1: Too many levels of symbolic links\n");
	build_world(*state, "optional read /l1\n");
	SAID("test.profile:1:1: detail: left out: /l1: Too many levels of symbolic "
	     "links\n");
}

static void case_a_dangling_link_is_a_missing_file(void **state)
{
	HOST("link /l /nowhere\n");
	REFUSED("read /l\n", "test.profile:1:1: error: /l: No such file or directory\n"
			     "    where it need not exist, say: optional read /l\n");
}

static void case_a_link_in_a_shown_tree_is_there_already(void **state)
{
	HOST("dir /t/real\nlink /t/link real\n");
	build_world(*state, "read /t\nwrite /t/link\n");
	IS("/t/real", "write");
	IS("/t/link", "none");
}

static void case_a_place_of_our_own_behind_a_link_of_the_host_follows_it(void **state)
{
	HOST("link /etc/resolv.conf ../run/resolve/stub.conf\nfile "
	     "/run/resolve/stub.conf\n");
	build_world(*state, "file /etc/resolv.conf \"nameserver 1.2.3.4\\n\"\n");
	IS("/run/resolve/stub.conf", "file");
	IS("/etc/resolv.conf", "symlink to ../run/resolve/stub.conf");
}

static void case_a_symlink_rule_makes_the_link_itself(void **state)
{
	build_world(*state, "symlink /opt/bin /bin\n");
	IS("/bin", "symlink to /opt/bin");
	IS("/usr/bin", "none");
	build_world(*state, "symlink x /var/run/link\n");
	IS("/run/link", "symlink to x");
}

static void case_the_home_directory_may_be_a_link(void **state)
{
	HOST("dir /data/user\nlink /home/user /data/user\n");
	build_world(*state, "");
	IS("/data/user", "tmpfs");
	IS("/home/user", "symlink to /data/user");
}

/* --- Links that the sandbox may have planted (CVE-2024-42472) ---------------------- */

static void case_a_link_in_a_place_that_is_written_is_not_followed(void **state)
{
	HOST("link /home/user/project/out /home/user/.ssh\ndir /home/user/.ssh\n");
	REFUSED("write /home/user/project\nread /home/user/project/out\n",
		"test.profile:2:1: error: /home/user/project/out leads through the "
		"symbolic "
		"link /home/user/project/out, which the sandbox itself may change "
		"(write "
		"/home/user/project)\n"
		"    name the place it leads to: /home/user/.ssh\n");
	REFUSED("read /home/user/project/out\nwrite /home/user/project\n",
		"test.profile:1:1: error: /home/user/project/out leads through the "
		"symbolic "
		"link /home/user/project/out, which the sandbox itself may change "
		"(write "
		"/home/user/project)\n"
		"    name the place it leads to: /home/user/.ssh\n");
}

static void case_such_a_link_is_found_in_the_middle_of_a_path(void **state)
{
	HOST("link /w/a /etc\nlink /start /w/a\n");
	assert_non_null(
		strstr(refuse_world(*state, "bind /w /x write\nread /start/passwd\n"),
		       "through the symbolic link /w/a, which the sandbox itself may "
		       "change (bind /w /x write)"));
}

static void case_an_optional_rule_is_left_out_for_such_a_link(void **state)
{
	HOST("link /w/a /etc\n");
	build_world(*state, "write /w\noptional read /w/a\n");
	IS("/etc", "none");
	SAID("test.profile:2:1: detail: left out: /w/a is a symbolic link that the "
	     "sandbox "
	     "itself may change\n");
}

static void case_a_real_home_is_a_place_that_is_written(void **state)
{
	HOST("link /home/user/l /etc\n");
	assert_non_null(strstr(refuse_world(*state, "home real\nread /home/user/l\n"),
			       "which the sandbox itself may change (home real)"));
}

static void case_the_storage_of_a_private_home_is_a_place_that_is_written(void **state)
{
	HOST("link /home/user/.local/share/sandbox/homes/test/l /etc\n");
	assert_non_null(strstr(
		refuse_world(*state,
			     "home private\n"
			     "read /home/user/.local/share/sandbox/homes/test/l\n"),
		"which the sandbox itself may change (home private)"));
}

static void case_a_link_to_the_written_place_is_followed(void **state)
{
	HOST("dir /data/w/sub\nlink /w /data/w\n");
	build_world(*state, "write /w\nread /w/sub\n");
	IS("/data/w", "write");
	IS("/data/w/sub", "read");
}

static void case_a_link_that_only_can_be_read_is_followed(void **state)
{
	HOST("link /r/a /etc\n");
	build_world(*state, "read /r\nread /r/a\n");
	IS("/etc", "read");
}

/* --- What is not there, or is something else --------------------------------------- */

static void case_a_missing_source_is_an_error_unless_optional(void **state)
{
	REFUSED("read /nope\n",
		"test.profile:1:1: error: /nope: No such file or directory\n"
		"    where it need not exist, say: optional read /nope\n");
	build_world(*state, "optional read /nope\n");
	IS("/nope", "none");
	SAID("test.profile:1:1: detail: left out: /nope: No such file or directory\n");
}

static void case_an_option_is_told_its_optional_form(void **state)
{
	struct fake *f = *state;
	static const char *const words[] = {"--bind=/nope /x", "true", NULL};

	assert_int_equal(fake_options(f, words), 0);
	assert_int_equal(fake_merge_settings(f), 0);
	assert_int_equal(world_build(&f->arena, &f->diag, &f->policy, &f->facts,
				     &f->builder.world),
			 -1);
	SAID("--bind=/nope /x: /nope: No such file or directory\n"
	     "    where it need not exist, say: --optional-bind=/nope /x\n");
}

static void case_a_source_below_a_file_is_missing(void **state)
{
	REFUSED("read /etc/passwd/x\n",
		"test.profile:1:1: error: /etc/passwd/x: Not a directory\n"
		"    where it need not exist, say: optional read /etc/passwd/x\n");
}

static void case_a_source_out_of_reach_says_why(void **state)
{
	HOST("denied /root\n");
	REFUSED("read /root\n", "test.profile:1:1: error: /root: Permission denied\n");
	REFUSED("read /root/x\n",
		"test.profile:1:1: error: /root/x: Permission denied\n");
	REFUSED("exec /root\n", "test.profile:1:1: error: /root: Permission denied\n");
	build_world(*state, "optional read /root\n");
	SAID("test.profile:1:1: detail: left out: /root: Permission denied\n");
}

static void case_a_source_of_another_kind_is_refused_with_the_right_word(void **state)
{
	HOST("socket /x/socket\nfifo /x/fifo\ndevice /x/device\nfile /x/file\ndir "
	     "/x/dir\n");
	REFUSED("read /x/socket\n", "test.profile:1:1: error: /x/socket is a socket, "
				    "not a directory or file\n"
				    "    what listens there could do anything for the "
				    "program; to allow it: socket "
				    "PATH\n");
	REFUSED("write /x/device\n", "test.profile:1:1: error: /x/device is a device, "
				     "not a directory or file\n"
				     "    to let the program use it: device PATH\n");
	REFUSED("bind /x/fifo /y\n",
		"test.profile:1:1: error: /x/fifo is a FIFO, not a directory or file\n"
		"    pass it as a descriptor: keep-fd N\n");
	REFUSED("socket /x/file\n",
		"test.profile:1:1: error: /x/file is a file, not a socket\n"
		"    a file is shown with: read PATH\n");
	REFUSED("device /x/file\n", "test.profile:1:1: error: /x/file is a file, not a "
				    "device or directory of "
				    "them\n"
				    "    a file is shown with: read PATH\n");
	REFUSED("socket /x/dir\n",
		"test.profile:1:1: error: /x/dir is a directory, not a socket\n"
		"    a directory is shown with: read PATH\n");
	REFUSED("root /x/file\n",
		"test.profile:1:1: error: /x/file is a file, not a directory\n"
		"    a file is shown with: read PATH\n");
	build_world(*state, "optional read /x/socket\n");
	SAID("test.profile:1:1: detail: left out: /x/socket is a socket, not a "
	     "directory or "
	     "file\n");
}

static void case_the_right_kinds_are_taken(void **state)
{
	HOST("socket /x/socket\ndevice /x/device\nfile /x/file\ndir /x/dir\n");
	build_world(*state,
		    "read /x/file\nwrite /x/dir\nsocket /x/socket\ndevice /x/device\n");
	SAID("");
}

static void case_every_bad_source_of_a_profile_is_reported(void **state)
{
	struct fake *f = *state;

	(void)refuse_world(f,
			   "read /nope\nread /usr\nwrite /nope2\nsocket /etc/passwd\n");
	assert_int_equal(f->diag.n_errors, 3);
}

static void case_a_private_home_that_is_a_file_is_refused(void **state)
{
	HOST("file /home/user/.local/share/sandbox/homes/test\n");
	REFUSED("home private\n", "test.profile:1:1: error: "
				  "/home/user/.local/share/sandbox/homes/test is a "
				  "file, not a directory\n"
				  "    a file is shown with: read PATH\n");
}

/* --- Places that are refused ------------------------------------------------------- */

static void case_a_link_to_a_place_of_the_sandbox_s_own_is_no_destination(void **state)
{
	HOST("link /l/root /\nlink /l/proc /proc\nlink /l/dev /dev\nlink /l/pts "
	     "/dev/pts\n");
	REFUSED("tmpfs /l/root\n",
		"test.profile:1:1: error: /l/root leads to /, which cannot "
		"be a destination\n");
	REFUSED("tmpfs /l/proc/sys\n", "test.profile:1:1: error: /l/proc/sys leads to "
				       "/proc/sys, which cannot be a destination\n");
	REFUSED("tmpfs /l/dev\n",
		"test.profile:1:1: error: /l/dev leads to /dev, which "
		"cannot be a destination\n");
	REFUSED("bind /usr /l/pts\n",
		"test.profile:1:1: error: /l/pts leads to /dev/pts, "
		"which cannot be a destination\n");
	REFUSED("symlink x /l/proc/y\n", "test.profile:1:1: error: /l/proc/y leads to "
					 "/proc/y, which cannot be a destination\n");
}

static void case_the_host_s_proc_is_no_source_by_whatever_name(void **state)
{
	HOST("dir /proc/self/root\nlink /l /proc/self\nlink /p /proc\nlink /r /\n");
	REFUSED("bind /proc /x\n", "test.profile:1:1: error: /proc of the host cannot "
				   "be shown: /proc tells of "
				   "every process\n");
	REFUSED("bind /l/root /x\n", "test.profile:1:1: error: /proc/self/root of the "
				     "host cannot be shown: /proc "
				     "tells of every process\n");
	REFUSED("bind / /x\n", "test.profile:1:1: error: / of the host cannot be "
			       "shown: /proc tells of "
			       "every process\n");
	REFUSED("bind /r /x\n", "test.profile:1:1: error: / of the host cannot be "
				"shown: /proc tells of "
				"every process\n");
	REFUSED("root /proc\n", "test.profile:1:1: error: /proc of the host cannot be "
				"shown: /proc tells of "
				"every process\n");
	HOST("dir /process\n");
	build_world(*state, "bind /process /x\nroot /\n");
}

/* --- A root directory of its own --------------------------------------------------- */

static void case_in_a_root_of_its_own_links_are_its_own(void **state)
{
	HOST("dir /srv/debian/bin\n");
	build_world(*state, "root /srv/debian\nread /bin\n");
	IS("/", "root from /srv/debian");
	IS("/bin", "read from /usr/bin");
	IS("/usr/bin", "none");
}

int main(void)
{
#define CASE(f) cmocka_unit_test_setup_teardown(f, fake_setup, fake_teardown)
	const struct CMUnitTest tests[] = {
		CASE(case_a_link_on_the_way_is_made_inside_too),
		CASE(case_a_rule_for_a_link_shows_what_it_leads_to),
		CASE(case_var_run_is_run),
		CASE(case_chains_of_links_are_followed_to_their_end),
		CASE(case_a_link_that_climbs_is_followed),
		CASE(case_a_loop_of_links_is_an_error),
		CASE(case_a_dangling_link_is_a_missing_file),
		CASE(case_a_link_in_a_shown_tree_is_there_already),
		CASE(case_a_place_of_our_own_behind_a_link_of_the_host_follows_it),
		CASE(case_a_symlink_rule_makes_the_link_itself),
		CASE(case_the_home_directory_may_be_a_link),
		CASE(case_a_link_in_a_place_that_is_written_is_not_followed),
		CASE(case_such_a_link_is_found_in_the_middle_of_a_path),
		CASE(case_an_optional_rule_is_left_out_for_such_a_link),
		CASE(case_a_real_home_is_a_place_that_is_written),
		CASE(case_the_storage_of_a_private_home_is_a_place_that_is_written),
		CASE(case_a_link_to_the_written_place_is_followed),
		CASE(case_a_link_that_only_can_be_read_is_followed),
		CASE(case_a_missing_source_is_an_error_unless_optional),
		CASE(case_an_option_is_told_its_optional_form),
		CASE(case_a_source_below_a_file_is_missing),
		CASE(case_a_source_out_of_reach_says_why),
		CASE(case_a_source_of_another_kind_is_refused_with_the_right_word),
		CASE(case_the_right_kinds_are_taken),
		CASE(case_every_bad_source_of_a_profile_is_reported),
		CASE(case_a_private_home_that_is_a_file_is_refused),
		CASE(case_a_link_to_a_place_of_the_sandbox_s_own_is_no_destination),
		CASE(case_the_host_s_proc_is_no_source_by_whatever_name),
		CASE(case_in_a_root_of_its_own_links_are_its_own),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
