/* feature_cgroup.c - may this process limit a whole sandbox through cgroup v2?
 * May: read.  Must not: create or join a cgroup.
 */
#include "host/feature_probes.h"

#include <errno.h>
#include <stdio.h>

#include "base/util.h"
#include "host/mounted.h"
#include "host/sysfile.h"

/* Our own cgroup of the v2 tree: the line "0::/path". */
static const char *own_path(struct arena *a)
{
	FILE *f = fopen("/proc/self/cgroup", "re");
	autofree char *line = NULL;
	const char *path = NULL;
	size_t room = 0;

	if (!f)
		return NULL;
	while (!path && getline(&line, &room, f) > 0) {
		const char *rest = str_after(line, "0::");

		if (rest)
			path = arena_copy(a, rest, strcspn(rest, "\n"));
	}
	(void)fclose(f); /* only read */
	return path;
}

/* The directory of our own cgroup, or NULL where it cannot be seen. */
static const char *own_dir(struct arena *a, const char *point, const char *root)
{
	const char *path = own_path(a);

	/* "/.." leads out of the cgroup namespace. */
	if (!path || str_after(path, "/.."))
		return NULL;
	if (!str_equal(root, "/"))
		path = str_after(path, root);
	if (!path)
		return NULL;
	return arena_printf(a, "%s%s", point, str_equal(path, "/") ? "" : path);
}

/* Whether a v1 tree uses the controllers: then the v2 tree is without them. */
static int is_on_v1(void)
{
	char text[4096];

	return sysfile_read("/proc/self/cgroup", text, sizeof(text)) > 0 &&
	       strstr(text, ":memory:");
}

#define BOOT_V2 "mend: boot with systemd.unified_cgroup_hierarchy=1"

/* What must be writable before a sandbox can get a cgroup of its own below ours. */
static int is_delegated(struct arena *a, const char *dir)
{
	static const char *const files[] = {"", "/cgroup.procs",
					    "/cgroup.subtree_control"};

	for (size_t i = 0; i < ARRAY_SIZE(files); i++)
		if (access(arena_printf(a, "%s%s", dir, files[i]), W_OK) < 0)
			return -errno;
	return 0;
}

static void report_undelegated(const struct probe *p, const char *dir, int error)
{
	const char *manager =
		arena_printf(p->arena, "/run/user/%u/systemd/private", getuid());

	feature_report(p, FEATURE_MISSING,
		       "this shell is not in a delegated scope (%s: %s)", dir,
		       strerror(error));
	if (access(manager, F_OK) != 0)
		feature_mend(
			p, "mend: log in through systemd, or as root, for a cgroup:\n"
			   "chown its directory, cgroup.procs, cgroup.subtree_control");
}

/* Which of the controllers that limits need are not on the list. */
static const char *missing_controllers(struct arena *a, const char *list)
{
	static const char *const needed[] = {"cpu", "memory", "pids"};
	const char *padded = arena_printf(a, " %s ", list);
	const char *missing = "";

	for (size_t i = 0; i < ARRAY_SIZE(needed); i++)
		if (!strstr(padded, arena_printf(a, " %s ", needed[i])))
			missing = arena_printf(a, "%s%s%s", missing,
					       *missing ? ", " : "", needed[i]);
	return missing;
}

static void report_controllers(const struct probe *p, const char *dir)
{
	const char *file = arena_printf(p->arena, "%s/cgroup.controllers", dir);
	const char *missing;
	char list[512];
	int r = sysfile_read(file, list, sizeof(list));

	if (r < 0) {
		feature_report(p, FEATURE_UNKNOWN, "%s: %s", file, strerror(-r));
		return;
	}
	missing = missing_controllers(p->arena, list);
	if (!*missing) {
		feature_report(p, FEATURE_OK, "cpu, memory, pids");
		return;
	}
	feature_report(p, FEATURE_LIMITED, "%s comes without: %s", dir, missing);
	feature_mend(p, "mend, as root: systemctl edit user@.service, and in it\n"
			"[Service]\n"
			"Delegate=cpu cpuset io memory pids");
}

void feature_cgroup(const struct probe *p)
{
	const char *root = NULL;
	const char *point = mounted_cgroup2(p->arena, &root);
	const char *dir;
	int r;

	if (!point) {
		feature_report(p, FEATURE_MISSING, "no cgroup v2 tree is mounted");
		feature_mend(p, BOOT_V2);
		return;
	}
	if (is_on_v1()) {
		feature_report(p, FEATURE_MISSING, "cgroup v1 uses the controllers");
		feature_mend(p, BOOT_V2);
		return;
	}
	dir = own_dir(p->arena, point, root);
	if (!dir) {
		feature_report(p, FEATURE_UNKNOWN, "own cgroup is not to be seen in %s",
			       point);
		return;
	}
	r = is_delegated(p->arena, dir);
	if (r < 0)
		report_undelegated(p, dir, -r);
	else
		report_controllers(p, dir);
}
