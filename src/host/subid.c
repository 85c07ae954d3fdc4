/* subid.c - the further ids that subuid(5) and subgid(5) grant the caller, and whether
 * newuidmap(1) and newgidmap(1) can map them.
 *
 * The tables are read as files: what a name service has besides (subid in nsswitch.conf(5))
 * is not seen, and not used.
 * May: read.  Must not: change anything.
 */
#include "host/subid.h"

#include <pwd.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/xattr.h>

#include "base/util.h"
#include "host/sysfile.h"

#define LINES_MAX  100000 /* of a table; more is nobody's */
#define RANGES_MAX 256	  /* of one caller; a map has room for less */
#define FIRST_FREE 100000 /* where usermod(8) begins: SUB_UID_MIN of login.defs(5) */
#define COUNT_FREE 65536

static const struct {
	const char *program;
	const char *name;
	const char *table;
	const char *map; /* of the caller's own user namespace */
	const char *option;
} kinds[N_ID_KINDS] = {
	{"/usr/bin/newuidmap", "newuidmap", "/etc/subuid", "/proc/self/uid_map",
	 "--add-subuids"},
	{"/usr/bin/newgidmap", "newgidmap", "/etc/subgid", "/proc/self/gid_map",
	 "--add-subgids"},
};

int subid_is_privileged(const char *file)
{
	struct stat s;

	return stat(file, &s) == 0 &&
	       ((s.st_mode & S_ISUID) ||
		getxattr(file, "security.capability", NULL, 0) > 0);
}

/* The helpers know the user by the account of the real uid, whatever the environment says. */
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

struct table {
	VEC(struct id_range) own;
	uint32_t first_free; /* behind all ranges, whoever has them */
};

static void take_line(struct arena *a, struct table *t, const char *line,
		      const char *name)
{
	struct id_range r;

	if (id_range_parse(line, &r) < 0)
		return;
	if (id_range_last(&r) >= t->first_free &&
	    id_range_last(&r) < ID_MAX - COUNT_FREE)
		t->first_free = id_range_last(&r) + 1;
	if (t->own.n < RANGES_MAX && id_range_is_of(line, name, getuid()))
		*vec_push(a, &t->own) = r;
}

static void read_table(struct arena *a, const char *path, const char *name,
		       struct table *ret)
{
	FILE *file = fopen(path, "re");
	char line[256];

	*ret = (struct table){.first_free = FIRST_FREE};
	for (int i = 0; file && i < LINES_MAX && fgets(line, sizeof(line), file); i++)
		take_line(a, ret, line, name);
	if (file)
		(void)fclose(file); /* only read */
}

/* The ids that there are in the caller's own user namespace: lines "INSIDE OUTSIDE COUNT". */
static void read_known(struct arena *a, const char *path, struct fact_subids *ret)
{
	FILE *file = fopen(path, "re");
	VEC(struct id_range) known = {0};
	char line[128];
	unsigned long first, outside, count;

	for (int i = 0; file && i < RANGES_MAX && fgets(line, sizeof(line), file); i++)
		if (sscanf(line, "%lu %lu %lu", &first, &outside, &count) == 3 &&
		    first <= ID_MAX && count > 0)
			*vec_push(a, &known) = (struct id_range){
				.first = (uint32_t)first,
				.count = count > ID_MAX - first
						 ? (uint32_t)(ID_MAX - first + 1)
						 : (uint32_t)count};
	if (file)
		(void)fclose(file); /* only read */
	ret->known = known.item;
	ret->n_known = known.n;
}

/* Inside of another user namespace the ranges of the tables mean other ids, if any. */
static int is_initial_namespace(const char *map)
{
	char text[64] = "";
	unsigned long inside = 1, outside = 1, count = 0;

	(void)sysfile_read(map, text, sizeof(text)); /* "" then */
	return sscanf(text, "%lu %lu %lu", &inside, &outside, &count) == 3 && !inside &&
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

/* Why the helper could not do it, with what to do in s->mend; NULL: it can. */
static const char *helper_obstacle(struct arena *a, enum id_kind kind,
				   struct fact_subids *s)
{
	const char *program = kinds[kind].program, *name = kinds[kind].name;
	struct statvfs fs;

	if (access(program, X_OK) < 0) {
		s->mend =
			"as root: apt install uidmap, or dnf install shadow-utils, or "
			"pacman -S shadow";
		return arena_printf(a,
				    "%s is not installed (package uidmap or "
				    "shadow-utils)",
				    name);
	}
	if (!subid_is_privileged(program)) {
		s->mend = arena_printf(a, "as root: chmod u+s %s", program);
		return arena_printf(a, "%s has lost its setuid bit", program);
	}
	if (statvfs(program, &fs) < 0 || (fs.f_flag & ST_NOSUID) ||
	    prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) != 0)
		return "around this program no rights can be gained (no_new_privs)";
	if (is_traced())
		return arena_printf(
			a, "this program is being traced, so that %s has no rights",
			name);
	if (!is_initial_namespace(kinds[kind].map) || getgid() != getegid() ||
	    getuid() != geteuid())
		return "this is a user namespace already";
	return NULL;
}

struct fact_subids subid_probe(const struct facts *f, struct arena *a,
			       enum id_kind kind)
{
	struct fact_subids s = {0};
	const char *name;
	struct table t;

	if (f->privileged)
		read_known(a, kinds[kind].map, &s);
	else
		s.obstacle = helper_obstacle(a, kind, &s);
	if (s.obstacle)
		return s;
	name = account_name(a);
	read_table(a, kinds[kind].table, name, &t);
	s.range = t.own.item;
	s.n = t.own.n;
	if (s.n == 0) {
		s.obstacle =
			arena_printf(a, "%s has no range for this user (usermod %s)",
				     kinds[kind].table, kinds[kind].option);
		s.mend = arena_printf(a, "as root: usermod %s %u-%u %s",
				      kinds[kind].option, t.first_free,
				      t.first_free + (COUNT_FREE - 1),
				      *name ? name : arena_printf(a, "%u", getuid()));
	} else if (!f->privileged) {
		s.helper = kinds[kind].program;
	}
	return s;
}
