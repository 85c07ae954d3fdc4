/* test_text.c - what is shown of strings that others chose, and spelling hints. */
#include "unit/unit.h"

#include "base/text.h"
#include "unit/fake.h"

static void case_utf8_lengths_are_those_of_the_standard(void **state UNUSED)
{
	static const struct {
		const char *bytes;
		size_t length;
	} table[] = {
		{"a", 1},
		{"\xc2\x80", 2},
		{"\xdf\xbf", 2},
		{"\xe0\xa0\x80", 3},
		{"\xef\xbf\xbf", 3},
		{"\xf0\x90\x80\x80", 4},
		{"\xf4\x8f\xbf\xbf", 4},
		{"\x80", 0},		 /* a continuation alone */
		{"\xc0\x80", 0},	 /* NUL, too long */
		{"\xc1\xbf", 0},	 /* too long */
		{"\xe0\x9f\xbf", 0},	 /* too long */
		{"\xf0\x8f\xbf\xbf", 0}, /* too long */
		{"\xed\xa0\x80", 0},	 /* a surrogate */
		{"\xed\xbf\xbf", 0},
		{"\xf4\x90\x80\x80", 0}, /* above U+10FFFF */
		{"\xf5\x80\x80\x80", 0},
		{"\xff", 0},
		{"\xc3", 0}, /* cut */
		{"\xe2\x82", 0},
		{"\xc3(", 0},
	};

	for (size_t i = 0; i < ARRAY_SIZE(table); i++)
		assert_int_equal(text_utf8_length((const unsigned char *)table[i].bytes,
						  strlen(table[i].bytes)),
				 table[i].length);
	assert_int_equal(text_utf8_length((const unsigned char *)"a", 0), 0);
}

static void case_printable_text_is_shown_as_it_is(void **state)
{
	struct fake *f = *state;

	assert_string_equal(
		text_escape(&f->arena, "/home/J\xc3\xbcrgen \xe2\x82\xac \\"),
		"/home/J\xc3\xbcrgen \xe2\x82\xac \\");
	assert_string_equal(text_escape(&f->arena, ""), "");
}

static void case_controls_and_bad_bytes_are_shown_as_numbers(void **state)
{
	struct fake *f = *state;

	assert_string_equal(text_escape(&f->arena, "\n\t\r\033\x7f\x01"),
			    "\\n\\t\\x0d\\x1b\\x7f\\x01");
	assert_string_equal(text_escape(&f->arena, "\xff"
						   "a\xc3"),
			    "\\xffa\\xc3");
	/* CSI as one C1 character */
	assert_string_equal(text_escape(&f->arena, "\xc2\x9b"), "\\xc2\\x9b");
	assert_string_equal(text_escape(&f->arena, "\xc2\xa0"), "\xc2\xa0");
}

static void case_characters_that_turn_the_reading_direction_are_shown_as_numbers(
	void **state)
{
	struct fake *f = *state;
	static const char *const turning[] = {
		"\xe2\x80\xaa", "\xe2\x80\xae", /* U+202A, U+202E */
		"\xe2\x81\xa6", "\xe2\x81\xa9", /* U+2066, U+2069 */
		"\xe2\x80\x8e", "\xe2\x80\x8f", /* U+200E, U+200F */
		"\xe2\x80\xa8", "\xe2\x80\xa9", /* line and paragraph separators */
		"\xd8\x9c",			/* U+061C */
	};

	for (size_t i = 0; i < ARRAY_SIZE(turning); i++)
		assert_true(str_after(text_escape(&f->arena, turning[i]), "\\x"));
}

