/* test_cmdline.c - the words of `sandbox [options] [--] command [args...]`. */
#include "unit/unit.h"

#include "unit/fake.h"

#define WORDS(...) ((const char *const[]){__VA_ARGS__, NULL})

/* The settings and the command as "key value; ... -- command args". */
static const char *parse(struct fake *f, const char *const *words)
{
	char *all = arena_string(&f->arena, "");

	f->settings.list.n = 0;
	if (fake_options(f, words) < 0)
		return fake_said(f);
	for (size_t i = 0; i < f->settings.list.n; i++) {
		const struct setting *s = &f->settings.list.item[i];

		all = arena_printf(&f->arena, "%s%s%s%s", all, s->negated ? "!" : "",
				   s->optional ? "?" : "", keyword_table[s->key].name);
		for (size_t k = 0; k < s->n; k++)
			all = arena_printf(&f->arena, "%s %s", all, s->value[k]);
		all = arena_printf(&f->arena, "%s; ", all);
	}
	all = arena_printf(&f->arena, "%s--", all);
	for (const char *const *c = f->cmdline.command; *c; c++)
		all = arena_printf(&f->arena, "%s %s", all, *c);
	return all;
}

#define PARSES(wanted, ...) \
	assert_string_equal(parse(*state, WORDS(__VA_ARGS__)), wanted)

static void case_the_first_word_that_is_no_option_is_the_command(void **state)
{
	PARSES("-- true", "true");
	PARSES("-- ls -l --read=/x", "ls", "-l", "--read=/x");
	PARSES("-- -", "-");
	PARSES("-- ", "");
}

static void case_two_dashes_end_the_options(void **state)
{
	PARSES("-- --read=/x", "--", "--read=/x");
	PARSES("read /a; -- -x -- y", "--read=/a", "--", "-x", "--", "y");
}

static void case_no_words_at_all_are_no_command(void **state)
{
	struct fake *f = *state;

	assert_int_equal(fake_options(f, (const char *const[]){NULL}), 0);
	assert_null(f->cmdline.command[0]);
	assert_int_equal(fake_options(f, WORDS("--")), 0);
	assert_null(f->cmdline.command[0]);
}

static void case_a_keyword_takes_its_value_behind_equals_or_as_the_next_word(
	void **state)
{
	PARSES("read /usr; -- x", "--read=/usr", "x");
	PARSES("read /usr; -- x", "--read", "/usr", "x");
	PARSES("env A=b=c; -- x", "--env=A=b=c", "x");
	PARSES("env A=b; -- x", "--env", "A=b", "x");
	PARSES("network none; -- x", "--network=none", "x");
}

static void case_a_single_value_behind_equals_is_taken_to_the_letter(void **state)
{
	PARSES("read /a b; -- x", "--read=/a b", "x");
	PARSES("read /\"a\"; -- x", "--read=/\"a\"", "x");
	PARSES("read /a/${HOME}; -- x", "--read=/a/${HOME}", "x");
	PARSES("env A=# \"; -- x", "--env=A=# \"", "x");
	PARSES("read /a\nb; -- x", "--read=/a\nb", "x");
}

static void case_several_values_are_next_words_or_quoted_behind_equals(void **state)
{
	PARSES("bind /a b /c; -- x", "--bind", "/a b", "/c", "x");
	PARSES("bind /a b /c; -- x", "--bind=\"/a b\" /c", "x");
	PARSES("bind /a /c write; -- x", "--bind=/a /c write", "x");
	PARSES("file /a b\nc; -- x", "--file", "/a", "b\nc", "x");
	PARSES("symlink t /a; -- x", "--symlink", "t", "/a", "x");
	PARSES("limit nofile 10; -- x", "--limit", "nofile", "10", "x");
	PARSES("syscalls allow a b; -- x", "--syscalls=allow a b", "x");
	PARSES("tmpfs /t; -- x", "--tmpfs", "/t", "x");
	PARSES("tmpfs /t 5M; -- x", "--tmpfs=/t 5M", "x");
}

static void case_a_keyword_that_needs_no_value_takes_none_of_the_next_words(
	void **state)
{
	PARSES("new-session; -- x", "--new-session", "x");
	PARSES("new-session no; -- x", "--new-session=no", "x");
}

static void case_no_takes_back_and_needs_only_the_name_of_it(void **state)
{
	PARSES("!read /x; -- x", "--no-read=/x", "x");
	PARSES("!read /x; -- x", "--no-read", "/x", "x");
	PARSES("!network; -- x", "--no-network", "x");
	PARSES("!home; -- x", "--no-home", "x");
	PARSES("!bind /b; -- x", "--no-bind", "/b", "x");
	PARSES("!bind /b; -- x", "--no-bind=/b", "x");
	PARSES("!symlink /b; -- x", "--no-symlink", "/b", "x");
	PARSES("!file /b; -- x", "--no-file", "/b", "x");
	PARSES("!limit nofile; -- x", "--no-limit", "nofile", "x");
	PARSES("!syscalls allow a; -- x", "--no-syscalls", "allow", "a", "x");
}

