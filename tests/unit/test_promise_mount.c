/* test_promise_mount.c - the mounts that were measured against those of the plan. */
#include "unit/unit.h"

#include "unit/faithful.h"

#define HOST(text) fake_add(*state, text)

/* --- The root ---------------------------------------------------------------------------- */

static void case_the_root_is_a_tmpfs_that_cannot_be_written(void **state)
{
	CHECK("",
	      {"mount\t/\t",
	       "mount\t/\trw,nosuid,nodev\ttmpfs\tsize=65536k,nr_inodes=524288",
	       "root: /: ro,nosuid,nodev tmpfs, but rw,nosuid,nodev tmpfs\n"
	       "mounts: /: ro,nosuid,nodev, but rw,nosuid,nodev\n"},
	      {"mount\t/\t",
	       "mount\t/\tro,nosuid,nodev\text4\tsize=65536k,nr_inodes=524288",
	       "root: /: ro,nosuid,nodev tmpfs, but ro,nosuid,nodev ext4\n"},
	      {"write\t/sandbox-measure\t", "write\t/sandbox-measure\t0",
	       "root: write /sandbox-measure: EROFS, but 0\n"},
	      {"write\t/sandbox-measure\t", "write\t/sandbox-measure\tEACCES",
	       "root: write /sandbox-measure: EROFS, but EACCES\n"});
}

static void case_a_root_directory_is_of_any_type_and_has_no_bound(void **state)
{
	HOST("dir /srv/proc\ndir /srv/dev\n");
	CHECK("root /srv\n", {"mount\t/\t", "mount\t/\tro,nosuid,nodev\tbtrfs\trw", ""},
	      {"mount\t/\t", "mount\t/\tro,nosuid\text4\trw",
	       "root: /: ro,nosuid,nodev, but ro,nosuid ext4\n"
	       "mounts: /: ro,nosuid,nodev, but ro,nosuid\n"});
}

/* The tree may have mounts of its own where ours lie over them. */
static void case_a_root_directory_may_have_links_and_mounts_below_ours(void **state)
{
	HOST("dir /srv/proc\ndir /srv/dev\ndir /srv/tmp\n");
	CHECK("root /srv\ntmpfs /tmp\n",
	      {"real\t/tmp\t", "real\t/tmp\t/var/tmp",
	       "mounts: /var/tmp: nosuid,nodev,noexec, but nothing\n"
	       "mounts: /tmp: ro,nosuid,nodev, but rw,nosuid,nodev,noexec,relatime\n"},
	      {"mount\t/tmp\t",
	       "mount\t/tmp/below\tro,nosuid,nodev\text4\trw\n"
	       "mount\t/tmp\trw,nosuid,nodev,noexec\ttmpfs\trw,size=1k,nr_inodes=1",
	       ""},
	      {"mount\t/tmp\t",
	       "mount\t/tmp\trw,nosuid,nodev,noexec\ttmpfs\trw,size=1k,nr_inodes=1\n"
	       "mount\t/tmp/above\tro,nosuid,nodev\text4\trw",
	       "mounts: /tmp/above: no mount, but ext4\n"});
}

static void case_one_mount_over_another_is_one_too_many(void **state)
{
	CHECK("read /usr\ntmpfs /tmp\n",
	      {"mount\t/tmp\t",
	       "mount\t/tmp\trw,nosuid,nodev,noexec\ttmpfs\trw,size=1k,nr_inodes=1\n"
	       "mount\t/tmp\trw,nosuid,nodev,noexec\ttmpfs\trw,size=1k,nr_inodes=1",
	       "mounts: /tmp: 1 mounts, but more, one over the other\n"});
}

/* --- Flags ------------------------------------------------------------------------------- */

static void case_each_flag_is_a_word_among_others(void **state)
{
	CHECK("read /usr\n",
	      {"mount\t/usr\t", "mount\t/usr\tnodev,ro,x,nosuid\text4\t", ""},
	      {"mount\t/usr\t", "mount\t/usr\trw,nosuid,nodev,relatime\text4\t",
	       "mounts: /usr: ro,nosuid,nodev, but rw,nosuid,nodev,relatime\n"},
	      {"mount\t/usr\t", "mount\t/usr\tro=1,nosuid,nodev\text4\t",
	       "mounts: /usr: ro,nosuid,nodev, but ro=1,nosuid,nodev\n"},
	      {"mount\t/usr\t", "mount\t/usr\tro,nosuidx,nodev\text4\t",
	       "mounts: /usr: ro,nosuid,nodev, but ro,nosuidx,nodev\n"},
	      {"mount\t/usr\t", "mount\t/usr\tnodevro,nosuid\text4\t",
	       "mounts: /usr: ro,nosuid,nodev, but nodevro,nosuid\n"},
	      {"mount\t/usr\t", "mount\t/usr\t,,ro,,nosuid,nodev,\text4\t", ""},
	      {"mount\t/usr\t", "mount\t/usr\t\text4\t",
	       "mounts: /usr: ro,nosuid,nodev, but \n"});
}

