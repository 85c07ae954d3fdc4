/* groups.c - the supplementary groups of the caller, and whether a sandbox can be without.
 *
 * An ordinary user must deny setgroups(2) before mapping its group (user_namespaces(7),
 * CVE-2014-8989). newgidmap(1), which has rights of its own, maps a group without that,
 * provided a subordinate one of subgid(5) is mapped as well (CVE-2018-7169).
 * May: read.  Must not: change anything.
 */
#include "host/groups.h"

#include <fcntl.h>
#include <grp.h>
#include <stdio.h>

#include "base/util.h"
#include "host/subid.h"

#define GROUPS_MAX 1024
#define LINES_MAX  100000 /* of the account files; more is nobody's */

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
