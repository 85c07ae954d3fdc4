/* paragraph.c - the hand-written paragraphs about the rows of tables.
 * May: read the files it is given.
 */
#include "texts/paragraph.h"

#include <errno.h>
#include <stdio.h>

#include "text/cmdline.h"
#include "text/keyword.h"
#include "texts/tables.h"

static const char *keyword_name(size_t i)
{
	return keyword_table[i].name;
}

static const char *option_name(size_t i)
{
	return option_table[i].name;
}

static const char *verb_name(size_t i)
{
	return verb_table[i].name;
}

enum kind {
	KIND_KEYWORD,
	KIND_OPTION,
	KIND_VERB,
	N_KINDS,
};

static const struct {
	const char *name;
	const char *(*row_name)(size_t i);
} kinds[N_KINDS] = {
	[KIND_KEYWORD] = {"keyword", keyword_name},
	[KIND_OPTION] = {"option", option_name},
	[KIND_VERB] = {"verb", verb_name},
};

static size_t count_rows(int kind)
{
	const size_t n[N_KINDS] = {
		[KIND_KEYWORD] = N_KEYWORDS,
		[KIND_OPTION] = N_OPTIONS,
		[KIND_VERB] = n_verbs,
	};

	return n[kind];
}

static struct paragraph *find(const struct paragraphs *p, const char *kind,
			      const char *name)
{
	for (size_t i = 0; i < p->list.n; i++)
		if (str_equal(p->list.item[i].kind, kind) &&
		    str_equal(p->list.item[i].name, name))
			return &p->list.item[i];
	return NULL;
}

static int begin_paragraph(struct arena *a, struct diag *d, const struct origin *at,
			   const char *line, struct paragraphs *p)
{
	size_t n = strcspn(line + 1, " ");
	const char *kind = arena_copy(a, line + 1, n);
	const char *name = line + 1 + n + (line[1 + n] == ' ');
	struct paragraph *begun;

	if (find(p, kind, name))
		return diag_error(d, at, "a second paragraph about the %s '%s'", kind,
				  name);
	begun = vec_push(a, &p->list);
	begun->kind = kind;
	begun->name = arena_string(a, name);
	begun->text = "";
	begun->from = *at;
	return 0;
}

/* mdoc knows no empty lines; here they only set the sections apart. */
static int take_line(struct arena *a, struct diag *d, const struct origin *at,
		     const char *line, struct paragraphs *p)
{
	struct paragraph *last = p->list.n ? &p->list.item[p->list.n - 1] : NULL;

	if (!*line || strncmp(line, ".\\\"", 3) == 0)
		return 0;
	if (*line == '@')
		return begin_paragraph(a, d, at, line, p);
	if (!last)
		return diag_error(d, at, "text before the first @KIND NAME");
	last->text = arena_printf(a, "%s%s\n", last->text, line);
	return 0;
}

int paragraph_read(struct arena *a, struct diag *d, const char *path,
		   struct paragraphs *p)
{
	struct origin at = {.file = path, .column = 1};
	FILE *stream = fopen(path, "re");
	autofree char *line = NULL;
	size_t room = 0;
	int bad = 0;

	if (!stream)
		return diag_error(d, NULL, "cannot read %s: %s", path, strerror(errno));
	while (getline(&line, &room, stream) >= 0) {
		at.line++;
		line[strcspn(line, "\n")] = '\0';
		bad |= take_line(a, d, &at, line, p);
	}
	if (ferror(stream))
		bad = diag_error(d, NULL, "cannot read %s: %s", path, strerror(errno));
	(void)fclose(stream); /* only read */
	return bad;
}

static int is_row(const struct paragraph *g)
{
	for (int k = 0; k < N_KINDS; k++)
		for (size_t i = 0; i < count_rows(k); i++)
			if (str_equal(g->kind, kinds[k].name) &&
			    str_equal(g->name, kinds[k].row_name(i)))
				return 1;
	return 0;
}

int paragraph_check(struct diag *d, const struct paragraphs *p)
{
	int bad = 0;

	for (int k = 0; k < N_KINDS; k++)
		for (size_t i = 0; i < count_rows(k); i++) {
			const char *name = kinds[k].row_name(i);
			const struct paragraph *g = find(p, kinds[k].name, name);

			if (!g || !*g->text)
				bad = diag_error(d, NULL,
						 "no paragraph about the %s '%s'",
						 kinds[k].name, name);
		}
	for (size_t i = 0; i < p->list.n; i++)
		if (!is_row(&p->list.item[i]))
			bad = diag_error(
				d, &p->list.item[i].from,
				"a paragraph about the %s '%s', which no table has",
				p->list.item[i].kind, p->list.item[i].name);
	return bad;
}

const char *paragraph_text(const struct paragraphs *p, const char *kind,
			   const char *name)
{
	const struct paragraph *g = find(p, kind, name);

	return g ? g->text : "";
}
