/* tables.c - the rows of tables that stand in programs this one cannot link: the verbs
 * would bring all of sandboxctl with them, the features every probe of the host.
 * May: compute.
 */
#include "texts/tables.h"

#include "base/util.h"

const struct verb_row verb_table[] = {
#define VERB(id, name, arguments, options, help) {name, arguments, options, help},
#include "ctl/verb.def"
#undef VERB
};
const size_t n_verbs = ARRAY_SIZE(verb_table);

int verb_option_has_value(const struct verb_row *v, const char *option, size_t n)
{
	return memmem(v->arguments, strlen(v->arguments), option, n) != NULL;
}

enum weight {
	BASE,
	BASE_QUIET,
	PART,
	PART_QUIET,
};

const struct feature_row feature_rows[] = {
#define FEATURE(id, key, name, weight, run, arg, cost, mend) \
	{name, weight == BASE || weight == BASE_QUIET, cost},
#include "host/feature.def"
#undef FEATURE
};
const size_t n_feature_rows = ARRAY_SIZE(feature_rows);
