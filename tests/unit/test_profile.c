/* test_profile.c - a profile and all that it includes into settings. */
#include "unit/unit.h"

#include "unit/fake.h"

/* The settings as "key value value; !key value; ?key value": ! negated, ? optional. */
static const char *settings_text(struct fake *f)
{
	char *all = arena_string(&f->arena, "");

	for (size_t i = 0; i < f->settings.list.n; i++) {
		const struct setting *s = &f->settings.list.item[i];

		all = arena_printf(&f->arena, "%s%s%s%s%s", all, i ? "; " : "",
				   s->negated ? "!" : "", s->optional ? "?" : "",
				   keyword_table[s->key].name);
		for (size_t k = 0; k < s->n; k++)
			all = arena_printf(&f->arena, "%s %s", all, s->value[k]);
	}
	return all;
}

static void add(struct fake *f, const char *name, const char *text)
{
	fake_profile(f, name, NULL, text, strlen(text));
}

static void case_lines_become_settings_in_their_order(void **state)
{
	struct fake *f = *state;

	assert_int_equal(fake_read(f, "# a comment\n"
				      "\n"
				      "read /usr\n"
				      "no read /opt\n"
				      "optional read /lib64\n"
				      "optional no write /x\n"
				      "no optional write /y"),
			 0);
	assert_string_equal(settings_text(f), "read /usr; !read /opt; ?read /lib64; "
					      "!?write /x; !?write /y");
	assert_string_equal(fake_said(f), "");
}

static void case_an_empty_profile_is_no_error(void **state)
{
	assert_int_equal(fake_read(*state, ""), 0);
	assert_int_equal(fake_read(*state, "\n\n# nothing\n"), 0);
}

static void case_a_setting_knows_its_file_line_and_words(void **state)
{
	struct fake *f = *state;

	assert_int_equal(fake_read(f, "\n  optional\t read   \"/a  b\"   # why\r\n"),
			 0);
	assert_string_equal(f->settings.list.item[0].from.file, "test.profile");
	assert_int_equal(f->settings.list.item[0].from.line, 2);
	assert_int_equal(f->settings.list.item[0].from.column, 3);
	assert_string_equal(f->settings.list.item[0].from.text,
			    "optional read \"/a  b\"");
}

static void case_a_byte_order_mark_is_no_word(void **state)
{
	struct fake *f = *state;

	assert_int_equal(fake_read(f, "\xef\xbb\xbfread /usr\n"), 0);
	assert_string_equal(settings_text(f), "read /usr");
	assert_int_equal(fake_read(f, "read /\n\xef\xbb\xbfread /usr\n"), -1);
}

static void case_all_errors_of_a_file_are_reported_at_once(void **state)
{
	struct fake *f = *state;

	assert_int_equal(fake_read(f, "raed /usr\n"
				      "read usr\n"
				      "read\n"
				      "read /a /b\n"
				      "read \"/a\n"
				      "tmpfs /t 2gigs\n"
				      "no\n"
				      "  optional no\n"
				      "read /\xff\n"
				      "limit nofiel 3\n"
				      "write ${HOEM}\n"
				      "read /ok\n"),
			 -1);
	assert_string_equal(
		fake_said(f),
		"test.profile:1:1: error: unknown keyword 'raed'; did you mean "
		"'read'?\n"
		"test.profile:2:6: error: read: 'usr': expected an absolute path\n"
		"test.profile:3:1: error: read: a value is missing: read PATH\n"
		"test.profile:4:1: error: read: too many values: read PATH (quote a "
		"value with "
		"spaces)\n"
		"test.profile:5:6: error: a quote that is not closed on its line\n"
		"test.profile:6:10: error: tmpfs: '2gigs': expected a size like 512M "
		"or 2G\n"
		"test.profile:7:1: error: 'no' without a keyword behind it\n"
		"test.profile:8:3: error: 'no' without a keyword behind it\n"
		"test.profile:9:7: error: a byte that is not UTF-8\n"
		"test.profile:10:7: error: unknown limit 'nofiel'; did you mean "
		"'nofile'?\n"
		"test.profile:11:7: error: unknown variable 'HOEM'; did you mean "
		"'HOME'?\n");
	assert_int_equal(f->diag.n_errors, 11);
}

