/* test_diag.c - errors, warnings and notes as the user sees them. */
#include "unit/unit.h"

#include "base/text.h"
#include "unit/fake.h"

static const struct origin line = {.file = "/etc/my.profile", .line = 3, .column = 7};
static const struct origin option = {.file = "command line", .text = "--read=x"};
static const struct origin built_in = {.file = "built-in"};

static const char *said_as(struct fake *f, const char *program)
{
	char *text = NULL;
	size_t size = 0;
	FILE *stream = open_memstream(&text, &size);
	const char *said;

	assert_non_null(stream);
	diag_print(&f->diag, stream, program);
	fclose(stream);
	said = arena_string(&f->arena, text);
	free(text);
	return said;
}

static void case_an_error_of_a_line_names_file_line_column_and_level(void **state)
{
	struct fake *f = *state;

	assert_int_equal(diag_error(&f->diag, &line, "'%s' is wrong", "x"), -1);
	assert_string_equal(said_as(f, NULL),
			    "/etc/my.profile:3:7: error: 'x' is wrong\n");
	assert_int_equal(f->diag.n_errors, 1);
}

static void case_an_error_of_an_option_shows_the_option(void **state)
{
	struct fake *f = *state;

	diag_error(&f->diag, &option, "wrong");
	assert_string_equal(said_as(f, "sandbox"), "sandbox: --read=x: wrong\n");
}

static void case_an_error_without_a_place_is_the_message_alone(void **state)
{
	struct fake *f = *state;

	diag_error(&f->diag, NULL, "no command to run");
	diag_error(&f->diag, &built_in, "other");
	assert_string_equal(said_as(f, "sandbox"),
			    "sandbox: no command to run\nsandbox: other\n");
}

static void case_warnings_notes_and_details_say_what_they_are(void **state)
{
	struct fake *f = *state;

	diag_warning(&f->diag, &line, "w");
	diag_note(&f->diag, NULL, "n");
	diag_detail(&f->diag, &option, "d");
	assert_string_equal(
		said_as(f, "sandbox"),
		"sandbox: /etc/my.profile:3:7: warning: w\nsandbox: note: n\n"
		"sandbox: --read=x: detail: d\n");
	assert_int_equal(f->diag.n_errors, 0);
	assert_int_equal(f->diag.n_warnings, 1);
}

static void case_hints_stand_below_their_entry_and_are_indented(void **state)
{
	struct fake *f = *state;

	diag_error(&f->diag, NULL, "first");
	diag_hint(&f->diag, "do %s", "this");
	diag_hint(&f->diag, "or that");
	diag_error(&f->diag, NULL, "second");
	assert_string_equal(said_as(f, "sandbox"), "sandbox: first\n"
						   "         do this\n"
						   "         or that\n"
						   "sandbox: second\n");
}

static void case_what_was_printed_is_not_printed_again(void **state)
{
	struct fake *f = *state;

	diag_error(&f->diag, NULL, "once");
	said_as(f, NULL);
	assert_string_equal(said_as(f, NULL), "");
	assert_int_equal(f->diag.n_errors, 1);
}

static void case_one_level_can_be_forgotten(void **state)
{
	struct fake *f = *state;

	diag_note(&f->diag, NULL, "n");
	diag_warning(&f->diag, NULL, "w");
	diag_note(&f->diag, NULL, "m");
	diag_error(&f->diag, NULL, "e");
	diag_forget(&f->diag, DIAG_NOTE);
	assert_string_equal(said_as(f, NULL), "warning: w\ne\n");
}

static void case_terminal_escapes_in_words_files_and_hints_are_shown(void **state)
{
	struct fake *f = *state;
	const struct origin evil_file = {.file = "a\033[2Jb", .line = 1, .column = 1};
	const struct origin evil_option = {.file = "command line", .text = "--x=\a"};

	diag_error(&f->diag, &evil_file, "%s", "\033]0;owned\a");
	diag_hint(&f->diag, "%s", "two\nlines");
	diag_error(&f->diag, &evil_option, "m");
	assert_string_equal(said_as(f, NULL),
			    "a\\x1b[2Jb:1:1: error: \\x1b]0;owned\\x07\n"
			    "    two\\nlines\n"
			    "--x=\\x07: m\n");
}

static void case_a_message_of_a_megabyte_is_cut(void **state)
{
	struct fake *f = *state;
	size_t n = 1 << 20;
	char *word = arena_alloc(&f->arena, n + 1);
	struct origin from = {.file = "command line", .text = word};

	memset(word, 'x', n);
	diag_error(&f->diag, NULL, "'%s'", word);
	assert_in_range(strlen(said_as(f, NULL)), 100, 1100);
	diag_error(&f->diag, &from, "m");
	assert_in_range(strlen(said_as(f, NULL)), 100, 1100);
}

static void case_a_cut_message_is_still_utf8(void **state)
{
	struct fake *f = *state;

	for (size_t shift = 0; shift < 4; shift++) {
		char *word = arena_alloc(&f->arena, 2100);
		const char *said;

		memset(word, 'x', shift);
		for (size_t i = 0; i < 500; i++)
			strcat(word, "\xf0\x9f\x98\x80");
		diag_error(&f->diag, NULL, "%s", word);
		said = said_as(f, NULL);
		while (*said) {
			size_t len = text_utf8_length((const unsigned char *)said,
						      strlen(said));

			assert_true(len > 0);
			said += len;
		}
	}
}

static void case_origins_for_tables_are_short(void **state)
{
	struct fake *f = *state;

	assert_string_equal(origin_text(&f->arena, &line), "my.profile:3");
	assert_string_equal(origin_text(&f->arena, &option), "command line");
	assert_string_equal(origin_text(&f->arena, &built_in), "built-in");
	assert_string_equal(origin_text(&f->arena, NULL), "");
}

int main(void)
{
#define CASE(f) cmocka_unit_test_setup_teardown(f, fake_setup, fake_teardown)
	const struct CMUnitTest tests[] = {
		CASE(case_an_error_of_a_line_names_file_line_column_and_level),
		CASE(case_an_error_of_an_option_shows_the_option),
		CASE(case_an_error_without_a_place_is_the_message_alone),
		CASE(case_warnings_notes_and_details_say_what_they_are),
		CASE(case_hints_stand_below_their_entry_and_are_indented),
		CASE(case_what_was_printed_is_not_printed_again),
		CASE(case_one_level_can_be_forgotten),
		CASE(case_terminal_escapes_in_words_files_and_hints_are_shown),
		CASE(case_a_message_of_a_megabyte_is_cut),
		CASE(case_a_cut_message_is_still_utf8),
		CASE(case_origins_for_tables_are_short),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
