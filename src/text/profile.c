/* profile.c - a profile and all that it includes into settings.
 * May: judge the user's words.  Must not: open files, the loader does.
 */
#include "text/profile.h"

#include "text/lex.h"
#include "text/path.h"
#include "text/value.h"

struct reader {
	struct arena *arena;
	struct diag *diag;
	const struct profile_loader *loader;
	struct settings *settings;
	const char *open[INCLUDE_DEPTH_MAX]; /* names being read, outermost first */
	size_t depth;
	VEC(const char *) done; /* names read to their end */
};

static int read_named(struct reader *r, const struct origin *from, const char *name);

/* Takes `no` and `optional` off the front. Returns how many words that were. */
static size_t take_prefixes(const struct words *w, struct setting *s)
{
	size_t i = 0;

	for (; i < w->list.n; i++) {
		if (str_equal(w->list.item[i].text, "no") && !s->negated)
			s->negated = 1;
		else if (str_equal(w->list.item[i].text, "optional") && !s->optional)
			s->optional = 1;
		else
			break;
	}
	return i;
}

static int unknown_keyword(struct reader *r, const struct origin *from,
			   const char *word)
{
	const char *near = keyword_nearest(word);

	if (near)
		return diag_error(r->diag, from,
				  "unknown keyword '%s'; did you mean '%s'?", word,
				  near);
	return diag_error(r->diag, from, "unknown keyword '%s'", word);
}

/* Is a value of these words unknown on this host? 1: yes, and that was said. */
static int lacks_variable(struct reader *r, const struct word *word, size_t n,
			  struct setting *s)
{
	for (size_t i = 0; i < n; i++) {
		if (!word[i].missing)
			continue;
		s->from.column = word[i].column;
		if (s->optional || s->negated)
			diag_detail(r->diag, &s->from,
				    "left out: ${%s} has no value here",
				    word[i].missing);
		else if (str_equal(word[i].missing, "CWD"))
			(void)diag_error(r->diag, &s->from,
					 "${CWD} has no value: the current directory "
					 "no longer exists");
		else
			(void)diag_error(
				r->diag, &s->from,
				"${%s} has no value here; 'optional' before the "
				"keyword would leave the line out",
				word[i].missing);
		return 1;
	}
	return 0;
}

/* Directories that everybody's programs share: in them lie the sockets of tmux, ssh-agent
 * and the X server, which obey whoever reaches them.
 */
static const char *const shared_dirs[] = {"/tmp", "/var/tmp", "/dev/shm", "/run"};

/* Below home: configuration, which programs outside read and run (autostart, units, shells),
 * and programs.
 */
static int is_configuration(const char *cwd, const char *home)
{
	const char *first;

	if (!home || str_equal(home, "/") || !path_is_within(cwd, home))
		return 0;
	first = path_rest(cwd, home);
	return str_after(first, "/.") || str_equal(first, "/bin") ||
	       str_after(first, "/bin/");
}

/* What ${CWD} would open that nobody means by "here"; NULL: nothing. */
static const char *find_danger(const struct reader *r)
{
	const struct vars *v = r->loader->vars;
	const char *cwd = v->value[VAR_CWD];
	const char *home = v->value[VAR_HOME];
	const char *runtime = v->value[VAR_XDG_RUNTIME_DIR];

	if ((home && path_is_within(home, cwd)) ||
	    (v->home_real && path_is_within(v->home_real, cwd)))
		return "your whole home directory";
	for (size_t i = 0; i < ARRAY_SIZE(shared_dirs); i++)
		if (str_equal(cwd, shared_dirs[i]))
			return "a directory with other programs' sockets";
	if (path_is_within(cwd, "/run") || (runtime && path_is_within(cwd, runtime)))
		return "a directory with other programs' sockets";
	if (is_configuration(cwd, home) || is_configuration(cwd, v->home_real))
		return "a directory that programs outside read or run";
	return NULL;
}

static const char *cwd_danger(const struct reader *r, const struct setting *s)
{
	if (!s->from_cwd || s->negated || s->key == KEYWORD_HIDE ||
	    s->key == KEYWORD_WORKDIR)
		return NULL;
	for (size_t i = 0; i < s->n; i++)
		if (str_equal(s->value[i], r->loader->vars->value[VAR_CWD]))
			return find_danger(r);
	return NULL;
}

static int refuse_cwd(struct reader *r, const struct setting *s, const char *danger)
{
	const char *cwd = r->loader->vars->value[VAR_CWD];

	if (s->optional) {
		diag_warning(r->diag, &s->from, "left out: it would open %s (%s)",
			     danger, cwd);
		return 0;
	}
	return diag_error(r->diag, &s->from,
			  "%s would open %s (%s); start in a directory of its own",
			  s->from.text, danger, cwd);
}

static int add_setting(struct reader *r, const struct words *w, struct setting *s,
		       size_t first)
{
	const struct word *value = w->list.item + first;
	size_t n = w->list.n - first;
	const char *danger;

	if (lacks_variable(r, value, n, s))
		return s->optional || s->negated ? 0 : -1;
	if (value_check(r->arena, r->diag, NULL, value, n, s) < 0)
		return -1;
	if (s->key == KEYWORD_INCLUDE && !s->negated)
		return read_named(r, &s->from, s->value[0]);
	/* What an included block says of itself is not said of the profile. */
	if (s->key == KEYWORD_SUMMARY && r->depth > 1)
		return 0;
	danger = cwd_danger(r, s);
	if (danger)
		return refuse_cwd(r, s, danger);
	*vec_push(r->arena, &r->settings->list) = *s;
	return 0;
}

