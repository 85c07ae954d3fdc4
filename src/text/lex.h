/* lex.h - one line of a profile into words.
 * May: judge the user's words.
 */
#ifndef SANDBOX_TEXT_LEX_H
#define SANDBOX_TEXT_LEX_H

#include "base/diag.h"
#include "text/vars.h"

#define LINE_BYTES_MAX 65536

struct word {
	const char *text;    /* quotes gone, variables filled in */
	unsigned int column; /* of its first byte, from 1 */
	unsigned int end;    /* of the byte behind it */
	int from_cwd;	     /* contains the value of ${CWD} */
	const char
		*missing; /* name of a variable in it that has no value here, or NULL */
};

struct words {
	VEC(struct word) list;
};

/* Splits the n bytes at line. from names file and line; its column is set for errors.
 * vars is NULL where variables are not filled in (the command line: the shell has done
 * so, and a file name that contains "${HOME}" must stay a name). Returns 0 or -1.
 */
int lex_line(struct arena *a, struct diag *d, const struct origin *from,
	     const struct vars *vars, const char *line, size_t n,
	     struct words *ret_words);

#endif
