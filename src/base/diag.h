/* diag.h - errors, warnings and notes, each with the place that caused it.
 * May: collect, and print to the stream it is given.
 */
#ifndef SANDBOX_BASE_DIAG_H
#define SANDBOX_BASE_DIAG_H

#include <stdio.h>

#include "base/arena.h"

/* Where a wish came from: a line of a file, an option, or the program itself.
 * file is a path or one of "command line", "built-in"; line and column are 0 there.
 */
struct origin {
	const char *file;
	unsigned int line;
	unsigned int column;
	const char *text; /* the words as they were written, for messages */
};

enum diag_level {
	DIAG_ERROR,
	DIAG_WARNING,
	DIAG_NOTE,
	DIAG_DETAIL, /* for those who ask: what was left out and why */
};

struct diag_entry {
	enum diag_level level;
	struct origin from; /* file is NULL when there is no place to name */
	const char *message;
	const char *hint; /* further lines: what to do; or NULL */
};

struct diag {
	struct arena *arena;
	VEC(struct diag_entry) entries;
	size_t n_errors;
	size_t n_warnings;
};

/* Adds an entry; from may be NULL. The text is escaped for terminals, so format arguments
 * may be anything. diag_error returns -1 so that a function can end with it.
 */
int diag_error(struct diag *d, const struct origin *from, const char *format, ...)
	PRINTF_LIKE(3, 4);
void diag_warning(struct diag *d, const struct origin *from, const char *format, ...)
	PRINTF_LIKE(3, 4);
void diag_note(struct diag *d, const struct origin *from, const char *format, ...)
	PRINTF_LIKE(3, 4);
void diag_detail(struct diag *d, const struct origin *from, const char *format, ...)
	PRINTF_LIKE(3, 4);

/* Adds a line "what to do" below the newest entry. */
void diag_hint(struct diag *d, const char *format, ...) PRINTF_LIKE(2, 3);

/* Prints all entries in order, each line beginning with "program: " unless program is
 * NULL. Entries already printed are not printed again.
 */
void diag_print(struct diag *d, FILE *stream, const char *program);

/* Drops the entries of one level. */
void diag_forget(struct diag *d, enum diag_level level);

/* "file:line" or "file" as text for tables; "built-in" and options likewise. */
char *origin_text(struct arena *a, const struct origin *from);

#endif
