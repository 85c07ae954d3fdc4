/* test_lex.c - one line of a profile into words. */
#include "unit/unit.h"

#include "text/lex.h"
#include "unit/fake.h"

static const struct origin at = {.file = "p", .line = 5, .column = 1};

/* The words as "a|b|c", or what was said after an error. */
static const char *lex_bytes(struct fake *f, const char *line, size_t n)
{
	char *all = arena_string(&f->arena, "");
	struct words w = {{0}};

	if (lex_line(&f->arena, &f->diag, &at, &f->vars, line, n, &w) < 0)
		return fake_said(f);
	for (size_t i = 0; i < w.list.n; i++)
		all = arena_printf(&f->arena, "%s%s%s", all, i ? "|" : "",
				   w.list.item[i].text);
	return all;
}

static const char *lex(struct fake *f, const char *line)
{
	return lex_bytes(f, line, strlen(line));
}

static void case_words_are_separated_by_blanks(void **state)
{
	struct fake *f = *state;

	assert_string_equal(lex(f, "read /usr"), "read|/usr");
	assert_string_equal(lex(f, "\t read  \t/usr\t "), "read|/usr");
	assert_string_equal(lex(f, ""), "");
	assert_string_equal(lex(f, "  \t "), "");
}

static void case_a_line_of_another_system_ends_with_cr(void **state)
{
	assert_string_equal(lex(*state, "read /usr\r"), "read|/usr");
	assert_string_equal(lex(*state, "\r"), "");
}

static void case_a_comment_begins_at_the_beginning_of_a_word(void **state)
{
	struct fake *f = *state;

	assert_string_equal(lex(f, "# read /usr"), "");
	assert_string_equal(lex(f, "read /usr # why"), "read|/usr");
	assert_string_equal(lex(f, "read /a#b"), "read|/a#b");
	assert_string_equal(lex(f, "read \"# no comment\""), "read|# no comment");
}

static void case_quotes_hold_blanks_and_join_with_what_is_next_to_them(void **state)
{
	struct fake *f = *state;

	assert_string_equal(lex(f, "read \"/a b\""), "read|/a b");
	assert_string_equal(lex(f, "read /a\" \"b"), "read|/a b");
	assert_string_equal(lex(f, "\"a\"\"b\" c"), "ab|c");
	assert_string_equal(lex(f, "file /x \"\""), "file|/x|");
}

static void case_escapes_work_within_quotes_only(void **state)
{
	struct fake *f = *state;

	assert_string_equal(lex(f, "\"a\\\"b\\\\c\\nd\\$e\""), "a\"b\\c\nd$e");
	assert_string_equal(lex(f, "a\\nb"), "a\\nb");
	assert_string_equal(
		lex(f, "ab \"c\\td\""),
		"p:5:6: error: after a \\ within quotes: expected \", \\, $ or n\n");
	assert_string_equal(
		lex(f, "\"a\\"),
		"p:5:3: error: after a \\ within quotes: expected \", \\, $ or n\n");
}

static void case_a_quote_that_is_not_closed_is_named_where_it_opens(void **state)
{
	assert_string_equal(lex(*state, "read \"/usr"),
			    "p:5:6: error: a quote that is not closed on its line\n");
	assert_string_equal(lex(*state, "read /usr\""),
			    "p:5:10: error: a quote that is not closed on its line\n");
}

static void case_variables_are_filled_in_everywhere_in_a_word(void **state)
{
	struct fake *f = *state;

	f->vars.value[VAR_HOME] = "/home/a b";
	assert_string_equal(lex(f, "read ${HOME}"), "read|/home/a b");
	assert_string_equal(lex(f, "read ${HOME}/x"), "read|/home/a b/x");
	assert_string_equal(lex(f, "read /x${HOME}"), "read|/x/home/a b");
	assert_string_equal(lex(f, "read \"${HOME}/c d\""), "read|/home/a b/c d");
	assert_string_equal(lex(f, "a ${HOME}${HOME}"), "a|/home/a b/home/a b");
}

static void case_a_value_is_not_looked_at_again(void **state)
{
	struct fake *f = *state;

	f->vars.value[VAR_HOME] = "/a\"#${USER}\\";
	assert_string_equal(lex(f, "read ${HOME}/x"), "read|/a\"#${USER}\\/x");
	assert_string_equal(lex(f, "read \"${HOME}\""), "read|/a\"#${USER}\\");
	f->vars.value[VAR_HOME] = "#x";
	assert_string_equal(lex(f, "read ${HOME}"), "read|#x");
}

static void case_a_dollar_alone_is_a_dollar(void **state)
{
	struct fake *f = *state;

	assert_string_equal(lex(f, "$HOME $ a$"), "$HOME|$|a$");
	assert_string_equal(lex(f, "\"\\${HOME}\""), "${HOME}");
}

static void case_unknown_variables_are_named_with_a_suggestion(void **state)
{
	struct fake *f = *state;

	assert_string_equal(
		lex(f, "read ${HOEM}/x"),
		"p:5:6: error: unknown variable 'HOEM'; did you mean 'HOME'?\n");
	assert_string_equal(lex(f, "read \"/a ${ZZZZZZZZ}\""),
			    "p:5:10: error: unknown variable 'ZZZZZZZZ'\n");
	assert_string_equal(lex(f, "read ${}"), "p:5:6: error: unknown variable ''\n");
}

