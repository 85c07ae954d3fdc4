/* evidence.c - what can be measured about a refused namespace, before a cause is named.
 * May: read, and make trials in children.  Must not: conclude, print.
 */
#include "host/evidence.h"

#include <errno.h>
#include <limits.h>
#include <linux/sched.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/utsname.h>

#include "base/text.h"
#include "base/util.h"
#include "host/call.h"
#include "host/mounted.h"
#include "host/sysfile.h"

/* The inode of the first user namespace: fixed in the kernel (PROC_USER_INIT_INO). */
#define FIRST_USERNS_INODE 0xEFFFFFFDU

static const char *const what_refused[N_REFUSED_AT] = {
	[AT_NOTHING] = "create the namespaces",
	[AT_USER] = "create a user namespace",
	[AT_MAP] = "map ids in a user namespace",
	[AT_KIND] = "create the namespaces",
	[AT_MOUNT] = "mount in its own namespace",
	[AT_PROC] = "mount a proc of its own",
};

/* A trial that fails leaves its place and errno in e; returns 0 then. */
static int passes(struct evidence *e, enum refused_at at, uint64_t flags,
		  int (*body)(const void *arg))
{
	struct trial t;

	if (trial_run(flags, body, NULL, &t) >= 0)
		return 1;
	e->at = at;
	if (at == AT_USER && (t.stage == TRIAL_UID_MAP || t.stage == TRIAL_GID_MAP))
		e->at = AT_MAP;
	e->error = t.error;
	return 0;
}

/* Returns the namespace that the evidence is about. */
static const struct ns_kind *go_again(struct evidence *e)
{
	const struct ns_kind *user = &ns_kind_table[0];

	if (!passes(e, AT_USER, CLONE_NEWUSER, NULL))
		return user;
	for (size_t i = 1; i < N_NS_KINDS; i++)
		if (!passes(e, AT_KIND, CLONE_NEWUSER | ns_kind_table[i].flag, NULL))
			return &ns_kind_table[i];
	if (passes(e, AT_MOUNT, CLONE_NEWUSER | CLONE_NEWNS, trial_mount_tmpfs))
		(void)passes(e, AT_PROC, CLONE_NEWUSER | CLONE_NEWNS | CLONE_NEWPID,
			     trial_mount_proc); /* its result is in e */
	return user;
}

static void look_at_kind(struct arena *a, struct evidence *e,
			 const struct ns_kind *kind)
{
	const char *file = arena_printf(a, "/proc/self/ns/%s", kind->name);
	struct stat s;

	e->has_proc = access("/proc/self/ns", F_OK) == 0;
	e->has_kind = !e->has_proc || access(file, F_OK) == 0;
	e->is_nested =
		stat("/proc/self/ns/user", &s) == 0 && s.st_ino != FIRST_USERNS_INODE;
	e->limit = -1;
	(void)sysfile_number(
		arena_printf(a, "/proc/sys/user/max_%s_namespaces", kind->name),
		&e->limit); /* -1 says that there is none */
	e->word.kind = kind->words;
	e->word.ns = kind->name;
	e->word.config = kind->config;
	e->word.limit = arena_printf(a, "%ld", e->limit);
}

/* The calls that every start needs, in the order of their use. */
static void look_at_calls(struct arena *a, struct evidence *e)
{
	static const enum call_id needed[] = {
		CALL_CLONE3,	CALL_MOUNT,	    CALL_OPENAT2,
		CALL_OPEN_TREE, CALL_MOUNT_SETATTR, CALL_MOVE_MOUNT,
		CALL_FSOPEN,	CALL_FSMOUNT,	    CALL_PIVOT_ROOT,
	};

	for (size_t i = 0; i < ARRAY_SIZE(needed); i++) {
		int error;
		enum call_state state = call_probe(needed[i], &error);

		if (state == CALL_FILTERED && !e->word.filtered) {
			e->word.filtered = call_name(needed[i]);
			e->word.filtered_with =
				error ? arena_string(a, strerror(error)) : "it kills";
		} else if (state == CALL_ABSENT && !e->word.absent) {
			e->word.absent = call_name(needed[i]);
			e->word.since = call_since(needed[i]);
		}
	}
}

/* Whether a map of our own user namespace covers id; yes when nothing can be said. */
static int is_in_map(const char *map, unsigned int id)
{
	FILE *f = fopen(map, "re");
	unsigned int first, outside, count;
	int found = 0;

	if (!f)
		return 1;
	while (!found && fscanf(f, "%u %u %u", &first, &outside, &count) == 3)
		found = id >= first && id - first < count;
	(void)fclose(f); /* only read */
	return found;
}

