/* probe.c - the facts about this host and caller that a plan is built from.
 * May: read.  Must not: change anything.
 */
#include "host/probe.h"

#include <ctype.h>
#include <linux/capability.h>
#include <pwd.h>
#include <stdio.h>
#include <sys/random.h>
#include <sys/syscall.h>

#include "host/cgroup.h"
#include "host/groups.h"
#include "host/label.h"
#include "host/lookup.h"
#include "host/registry.h"
#include "host/subid.h"
#include "host/sysfile.h"
#include "text/path.h"

/* A login name goes into a made-up /etc/passwd, so it must not look like more. */
static int is_login_name(const char *name)
{
	for (const char *c = name; *c; c++)
		if (!isalnum((unsigned char)*c) && !strchr("._-", *c))
			return 0;
	return name[0] && name[0] != '-' && strlen(name) <= 32;
}

/* Without the name service, which is loaded and asked by libraries: this is for a caller
 * with hardly an environment (a service, a cron job), and those are local accounts.
 */
static const struct passwd *find_account(uid_t uid)
{
	FILE *file = fopen("/etc/passwd", "re");
	const struct passwd *pw;

	if (!file)
		return NULL;
	do
		pw = fgetpwent(file);
	while (pw && pw->pw_uid != uid);
	(void)fclose(file); /* nothing was written */
	return pw;
}

/* No home can be where the sandbox has something of its own. */
static int is_ours(const char *path)
{
	static const char *const ours[] = {"/proc", "/sys", "/dev"};

	for (size_t i = 0; i < ARRAY_SIZE(ours); i++)
		if (path_is_within(path, ours[i]))
			return 1;
	return str_equal(path, "/");
}

/* The environment names the user and home of whoever starts us, without the cost of the
 * name service; both only ever describe the inside.
 */
static void probe_user(struct arena *a, struct facts *f)
{
	const char *home = facts_env(f, "HOME");
	const char *user = facts_env(f, "LOGNAME");
	const struct passwd *pw = NULL;

	if (!user)
		user = facts_env(f, "USER");
	if (!user || !home)
		pw = find_account(f->uid);
	if (!user && pw)
		user = pw->pw_name;
	if (!home && pw)
		home = pw->pw_dir;
	f->user = user && is_login_name(user) ? arena_string(a, user) : "user";
	f->home = home ? path_clean(a, home) : NULL;
	if (!f->home || is_ours(f->home))
		f->home = arena_printf(a, "/home/%s", f->user);
}

static void probe_dirs(struct arena *a, struct facts *f)
{
	const char *data = facts_env(f, "XDG_DATA_HOME");
	char *cwd = getcwd(NULL, 0);

	/* A directory that is not below our root comes as "(unreachable)...". */
	f->cwd = cwd && cwd[0] == '/' ? arena_string(a, cwd) : NULL;
	free(cwd);
	f->data_home = data ? path_clean(a, data) : NULL;
	if (!f->data_home)
		f->data_home = path_join(a, f->home, ".local/share");
}

static int has_effective(int capability)
{
	struct __user_cap_header_struct header = {.version =
							  _LINUX_CAPABILITY_VERSION_3};
	struct __user_cap_data_struct data[2] = {{0}};

	if (syscall(SYS_capget, &header, data) < 0)
		return 0;
	return (data[capability / 32].effective >> (capability % 32)) & 1;
}

/* Who may set groups here may write a gid map that leaves setgroups allowed. */
static int may_set_groups(void)
{
	char text[16] = "";

	if (!has_effective(CAP_SETGID) || !has_effective(CAP_SETUID))
		return 0;
	(void)sysfile_read("/proc/self/setgroups", text,
			   sizeof(text)); /* absent: denied */
	return str_after(text, "allow") != NULL;
}

/* landlock_create_ruleset(2): asked for its version it makes nothing. */
static int landlock_abi(void)
{
	long abi = syscall(SYS_landlock_create_ruleset, NULL, 0, 1U /* ..._VERSION */);

	return abi > 0 ? (int)abi : 0;
}

/* Ids that would tell one machine, or one boot of it, from another are made up anew. */
static void make_ids(struct arena *a, struct facts *f)
{
	unsigned char r[32];
	char *id;

	if (getrandom(r, sizeof(r), GRND_NONBLOCK) != sizeof(r))
		return; /* too early in the boot: then there is none */
	id = arena_alloc(a, 33);
	for (int i = 0; i < 16; i++)
		snprintf(id + 2 * i, 3, "%02x", r[i]);
	f->machine_id = id;
	/* Version 4, variant 1 of RFC 9562, as the kernel makes its own. */
	r[22] = (r[22] & 0x0f) | 0x40;
	r[24] = (r[24] & 0x3f) | 0x80;
	f->boot_id = arena_printf(
		a,
		"%02x%02x%02x%02x-%02x%02x-%02x%02x-%02x%02x-%02x%02x%02x%02x%02x%02x",
		r[16], r[17], r[18], r[19], r[20], r[21], r[22], r[23], r[24], r[25],
		r[26], r[27], r[28], r[29], r[30], r[31]);
}

void probe_facts(struct arena *a, char *const *env, struct facts *ret_facts)
{
	struct facts *f = ret_facts;
	*f = (struct facts){.uid = geteuid(), .gid = getegid()};
	f->environ = (const char *const *)env;
	f->privileged = may_set_groups();
	f->subids = subid_probe;
	groups_probe(a, f);
	f->landlock_abi = landlock_abi();
	f->has_time_ns = access("/proc/self/ns/time", F_OK) == 0;
	for (int fd = 0; fd < 3; fd++)
		f->has_tty[fd] = isatty(fd);
	make_ids(a, f);
	probe_user(a, f);
	probe_dirs(a, f);
	lookup_init(a, f);
	label_init(f);
	registry_probe(a, f);
	f->cgroup = cgroup_find;
}
