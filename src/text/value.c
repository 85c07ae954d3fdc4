/* value.c - are the values of a setting of the right kind?
 * May: judge the user's words.  Must not: know the host.
 */
#include "text/value.h"

#include <ctype.h>
#include <limits.h>
#include <strings.h>

#include "base/text.h"
#include "text/id_range.h"
#include "text/names.h"
#include "text/path.h"

struct check {
	struct arena *arena;
	struct diag *diag;
	const char *base;
	struct setting *setting;
	struct origin from; /* of the word under judgement */
	const char **value;
};

typedef int value_fn(struct check *c, size_t i);

static int is_word(const char *text, const char *extra, size_t max)
{
	size_t n = strlen(text);

	for (size_t i = 0; i < n; i++)
		if (!isalnum((unsigned char)text[i]) && !strchr(extra, text[i]))
			return 0;
	return n > 0 && n <= max;
}

int value_is_name(const char *text)
{
	return is_word(text, "._+-", 64) && text[0] != '.' && text[0] != '-';
}

static int expected(struct check *c, size_t i, const char *what)
{
	return diag_error(c->diag, &c->from, "%s: '%s': expected %s",
			  keyword_table[c->setting->key].name, c->value[i], what);
}

static int any_text(struct check *c UNUSED, size_t i UNUSED)
{
	return 0;
}

static int some_text(struct check *c, size_t i)
{
	return c->value[i][0] ? 0 : expected(c, i, "some text");
}

static int profile_word(struct check *c, size_t i)
{
	if (value_is_name(c->value[i]))
		return 0;
	return expected(c, i,
			"a profile's name: 1 to 64 letters, digits and . _ + -, "
			"the first no . or -");
}

static int name_word(struct check *c, size_t i)
{
	if (value_is_name(c->value[i]))
		return 0;
	return expected(c, i,
			"a name: 1 to 64 letters, digits and . _ + -, the first "
			"no . or -");
}

static int shared_value(struct check *c, size_t i)
{
	uint64_t flags;

	if (names_parse_shared(c->value[i], &flags) == 0)
		return 0;
	return expected(c, i, "net, ipc or uts, with a comma between two");
}

static int path_value(struct check *c, size_t i)
{
	const char *text = c->value[i];
	char *path;

	if (!text[0])
		return expected(c, i, "a path");
	if (c->base && (str_equal(text, "~") || str_after(text, "~/")))
		return expected(c, i,
				"a path that the shell has expanded (it does not "
				"expand ~ behind =; use $HOME)");
	if (!c->base && text[0] == '~')
		return expected(c, i, "an absolute path; write ${HOME} for ~");
	if (!c->base && text[0] == '$')
		return expected(c, i,
				"an absolute path; variables are written ${NAME}");
	if (!c->base && text[0] != '/')
		return expected(c, i, "an absolute path");
	if (c->base && !c->base[0] && text[0] != '/')
		return expected(c, i,
				"an absolute path: the current directory is gone");
	path = c->base ? path_absolute(c->arena, c->base, text)
		       : path_clean(c->arena, text);
	if (!path && strlen(text) + (c->base ? strlen(c->base) : 0) > PATH_BYTES_MAX)
		return diag_error(c->diag, &c->from, "%s: a path longer than %d bytes",
				  keyword_table[c->setting->key].name, PATH_BYTES_MAX);
	if (!path)
		return expected(c, i, "a path without '..'");
	c->value[i] = path;
	return 0;
}

static int size_value(struct check *c, size_t i)
{
	uint64_t bytes;

	if (names_parse_size(c->value[i], &bytes) == 0 && bytes > 0)
		return 0;
	return expected(c, i, "a size like 512M or 2G");
}

static int fd_value(struct check *c, size_t i)
{
	uint64_t fd;

	if (names_parse_number(c->value[i], INT_MAX, &fd) == 0 && fd > 2)
		return 0;
	return expected(c, i,
			"a descriptor's number above 2 (0, 1 and 2 are always kept)");
}