static void case_optional_does_without(void **state)
{
	PARSES("?read /x; -- x", "--optional-read=/x", "x");
	PARSES("?device /dev/dri; -- x", "--optional-device", "/dev/dri", "x");
}

static void case_relative_paths_start_at_the_current_directory(void **state)
{
	PARSES("read /home/user/project; write /home/user/project/a; -- x", "--read=.",
	       "--write", "a", "x");
	PARSES("read /home/user; -- x", "--read=..", "x");
	PARSES("bind /home/user/project/a /b; -- x", "--bind", "a", "/b", "x");
	PARSES("symlink a /home/user/project/b; -- x", "--symlink", "a", "b", "x");
	PARSES("!symlink /home/user/project/b; -- x", "--no-symlink=b", "x");
}

static void case_without_a_current_directory_only_absolute_paths_do(void **state)
{
	struct fake *f = *state;

	f->facts.cwd = NULL;
	PARSES("read /a; -- x", "--read=/a", "x");
	PARSES("--read=a: read: 'a': expected an absolute path: the current directory "
	       "is "
	       "gone\n",
	       "--read=a", "x");
}

static void case_a_tilde_that_no_shell_has_expanded_is_refused(void **state)
{
	PARSES("--read=~/x: read: '~/x': expected a path that the shell has expanded "
	       "(it does "
	       "not expand ~ behind =; use $HOME)\n",
	       "--read=~/x", "x");
	PARSES("read /home/user/project/~x; -- x", "--read=~x", "x");
}

static void case_options_of_our_own_are_taken_in_every_form(void **state)
{
	static const char *const forms[][3] = {
		{"--profile=web"}, {"--profile", "web"}, {"-p", "web"}, {"-pweb"}};
	struct fake *f = *state;

	for (size_t i = 0; i < ARRAY_SIZE(forms); i++) {
		assert_int_equal(fake_options(f, forms[i]), 0);
		assert_string_equal(f->cmdline.profile, "web");
		assert_true(f->cmdline.given[OPTION_PROFILE]);
	}
	assert_int_equal(fake_options(f, WORDS("-q", "--verbose", "x")), 0);
	assert_true(f->cmdline.given[OPTION_QUIET]);
	assert_true(f->cmdline.given[OPTION_VERBOSE]);
	assert_false(f->cmdline.given[OPTION_HELP]);
}

static void case_short_options_can_be_written_together(void **state)
{
	struct fake *f = *state;

	assert_int_equal(fake_options(f, WORDS("-qvp", "web", "x")), 0);
	assert_true(f->cmdline.given[OPTION_QUIET]);
	assert_true(f->cmdline.given[OPTION_VERBOSE]);
	assert_string_equal(f->cmdline.profile, "web");
	assert_string_equal(f->cmdline.command[0], "x");
	assert_int_equal(fake_options(f, WORDS("-qpweb")), 0);
	assert_string_equal(f->cmdline.profile, "web");
	PARSES("unknown option '-z'\n"
	       "    sandbox --help lists them; put -- before the command\n",
	       "-qz", "x");
}

static void case_a_profile_is_a_name_or_a_path_with_a_slash(void **state)
{
	struct fake *f = *state;

	assert_int_equal(fake_options(f, WORDS("--profile=./my profile", "x")), 0);
	assert_string_equal(f->cmdline.profile, "./my profile");
	PARSES("--profile=: expected a profile's name (1 to 64 letters, digits and "
	       ". _ + -, the first no . or -) or a path with a slash\n",
	       "--profile=", "x");
	PARSES("-p my profile: expected a profile's name (1 to 64 letters, digits and "
	       ". _ + -, the first no . or -) or a path with a slash\n",
	       "-p", "my profile", "x");
}

static void case_the_last_of_two_profiles_counts(void **state)
{
	struct fake *f = *state;

	assert_int_equal(fake_options(f, WORDS("-p", "a", "-p", "b", "x")), 0);
	assert_string_equal(f->cmdline.profile, "b");
}

static void case_unknown_options_are_refused_with_a_suggestion(void **state)
{
	PARSES("unknown option '--raed'; did you mean '--read'?\n", "--raed=/x", "x");
	PARSES("unknown option '--profil'; did you mean '--profile'?\n", "--profil=x",
	       "x");
	PARSES("unknown option '--no-raed'; did you mean '--no-read'?\n",
	       "--no-raed=/x", "x");
	PARSES("unknown option '--optional-devise'; did you mean "
	       "'--optional-device'?\n",
	       "--optional-devise=/x", "x");
	PARSES("unknown option '--no-verbose'\n"
	       "    sandbox --help lists them; put -- before the command\n",
	       "--no-verbose", "x");
	PARSES("unknown option '--zzzzzzzz'\n"
	       "    sandbox --help lists them; put -- before the command\n",
	       "--zzzzzzzz", "x");
	PARSES("unknown option '-z'\n"
	       "    sandbox --help lists them; put -- before the command\n",
	       "-z", "x");
}