static void look_at_caller(struct arena *a, struct evidence *e)
{
	struct rlimit limit;
	struct utsname u;

	e->is_chrooted = mounted_is_chrooted();
	e->is_mapped = is_in_map("/proc/self/uid_map", geteuid()) &&
		       is_in_map("/proc/self/gid_map", getegid());
	e->word.ids = arena_printf(a, "uid %u, gid %u", geteuid(), getegid());
	e->word.cover = mounted_proc_cover(a);
	e->word.processes = "any number of";
	if (getrlimit(RLIMIT_NPROC, &limit) == 0 && limit.rlim_cur != RLIM_INFINITY)
		e->word.processes =
			arena_printf(a, "%llu", (unsigned long long)limit.rlim_cur);
	if (uname(&u) == 0)
		e->word.release = arena_string(a, u.release);
}

const char *evidence_attachment(struct arena *a, const char *text)
{
	while (text && !str_after(text, "profile ")) {
		text = strchr(text, '\n');
		text = text ? text + 1 : NULL;
	}
	if (!text)
		return NULL;
	for (const char *word = text; *word && *word != '\n';) {
		const char *end = " \t\n";

		word += strspn(word, " \t");
		if (*word == '"')
			end = "\"\n", word++;
		if (*word == '/')
			return arena_printf(a, "%.*s", (int)strcspn(word, end), word);
		word += strcspn(word, end);
		word += *word == '"';
	}
	return NULL;
}

int evidence_is_attached(const char *attachment, const char *path)
{
	size_t plain = strcspn(attachment, "{*?[@\\");

	return strncmp(attachment, path, plain) == 0 &&
	       (attachment[plain] || !path[plain]);
}

/* A profile is for programs by their paths; loading it helps no other. */
static void look_at_profile(struct arena *a, struct evidence *e)
{
	char text[8192], self[PATH_MAX];
	ssize_t n = readlink("/proc/self/exe", self, sizeof(self) - 1);
	const char *attachment;

	e->has_profile = sysfile_read(APPARMOR_PROFILE, text, sizeof(text)) > 0;
	attachment = e->has_profile ? evidence_attachment(a, text) : NULL;
	self[n > 0 ? n : 0] = '\0';
	e->is_attached =
		!attachment || n <= 0 || evidence_is_attached(attachment, self);
	if (attachment)
		e->word.attachment = text_escape(a, attachment);
	if (n <= 0)
		return;
	e->word.self = text_escape(a, self);
	*strrchr(self, '/') = '\0';
	e->word.place = text_escape(a, self);
}

static void look_at_modules(struct arena *a, struct evidence *e)
{
	char label[512], enabled[8];
	int is_on;

	e->userns_clone = e->apparmor_userns = e->selinux_enforces = -1;
	/* What is not there keeps its -1. */
	(void)sysfile_number("/proc/sys/kernel/unprivileged_userns_clone",
			     &e->userns_clone);
	(void)sysfile_number("/proc/sys/kernel/apparmor_restrict_unprivileged_userns",
			     &e->apparmor_userns);
	(void)sysfile_number("/sys/fs/selinux/enforce", &e->selinux_enforces);
	/* AppArmor has a file of its own where several modules share the common one. */
	if (sysfile_read("/proc/self/attr/apparmor/current", label, sizeof(label)) <= 0)
		(void)sysfile_read("/proc/self/attr/current", label, sizeof(label));
	is_on = sysfile_read("/sys/module/apparmor/parameters/enabled", enabled,
			     sizeof(enabled)) > 0 &&
		enabled[0] == 'Y' && label[0];
	e->is_unconfined = is_on && str_equal(label, "unconfined");
	e->is_confined = is_on && !e->is_unconfined;
	look_at_profile(a, e);
	e->word.label = arena_string(a, label);
}

void evidence_gather(struct arena *a, struct evidence *e, int launcher_error)
{
	const struct surround *s = surround_find();

	*e = (struct evidence){.at = AT_NOTHING, .error = launcher_error};
	look_at_kind(a, e, go_again(e));
	look_at_calls(a, e);
	look_at_caller(a, e);
	look_at_modules(a, e);
	e->word.what = what_refused[e->at];
	e->word.error = arena_string(a, strerror(e->error));
	e->word.sign = s->sign;
	e->word.mend_filter = s->mend_filter;
	e->word.mend_apparmor = s->mend_apparmor;
	e->word.mend_proc = s->mend_proc;
}