static void case_what_is_locked_must_be_read_only(void **state)
{
	HOST("uid 0\n");
	CHECK("",
	      {"mount\t/dev\t",
	       "mount\t/dev\trw,nosuid,nodev,noexec\ttmpfs\tsize=4k,nr_inodes=9",
	       "mounts: /dev: ro,nosuid,nodev,noexec, but "
	       "rw,nosuid,nodev,noexec\n"},
	      {"mount\t/proc\t", "mount\t/proc\trw,nosuid,nodev,noexec\tproc\trw",
	       "mounts: /proc: ro,nosuid,nodev,noexec, but "
	       "rw,nosuid,nodev,noexec\n"});
}

static void case_proc_sys_and_files_over_others_are_read_only(void **state)
{
	HOST("boot-id 1\n");
	CHECK("",
	      {"mount\t/proc/sys\t", "mount\t/proc/sys\trw,nosuid,nodev,noexec\tproc\t",
	       "mounts: /proc/sys: ro,nosuid,nodev,noexec, but "
	       "rw,nosuid,nodev,noexec\n"},
	      {"mount\t/proc/sys/kernel/random/boot_id\t", NULL,
	       "mounts: /proc/sys/kernel/random/boot_id: ro,nosuid,nodev,noexec, but "
	       "nothing\n"});
}

static void case_a_socket_s_mount_may_do_nothing(void **state)
{
	HOST("socket /run/s\n");
	CHECK("socket /run/s\n",
	      {"mount\t/run/s\t", "mount\t/run/s\tro,nosuid,nodev\text4\t",
	       "mounts: /run/s: ro,nosuid,nodev,noexec, but ro,nosuid,nodev\n"});
}

/* --- Which there are --------------------------------------------------------------------- */

static void case_a_mount_that_is_not_there_is_broken(void **state)
{
	CHECK("read /usr\n",
	      {"mount\t/usr\t", NULL, "mounts: /usr: ro,nosuid,nodev, but nothing\n"},
	      {"mount\t/usr\t", "mount\t/usr2\tro,nosuid,nodev\text4\t",
	       "mounts: /usr: ro,nosuid,nodev, but nothing\n"
	       "mounts: /usr2: no mount, but ext4\n"});
}

static void case_a_mount_that_no_step_made_is_found(void **state)
{
	CHECK("read /usr\n",
	      {"mount\t/proc/keys\t", "mount\t/mnt\tro,nosuid,nodev,noexec\tnfs\trw",
	       "mounts: /mnt: no mount, but nfs\n"},
	      {"mount\t/proc/keys\t", "mount\t/tmp/x\tro,nosuid,nodev,noexec\tnfs\trw",
	       "mounts: /tmp/x: no mount, but nfs\n"},
	      {"mount\t/proc/keys\t", "mount\t/usrx\tro,nosuid,nodev\tnfs\trw",
	       "mounts: /usrx: no mount, but nfs\n"},
	      {"mount\t/proc/keys\t", "mount\t\tro,nosuid,nodev\tnfs\trw",
	       "mounts: : no mount, but nfs\n"},
	      {"mount\t/proc/keys\t", "mount\t/proc/self\tro,nosuid,nodev\tnfs\trw",
	       "mounts: /proc/self: no mount, but nfs\n"});
}

static void case_covers_of_proc_are_no_strangers(void **state)
{
	CHECK("", {"mount\t/proc/keys\t", "mount\t/proc/kcore\tro\ttmpfs\trw", ""},
	      {"mount\t/proc/keys\t", "mount\t/proc/keys2\tro\ttmpfs\trw",
	       "mounts: /proc/keys2: no mount, but tmpfs\n"},
	      {"mount\t/proc/keys\t", "mount\t/proc/bus/x\tro\ttmpfs\trw",
	       "mounts: /proc/bus/x: no mount, but tmpfs\n"},
	      {"mount\t/proc/keys\t", "mount\t/proc/\tro\ttmpfs\trw",
	       "mounts: /proc/: no mount, but tmpfs\n"});
}

