/* vars.c - the variables of the profile language, from vars.def.
 * May: nothing but look up.
 */
#include "text/vars.h"

#include "base/text.h"

const struct var var_table[N_VARS] = {
#define VAR(name, help) [VAR_##name] = {#name, help},
#include "text/vars.def"
#undef VAR
};

int var_find(const char *name, size_t n)
{
	for (int i = 0; i < N_VARS; i++)
		if (strlen(var_table[i].name) == n &&
		    memcmp(var_table[i].name, name, n) == 0)
			return i;
	return -1;
}

const char *var_nearest(const char *name)
{
	const char *names[N_VARS];

	for (int i = 0; i < N_VARS; i++)
		names[i] = var_table[i].name;
	return text_nearest(name, names, N_VARS);
}
