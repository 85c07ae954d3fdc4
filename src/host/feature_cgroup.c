/* feature_cgroup.c - may this process limit a whole sandbox through cgroup v2?
 * May: read, try to connect to a systemd.  Must not: create or join a cgroup.
 */
#include "host/feature_probes.h"

#include "base/util.h"
#include "host/cgroup.h"

static const char *names_of(struct arena *a, unsigned int controllers)
{
	const char *names = "";

	for (size_t i = 0; i < N_CGROUP_CONTROLLERS; i++)
		if (controllers & (1U << i))
			names = arena_printf(a, "%s%s%s", names, *names ? ", " : "",
					     cgroup_controller_name[i]);
	return names;
}

void feature_cgroup(const struct probe *p)
{
	const unsigned int usual = CGROUP_CPU | CGROUP_MEMORY | CGROUP_PIDS;
	struct facts f = {.uid = geteuid(), .environ = (const char *const *)environ};
	struct fact_cgroup c = cgroup_find(&f, p->arena);
	const char *how;

	if (c.way == CGROUP_NONE) {
		feature_report(p, FEATURE_MISSING, "%s", c.obstacle);
		if (c.mend)
			feature_mend(p, "%s", c.mend);
		return;
	}
	how = c.way == CGROUP_SCOPE ? "in scopes of systemd"
				    : arena_printf(p->arena, "below %s", c.dir);
	if (usual & ~c.controllers) {
		feature_report(p, FEATURE_LIMITED, "%s comes without: %s", c.dir,
			       names_of(p->arena, usual & ~c.controllers));
		feature_mend(p, "%s", c.mend);
		return;
	}
	feature_report(p, FEATURE_OK, "%s; %s", names_of(p->arena, c.controllers), how);
}