static void case_further_mounts_come_with_a_tree_and_its_flags(void **state)
{
	CHECK("read /usr\nwrite /home/user/project\n",
	      {"mount\t/proc/keys\t", "mount\t/usr/local\tro,nosuid,nodev\txfs\trw",
	       ""},
	      {"mount\t/proc/keys\t", "mount\t/usr/local\tnosuid,nodev\txfs\trw",
	       "mounts: /usr/local: ro,nosuid,nodev, but nosuid,nodev\n"},
	      {"mount\t/proc/keys\t",
	       "mount\t/home/user/project/disk\trw,nosuid,nodev,noexec\txfs\trw", ""},
	      {"mount\t/proc/keys\t",
	       "mount\t/home/user/project/disk\trw,nosuid,noexec\txfs\trw",
	       "mounts: /home/user/project/disk: nosuid,nodev,noexec, but "
	       "rw,nosuid,noexec\n"});
}

static void case_the_nearest_mount_above_decides_about_a_stranger(void **state)
{
	CHECK("read /usr\ntmpfs /usr/share\n",
	      {"mount\t/proc/keys\t", "mount\t/usr/share/x\tro,nosuid,nodev\txfs\trw",
	       "mounts: /usr/share/x: no mount, but xfs\n"},
	      {"mount\t/proc/keys\t", "mount\t/usr/shared\tro,nosuid,nodev\txfs\trw",
	       ""});
}

static void case_of_two_mounts_at_a_path_the_newer_is_seen(void **state)
{
	CHECK("read /usr\n",
	      {"mount\t/usr\t",
	       "mount\t/usr\tro,nosuid,nodev\text4\t\nmount\t/usr\trw\text4\t",
	       "mounts: /usr: ro,nosuid,nodev, but rw\n"},
	      {"mount\t/usr\t",
	       "mount\t/usr\trw\text4\t\nmount\t/usr\tro,nosuid,nodev\text4\t", ""});
}

static void case_nothing_measured_is_no_mount_kept(void **state)
{
	struct fake *f = *state;
	char *inside;
	struct judge j;

	faithful_plan(f, "read /usr\n");
	inside = faithful_but(f, faithful_inside(f), "mount\t", NULL);
	j = faithful_judge(f, inside, faithful_outside(f));
	for (size_t i = 0; i < j.judgements.n; i++)
		if (j.judgements.item[i].promise == PROMISE_MOUNTS ||
		    j.judgements.item[i].promise == PROMISE_MEMORY)
			assert_false(j.judgements.item[i].is_kept);
}

static void case_mounts_are_counted(void **state)
{
	struct fake *f = *state;
	struct judge j;
	int n = 0;

	faithful_plan(f, "");
	j = faithful_judge(f, faithful_inside(f), faithful_outside(f));
	for (size_t i = 0; i < j.judgements.n; i++)
		if (str_equal(j.judgements.item[i].about,
			      "mounts that were measured")) {
			assert_true(atoi(j.judgements.item[i].measured) >=
				    atoi(j.judgements.item[i].expected));
			n++;
		}
	assert_int_equal(n, 1);
}

/* --- Paths with odd characters ----------------------------------------------------------- */

static void case_a_path_is_compared_as_mountinfo_writes_it(void **state)
{
	HOST("dir \"/opt/My Files\"\n");
	CHECK("read \"/opt/My Files\"\n",
	      {"mount\t/opt/My\\040Files\t",
	       "mount\t/opt/My\\040Files\tro,nosuid,nodev\text4\t", ""},
	      {"mount\t/opt/My\\040Files\t", NULL,
	       "mounts: /opt/My\\040Files: ro,nosuid,nodev, but nothing\n"},
	      {"mount\t/proc/keys\t",
	       "mount\t/opt/My\\040Files/disk\tro,nosuid,nodev\txfs\trw", ""},
	      {"mount\t/proc/keys\t",
	       "mount\t/opt/My\\040Files2\tro,nosuid,nodev\txfs\trw",
	       "mounts: /opt/My\\040Files2: no mount, but xfs\n"});
	CHECK("tmpfs \"/My Files\"\n",
	      {"mount\t/My\\040Files\t",
	       "mount\t/My\\040Files\tnosuid,nodev,noexec\ttmpfs\trw",
	       "bounded-memory: /My Files: 2097152 KiB and 524288 files at most, but "
	       "rw\n"});
}

