/* tables.h - the rows of tables that stand in programs this one cannot link.
 * May: compute.
 */
#ifndef SANDBOX_TEXTS_TABLES_H
#define SANDBOX_TEXTS_TABLES_H

#include <stddef.h>

/* A verb of sandboxctl, from ctl/verb.def. */
struct verb_row {
	const char *name;
	const char *arguments;
	const char *options; /* its own, separated by spaces */
	const char *help;
};

extern const struct verb_row verb_table[];
extern const size_t n_verbs;

/* Does this option (n bytes) take a value, with which it stands among the arguments then? */
int verb_option_has_value(const struct verb_row *v, const char *option, size_t n);

/* A feature of the host that `sandboxctl doctor` measures, from host/feature.def. */
struct feature_row {
	const char *name;
	int is_base; /* no sandbox can start without it */
	const char *cost;
};

extern const struct feature_row feature_rows[];
extern const size_t n_feature_rows;

#endif