static void case_a_nul_does_not_hide_the_rest_of_the_file(void **state)
{
	struct fake *f = *state;
	static const char text[] = "read /a\0b\nraed /c\n";

	fake_profile(f, "nul", NULL, text, sizeof(text) - 1);
	assert_int_equal(fake_read(f, "include nul\n"), -1);
	assert_string_equal(
		fake_said(f),
		"nul.profile:1:8: error: a NUL byte: this is not a text file\n"
		"nul.profile:2:1: error: unknown keyword 'raed'; did you mean "
		"'read'?\n");
}

static void case_an_include_stands_where_it_is_said(void **state)
{
	struct fake *f = *state;

	add(f, "base", "read /b\n");
	assert_int_equal(fake_read(f, "read /a\ninclude base\nread /c\n"), 0);
	assert_string_equal(settings_text(f), "read /a; read /b; read /c");
	assert_string_equal(f->settings.list.item[1].from.file, "base.profile");
}

static void case_what_two_profiles_include_counts_once_where_it_came_first(void **state)
{
	struct fake *f = *state;

	add(f, "base", "read /b\n");
	add(f, "left", "include base\nread /l\n");
	add(f, "right", "include base\nread /r\n");
	assert_int_equal(fake_read(f, "include left\nno read /b\ninclude right\n"), 0);
	assert_string_equal(settings_text(f), "read /b; read /l; !read /b; read /r");
}

static void case_the_command_line_includes_what_has_not_been(void **state)
{
	static const char *const words[] = {
		"--read=/c", "--include=base", "--include=more", "--no-read=/m", "x",
		NULL};
	struct fake *f = *state;

	add(f, "base", "read /b\n");
	add(f, "more", "include base\nread /m\n");
	assert_int_equal(fake_read_with(f, "include base\nread /a\n", words), 0);
	assert_string_equal(settings_text(f), "read /b; read /a; read /c; read /m; "
					      "!read /m");
}

static void case_it_includes_nothing_that_is_not_there(void **state)
{
	static const char *const words[] = {"--include=nope", "x", NULL};

	assert_int_equal(fake_read_with(*state, "read /a\n", words), -1);
	assert_non_null(strstr(fake_said(*state), "--include=nope: "));
}

static void case_an_include_cycle_is_named_with_its_chain(void **state)
{
	struct fake *f = *state;

	add(f, "a", "include b\n");
	add(f, "b", "\ninclude c\n");
	add(f, "c", "include a\nread /x\n");
	assert_int_equal(fake_read(f, "include a\n"), -1);
	assert_string_equal(
		fake_said(f),
		"c.profile:1:1: error: include cycle: test -> a -> b -> c -> a\n");
}

static void case_a_profile_that_includes_itself_is_a_cycle(void **state)
{
	assert_int_equal(fake_read(*state, "include test\n"), -1);
	assert_string_equal(fake_said(*state),
			    "test.profile:1:1: error: include cycle: test -> test\n");
}

static void add_chain(struct fake *f, int n)
{
	for (int i = 1; i <= n; i++) {
		char *name = arena_printf(&f->arena, "p%d", i);

		add(f, name,
		    i < n ? arena_printf(&f->arena, "include p%d\n", i + 1)
			  : "read /end\n");
	}
}

static void case_sixteen_profiles_within_each_other_are_read(void **state)
{
	struct fake *f = *state;

	add_chain(f, 15);
	assert_int_equal(fake_read(f, "include p1\n"), 0);
	assert_string_equal(settings_text(f), "read /end");
}