static void case_missing_values_are_named(void **state)
{
	PARSES("--read: a value is missing: --read=PATH\n", "--read");
	PARSES("--bind /a: a value is missing: --bind='SRC DST [read|write]'\n",
	       "--bind", "/a");
	PARSES("--profile: a value is missing: --profile=NAME\n", "--profile");
	PARSES("-p: a value is missing: --profile=NAME\n", "-p");
	PARSES("--read=: read: '': expected a path\n", "--read=", "x");
	PARSES("--bind=/a: a value is missing: --bind='SRC DST [read|write]'\n",
	       "--bind=/a", "/b", "x");
	PARSES("--limit=nofile=10: a value is missing: --limit='NAME VALUE'\n",
	       "--limit=nofile=10", "x");
}

static void case_values_where_none_belong_are_refused(void **state)
{
	PARSES("--quiet=yes: this option takes no value\n", "--quiet=yes", "x");
	PARSES("--help=: this option takes no value\n", "--help=", "x");
}

static void case_words_of_profiles_alone_are_refused(void **state)
{
	PARSES("--no-include=x: include cannot be taken back; take back single rules "
	       "with "
	       "'no'\n",
	       "--no-include=x", "x");
	PARSES("--summary=x: 'summary' stands in profiles only\n", "--summary=x", "x");
}

static void case_all_errors_are_reported_at_once(void **state)
{
	PARSES("unknown option '--raed'; did you mean '--read'?\n"
	       "--network=x: network: 'x': expected none, loopback or host\n"
	       "--bind=\"/a: a quote that is not closed on its line\n",
	       "--raed=/x", "--network=x", "--bind=\"/a", "true");
}

static void case_a_setting_knows_the_option_that_said_it(void **state)
{
	struct fake *f = *state;

	assert_int_equal(fake_options(f, WORDS("--bind", "/a", "/b", "--read=/c", "x")),
			 0);
	assert_string_equal(f->settings.list.item[0].from.file, "command line");
	assert_string_equal(f->settings.list.item[0].from.text, "--bind /a /b");
	assert_int_equal(f->settings.list.item[0].from.line, 0);
	assert_string_equal(f->settings.list.item[1].from.text, "--read=/c");
}

static void case_every_letter_of_the_table_is_there_once(void **state UNUSED)
{
	for (int i = 0; i < N_OPTIONS; i++)
		for (int k = 0; k < i; k++) {
			assert_int_not_equal(option_table[i].letter,
					     option_table[k].letter);
			assert_string_not_equal(option_table[i].name,
						option_table[k].name);
		}
	for (int i = 0; i < N_OPTIONS; i++)
		assert_int_equal(keyword_find(option_table[i].name), -1);
}

int main(void)
{
#define CASE(f) cmocka_unit_test_setup_teardown(f, fake_setup, fake_teardown)
	const struct CMUnitTest tests[] = {
		CASE(case_the_first_word_that_is_no_option_is_the_command),
		CASE(case_two_dashes_end_the_options),
		CASE(case_no_words_at_all_are_no_command),
		CASE(case_a_keyword_takes_its_value_behind_equals_or_as_the_next_word),
		CASE(case_a_single_value_behind_equals_is_taken_to_the_letter),
		CASE(case_several_values_are_next_words_or_quoted_behind_equals),
		CASE(case_a_keyword_that_needs_no_value_takes_none_of_the_next_words),
		CASE(case_no_takes_back_and_needs_only_the_name_of_it),
		CASE(case_optional_does_without),
		CASE(case_relative_paths_start_at_the_current_directory),
		CASE(case_without_a_current_directory_only_absolute_paths_do),
		CASE(case_a_tilde_that_no_shell_has_expanded_is_refused),
		CASE(case_options_of_our_own_are_taken_in_every_form),
		CASE(case_short_options_can_be_written_together),
		CASE(case_a_profile_is_a_name_or_a_path_with_a_slash),
		CASE(case_the_last_of_two_profiles_counts),
		CASE(case_unknown_options_are_refused_with_a_suggestion),
		CASE(case_missing_values_are_named),
		CASE(case_values_where_none_belong_are_refused),
		CASE(case_words_of_profiles_alone_are_refused),
		CASE(case_all_errors_are_reported_at_once),
		CASE(case_a_setting_knows_the_option_that_said_it),
		CASE(case_every_letter_of_the_table_is_there_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
