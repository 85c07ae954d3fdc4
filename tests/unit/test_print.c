/* test_print.c - a plan for people and for programs. */
#include "unit/unit.h"

#include <linux/sched.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include "plan/filter.h"
#include "plan/print.h"
#include "unit/fake.h"

static const struct origin line = {
	.file = "/etc/x/my.profile", .line = 6, .column = 1, .text = "read /usr"};

static struct step *add(struct fake *f, enum step_op op)
{
	return plan_append(&f->arena, &f->plan, op, &line);
}

static const char *printed(struct fake *f,
			   void (*print)(struct arena *, const struct plan *, FILE *))
{
	char *text = NULL;
	size_t size = 0;
	FILE *stream = open_memstream(&text, &size);
	const char *copy;

	assert_non_null(stream);
	print(&f->arena, &f->plan, stream);
	fclose(stream);
	copy = arena_copy(&f->arena, text, size);
	free(text);
	return copy;
}

static void add_tree(struct fake *f, int slot, const char *path)
{
	struct step *s = add(f, STEP_MOUNT_TREE);

	s->slot = slot;
	s->path = s->text = path;
	s->flags = MOUNT_RO | MOUNT_NOSUID | MOUNT_NODEV;
}

static void case_a_line_has_phase_step_slot_what_and_rule(void **state)
{
	struct fake *f = *state;

	add_tree(f, 0, "/usr");
	assert_string_equal(printed(f, plan_print),
			    "setup   mount.tree    #1   /usr ro nosuid nodev  mounts   "
			    "       my.profile:6   "
			    "read /usr\n");
}

static void case_steps_without_a_rule_are_built_in(void **state)
{
	static const struct origin built_in = {.file = "built-in"};
	struct fake *f = *state;

	plan_append(&f->arena, &f->plan, STEP_SEAL_NNP, &built_in);
	assert_string_equal(printed(f, plan_print),
			    "seal    seal.nnp             no-new-privs    built-in\n");
}

static void case_columns_line_up_unless_a_path_is_very_long(void **state)
{
	struct fake *f = *state;

	add_tree(f, 0, "/a");
	add_tree(f, 11, "/abc");
	assert_string_equal(printed(f, plan_print),
			    "setup   mount.tree    #1   /a ro nosuid nodev    mounts   "
			    "       my.profile:6   "
			    "read /usr\n"
			    "setup   mount.tree    #12  /abc ro nosuid nodev  mounts   "
			    "       my.profile:6   "
			    "read /usr\n");
	add_tree(f, 2,
		 "/a/path/that/is/so/long/that/all/others/would/stand/far/to/the/left");
	assert_non_null(
		strstr(printed(f, plan_print),
		       "#1   /a ro nosuid nodev    mounts          my.profile"));
}

static void case_no_printed_name_can_drive_a_terminal(void **state)
{
	static const struct origin evil = {.file = "command line",
					   .text = "--read=/\033[2J\n"};
	struct fake *f = *state;
	struct step *s = plan_append(&f->arena, &f->plan, STEP_DIR_MAKE, &evil);

	s->path = "/\033[2J\nsetup  fake";
	assert_null(strchr(printed(f, plan_print), '\033'));
	assert_string_equal(strchr(printed(f, plan_print), '\n'), "\n"); /* one line */
	assert_null(strchr(printed(f, plan_print_json), '\033'));
}

static const char *describe(struct fake *f, struct step *s)
{
	return plan_describe(&f->arena, &f->plan, s);
}

static void case_sizes_are_shown_in_the_largest_unit_that_fits(void **state)
{
	static const struct {
		uint64_t bytes;
		const char *text;
	} table[] = {
		{0, "size=0 "},		  {1, "size=1 "},
		{1023, "size=1023 "},	  {1024, "size=1K "},
		{4096, "size=4K "},	  {5 << 20, "size=5M "},
		{1025, "size=1025 "},	  {2ULL << 30, "size=2G "},
		{3ULL << 40, "size=3T "}, {5ULL << 50, "size=5120T "},
	};
	struct fake *f = *state;

	for (size_t i = 0; i < ARRAY_SIZE(table); i++) {
		struct step *s = add(f, STEP_MOUNT_TMPFS);

		s->path = "/t";
		s->number[0] = table[i].bytes;
		assert_non_null(strstr(describe(f, s), table[i].text));
	}
}

