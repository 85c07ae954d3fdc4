/* diag.c - errors, warnings and notes, each with the place that caused it.
 * May: collect, and print to the stream it is given.
 */
#include "base/diag.h"

#include <stdarg.h>

#include "base/text.h"

/* Long words (a path of 4096 bytes, a profile line of 1 MB) would hide what matters. */
#define MESSAGE_MAX 1000

static char *escape(struct diag *d, const char *s)
{
	char *text = text_escape(d->arena, s);
	char *cut = text + MESSAGE_MAX - 3;

	if (strlen(text) <= MESSAGE_MAX)
		return text;
	while ((*cut & 0xc0) == 0x80)
		cut--; /* not within a UTF-8 character */
	strcpy(cut, "...");
	return text;
}

PRINTF_LIKE(2, 0)
static const char *escape_message(struct diag *d, const char *format, va_list ap)
{
	return escape(d, arena_vprintf(d->arena, format, ap));
}

PRINTF_LIKE(4, 0)
static void add_entry(struct diag *d, enum diag_level level, const struct origin *from,
		      const char *format, va_list ap)
{
	struct diag_entry *e = vec_push(d->arena, &d->entries);

	e->level = level;
	if (from)
		e->from = *from;
	e->message = escape_message(d, format, ap);
}

int diag_error(struct diag *d, const struct origin *from, const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	add_entry(d, DIAG_ERROR, from, format, ap);
	va_end(ap);
	d->n_errors++;
	return -1;
}

void diag_warning(struct diag *d, const struct origin *from, const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	add_entry(d, DIAG_WARNING, from, format, ap);
	va_end(ap);
	d->n_warnings++;
}

void diag_note(struct diag *d, const struct origin *from, const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	add_entry(d, DIAG_NOTE, from, format, ap);
	va_end(ap);
}

void diag_detail(struct diag *d, const struct origin *from, const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	add_entry(d, DIAG_DETAIL, from, format, ap);
	va_end(ap);
}

void diag_hint(struct diag *d, const char *format, ...)
{
	struct diag_entry *e = &d->entries.item[d->entries.n - 1];
	const char *line;
	va_list ap;

	va_start(ap, format);
	line = escape_message(d, format, ap);
	va_end(ap);
	e->hint = e->hint ? arena_printf(d->arena, "%s\n%s", e->hint, line) : line;
}

static void print_hint(const struct diag_entry *e, FILE *stream, int indent)
{
	const char *line = e->hint;

	while (line) {
		const char *end = strchrnul(line, '\n');

		fprintf(stream, "%*s%.*s\n", indent, "", (int)(end - line), line);
		line = *end ? end + 1 : NULL;
	}
}

static void print_entry(struct diag *d, const struct diag_entry *e, FILE *stream,
			const char *program)
{
	static const char *const level_name[] = {[DIAG_ERROR] = "error",
						 [DIAG_WARNING] = "warning",
						 [DIAG_NOTE] = "note",
						 [DIAG_DETAIL] = "detail"};

	if (program)
		fprintf(stream, "%s: ", program);
	if (e->from.file && e->from.line)
		fprintf(stream, "%s:%u:%u: ", escape(d, e->from.file), e->from.line,
			e->from.column);
	else if (e->from.file && e->from.text)
		fprintf(stream, "%s: ", escape(d, e->from.text));
	if (e->level != DIAG_ERROR || (e->from.file && e->from.line))
		fprintf(stream, "%s: ", level_name[e->level]);
	fprintf(stream, "%s\n", e->message);
	print_hint(e, stream, program ? (int)strlen(program) + 2 : 4);
}

void diag_print(struct diag *d, FILE *stream, const char *program)
{
	for (size_t i = 0; i < d->entries.n; i++)
		print_entry(d, &d->entries.item[i], stream, program);
	d->entries.n = 0;
}

void diag_forget(struct diag *d, enum diag_level level)
{
	size_t kept = 0;

	for (size_t i = 0; i < d->entries.n; i++)
		if (d->entries.item[i].level != level)
			d->entries.item[kept++] = d->entries.item[i];
	d->entries.n = kept;
}

char *origin_text(struct arena *a, const struct origin *from)
{
	const char *base;

	if (!from || !from->file)
		return arena_string(a, "");
	base = strrchr(from->file, '/');
	base = base && from->line ? base + 1 : from->file;
	if (from->line)
		return text_escape(a, arena_printf(a, "%s:%u", base, from->line));
	return text_escape(a, base);
}