static void case_characters_that_nobody_sees_are_shown_as_numbers(void **state)
{
	struct fake *f = *state;
	static const char *const invisible[] = {
		"\xc2\xad",				/* U+00AD */
		"\xcd\x8f",				/* U+034F */
		"\xe1\x85\x9f",	    "\xe1\x85\xa0",	/* U+115F, U+1160 */
		"\xe1\x9e\xb4",	    "\xe1\xa0\x8e",	/* U+17B4, U+180E */
		"\xe2\x80\x8b",	    "\xe2\x80\x8d",	/* U+200B, U+200D */
		"\xe2\x81\xa0",	    "\xe2\x81\xaf",	/* U+2060, U+206F */
		"\xe2\xa0\x80",	    "\xe3\x85\xa4",	/* U+2800, U+3164 */
		"\xef\xb8\x8f",	    "\xef\xbb\xbf",	/* U+FE0F, U+FEFF */
		"\xef\xbe\xa0",	    "\xef\xbf\xb9",	/* U+FFA0, U+FFF9 */
		"\xf0\x9d\x85\xb3", "\xf3\xa0\x81\xa1", /* U+1D173, U+E0061 */
	};
	static const char *const visible[] = {
		"\xc2\xac",	    "\xc2\xae",		"\xe1\x85\x9e", "\xe1\x85\xa1",
		"\xe2\x80\x90",	    "\xe2\x81\x9e",	"\xef\xbe\xa1", "\xef\xbf\xbd",
		"\xf0\x9f\x98\x80", "\xf4\x80\x80\x80",
	};

	for (size_t i = 0; i < ARRAY_SIZE(invisible); i++)
		assert_true(str_after(text_escape(&f->arena, invisible[i]), "\\x"));
	for (size_t i = 0; i < ARRAY_SIZE(visible); i++)
		assert_string_equal(text_escape(&f->arena, visible[i]), visible[i]);
	assert_string_equal(text_escape(&f->arena, "a\xe2\x80\x8b"
						   "b"),
			    "a\\xe2\\x80\\x8bb");
	assert_string_equal(text_json(&f->arena, "\xe2\x80\x8b"), "\"\\u200b\"");
	assert_string_equal(text_json(&f->arena, "\xf3\xa0\x81\xa1"),
			    "\"\\udb40\\udc61\"");
}

static void case_json_strings_are_quoted_and_escaped(void **state)
{
	struct fake *f = *state;

	assert_string_equal(text_json(&f->arena, "a\"b\\c"), "\"a\\\"b\\\\c\"");
	assert_string_equal(text_json(&f->arena, "\n\t\033"), "\"\\n\\t\\u001b\"");
	assert_string_equal(text_json(&f->arena, "\xff"), "\"\\u00ff\"");
	assert_string_equal(text_json(&f->arena, "\xe2\x82\xac"), "\"\xe2\x82\xac\"");
	assert_string_equal(text_json(&f->arena, ""), "\"\"");
	assert_string_equal(text_json(&f->arena, "\x7f"), "\"\\u007f\"");
}

static void case_the_nearest_word_is_found(void **state UNUSED)
{
	static const char *const names[] = {"read", "write", "exec", "hide", "network"};
	static const struct {
		const char *word;
		const char *nearest;
	} table[] = {
		{"raed", "read"},  /* neighbours swapped */
		{"reed", "read"},  /* changed */
		{"rad", "read"},   /* missing */
		{"readd", "read"}, /* one too many */
		{"netwrok", "network"},
		{"nertwok", "network"},
		{"read", "read"},
		{"xyz", NULL},
		{"", NULL},
		{"completely-different", NULL},
	};

	for (size_t i = 0; i < ARRAY_SIZE(table); i++) {
		const char *near =
			text_nearest(table[i].word, names, ARRAY_SIZE(names));

		if (table[i].nearest) {
			assert_non_null(near);
			assert_string_equal(near, table[i].nearest);
		} else {
			assert_null(near);
		}
	}
}

static void case_of_two_near_words_the_nearer_is_meant(void **state UNUSED)
{
	static const char *const names[] = {"limits", "limit"};

	assert_string_equal(text_nearest("limi", names, 2), "limit");
}

static void case_a_word_may_be_cut_short(void **state UNUSED)
{
	static const char *const names[] = {"firefox-esr", "firefox", "network"};

	assert_string_equal(text_nearest("net", names, 3), "network");
	assert_string_equal(text_nearest("fire", names, 3), "firefox");
	assert_null(text_nearest("fi", names, 3));
}

static void case_very_long_words_have_no_nearest(void **state)
{
	struct fake *f = *state;
	static const char *const names[] = {"read"};
	char *word = arena_alloc(&f->arena, 100001);

	memset(word, 'r', 100000);
	assert_null(text_nearest(word, names, 1));
	assert_null(text_nearest("read", names, 0));
}

int main(void)
{
#define CASE(f) cmocka_unit_test_setup_teardown(f, fake_setup, fake_teardown)
	const struct CMUnitTest tests[] = {
		CASE(case_utf8_lengths_are_those_of_the_standard),
		CASE(case_printable_text_is_shown_as_it_is),
		CASE(case_controls_and_bad_bytes_are_shown_as_numbers),
		CASE(case_characters_that_turn_the_reading_direction_are_shown_as_numbers),
		CASE(case_characters_that_nobody_sees_are_shown_as_numbers),
		CASE(case_json_strings_are_quoted_and_escaped),
		CASE(case_the_nearest_word_is_found),
		CASE(case_of_two_near_words_the_nearer_is_meant),
		CASE(case_a_word_may_be_cut_short),
		CASE(case_very_long_words_have_no_nearest),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
