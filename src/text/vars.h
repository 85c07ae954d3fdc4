/* vars.h - the variables of the profile language and their values for this caller.
 * May: nothing, it is data; src/host/vars.c fills it in.
 */
#ifndef SANDBOX_TEXT_VARS_H
#define SANDBOX_TEXT_VARS_H

#include "base/arena.h"

enum var_id {
#define VAR(name, help) VAR_##name,
#include "text/vars.def"
#undef VAR
	N_VARS,
};

struct var {
	const char *name;
	const char *help;
};

extern const struct var var_table[N_VARS];

/* A value is NULL where this caller has none. */
struct vars {
	const char *value[N_VARS];
	const char *home_real; /* ${HOME} with its links followed, as ${CWD} has them */
};

/* The row of the name (n bytes long), or -1. */
int var_find(const char *name, size_t n);

/* The name that was probably meant, or NULL. */
const char *var_nearest(const char *name);

#endif
