/* test_value.c - right and wrong values of every keyword, in the words of the user. */
#include "unit/unit.h"

#include "text/value.h"
#include "unit/fake.h"

/* A profile of one line: what is said about it, without its place. */
static const char *judge(struct fake *f, const char *line)
{
	const char *said, *rest;

	f->settings.list.n = 0;
	(void)fake_read(f, line); /* the words tell */
	said = fake_said(f);
	rest = strstr(said, "error: ");
	return rest ? rest + 7 : said;
}

static void case_right_values_are_taken(void **state)
{
	static const char *const right[] = {
		"summary any words # but a comment",
		"summary \"\"",
		"read /usr",
		"write \"/a b\"",
		"exec /x",
		"socket /run/x",
		"hide /x",
		"tmpfs /t",
		"tmpfs /t 64M",
		"bind /a /b",
		"bind /a /b read",
		"bind /a /b write",
		"device /dev/dri",
		"symlink ../anything /x",
		"file /x \"\"",
		"file /x \"a line\\n\"",
		"home private",
		"home private my.name",
		"home tmpfs",
		"home real",
		"root /srv/debian",
		"network none",
		"network loopback",
		"network host",
		"env TERM",
		"env A_1=b=c",
		"env A=",
		"hostname a",
		"hostname a-1-b",
		"user self",
		"user root",
		"user 0",
		"user 1234:4321",
		"user 4294967294:4294967294",
		"workdir /x",
		"terminal pty",
		"terminal inherit",
		"syscalls allow mount",
		"syscalls deny @debug ptrace _sysctl @io-uring",
		"capabilities net_admin CAP_CHOWN",
		"nested none",
		"nested userns",
		"limit nofile 1024",
		"limit as 2G",
		"limit core 0",
		"limit memory 64M",
		"limit memory unlimited",
		"limit swap 0",
		"limit cpu 150%",
		"limit cpu 1.5",
		"limit pids 1",
		"limit io 10M",
		"limit stack unlimited",
		"keep-fd 3",
		"keep-fd 2147483647",
		"new-session",
		"new-session yes",
		"new-session no",
		/* what is taken back is named without its further values */
		"no bind /b",
		"no bind /a /b",
		"no symlink /x",
		"no file /x",
		"no limit nofile",
		"no tmpfs /t",
		"no home",
		"no network",
		"no hostname",
		"no user",
		"no syscalls allow mount",
	};

	for (size_t i = 0; i < ARRAY_SIZE(right); i++)
		if (*judge(*state, right[i]))
			fail_msg("%s: %s", right[i], judge(*state, right[i]));
}