static void case_other_odd_characters_are_too(void **state)
{
	static const struct {
		const char *path, *measured;
	} table[] = {
		{"/a\tb", "/a\\011b"}, {"/a\nb", "/a\\012b"},
		{"/a\\b", "/a\\134b"}, {"/a\x1b[0m", "/a?[0m"},
		{"/a\x7f", "/a?"},     {"/\xc3\xa4", "/\xc3\xa4"},
		{"/a#b", "/a#b"},      {" ", "\\040"},
	};
	struct fake *f = *state;

	for (size_t i = 0; i < ARRAY_SIZE(table); i++) {
		struct step *s;
		char *inside;

		faithful_plan(f, "tmpfs /tmp/here\n");
		inside = faithful_but(
			f, faithful_inside(f), "mount\t/tmp/here\t",
			arena_printf(&f->arena,
				     "mount\t%s\trw,nosuid,nodev,noexec\ttmpfs\t"
				     "size=4k,nr_inodes=5",
				     table[i].measured));
		s = &f->plan.steps.item[fake_index(
			f, fake_step(f, STEP_MOUNT_TMPFS, "/tmp/here"))];
		s->path = table[i].path;
		assert_string_equal(faithful_broken(f, inside, faithful_outside(f)),
				    "");
	}
}

/* --- How much fits in -------------------------------------------------------------------- */

#define TMPFS(options) "mount\t/t\trw,nosuid,nodev,noexec\ttmpfs\t" options
#define BOUND(most, options, wanted)                                      \
	{                                                                 \
		"mount\t/t\t", TMPFS(options),                            \
			"bounded-memory: /t: " most                       \
			" KiB and 524288 files at most, but " wanted "\n" \
	}
#define BOUND_KEPT(options)                       \
	{                                         \
		"mount\t/t\t", TMPFS(options), "" \
	}

static void case_a_tmpfs_is_kept_up_to_its_bounds(void **state)
{
	CHECK("tmpfs /t 4M\n", BOUND_KEPT("rw,size=4096k,nr_inodes=524288,mode=755"),
	      BOUND_KEPT("nr_inodes=1,size=1k"),
	      BOUND("4096", "size=4097k,nr_inodes=524288",
		    "size=4097k,nr_inodes=524288"),
	      BOUND("4096", "size=4096k,nr_inodes=524289",
		    "size=4096k,nr_inodes=524289"));
}

static void case_a_tmpfs_without_both_bounds_has_none(void **state)
{
	CHECK("tmpfs /t 4M\n", BOUND("4096", "rw", "rw"), BOUND("4096", "", ""),
	      BOUND("4096", "size=4096k", "size=4096k"),
	      BOUND("4096", "nr_inodes=5", "nr_inodes=5"),
	      BOUND("4096", "xsize=4096k,nr_inodes=5", "xsize=4096k,nr_inodes=5"),
	      BOUND("4096", "size=4k,nr_inodesx=5", "size=4k,nr_inodesx=5"),
	      BOUND("4096", "size=0k,nr_inodes=5", "size=0k,nr_inodes=5"),
	      BOUND("4096", "size=4k,nr_inodes=0", "size=4k,nr_inodes=0"));
}

static void case_a_bound_in_another_unit_is_none(void **state)
{
	CHECK("tmpfs /t 4M\n",
	      BOUND("4096", "size=4g,nr_inodes=5", "size=4g,nr_inodes=5"),
	      BOUND("4096", "size=50%,nr_inodes=5", "size=50%,nr_inodes=5"),
	      BOUND("4096", "size=4,nr_inodes=5", "size=4,nr_inodes=5"),
	      BOUND("4096", "size=k,nr_inodes=5", "size=k,nr_inodes=5"),
	      BOUND("4096", "size=4kk,nr_inodes=5", "size=4kk,nr_inodes=5"),
	      BOUND("4096", "size=4k,nr_inodes=5k", "size=4k,nr_inodes=5k"),
	      BOUND("4096", "size=-4k,nr_inodes=5", "size=-4k,nr_inodes=5"),
	      BOUND("4096", "size=99999999999999999999999k,nr_inodes=5",
		    "size=99999999999999999999999k,nr_inodes=5"));
}

/* The kernel rounds up. */
static void case_a_tmpfs_has_whole_pages(void **state)
{
	CHECK("tmpfs /t 5000\n", BOUND_KEPT("size=8k,nr_inodes=9"),
	      BOUND_KEPT("size=64k,nr_inodes=9"),
	      BOUND("64", "size=65k,nr_inodes=9", "size=65k,nr_inodes=9"));
	CHECK("tmpfs /t 1\n", BOUND_KEPT("size=4k,nr_inodes=9"));
	CHECK("tmpfs /t 65537\n", BOUND_KEPT("size=68k,nr_inodes=9"),
	      BOUND("128", "size=129k,nr_inodes=9", "size=129k,nr_inodes=9"));
}