static void case_each_kind_of_step_says_what_it_is_about(void **state)
{
	static const uint64_t caps = 1ULL << 13 | 1ULL << 0;
	static const uint64_t no_caps = 0;
	static const int fd[] = {3, 12};
	static const struct fd_list fds = {.fd = fd, .n = 2};
	struct sock_filter code[3];
	struct filter filter = {.n_calls = 9, .n_allowed = 4};
	struct fake *f = *state;
	struct step *s;

	s = add(f, STEP_NS_NEW);
	s->number[0] = CLONE_NEWUSER | CLONE_NEWNET;
	assert_string_equal(describe(f, s), "user net");
	f->plan.uid_inside = 0;
	f->plan.uid_outside = 5;
	f->plan.gid_inside = 1;
	f->plan.gid_outside = 6;
	assert_string_equal(describe(f, add(f, STEP_ID_MAP)),
			    "uid 0 -> 5, gid 1 -> 6, setgroups denied");
	f->plan.keeps_setgroups = 1;
	assert_string_equal(describe(f, add(f, STEP_ID_MAP)), "uid 0 -> 5, gid 1 -> 6");
	s = add(f, STEP_MOUNT_ROOT);
	s->slot = 0;
	s->path = "/";
	s->text = "/srv";
	s->flags = MOUNT_RO;
	assert_string_equal(describe(f, s), "/ from /srv ro");
	s = add(f, STEP_MOUNT_TREE);
	s->path = "/b";
	s->text = "/a";
	s->flags = MOUNT_NOEXEC;
	assert_string_equal(describe(f, s), "/b from /a noexec");
	s = add(f, STEP_LINK_MAKE);
	s->path = "/l";
	s->text = "to";
	assert_string_equal(describe(f, s), "/l -> to");
	s = add(f, STEP_FILE_MAKE);
	s->path = "/f";
	s->text = "four";
	assert_string_equal(describe(f, s), "/f (4 bytes)");
	s->flags = FILE_OVER;
	assert_string_equal(describe(f, s), "/f (4 bytes) over the host's");
	s = add(f, STEP_TTY_OPEN);
	s->flags = TTY_STDIN | TTY_STDERR;
	assert_string_equal(describe(f, s), "stdin stderr");
	s = add(f, STEP_SEAL_CAPS);
	s->data = &caps;
	assert_string_equal(describe(f, s), "keep chown net_raw");
	s->data = &no_caps;
	assert_string_equal(describe(f, s), "all five sets empty");
	s = add(f, STEP_LIMIT_SET);
	s->text = "stack";
	s->number[1] = RLIM_INFINITY;
	assert_string_equal(describe(f, s), "stack unlimited");
	s->number[1] = 7;
	assert_string_equal(describe(f, s), "stack 7");
	s = add(f, STEP_FD_CLOSE);
	s->data = &fds;
	assert_string_equal(describe(f, s), "all but 0 1 2 3 12");
	s = add(f, STEP_SEAL_SECCOMP);
	assert_string_equal(describe(f, s), "");
	s->data = &filter;
	assert_string_equal(describe(f, s), "4 calls allowed of 9 known");
	filter.image.code = code;
	filter.image.length = 3;
	assert_string_equal(describe(f, s),
			    "4 calls allowed of 9 known, 3 instructions");
	s = add(f, STEP_WORK_DIR);
	assert_string_equal(describe(f, s), "");
	s->path = "/w";
	assert_string_equal(describe(f, s), "/w");
}

static void case_json_has_the_same_steps(void **state)
{
	struct fake *f = *state;
	struct step *s = add(f, STEP_MOUNT_TREE);

	s->slot = 1;
	s->path = s->text = "/a\"b";
	s->flags = MOUNT_RO;
	add(f, STEP_SEAL_NNP);
	assert_string_equal(
		printed(f, plan_print_json),
		"{\n"
		"  \"steps\": [\n"
		"    {\"phase\": \"setup\", \"step\": \"mount.tree\", \"slot\": 2, "
		"\"path\": "
		"\"/a\\\"b\", \"what\": \"/a\\\"b ro\", \"promise\": \"mounts\", "
		"\"origin\": {\"file\": "
		"\"/etc/x/my.profile\", \"line\": 6, \"text\": \"read /usr\"}},\n"
		"    {\"phase\": \"seal\", \"step\": \"seal.nnp\", \"what\": \"\", "
		"\"promise\": \"no-new-privs\", "
		"\"origin\": "
		"{\"file\": \"/etc/x/my.profile\", \"line\": 6, \"text\": \"read "
		"/usr\"}}\n"
		"  ]\n"
		"}\n");
}

static void case_an_empty_plan_is_json_too(void **state)
{
	assert_string_equal(printed(*state, plan_print_json),
			    "{\n  \"steps\": [\n  ]\n}\n");
	assert_string_equal(printed(*state, plan_print), "");
}

int main(void)
{
#define CASE(f) cmocka_unit_test_setup_teardown(f, fake_setup, fake_teardown)
	const struct CMUnitTest tests[] = {
		CASE(case_a_line_has_phase_step_slot_what_and_rule),
		CASE(case_steps_without_a_rule_are_built_in),
		CASE(case_columns_line_up_unless_a_path_is_very_long),
		CASE(case_no_printed_name_can_drive_a_terminal),
		CASE(case_sizes_are_shown_in_the_largest_unit_that_fits),
		CASE(case_each_kind_of_step_says_what_it_is_about),
		CASE(case_json_has_the_same_steps),
		CASE(case_an_empty_plan_is_json_too),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
