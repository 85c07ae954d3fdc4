/* paragraph.h - the hand-written paragraphs about the rows of tables: a row without
 * one, and one without a row, are errors. May: read the files it is given.
 */
#ifndef SANDBOX_TEXTS_PARAGRAPH_H
#define SANDBOX_TEXTS_PARAGRAPH_H

#include "base/diag.h"

struct paragraph {
	const char *kind; /* "keyword", "option" or "verb" */
	const char *name;
	const char *text; /* mdoc, ends with a newline */
	struct origin from;
};

struct paragraphs {
	VEC(struct paragraph) list;
};

/* Adds the sections of a file: "@KIND NAME", then lines of mdoc. Returns 0 or -1. */
int paragraph_read(struct arena *a, struct diag *d, const char *path,
		   struct paragraphs *p);

/* Has every row its paragraph, every paragraph its row, and are all of them in one
 * place? Returns 0 or -1.
 */
int paragraph_check(struct diag *d, const struct paragraphs *p);

/* The paragraph's text. Must be called after paragraph_check has succeeded. */
const char *paragraph_text(const struct paragraphs *p, const char *kind,
			   const char *name);

#endif
