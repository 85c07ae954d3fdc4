/* texts.h - what the parts of the generator share.
 * May: nothing, it is data.
 */
#ifndef SANDBOX_TEXTS_TEXTS_H
#define SANDBOX_TEXTS_TEXTS_H

#include <stdio.h>

#include "base/diag.h"
#include "texts/paragraph.h"

struct texts {
	struct arena arena;
	struct diag diag;
	struct paragraphs paragraphs;
	FILE *out;
};

/* A mark of a template, @NAME@, and what stands in its place. */
struct mark {
	const char *name;
	void (*print)(struct texts *t, const char *arg);
	const char *arg;
};

/* The marks of each file. */
extern const struct mark manual_marks[], word_marks[], bash_marks[], zsh_marks[],
	fish_marks[];
extern const size_t n_manual_marks, n_word_marks, n_bash_marks, n_zsh_marks,
	n_fish_marks;

#endif