/* The line as it was written, without its comment and with single blanks, for messages. */
static const char *written_text(struct reader *r, const char *line,
				const struct words *w)
{
	VEC(char) text = {0};

	for (size_t i = 0; i < w->list.n; i++) {
		const struct word *word = &w->list.item[i];

		if (i > 0)
			*vec_push(r->arena, &text) = ' ';
		for (unsigned int c = word->column; c < word->end; c++)
			*vec_push(r->arena, &text) = line[c - 1];
	}
	*vec_push(r->arena, &text) = '\0';
	return text.item;
}

int profile_check_include(struct diag *d, const struct setting *s)
{
	if (s->key != KEYWORD_INCLUDE || !(s->negated || s->optional))
		return 0;
	return diag_error(d, &s->from,
			  "include cannot be %s; take back single rules with 'no'",
			  s->negated ? "taken back" : "optional");
}

static int read_line(struct reader *r, const struct origin *at, const char *line,
		     size_t n)
{
	struct setting s = {.from = *at};
	struct words words;
	size_t first;
	int key;

	if (lex_line(r->arena, r->diag, at, r->loader->vars, line, n, &words) < 0)
		return -1;
	if (words.list.n == 0)
		return 0;
	first = take_prefixes(&words, &s);
	if (first == words.list.n) {
		s.from.column = words.list.item[0].column;
		return diag_error(r->diag, &s.from, "'%s' without a keyword behind it",
				  words.list.item[first - 1].text);
	}
	s.from.column = words.list.item[first].column;
	key = keyword_find(words.list.item[first].text);
	if (key < 0)
		return unknown_keyword(r, &s.from, words.list.item[first].text);
	s.key = (enum keyword_id)key;
	s.from.column = words.list.item[0].column;
	if (profile_check_include(r->diag, &s) < 0)
		return -1;
	s.from.text = written_text(r, line, &words);
	return add_setting(r, &words, &s, first + 1);
}

static int read_text(struct reader *r, const struct profile_text *t)
{
	struct origin at = {.file = t->path, .line = 1, .column = 1};
	const char *line = t->data;
	const char *end = t->data + t->size;
	int bad = 0;

	/* A byte order mark is no word. */
	if (t->size >= 3 && memcmp(line, "\xef\xbb\xbf", 3) == 0)
		line += 3;
	for (; line < end; at.line++) {
		const char *stop = memchr(line, '\n', (size_t)(end - line));

		if (!stop)
			stop = end;
		bad |= read_line(r, &at, line, (size_t)(stop - line));
		line = stop + 1;
	}
	return bad ? -1 : 0;
}

static int check_depth(struct reader *r, const struct origin *from, const char *name)
{
	char *chain = arena_string(r->arena, "");
	int is_cycle = 0;

	for (size_t i = 0; i < r->depth; i++) {
		chain = arena_printf(r->arena, "%s%s -> ", chain, r->open[i]);
		is_cycle |= str_equal(r->open[i], name);
	}
	if (is_cycle)
		return diag_error(r->diag, from, "include cycle: %s%s", chain, name);
	if (r->depth == INCLUDE_DEPTH_MAX)
		return diag_error(r->diag, from,
				  "includes are nested more than %d deep",
				  INCLUDE_DEPTH_MAX);
	return 0;
}

static int read_named(struct reader *r, const struct origin *from, const char *name)
{
	struct profile_texts texts = {{0}};
	int bad = 0;

	if (check_depth(r, from, name) < 0)
		return -1;
	/* Two blocks may include the same third; its rules count once, where they came first,
	 * so that a `no` between the two is not undone.
	 */
	for (size_t i = 0; i < r->done.n; i++)
		if (str_equal(r->done.item[i], name))
			return 0;
	if (r->loader->load(r->loader->context, r->diag, from, name, &texts) < 0)
		return -1;
	r->open[r->depth++] = name;
	for (size_t i = 0; i < texts.list.n; i++)
		bad |= read_text(r, &texts.list.item[i]);
	r->depth--;
	*vec_push(r->arena, &r->done) = name;
	return bad ? -1 : 0;
}

int profile_read_with(struct arena *a, struct diag *d, const struct profile_loader *l,
		      const struct origin *from, const char *name,
		      const struct settings *options, struct settings *settings)
{
	struct reader r = {.arena = a, .diag = d, .loader = l, .settings = settings};
	int bad = read_named(&r, from, name);

	for (size_t i = 0; i < options->list.n; i++) {
		const struct setting *s = &options->list.item[i];

		if (s->key == KEYWORD_INCLUDE)
			bad |= read_named(&r, &s->from, s->value[0]);
		else
			*vec_push(a, &settings->list) = *s;
	}
	return bad ? -1 : 0;
}

int profile_read(struct arena *a, struct diag *d, const struct profile_loader *l,
		 const struct origin *from, const char *name, struct settings *settings)
{
	const struct settings none = {{0}};

	return profile_read_with(a, d, l, from, name, &none, settings);
}
