/* setting.h - one wish in the user's words: a profile line or an option.
 * May: nothing, it is data.
 */
#ifndef SANDBOX_TEXT_SETTING_H
#define SANDBOX_TEXT_SETTING_H

#include "base/diag.h"
#include "text/keyword.h"

struct setting {
	enum keyword_id key;
	int negated;  /* `no`: take it back */
	int optional; /* `optional`: do without it where it cannot be had */
	int from_cwd; /* a value came from ${CWD} in a profile */
	size_t n;
	const char *const *value; /* checked, variables filled in, paths absolute */
	struct origin from;
};

struct settings {
	VEC(struct setting) list;
};

#endif
