/* groups.c - the supplementary groups of the caller, and whether a sandbox can be without.
 *
 * An ordinary user must deny setgroups(2) before mapping its group (user_namespaces(7),
 * CVE-2014-8989). newgidmap(1), which has rights of its own, maps a group without that,
 * provided a subordinate one of subgid(5) is mapped as well (CVE-2018-7169).
 * May: read.  Must not: change anything.
 */
#include "host/groups.h"

#include <grp.h>
#include <stdlib.h>

#include "base/util.h"
#include "host/subid.h"
#include "host/sysfile.h"

#define GROUPS_MAX 1024
#define FILE_BYTES (16 * 1024)

/* The name in a line of group(5), NAME:PASSWORD:GID:MEMBERS, if it is that of the group. */
static char *name_in(struct arena *a, const char *line, gid_t group)
{
	size_t n = strcspn(line, ":\n");
	const char *at = line + n;
	char *end;

	at = *at == ':' ? at + 1 + strcspn(at + 1, ":\n") : "";
	if (*at != ':' || at[1] < '0' || at[1] > '9')
		return NULL;
	return strtoul(at + 1, &end, 10) == group && *end == ':'
		       ? arena_copy(a, line, n)
		       : NULL;
}

static const char *name_group(struct arena *a, const char *file, gid_t group)
{
	char *name;

	for (const char *line = file; *line; line += strcspn(line, "\n")) {
		line += *line == '\n';
		name = name_in(a, line, group);
		if (name)
			return name;
	}
	return arena_printf(a, "%u", group);
}

/* Names of the groups, from the file alone: the launcher does not load the name service. What is
 * not in its first part stays a number; fgetgrent(3) asks the kernel for every line.
 */
static const char *name_groups(struct arena *a, const gid_t *group, size_t n)
{
	char *file = arena_alloc(a, FILE_BYTES);
	const char *names = "";

	(void)sysfile_read("/etc/group", file, FILE_BYTES); /* "" then */
	for (size_t k = 0; k < n; k++)
		names = arena_printf(a, "%s%s%s", names, k ? ", " : "",
				     name_group(a, file, group[k]));
	return names;
}

/* A range that begins with root's group is a mistake that nothing may depend on. */
static const char *find_obstacle(struct arena *a, struct facts *f)
{
	struct fact_subids s = subid_probe(f, a, ID_GID);

	if (s.obstacle)
		return s.obstacle;
	for (size_t i = 0; i < s.n && !f->sub_gid; i++)
		if (s.range[i].first != f->gid)
			f->sub_gid = s.range[i].first;
	if (!f->sub_gid)
		return "/etc/subgid has no range for this user that could be used";
	f->gid_helper = s.helper;
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