static void case_the_seventeenth_is_refused(void **state)
{
	struct fake *f = *state;

	add_chain(f, 16);
	assert_int_equal(fake_read(f, "include p1\n"), -1);
	assert_string_equal(
		fake_said(f),
		"p15.profile:1:1: error: includes are nested more than 16 deep\n");
}

static void case_a_missing_profile_is_an_error_of_the_line_that_includes_it(
	void **state)
{
	struct fake *f = *state;

	assert_int_equal(fake_read(f, "read /a\n  include nope\ninclude nope2\n"), -1);
	assert_string_equal(fake_said(f),
			    "test.profile:2:3: error: no profile 'nope'\n"
			    "test.profile:3:1: error: no profile 'nope2'\n");
}

static void case_errors_of_included_files_come_in_reading_order(void **state)
{
	struct fake *f = *state;

	add(f, "base", "raed /b\n");
	assert_int_equal(fake_read(f, "read a\ninclude base\nread c\n"), -1);
	assert_string_equal(
		fake_said(f),
		"test.profile:1:6: error: read: 'a': expected an absolute path\n"
		"base.profile:1:1: error: unknown keyword 'raed'; did you mean "
		"'read'?\n"
		"test.profile:3:6: error: read: 'c': expected an absolute path\n");
}

static void case_an_include_cannot_be_taken_back_or_optional(void **state)
{
	struct fake *f = *state;

	add(f, "base", "read /b\n");
	assert_int_equal(fake_read(f, "no include base\noptional include base\n"), -1);
	assert_string_equal(
		fake_said(f),
		"test.profile:1:1: error: include cannot be taken back; take back "
		"single rules with 'no'\n"
		"test.profile:2:1: error: include cannot be optional; take back "
		"single rules with 'no'\n");
}

static void case_an_include_names_a_profile_not_a_file(void **state)
{
	assert_int_equal(fake_read(*state, "include ../x\n"), -1);
	assert_string_equal(
		fake_said(*state),
		"test.profile:1:9: error: include: '../x': expected a profile's "
		"name: 1 to 64 letters, digits and . _ + -, the first no . or -\n");
}

static void case_dropins_are_read_behind_their_profile(void **state)
{
	struct fake *f = *state;

	add(f, "base", "read /b\n");
	fake_profile(f, "base", "/etc/base.profile.d/10-x.conf", "no read /b\n", 11);
	fake_profile(f, "base", "/etc/base.profile.d/20-y.conf", "raed /c\n", 8);
	assert_int_equal(fake_read(f, "include base\nread /d\n"), -1);
	assert_string_equal(settings_text(f), "read /b; !read /b; read /d");
	assert_string_equal(fake_said(f),
			    "/etc/base.profile.d/20-y.conf:1:1: error: unknown "
			    "keyword 'raed'; did you mean 'read'?\n");
}

static void case_a_variable_without_value_is_an_error_unless_optional(void **state)
{
	struct fake *f = *state;

	assert_int_equal(fake_read(f, "optional socket ${WAYLAND_SOCKET}\n"
				      "no socket ${WAYLAND_SOCKET}\n"),
			 0);
	assert_string_equal(settings_text(f), "");
	assert_string_equal(
		fake_said(f),
		"test.profile:1:17: detail: left out: ${WAYLAND_SOCKET} has no "
		"value here\n"
		"test.profile:2:11: detail: left out: ${WAYLAND_SOCKET} has no "
		"value here\n");
	assert_int_equal(fake_read(f, "socket ${WAYLAND_SOCKET}\n"), -1);
}

static void case_a_line_is_left_out_whole_for_a_missing_variable(void **state)
{
	struct fake *f = *state;

	assert_int_equal(fake_read(f, "socket ${WAYLAND_SOCKET}\n"), -1);
	assert_string_equal(
		fake_said(f),
		"test.profile:1:8: error: ${WAYLAND_SOCKET} has no value here; "
		"'optional' before the keyword would leave the line out\n");
}

