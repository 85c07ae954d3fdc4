/* cmdline.h - the words of `sandbox [options] [--] command [args...]`.
 * May: judge the user's words.
 */
#ifndef SANDBOX_TEXT_CMDLINE_H
#define SANDBOX_TEXT_CMDLINE_H

#include "base/diag.h"
#include "text/setting.h"

enum option_id {
#define OPTION(id, name, letter, value, help) OPTION_##id,
#include "text/option.def"
#undef OPTION
	N_OPTIONS,
};

struct option_row {
	const char *name;
	char letter;
	const char *value;
	const char *help;
};

extern const struct option_row option_table[N_OPTIONS];

struct cmdline {
	const char *profile; /* NULL: not named */
	struct origin profile_from;
	int given[N_OPTIONS];
	struct settings settings; /* keywords used as options */
	const char *const
		*command; /* argv of the program; command[0] is NULL if none */
};

/* Reads argv (ends with NULL; argv[0] is skipped). cwd is what relative paths start from;
 * NULL: they are errors. All errors are reported. Returns 0 or -1.
 */
int cmdline_parse(struct arena *a, struct diag *d, const char *cwd, char *const *argv,
		  struct cmdline *ret_cmdline);

#endif