static void case_a_variable_without_its_brace_is_an_error(void **state)
{
	struct fake *f = *state;

	assert_string_equal(lex(f, "read ${HOME"),
			    "p:5:6: error: a variable without its closing '}'\n");
	assert_string_equal(lex(f, "read ${"),
			    "p:5:6: error: a variable without its closing '}'\n");
}

static void case_a_variable_without_value_is_remembered_not_refused(void **state)
{
	struct fake *f = *state;
	struct words w = {{0}};
	const char line[] = "read ${WAYLAND_SOCKET}";

	assert_int_equal(
		lex_line(&f->arena, &f->diag, &at, &f->vars, line, strlen(line), &w),
		0);
	assert_string_equal(w.list.item[1].missing, "WAYLAND_SOCKET");
	assert_null(w.list.item[0].missing);
}

static void case_words_know_their_columns_and_whether_they_came_from_cwd(void **state)
{
	struct fake *f = *state;
	struct words w = {{0}};
	const char line[] = "  write \"${CWD}/x\"  y";

	assert_int_equal(
		lex_line(&f->arena, &f->diag, &at, &f->vars, line, strlen(line), &w),
		0);
	assert_int_equal(w.list.n, 3);
	assert_int_equal(w.list.item[0].column, 3);
	assert_int_equal(w.list.item[0].end, 8);
	assert_int_equal(w.list.item[1].column, 9);
	assert_int_equal(w.list.item[1].end, 19);
	assert_int_equal(w.list.item[2].column, 21);
	assert_int_equal(w.list.item[2].end, 22);
	assert_false(w.list.item[0].from_cwd);
	assert_true(w.list.item[1].from_cwd);
	assert_false(w.list.item[2].from_cwd);
}

static void case_without_variables_a_dollar_brace_is_text(void **state)
{
	struct fake *f = *state;
	struct words w = {{0}};
	const char line[] = "/a/${HOME}";

	assert_int_equal(
		lex_line(&f->arena, &f->diag, &at, NULL, line, strlen(line), &w), 0);
	assert_string_equal(w.list.item[0].text, "/a/${HOME}");
}

static void case_nul_bytes_and_bad_utf8_are_refused_where_they_stand(void **state)
{
	struct fake *f = *state;

	assert_string_equal(lex_bytes(f, "read /u\0sr", 10),
			    "p:5:8: error: a NUL byte: this is not a text file\n");
	assert_string_equal(lex_bytes(f, "# a\0b", 5),
			    "p:5:4: error: a NUL byte: this is not a text file\n");
	assert_string_equal(lex(f, "read /\xff"),
			    "p:5:7: error: a byte that is not UTF-8\n");
	assert_string_equal(lex(f, "read /\xc3\xa4/\xc3"),
			    "p:5:10: error: a byte that is not UTF-8\n");
	assert_string_equal(lex(f, "read /\xc3\xa4"), "read|/\xc3\xa4");
}

static void case_a_line_of_65536_bytes_is_the_longest(void **state)
{
	struct fake *f = *state;
	char *line = arena_alloc(&f->arena, (1 << 20) + 1);

	memset(line, 'x', 1 << 20);
	assert_int_equal(strlen(lex_bytes(f, line, 65536)), 65536);
	assert_string_equal(lex_bytes(f, line, 65537),
			    "p:5:1: error: the line is longer than 65536 bytes\n");
	assert_string_equal(lex_bytes(f, line, 1 << 20),
			    "p:5:1: error: the line is longer than 65536 bytes\n");
}

static void case_what_lies_behind_the_line_is_not_read(void **state)
{
	struct fake *f = *state;

	assert_string_equal(lex_bytes(f, "read ${HOME}", 11),
			    "p:5:6: error: a variable without its closing '}'\n");
	assert_string_equal(lex_bytes(f, "\"a\"", 2),
			    "p:5:1: error: a quote that is not closed on its line\n");
	assert_string_equal(lex_bytes(f, "a $", 2), "a");
}

int main(void)
{
#define CASE(f) cmocka_unit_test_setup_teardown(f, fake_setup, fake_teardown)
	const struct CMUnitTest tests[] = {
		CASE(case_words_are_separated_by_blanks),
		CASE(case_a_line_of_another_system_ends_with_cr),
		CASE(case_a_comment_begins_at_the_beginning_of_a_word),
		CASE(case_quotes_hold_blanks_and_join_with_what_is_next_to_them),
		CASE(case_escapes_work_within_quotes_only),
		CASE(case_a_quote_that_is_not_closed_is_named_where_it_opens),
		CASE(case_variables_are_filled_in_everywhere_in_a_word),
		CASE(case_a_value_is_not_looked_at_again),
		CASE(case_a_dollar_alone_is_a_dollar),
		CASE(case_unknown_variables_are_named_with_a_suggestion),
		CASE(case_a_variable_without_its_brace_is_an_error),
		CASE(case_a_variable_without_value_is_remembered_not_refused),
		CASE(case_words_know_their_columns_and_whether_they_came_from_cwd),
		CASE(case_without_variables_a_dollar_brace_is_text),
		CASE(case_nul_bytes_and_bad_utf8_are_refused_where_they_stand),
		CASE(case_a_line_of_65536_bytes_is_the_longest),
		CASE(case_what_lies_behind_the_line_is_not_read),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