/* A profile's name may be a path; what the kernel parts words by is not in it. */
static int apparmor_value(struct check *c, size_t i)
{
	const char *text = c->value[i];

	size_t n = strlen(text);

	for (size_t k = 0; k < n; k++)
		if (!isgraph((unsigned char)text[k]) || strchr("&\\\"", text[k]))
			n = 0;
	if (n > 0 && n <= 255)
		return 0;
	return expected(c, i, "auto, none or the name of a profile");
}

/* A type, or user:role:type with or without a range. */
static int selinux_value(struct check *c, size_t i)
{
	const char *text = c->value[i];
	size_t n_colons = 0;

	for (const char *at = text; *at; at++)
		n_colons += *at == ':';
	if (is_word(text, "_.:,-", 255) && text[0] != ':' &&
	    (n_colons == 0 || n_colons >= 2))
		return 0;
	return expected(c, i, "auto, none, a type, or user:role:type:range");
}

static int env_value(struct check *c, size_t i)
{
	const char *text = c->value[i];
	const char *equals = strchrnul(text, '=');
	const char *name = arena_copy(c->arena, text, (size_t)(equals - text));

	if (is_word(name, "_", 256) && !isdigit((unsigned char)name[0]))
		return 0;
	return expected(c, i, "NAME or NAME=VALUE");
}

static int host_value(struct check *c, size_t i)
{
	const char *text = c->value[i];

	if (is_word(text, "-", 63) && text[0] != '-' && text[strlen(text) - 1] != '-')
		return 0;
	return expected(c, i, "1-63 letters, digits or '-'");
}

static int user_value(struct check *c, size_t i)
{
	const char *text = c->value[i];
	const char *colon = strchr(text, ':');
	uint64_t id;

	if (str_equal(text, "self") || str_equal(text, "root"))
		return 0;
	/* The highest number, (uid_t)-1, means "no id" to the kernel. */
	if (colon && names_parse_number(colon + 1, UINT_MAX - 1, &id) < 0)
		return expected(c, i, "self, root, UID or UID:GID");
	if (colon)
		text = arena_copy(c->arena, text, (size_t)(colon - text));
	if (names_parse_number(text, UINT_MAX - 1, &id) < 0)
		return expected(c, i, "self, root, UID or UID:GID");
	return 0;
}

/* auto and single stand alone. */
static int ids_value(struct check *c, size_t i)
{
	static const char *const words[] = {"auto", "single", NULL};
	const char *text = c->value[i];
	struct id_word w;

	for (size_t k = 0; words[k]; k++)
		if (i == 0 ? str_equal(text, words[k])
			   : str_equal(c->value[0], words[k]))
			return i == 0 ? 0
				      : expected(c, i, "nothing behind auto or single");
	if (id_word_parse(text, &w) == 0)
		return 0;
	return expected(c, i,
			"auto, single, or INSIDE:OUTSIDE:COUNT with or without uid: or "
			"gid: before it");
}

static int limit_word(struct check *c, size_t i)
{
	const char *names[64];
	const char *near;

	if (limit_find(c->value[i]))
		return 0;
	for (size_t k = 0; k < n_limits; k++)
		names[k] = limit_table[k].name;
	near = text_nearest(c->value[i], names, n_limits);
	if (near)
		return diag_error(c->diag, &c->from,
				  "unknown limit '%s'; did you mean '%s'?", c->value[i],
				  near);
	return diag_error(c->diag, &c->from, "unknown limit '%s'", c->value[i]);
}

static int limit_value(struct check *c, size_t i)
{
	static const char *const expected_of[] = {
		[LIMIT_NUMBER] = "a number",
		[LIMIT_SIZE] = "a size like 512M or 2G",
		[LIMIT_TIME] = "a time like 30s, 5m or 2h",
		[LIMIT_COUNT] = "a number from 1",
		[LIMIT_AMOUNT] = "a size like 512M or 2G",
		[LIMIT_CPU] = "a share like 50%, or processors like 1.5",
	};
	const struct limit_name *l = limit_find(c->value[i - 1]);
	uint64_t n;

	if (!l || limit_parse(l, c->value[i], &n) == 0)
		return 0; /* an unknown name has been reported */
	return diag_error(c->diag, &c->from, "limit %s: '%s': expected %s", l->name,
			  c->value[i], expected_of[l->kind]);
}

