/* facts.c - looking things up in the facts.
 * May: compute.
 */
#include "plan/facts.h"

#include "base/util.h"

const char *const cgroup_controller_name[N_CGROUP_CONTROLLERS] = {
	"cpu",
	"memory",
	"pids",
	"io",
};

const char *facts_env(const struct facts *f, const char *name)
{
	size_t n = strlen(name);

	for (const char *const *e = f->environ; e && *e; e++)
		if (strncmp(*e, name, n) == 0 && (*e)[n] == '=' && (*e)[n + 1])
			return *e + n + 1;
	return NULL;
}