static void case_every_tmpfs_is_bounded(void **state)
{
	struct fake *f = *state;
	struct judge j;
	size_t n = 0;

	faithful_plan(f, "read /usr\nhide /usr/lib\n");
	j = faithful_judge(f, faithful_inside(f), faithful_outside(f));
	for (size_t i = 0; i < j.judgements.n; i++)
		n += j.judgements.item[i].promise == PROMISE_MEMORY;
	assert_int_equal(n, fake_count(f, STEP_MOUNT_TMPFS) + 1); /* and the root */
}

/* --- Overlays ---------------------------------------------------------------------------- */

static void case_an_overlay_is_one_with_its_flags(void **state)
{
	HOST("dir /a/b/c\n");
	CHECK("overlay /a\nhide /a/b/c\n",
	      {"mount\t/a\t", "mount\t/a\trw,nosuid,nodev,noexec\text4\trw",
	       "mounts: /a: nosuid,nodev,noexec overlay, but "
	       "rw,nosuid,nodev,noexec ext4\n"},
	      {"mount\t/a/b\t", "mount\t/a/b\trw,nosuid,nodev,noexec\text4\trw",
	       "mounts: /a/b: nosuid,nodev,noexec overlay, but "
	       "rw,nosuid,nodev,noexec ext4\n"},
	      {"mount\t/a\t", "mount\t/a\trw,nosuid,nodev\toverlay\trw",
	       "mounts: /a: nosuid,nodev,noexec overlay, but rw,nosuid,nodev "
	       "overlay\n"});
}

static void case_the_changes_of_an_overlay_are_bounded(void **state)
{
	HOST("dir /a\n");
	CHECK("overlay /a\n",
	      {"size\t/a\t", "size\t/a\t2147483648\t524289",
	       "bounded-memory: /a: 2097152 KiB and 524288 files at most, but "
	       "2147483648 bytes, 524289 files\n"},
	      {"size\t/a\t", "size\t/a\t0\t0",
	       "bounded-memory: /a: 2097152 KiB and 524288 files at most, but "
	       "0 bytes, 0 files\n"},
	      {"size\t/a\t", "",
	       "bounded-memory: /a: 2097152 KiB and 524288 files at most, but "
	       "nothing\n"});
}

static void case_an_overlay_as_the_root_can_be_written(void **state)
{
	struct fake *f = *state;

	HOST("dir /srv/proc\ndir /srv/dev\n");
	faithful_plan(f, "overlay / /srv\n");
	assert_string_equal(promise_missing(&f->plan, PROMISE_ROOT),
			    "the root is an overlay, in which the program may write");
	CHECK("overlay / /srv\n", {"mount\t/\t", "mount\t/\trw,nosuid,nodev\tbtrfs\trw",
				   "mounts: /: nosuid,nodev overlay, but "
				   "rw,nosuid,nodev btrfs\n"});
}

int main(void)
{
#define CASE(f) cmocka_unit_test_setup_teardown(f, fake_setup, fake_teardown)
	const struct CMUnitTest tests[] = {
		CASE(case_the_root_is_a_tmpfs_that_cannot_be_written),
		CASE(case_a_root_directory_is_of_any_type_and_has_no_bound),
		CASE(case_a_root_directory_may_have_links_and_mounts_below_ours),
		CASE(case_one_mount_over_another_is_one_too_many),
		CASE(case_each_flag_is_a_word_among_others),
		CASE(case_what_is_locked_must_be_read_only),
		CASE(case_proc_sys_and_files_over_others_are_read_only),
		CASE(case_a_socket_s_mount_may_do_nothing),
		CASE(case_a_mount_that_is_not_there_is_broken),
		CASE(case_a_mount_that_no_step_made_is_found),
		CASE(case_covers_of_proc_are_no_strangers),
		CASE(case_further_mounts_come_with_a_tree_and_its_flags),
		CASE(case_the_nearest_mount_above_decides_about_a_stranger),
		CASE(case_of_two_mounts_at_a_path_the_newer_is_seen),
		CASE(case_nothing_measured_is_no_mount_kept),
		CASE(case_mounts_are_counted),
		CASE(case_a_path_is_compared_as_mountinfo_writes_it),
		CASE(case_other_odd_characters_are_too),
		CASE(case_a_tmpfs_is_kept_up_to_its_bounds),
		CASE(case_a_tmpfs_without_both_bounds_has_none),
		CASE(case_a_bound_in_another_unit_is_none),
		CASE(case_a_tmpfs_has_whole_pages),
		CASE(case_every_tmpfs_is_bounded),
		CASE(case_an_overlay_is_one_with_its_flags),
		CASE(case_the_changes_of_an_overlay_are_bounded),
		CASE(case_an_overlay_as_the_root_can_be_written),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