static int capability_word(struct check *c, size_t i)
{
	const char *near;

	if (capability_find(c->value[i]) >= 0)
		return 0;
	near = strncasecmp(c->value[i], "cap_", 4) == 0 ? c->value[i] + 4 : c->value[i];
	near = text_nearest(near, capability_name, n_capabilities);
	if (near)
		return diag_error(c->diag, &c->from,
				  "unknown capability '%s'; did you mean '%s'?",
				  c->value[i], near);
	return diag_error(c->diag, &c->from,
			  "unknown capability '%s' (see capabilities(7))", c->value[i]);
}

static int call_word(struct check *c, size_t i)
{
	const char *text = c->value[i];

	if (is_word(text[0] == '@' ? text + 1 : text, "_-", 64))
		return 0;
	return expected(c, i, "the name of a system call or @group");
}

/* Values that are one of a few words; `values` of keyword.def says the same to people,
 * and a unit test compares the two.
 */
static const char *const home_words[] = {"private", "tmpfs", "overlay", "real", NULL};
static const char *const network_words[] = {"none", "loopback", "host", NULL};
static const char *const terminal_words[] = {"pty", "inherit", NULL};
static const char *const allow_words[] = {"allow", "deny", NULL};
static const char *const groups_words[] = {"auto", "keep", "drop", NULL};
static const char *const landlock_words[] = {"auto", "none", NULL};
static const char *const nested_words[] = {"none", "userns", NULL};
static const char *const access_words[] = {"read", "write", NULL};
static const char *const yes_words[] = {"yes", "no", NULL};

/* How the values of a keyword are judged; the last check serves all further ones. */
static const struct {
	struct {
		value_fn *fn;
		const char *const *words; /* instead of fn */
	} check[3];
} checks_of[N_KEYWORDS] = {
	[KEYWORD_SUMMARY] = {{{any_text, NULL}}},
	[KEYWORD_NAME] = {{{name_word, NULL}}},
	[KEYWORD_INCLUDE] = {{{profile_word, NULL}}},
	[KEYWORD_READ] = {{{path_value, NULL}}},
	[KEYWORD_WRITE] = {{{path_value, NULL}}},
	[KEYWORD_EXEC] = {{{path_value, NULL}}},
	[KEYWORD_SOCKET] = {{{path_value, NULL}}},
	[KEYWORD_HIDE] = {{{path_value, NULL}}},
	[KEYWORD_TMPFS] = {{{path_value, NULL}, {size_value, NULL}}},
	[KEYWORD_OVERLAY] = {{{path_value, NULL}}},
	[KEYWORD_CHANGES] = {{{name_word, NULL}}},
	[KEYWORD_BIND] = {{{path_value, NULL},
			   {path_value, NULL},
			   {NULL, access_words}}},
	[KEYWORD_DEVICE] = {{{path_value, NULL}}},
	[KEYWORD_SYMLINK] = {{{some_text, NULL}, {path_value, NULL}}},
	[KEYWORD_FILE] = {{{path_value, NULL}, {any_text, NULL}}},
	[KEYWORD_HOME] = {{{NULL, home_words}, {name_word, NULL}}},
	[KEYWORD_ROOT] = {{{path_value, NULL}}},
	[KEYWORD_JOIN] = {{{name_word, NULL}, {shared_value, NULL}}},
	[KEYWORD_NETWORK] = {{{NULL, network_words}}},
	[KEYWORD_ENV] = {{{env_value, NULL}}},
	[KEYWORD_HOSTNAME] = {{{host_value, NULL}}},
	[KEYWORD_USER] = {{{user_value, NULL}}},
	[KEYWORD_IDS] = {{{ids_value, NULL}}},
	[KEYWORD_WORKDIR] = {{{path_value, NULL}}},
	[KEYWORD_TERMINAL] = {{{NULL, terminal_words}}},
	[KEYWORD_SYSCALLS] = {{{NULL, allow_words}, {call_word, NULL}}},
	[KEYWORD_CAPABILITIES] = {{{capability_word, NULL}}},
	[KEYWORD_REQUIRE] = {{{NULL, promise_words}}},
	[KEYWORD_GROUPS] = {{{NULL, groups_words}}},
	[KEYWORD_APPARMOR] = {{{apparmor_value, NULL}}},
	[KEYWORD_SELINUX] = {{{selinux_value, NULL}}},
	[KEYWORD_LANDLOCK] = {{{NULL, landlock_words}}},
	[KEYWORD_WRITE_EXECUTE] = {{{NULL, allow_words}}},
	[KEYWORD_NESTED] = {{{NULL, nested_words}}},
	[KEYWORD_LIMIT] = {{{limit_word, NULL}, {limit_value, NULL}}},
	[KEYWORD_KEEP_FD] = {{{fd_value, NULL}}},
	[KEYWORD_NEW_SESSION] = {{{NULL, yes_words}}},
};

