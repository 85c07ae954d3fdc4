/* mktexts.c - makes the manual pages and the shell completions while the project is
 *built: templates of doc/ and completions/, in which marks like @KEYWORDS@ stand for
 *what the tables say. May: read the files it is given, print.
 *
 * It is a room of its own beside text/ because it looks into tables from every side
 * (text/, plan/, host/, ctl/), which no room of the programs may, and because nothing
 *of it is ever installed.
 *
 *	mktexts [--paragraphs=FILE]... TEMPLATE >TEXT
 *
 * The result is complete or the exit status is not 0.
 */
#include <errno.h>
#include <stdio.h>

#include "texts/texts.h"

static void print_text(struct texts *t, const char *arg)
{
	fputs(arg, t->out);
}

static const struct mark path_marks[] = {
	{"VERSION", print_text, PACKAGE_VERSION},
	{"PROFILES", print_text, PKGDATADIR "/profiles"},
	{"SYSPROFILES", print_text, SYSCONFDIR "/sandbox/profiles"},
};

static const struct mark *find_mark(const char *name)
{
	const struct {
		const struct mark *mark;
		size_t n;
	} lists[] = {
		{path_marks, ARRAY_SIZE(path_marks)},
		{manual_marks, n_manual_marks},
		{word_marks, n_word_marks},
		{bash_marks, n_bash_marks},
		{zsh_marks, n_zsh_marks},
		{fish_marks, n_fish_marks},
	};

	for (size_t l = 0; l < ARRAY_SIZE(lists); l++)
		for (size_t i = 0; i < lists[l].n; i++)
			if (str_equal(lists[l].mark[i].name, name))
				return &lists[l].mark[i];
	return NULL;
}

/* Length of the mark that s begins with, both @ and all, or 0. */
static size_t mark_length(const char *s)
{
	size_t n = *s == '@' ? strspn(s + 1, "ABCDEFGHIJKLMNOPQRSTUVWXYZ_") : 0;

	return n > 0 && s[n + 1] == '@' ? n + 2 : 0;
}

/* A mark alone in its line stands for whole lines. Comments of a manual page are about
 * its template.
 */
static int copy_line(struct texts *t, const struct origin *at, const char *line)
{
	size_t length = mark_length(line);
	int is_alone = length > 0 && str_equal(line + length, "\n");
	int bad = 0;

	if (str_after(line, ".\\\""))
		return 0;
	while (*line) {
		length = mark_length(line);
		if (length > 0) {
			const char *name = arena_copy(&t->arena, line + 1, length - 2);
			const struct mark *mark = find_mark(name);

			if (mark)
				mark->print(t, mark->arg);
			else
				bad = diag_error(&t->diag, at, "unknown mark @%s@",
						 name);
			line += length;
		} else if (is_alone) {
			break; /* the newline */
		} else {
			fputc(*line++, t->out);
		}
	}
	return bad;
}

static int copy_template(struct texts *t, const char *path)
{
	struct origin at = {.file = path, .column = 1};
	FILE *stream = fopen(path, "re");
	autofree char *line = NULL;
	size_t room = 0;
	int bad = 0;

	if (!stream)
		return diag_error(&t->diag, NULL, "cannot read %s: %s", path,
				  strerror(errno));
	while (getline(&line, &room, stream) >= 0) {
		at.line++;
		bad |= copy_line(t, &at, line);
	}
	if (ferror(stream))
		bad = diag_error(&t->diag, NULL, "cannot read %s: %s", path,
				 strerror(errno));
	(void)fclose(stream); /* only read */
	return bad;
}

static int make_text(struct texts *t, char **argv)
{
	const char *path;
	int bad = 0, has_paragraphs = 0;

	for (; *argv && (path = str_after(*argv, "--paragraphs=")); argv++) {
		bad |= paragraph_read(&t->arena, &t->diag, path, &t->paragraphs);
		has_paragraphs = 1;
	}
	if (has_paragraphs && !bad)
		bad = paragraph_check(&t->diag, &t->paragraphs);
	if (bad)
		return -1;
	if (!*argv || argv[1])
		return diag_error(&t->diag, NULL, "[--paragraphs=FILE]... TEMPLATE");
	if (copy_template(t, *argv) < 0)
		return -1;
	if (fflush(t->out) != 0 || ferror(t->out))
		return diag_error(&t->diag, NULL, "cannot write: %s", strerror(errno));
	return 0;
}

int main(int argc UNUSED, char **argv)
{
	struct texts t = {.out = stdout};
	int bad;

	t.diag.arena = &t.arena;
	bad = make_text(&t, argv + (argv[0] != NULL));
	diag_print(&t.diag, stderr, "mktexts");
	arena_free(&t.arena);
	return bad ? 1 : 0;
}