/* A line and what is said of it. */
static const char *const wrong[][2] = {
	{"summary", "summary: a value is missing: summary TEXT"},
	{"include .hidden",
	 "include: '.hidden': expected a profile's name: 1 to 64 letters, "
	 "digits and . _ + -, the first no . or -"},
	{"read", "read: a value is missing: read PATH"},
	{"read \"\"", "read: '': expected a path"},
	{"read usr", "read: 'usr': expected an absolute path"},
	{"read ./usr", "read: './usr': expected an absolute path"},
	{"read ~/x", "read: '~/x': expected an absolute path; write ${HOME} for ~"},
	{"read $HOME/x", "read: '$HOME/x': expected an absolute path; variables are "
			 "written ${NAME}"},
	{"read ~", "read: '~': expected an absolute path; write ${HOME} for ~"},
	{"read /a/../b", "read: '/a/../b': expected a path without '..'"},
	{"read /..", "read: '/..': expected a path without '..'"},
	{"read /a /b", "read: too many values: read PATH (quote a value with spaces)"},
	{"tmpfs /t 2 G", "tmpfs: too many values: tmpfs PATH [SIZE] (quote a value "
			 "with spaces)"},
	{"tmpfs /t 0", "tmpfs: '0': expected a size like 512M or 2G"},
	{"tmpfs /t 2gigs", "tmpfs: '2gigs': expected a size like 512M or 2G"},
	{"bind /a", "bind: a value is missing: bind SRC DST [read|write]"},
	{"bind /a b", "bind: 'b': expected an absolute path"},
	{"bind /a /b rw", "bind: 'rw': expected read or write"},
	{"bind /a /b wirte",
	 "bind: 'wirte': expected read or write; did you mean 'write'?"},
	{"symlink \"\" /x", "symlink: '': expected some text"},
	{"symlink /a", "symlink: a value is missing: symlink TARGET PATH"},
	{"file /x", "file: a value is missing: file PATH TEXT"},
	{"home privat",
	 "home: 'privat': expected private, tmpfs, overlay or real; did you "
	 "mean 'private'?"},
	{"home private a/b", "home: 'a/b': expected a name: 1 to 64 letters, digits "
			     "and . _ + -, the first no . or -"},
	{"home private ..", "home: '..': expected a name: 1 to 64 letters, digits and "
			    ". _ + -, the first no . or -"},
	{"network all", "network: 'all': expected none, loopback or host"},
	{"env 1A=x", "env: '1A=x': expected NAME or NAME=VALUE"},
	{"env =x", "env: '=x': expected NAME or NAME=VALUE"},
	{"env A-B", "env: 'A-B': expected NAME or NAME=VALUE"},
	{"hostname -a", "hostname: '-a': expected 1-63 letters, digits or '-'"},
	{"hostname a-", "hostname: 'a-': expected 1-63 letters, digits or '-'"},
	{"hostname a.b", "hostname: 'a.b': expected 1-63 letters, digits or '-'"},
	{"hostname \"\"", "hostname: '': expected 1-63 letters, digits or '-'"},
	{"user me", "user: 'me': expected self, root, UID or UID:GID"},
	{"user 1:", "user: '1:': expected self, root, UID or UID:GID"},
	{"user :1", "user: ':1': expected self, root, UID or UID:GID"},
	{"user root:0", "user: 'root:0': expected self, root, UID or UID:GID"},
	{"user 4294967295", "user: '4294967295': expected self, root, UID or UID:GID"},
	{"user 1:4294967295",
	 "user: '1:4294967295': expected self, root, UID or UID:GID"},
	{"terminal none", "terminal: 'none': expected pty or inherit"},
	{"syscalls mount", "syscalls: a value is missing: syscalls allow|deny "
			   "NAME|@GROUP..."},
	{"syscalls alow mount", "syscalls: 'alow': expected allow or deny; did you "
				"mean 'allow'?"},
	{"syscalls allow mo/unt",
	 "syscalls: 'mo/unt': expected the name of a system call or @group"},
	{"syscalls allow @",
	 "syscalls: '@': expected the name of a system call or @group"},
	{"capabilities net_admn",
	 "unknown capability 'net_admn'; did you mean 'net_admin'?"},
	{"capabilities cap_net_admn",
	 "unknown capability 'cap_net_admn'; did you mean 'net_admin'?"},
	{"capabilities everything",
	 "unknown capability 'everything' (see capabilities(7))"},
	{"nested yes", "nested: 'yes': expected none or userns"},
	{"limit nofile", "limit: a value is missing: limit NAME VALUE"},
	{"limit nofile many", "limit nofile: 'many': expected a number"},
	{"limit nofile 1K", "limit nofile: '1K': expected a number"},
	{"limit as 1gb", "limit as: '1gb': expected a size like 512M or 2G"},
	{"limit nfile 3", "unknown limit 'nfile'; did you mean 'nofile'?"},
	{"limit quota 3G", "unknown limit 'quota'"},
	{"limit memory 0", "limit memory: '0': expected a size like 512M or 2G"},
	{"limit pids 0", "limit pids: '0': expected a number from 1"},
	{"limit pids 1K", "limit pids: '1K': expected a number from 1"},
	{"limit io 0", "limit io: '0': expected a size like 512M or 2G"},
	{"limit cpu 0%",
	 "limit cpu: '0%': expected a share like 50%, or processors like "
	 "1.5"},
	{"keep-fd 2", "keep-fd: '2': expected a descriptor's number above 2 (0, 1 and "
		      "2 are always kept)"},
	{"keep-fd 2147483648", "keep-fd: '2147483648': expected a descriptor's number "
			       "above 2 (0, 1 and 2 are always kept)"},
	{"keep-fd x", "keep-fd: 'x': expected a descriptor's number above 2 (0, 1 and "
		      "2 are always kept)"},
	{"new-session maybe", "new-session: 'maybe': expected yes or no"},
	{"no read", "read: a value is missing: read PATH"},
	{"no syscalls allow",
	 "syscalls: a value is missing: syscalls allow|deny NAME|@GROUP..."},
};

static void case_wrong_values_are_named_with_what_was_expected(void **state)
{
	for (size_t i = 0; i < ARRAY_SIZE(wrong); i++)
		assert_string_equal(judge(*state, wrong[i][0]),
				    arena_printf(&((struct fake *)*state)->arena,
						 "%s\n", wrong[i][1]));
}

static void case_every_wrong_word_of_a_line_is_reported(void **state)
{
	struct fake *f = *state;

	assert_int_equal(fake_read(f, "bind a b c\n"), -1);
	assert_string_equal(
		fake_said(f),
		"test.profile:1:6: error: bind: 'a': expected an absolute path\n"
		"test.profile:1:8: error: bind: 'b': expected an absolute path\n"
		"test.profile:1:10: error: bind: 'c': expected read or write\n");
}