static int one_of(struct check *c, size_t i, const char *const *words)
{
	char *list = arena_string(c->arena, "");
	const char *near;
	size_t n = 0;

	for (n = 0; words[n]; n++) {
		if (str_equal(words[n], c->value[i]))
			return 0;
		list = arena_printf(c->arena, "%s%s%s", list,
				    n == 0	   ? ""
				    : words[n + 1] ? ", "
						   : " or ",
				    words[n]);
	}
	near = text_nearest(c->value[i], words, n);
	if (near)
		return diag_error(
			c->diag, &c->from, "%s: '%s': expected %s; did you mean '%s'?",
			keyword_table[c->setting->key].name, c->value[i], list, near);
	return expected(c, i, list);
}

static int check_count(struct check *c, size_t n, size_t least)
{
	const struct keyword *k = &keyword_table[c->setting->key];

	if (n < least)
		return diag_error(c->diag, &c->setting->from,
				  "%s: a value is missing: %s %s", k->name, k->name,
				  k->values);
	if (n > k->most)
		return diag_error(
			c->diag, &c->setting->from,
			"%s: too many values: %s %s (quote a value with spaces)",
			k->name, k->name, k->values);
	return 0;
}

/* The check for value i; the last one serves all further ones. */
static size_t check_of(enum keyword_id key, size_t i)
{
	size_t k = 0;

	while (k < i && k + 1 < ARRAY_SIZE(checks_of[key].check) &&
	       (checks_of[key].check[k + 1].fn || checks_of[key].check[k + 1].words))
		k++;
	return k;
}

static int check_one(struct check *c, size_t i, size_t k)
{
	if (checks_of[c->setting->key].check[k].words)
		return one_of(c, i, checks_of[c->setting->key].check[k].words);
	return checks_of[c->setting->key].check[k].fn(c, i);
}

unsigned int value_least(const struct setting *s)
{
	const struct keyword *k = &keyword_table[s->key];

	if (s->negated && k->merge == MERGE_ONCE)
		return 0;
	return s->negated && k->least > 1 && s->key != KEYWORD_SYSCALLS ? 1 : k->least;
}

int value_check(struct arena *a, struct diag *d, const char *base,
		const struct word *word, size_t n, struct setting *s)
{
	struct check c = {.arena = a, .diag = d, .base = base, .setting = s};
	/* `no symlink PATH` leaves out the target, which comes first. */
	size_t skipped = s->negated && s->key == KEYWORD_SYMLINK && n == 1;
	int bad = 0;

	if (check_count(&c, n, value_least(s)) < 0)
		return -1;
	c.value = arena_alloc(a, (n + 1) * sizeof(*c.value));
	for (size_t i = 0; i < n; i++) {
		c.value[i] = word[i].text;
		c.from = s->from;
		if (s->from.line)
			c.from.column = word[i].column;
		s->from_cwd |= word[i].from_cwd;
		bad |= check_one(&c, i, check_of(s->key, i + skipped));
	}
	s->value = c.value;
	s->n = n;
	return bad ? -1 : 0;
}