static void case_a_directory_that_is_gone_is_said_to_be(void **state)
{
	struct fake *f = *state;

	f->vars.value[VAR_CWD] = NULL;
	assert_int_equal(fake_read(f, "write ${CWD}\n"), -1);
	assert_string_equal(fake_said(f),
			    "test.profile:1:7: error: ${CWD} has no value: the current "
			    "directory no longer exists\n");
}

/* What a profile says about ${CWD} must not open the home directory to whoever starts the
 * program there; on the command line it is the user's own word.
 */
static void case_cwd_in_a_profile_does_not_open_the_home_directory(void **state)
{
	static const char *const homes[] = {"/", "/home", "/home/user"};
	struct fake *f = *state;

	for (size_t i = 0; i < ARRAY_SIZE(homes); i++) {
		f->vars.value[VAR_CWD] = homes[i];
		assert_int_equal(fake_read(f, "write ${CWD}\n"), -1);
		(void)fake_said(f); /* its words are for the next case */
		assert_int_equal(fake_read(f, "bind ${CWD}/. /src\n"), -1);
		(void)fake_said(f);
		assert_int_equal(
			fake_read(f, "hide ${CWD}\nworkdir ${CWD}\nno read ${CWD}\n"),
			0);
	}
	f->vars.value[VAR_CWD] = "/home/user/project";
	assert_int_equal(fake_read(f, "write ${CWD}\n"), 0);
	f->vars.value[VAR_CWD] = "/home/user2";
	assert_int_equal(fake_read(f, "write ${CWD}\n"), 0);
	f->vars.value[VAR_CWD] = "/home/user";
	assert_int_equal(fake_read(f, "write ${CWD}/project\n"), 0);
}

static void case_the_home_directory_is_known_behind_a_symbolic_link(void **state)
{
	struct fake *f = *state;

	f->vars.home_real = "/data/user";
	f->vars.value[VAR_CWD] = "/data/user";
	assert_int_equal(fake_read(f, "write ${CWD}\n"), -1);
	assert_string_equal(
		fake_said(f),
		"test.profile:1:1: error: write ${CWD} would open your whole home "
		"directory (/data/user); start in a directory of its own\n");
}

int main(void)
{
#define CASE(f) cmocka_unit_test_setup_teardown(f, fake_setup, fake_teardown)
	const struct CMUnitTest tests[] = {
		CASE(case_lines_become_settings_in_their_order),
		CASE(case_an_empty_profile_is_no_error),
		CASE(case_a_setting_knows_its_file_line_and_words),
		CASE(case_a_byte_order_mark_is_no_word),
		CASE(case_all_errors_of_a_file_are_reported_at_once),
		CASE(case_a_nul_does_not_hide_the_rest_of_the_file),
		CASE(case_an_include_stands_where_it_is_said),
		CASE(case_what_two_profiles_include_counts_once_where_it_came_first),
		CASE(case_the_command_line_includes_what_has_not_been),
		CASE(case_it_includes_nothing_that_is_not_there),
		CASE(case_an_include_cycle_is_named_with_its_chain),
		CASE(case_a_profile_that_includes_itself_is_a_cycle),
		CASE(case_sixteen_profiles_within_each_other_are_read),
		CASE(case_the_seventeenth_is_refused),
		CASE(case_a_missing_profile_is_an_error_of_the_line_that_includes_it),
		CASE(case_errors_of_included_files_come_in_reading_order),
		CASE(case_an_include_cannot_be_taken_back_or_optional),
		CASE(case_an_include_names_a_profile_not_a_file),
		CASE(case_dropins_are_read_behind_their_profile),
		CASE(case_a_variable_without_value_is_an_error_unless_optional),
		CASE(case_a_line_is_left_out_whole_for_a_missing_variable),
		CASE(case_a_directory_that_is_gone_is_said_to_be),
		CASE(case_cwd_in_a_profile_does_not_open_the_home_directory),
		CASE(case_the_home_directory_is_known_behind_a_symbolic_link),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