static void case_paths_are_cleaned(void **state)
{
	struct fake *f = *state;

	assert_int_equal(
		fake_read(f, "bind //a/./b/ /c//d\nno symlink /e/\nsymlink a//b /f/\n"),
		0);
	assert_string_equal(f->settings.list.item[0].value[0], "/a/b");
	assert_string_equal(f->settings.list.item[0].value[1], "/c/d");
	assert_string_equal(f->settings.list.item[1].value[0], "/e");
	assert_string_equal(f->settings.list.item[2].value[0], "a//b");
	assert_string_equal(f->settings.list.item[2].value[1], "/f");
}

static void case_a_path_that_is_too_long_is_not_repeated(void **state)
{
	struct fake *f = *state;
	char *path = arena_alloc(&f->arena, 5001);

	memset(path, 'a', 5000);
	path[0] = '/';
	assert_string_equal(judge(f, arena_printf(&f->arena, "read %s", path)),
			    "read: a path longer than 4095 bytes\n");
}

/* Takes the next value out of `values` of keyword.def: "none|host", "[read|write]". */
static char *next_value(struct fake *f, const char **values)
{
	size_t n = strcspn(*values, " ");
	char *value = arena_copy(&f->arena, *values, n);
	char *to = value;

	for (const char *c = value; *c; c++)
		if (!strchr("[]", *c))
			*to++ = *c;
	*to = '\0';
	*values += n + ((*values)[n] == ' ');
	return value;
}

/* "a|b|c" as messages have it: "a, b or c". NULL where it is not a list of fixed words.
 */
static char *as_sentence(struct fake *f, const char *value)
{
	char *text = arena_string(&f->arena, "");

	for (const char *c = value; *c; c++)
		if (!strchr("|abcdefghijklmnopqrstuvwxyz", *c))
			return NULL;
	while (*value) {
		size_t n = strcspn(value, "|");
		const char *joint = !*text ? "" : value[n] ? ", " : " or ";

		text = arena_printf(&f->arena, "%s%s%.*s", text, joint, (int)n, value);
		value += n + (value[n] == '|');
	}
	return text;
}

/* What value.c checks is what keyword.def tells people. */
static void case_fixed_words_agree_with_the_table(void **state)
{
	struct fake *f = *state;
	int n_compared = 0;

	for (int i = 0; i < N_KEYWORDS; i++) {
		const char *values = keyword_table[i].values;
		char *line = arena_string(&f->arena, keyword_table[i].name);

		if (i == KEYWORD_HOME)
			values = "[private|tmpfs|overlay|real]"; /* [NAME] left out */
		while (*values) {
			char *value = next_value(f, &values);
			char *sentence =
				strchr(value, '|') ? as_sentence(f, value) : NULL;
			char *wanted;

			if (sentence) {
				wanted = arena_printf(
					&f->arena, "'zzzzz': expected %s\n", sentence);
				assert_non_null(strstr(
					judge(f, arena_printf(
							 &f->arena, "%s zzzzz %s", line,
							 i == KEYWORD_SYSCALLS ? "x"
									       : "")),
					wanted));
				n_compared++;
			}
			line = arena_printf(&f->arena, "%s /a", line);
		}
	}
	assert_int_equal(n_compared, 10);
	assert_string_equal(keyword_table[KEYWORD_HOME].values,
			    "private [NAME]|tmpfs|overlay|real");
}

static void case_names_of_profiles_and_homes(void **state UNUSED)
{
	char name[66];

	assert_true(value_is_name("a"));
	assert_true(value_is_name("g++"));
	assert_true(value_is_name("node.js_18-x"));
	assert_false(value_is_name(""));
	assert_false(value_is_name("."));
	assert_false(value_is_name(".."));
	assert_false(value_is_name("-a"));
	assert_false(value_is_name("a/b"));
	assert_false(value_is_name("a b"));
	assert_false(value_is_name("\xc3\xa4"));
	memset(name, 'x', sizeof(name));
	name[64] = '\0';
	assert_true(value_is_name(name));
	name[64] = 'x';
	name[65] = '\0';
	assert_false(value_is_name(name));
}

int main(void)
{
#define CASE(f) cmocka_unit_test_setup_teardown(f, fake_setup, fake_teardown)
	const struct CMUnitTest tests[] = {
		CASE(case_right_values_are_taken),
		CASE(case_wrong_values_are_named_with_what_was_expected),
		CASE(case_every_wrong_word_of_a_line_is_reported),
		CASE(case_paths_are_cleaned),
		CASE(case_a_path_that_is_too_long_is_not_repeated),
		CASE(case_fixed_words_agree_with_the_table),
		CASE(case_names_of_profiles_and_homes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
