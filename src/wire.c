/* wire.c - the way from words to a plan, for both programs: the rooms in their order.
 * May: know every room.  Must not: decide anything itself.
 */
#include "wire.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include "child/way.h"
#include "host/joined.h"
#include "host/libseccomp.h"
#include "host/probe.h"
#include "host/vars.h"
#include "plan/check.h"
#include "plan/filter_ready.h"
#include "plan/promise.h"
#include "plan/world_guard.h"
#include "text/value.h"

/* With 0, 1 or 2 closed, the next file opened would become the program's standard stream. */
int wire_fill_streams(void)
{
	int fd;

	do
		fd = open("/dev/null", O_RDWR);
	while (fd >= 0 && fd <= 2);
	if (fd < 0)
		return -errno;
	(void)close(fd); /* the one too many */
	return 0;
}

/* A directory as a standard stream is a door to the host's tree (CVE-2024-21626). */
int wire_check_descriptors(struct wire *w)
{
	struct stat st;
	int bad = 0;

	for (int fd = 0; fd < 3; fd++)
		if (fstat(fd, &st) == 0 && S_ISDIR(st.st_mode))
			bad = diag_error(
				&w->diag, NULL,
				"descriptor %d is a directory: the program could leave "
				"the sandbox through it",
				fd);
	for (size_t i = 0; i < w->policy.keep_fds.n; i++) {
		const struct policy_fd *k = &w->policy.keep_fds.item[i];

		if (fcntl(k->fd, F_GETFD) < 0)
			bad = diag_error(&w->diag, &k->from,
					 "descriptor %d is not open", k->fd);
	}
	return bad;
}

void wire_begin(struct wire *w, char *const *env)
{
	*w = (struct wire){.profile = "default", .join_fd = -1};
	w->diag.arena = &w->arena;
	probe_facts(&w->arena, env, &w->facts);
	host_vars(&w->arena, &w->facts, &w->vars);
	find_init(&w->arena, &w->facts, &w->finder);
}

int wire_read_options(struct wire *w, char *const *argv)
{
	return cmdline_parse(&w->arena, &w->diag, w->facts.cwd, argv, &w->cmdline);
}

/* Does the name of this command say what it is? That of a file which came from
 * somewhere does not: ./npm of an unpacked archive must not get the network that npm
 * has. A profile that somebody on this machine wrote for a name is another matter.
 */
static int is_named_by_the_system(const char *command)
{
	static const char *const places[] = {"/usr/", "/bin/",	"/sbin/",
					     "/opt/", "/snap/", "/nix/"};

	if (!strchr(command, '/'))
		return 1;
	for (size_t i = 0; i < ARRAY_SIZE(places); i++)
		if (str_after(command, places[i]) && !strstr(command, "/../"))
			return 1;
	return 0;
}

static void choose_profile(struct wire *w)
{
	const char *command = w->cmdline.command ? w->cmdline.command[0] : NULL;
	const char *base, *path;

	if (w->cmdline.profile) {
		w->profile = w->cmdline.profile;
		return;
	}
	if (!command)
		return;
	base = strrchr(command, '/');
	base = base ? base + 1 : command;
	path = value_is_name(base) ? find_path(&w->finder, base) : NULL;
	if (path &&
	    (is_named_by_the_system(command) || !find_is_shipped(&w->finder, path)))
		w->profile = arena_string(&w->arena, base);
}

/* What a private home is called: the profile's name, or that of its file. */
static const char *home_name(struct wire *w)
{
	const char *slash = strrchr(w->profile, '/');
	const char *base = slash ? slash + 1 : w->profile;
	const char *dot = strstr(base, ".profile");
	char *name =
		arena_copy(&w->arena, base, dot ? (size_t)(dot - base) : strlen(base));

	return value_is_name(name) ? name : "unnamed";
}

/* The sandbox that `join` names: the plan depends on its plan. */
static int find_joined(struct wire *w)
{
	struct policy *p = &w->policy;

	if (!p->join.value)
		return 0;
	w->join_fd = joined_find(&w->arena, &w->diag, &p->join.from, &w->facts,
				 p->join.value, &w->joined);
	if (w->join_fd < 0)
		return -1;
	w->facts.joined = &w->joined;
	policy_share(p, w->joined.uid_inside, w->joined.gid_inside);
	return 0;
}

int wire_read_policy(struct wire *w)
{
	struct profile_loader loader = {
		.load = find_load, .context = &w->finder, .vars = &w->vars};
	const struct origin *from = NULL;
	int bad;

	choose_profile(w);
	if (w->cmdline.profile)
		from = &w->cmdline.profile_from;
	bad = profile_read_with(&w->arena, &w->diag, &loader, from, w->profile,
				&w->cmdline.settings, &w->settings);
	bad |= policy_merge(&w->arena, &w->diag, &w->settings, &w->policy);
	w->policy.profile = home_name(w);
	w->policy.command = w->cmdline.command;
	return bad < 0 ? bad : find_joined(w);
}

void wire_make_hidden(struct wire *w)
{
	const char *const *place = world_guard_shown(&w->arena, &w->policy, &w->facts);

	for (; *place; place++) {
		/* Where we cannot make it, nothing inside can either. */
		autoclose int fd = way_make(*place);

		(void)fd;
	}
}

static int compile_filter(struct wire *w)
{
	autoclose int scratch = -1;
	struct seccomp_api api;
	int r;

	if (filter_use_ready(&w->filter, filter_ready_table, filter_n_ready))
		return 0;
	r = libseccomp_load(&api);
	if (r < 0) {
		diag_error(&w->diag, NULL,
			   "the rules about system calls need libseccomp, which "
			   "is not installed");
		diag_hint(&w->diag, "install the package libseccomp2 (or libseccomp)");
		return -1;
	}
	scratch = memfd_create("filter", MFD_CLOEXEC);
	r = scratch < 0 ? -errno
			: filter_compile(&w->arena, &w->filter, &api, 0, scratch);
	if (r < 0)
		return diag_error(&w->diag, NULL,
				  "cannot compile the system call filter: %s",
				  strerror(-r));
	return 0;
}

int wire_build_plan(struct wire *w)
{
	if (filter_decide(&w->arena, &w->diag, &w->policy, &w->filter) < 0)
		return -1;
	build_add_command(&w->arena, &w->policy, &w->facts);
	w->builder = (struct builder){
		.arena = &w->arena,
		.diag = &w->diag,
		.policy = &w->policy,
		.facts = &w->facts,
		.filter = &w->filter,
		.plan = &w->plan,
	};
	if (plan_build(&w->builder) < 0 || plan_check(&w->diag, &w->plan) < 0 ||
	    promise_require(&w->diag, &w->policy, &w->plan) < 0)
		return -1;
	return compile_filter(w);
}
