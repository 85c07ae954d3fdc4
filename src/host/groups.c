/* groups.c - the supplementary groups of the caller, and whether a sandbox can be without.
 *
 * An ordinary user must deny setgroups(2) before mapping its group (user_namespaces(7),
 * CVE-2014-8989). newgidmap(1), which has rights of its own, maps a group without that,
 * provided a subordinate one of subgid(5) is mapped as well (CVE-2018-7169).
 * May: read.  Must not: change anything.
 */
#include "host/groups.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <pwd.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/xattr.h>

#include "base/util.h"
#include "host/sysfile.h"

#define HELPER	   "/usr/bin/newgidmap"
#define GROUPS_MAX 1024
#define LINES_MAX  100000 /* of the account files; more is nobody's */

int groups_is_privileged(const char *file)
{
	struct stat s;

	return stat(file, &s) == 0 &&
	       ((s.st_mode & S_ISUID) ||
		getxattr(file, "security.capability", NULL, 0) > 0);
}

/* Names of the groups, from the file alone: the launcher does not load the name service. */
static const char *name_groups(struct arena *a, const gid_t *group, size_t n)
{
	FILE *file = fopen("/etc/group", "re");
	const char *names = "", **name = arena_alloc(a, n * sizeof(*name));
	const struct group *g;

	for (int i = 0; file && i < LINES_MAX && (g = fgetgrent(file)); i++)
		for (size_t k = 0; k < n; k++)
			if (g->gr_gid == group[k])
				name[k] = arena_string(a, g->gr_name);
	for (size_t k = 0; k < n; k++)
		names = arena_printf(a, "%s%s%s", names, k ? ", " : "",
				     name[k] ? name[k]
					     : arena_printf(a, "%u", group[k]));
	if (file)
		(void)fclose(file); /* only read */
	return names;
}

/* newgidmap knows the user by the account of the real uid, whatever the environment says. */
static const char *account_name(struct arena *a)
{
	FILE *file = fopen("/etc/passwd", "re");
	const struct passwd *pw = NULL;
	const char *name = "";

	for (int i = 0; file && i < LINES_MAX; i++) {
		pw = fgetpwent(file);
		if (!pw || pw->pw_uid == getuid())
			break;
	}
	if (pw)
		name = arena_string(a, pw->pw_name);
	if (file)
		(void)fclose(file); /* only read */
	return name;
}

/* The first id of the caller's range in subgid(5); 0: there is none. */
static gid_t find_range(struct arena *a)
{
	FILE *file = fopen("/etc/subgid", "re");
	const char *name = file ? account_name(a) : "";
	char line[256], owner[128];
	unsigned long uid, first, count;
	gid_t found = 0;

	for (int i = 0; file && !found && i < LINES_MAX; i++) {
		char *end;

		if (!fgets(line, sizeof(line), file))
			break;
		if (sscanf(line, "%127[^:]:%lu:%lu", owner, &first, &count) != 3 ||
		    !count || !first || first >= UINT32_MAX)
			continue;
		uid = strtoul(owner, &end, 10);
		if (str_equal(owner, name) || (!*end && uid == getuid()))
			found = (gid_t)first;
	}
	if (file)
		(void)fclose(file); /* only read */
	return found;
}

/* Inside of another user namespace the ranges of subgid(5) mean other ids, if any. */
static int is_initial_namespace(void)
{
	char map[64] = "";
	unsigned long inside = 1, outside = 1, count = 0;

	(void)sysfile_read("/proc/self/gid_map", map, sizeof(map)); /* "" then */
	return sscanf(map, "%lu %lu %lu", &inside, &outside, &count) == 3 && !inside &&
	       !outside && count == UINT32_MAX;
}

/* Under a debugger of the same user, setuid programs have no rights (execve(2)). */
static int is_traced(void)
{
	char text[4096] = "";
	const char *tracer;

	(void)sysfile_read("/proc/self/status", text, sizeof(text)); /* "" then */
	tracer = strstr(text, "TracerPid:");
	return tracer && strtoul(tracer + strlen("TracerPid:"), NULL, 10) != 0;
}

static const char *find_obstacle(struct arena *a, struct facts *f)
{
	struct statvfs fs;

	if (access(HELPER, X_OK) < 0)
		return "newgidmap is not installed (package uidmap or shadow-utils)";
	if (!groups_is_privileged(HELPER))
		return HELPER " has lost its setuid bit";
	if (statvfs(HELPER, &fs) < 0 || (fs.f_flag & ST_NOSUID) ||
	    prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) != 0)
		return "around this program no rights can be gained (no_new_privs)";
	if (is_traced())
		return "this program is being traced, so that newgidmap has no rights";
	if (!is_initial_namespace() || getgid() != getegid())
		return "this is a user namespace already";
	f->sub_gid = find_range(a);
	if (!f->sub_gid)
		return "/etc/subgid has no range for this user (usermod --add-subgids)";
	f->gid_helper = HELPER;
	return NULL;
}

void groups_probe(struct arena *a, struct facts *f)
{
	gid_t group[GROUPS_MAX];
	int n = getgroups(GROUPS_MAX, group);
	size_t others = 0;

	for (int i = 0; i < n; i++)
		if (group[i] != f->gid)
			group[others++] = group[i];
	if (n < 0) /* so many: EINVAL */
		f->groups = "more than 1024";
	else if (others)
		f->groups = name_groups(a, group, others);
	if (f->groups && !f->privileged)
		f->groups_obstacle = find_obstacle(a, f);
}
