/* promise.c - the table of promises: which the plan makes, which the sandbox keeps.
 * May: compute.
 */
#include "plan/promise.h"

#include <linux/sched.h>

#include "plan/landlock.h"
#include "text/path.h"

const struct promise_row promise_table[N_PROMISES] = {
#define PROMISE(id, word, what) [PROMISE_##id] = {word, what},
#include "text/promise.def"
#undef PROMISE
};

static const struct step *find_step(const struct plan *p, enum step_op op)
{
	for (size_t i = 0; i < p->steps.n; i++)
		if (p->steps.item[i].op == op)
			return &p->steps.item[i];
	return NULL;
}

/* --- Which promise stands on what --------------------------------------------------------- */

static const char *always(const struct plan *p UNUSED)
{
	return NULL;
}

static const char *has_time_ns(const struct plan *p)
{
	return find_step(p, STEP_NS_TIME) ? NULL : "this kernel has no time namespaces";
}

static const char *has_net_ns(const struct plan *p)
{
	return p->network_is_hosts ? "the network is the host's"
	       : !(p->clone_flags & CLONE_NEWNET)
		       ? "the network is another sandbox's (join)"
		       : NULL;
}

static const char *has_no_groups(const struct plan *p)
{
	return p->groups
		       ? "supplementary groups stay real: `sandboxctl plan` says which"
		       : NULL;
}

static const char *has_userns_limit(const struct plan *p)
{
	return find_step(p, STEP_NS_LIMIT)    ? NULL
	       : find_step(p, STEP_PROC_MASK) ? "nested sandboxes are allowed"
					      : "there is no /proc inside";
}

static const char *has_landlock(const struct plan *p)
{
	return find_step(p, STEP_SEAL_LANDLOCK)
		       ? NULL
		       : "this kernel has no Landlock, or `landlock none` is said";
}

static const char *has_landlock_scope(const struct plan *p)
{
	const struct step *s = find_step(p, STEP_SEAL_LANDLOCK);
	const struct landlock *l = s ? s->data : NULL;
	const uint64_t both = LL_SCOPE_ABSTRACT | LL_SCOPE_SIGNAL;

	if (!l)
		return has_landlock(p);
	return (l->scoped & both) == both ? NULL
					  : "it needs Landlock ABI 6 (Linux 6.12), and "
					    "no x11 in the profile";
}

static const char *has_apparmor(const struct plan *p)
{
	const struct step *s = find_step(p, STEP_SEAL_APPARMOR);

	if (!s)
		return "AppArmor is off, or its profile is not loaded or not wanted";
	return s->flags & LABEL_LAX ? "its profile is not enforced" : NULL;
}

static const char *has_selinux(const struct plan *p)
{
	const struct step *s = find_step(p, STEP_SEAL_SELINUX);

	if (!s)
		return "SELinux is off, or its module is not loaded or not wanted";
	return s->flags & LABEL_LAX ? "SELinux is permissive" : NULL;
}

static const char *has_write_execute(const struct plan *p)
{
	return find_step(p, STEP_SEAL_MDWE) ? NULL : "it takes 'write-execute deny'";
}

/* One that is optional may be set or not. */
static const char *has_limits(const struct plan *p)
{
	for (size_t i = 0; i < p->steps.n; i++)
		if (p->steps.item[i].op == STEP_LIMIT_SET &&
		    !(p->steps.item[i].flags & LIMIT_OPTIONAL))
			return NULL;
	return "all of them are optional";
}

static const char *has_proc(const struct plan *p)
{
	return find_step(p, STEP_PROC_MASK) ? NULL : "there is no /proc inside";
}

static int makes_file(const struct plan *p, const char *path)
{
	for (size_t i = 0; i < p->steps.n; i++)
		if (p->steps.item[i].op == STEP_FILE_MAKE &&
		    str_equal(p->steps.item[i].path, path))
			return 1;
	return 0;
}

/* Does a tree of the host show what it has at the path? A later mount is the deeper one. */
static int shows_host(const struct plan *p, const char *path)
{
	int shows = 0;

	for (size_t i = 0; i < p->steps.n; i++) {
		const struct step *s = &p->steps.item[i];

		if ((s->op == STEP_MOUNT_ROOT || s->op == STEP_MOUNT_TREE ||
		     s->op == STEP_MOUNT_OVERLAY || s->op == STEP_MOUNT_TMPFS) &&
		    path_is_within(path, s->path)) /* /dev/null hides a file */
			shows = s->slot >= 0 && !str_equal(s->text, "/dev/null");
	}
	return shows && !makes_file(p, path);
}

static const char *has_root(const struct plan *p)
{
	const struct step *s = find_step(p, STEP_MOUNT_ROOT);

	return s && s->data ? "the root is an overlay, in which the program may write"
			    : NULL;
}

static const char *has_identity(const struct plan *p)
{
	if (find_step(p, STEP_PROC_MASK) && !makes_file(p, PROMISE_BOOT_ID))
		return "the boot id is the kernel's";
	if (shows_host(p, PROMISE_MACHINE_ID))
		return PROMISE_MACHINE_ID " is shown as it is outside";
	return NULL;
}

/* Of each promise: does the plan make it, is it kept, and which step it stands on. */
static const struct {
	const char *(*missing)(const struct plan *p);
	void (*judge)(struct judge *j);
} rows[N_PROMISES] = {
	[PROMISE_NAMESPACES] = {always, judge_namespaces},
	[PROMISE_TIME_NAMESPACE] = {has_time_ns, judge_time_namespace},
	[PROMISE_NETWORK] = {has_net_ns, judge_network},
	[PROMISE_IDS] = {always, judge_ids},
	[PROMISE_GROUPS] = {has_no_groups, judge_groups},
	[PROMISE_ROOT] = {has_root, judge_root},
	[PROMISE_MOUNTS] = {always, judge_mounts},
	[PROMISE_MEMORY] = {always, judge_memory},
	[PROMISE_PROC] = {has_proc, judge_proc},
	[PROMISE_PROC_SYS] = {has_proc, judge_proc_sys},
	[PROMISE_IDENTITY] = {has_identity, judge_identity},
	[PROMISE_NO_USERNS] = {has_userns_limit, judge_no_userns},
	[PROMISE_CAPABILITIES] = {always, judge_capabilities},
	[PROMISE_SECUREBITS] = {always, judge_securebits},
	[PROMISE_NO_NEW_PRIVS] = {always, judge_no_new_privs},
	[PROMISE_SYSTEM_CALLS] = {always, judge_system_calls},
	[PROMISE_LANDLOCK] = {has_landlock, judge_landlock},
	[PROMISE_LANDLOCK_SCOPE] = {has_landlock_scope, judge_landlock_scope},
	[PROMISE_APPARMOR] = {has_apparmor, judge_apparmor},
	[PROMISE_SELINUX] = {has_selinux, judge_selinux},
	[PROMISE_WRITE_EXECUTE] = {has_write_execute, judge_write_execute},
	[PROMISE_LIMITS] = {has_limits, judge_limits},
	[PROMISE_DESCRIPTORS] = {always, judge_descriptors},
	[PROMISE_ENVIRONMENT] = {always, judge_environment},
	[PROMISE_INIT] = {always, judge_init},
	[PROMISE_TERMINAL] = {always, judge_terminal},
};

/* What all of it needs stands with the promise that it is nearest to. */
static const enum promise_id of_step[N_STEP_OPS] = {
	[STEP_CGROUP_NEW] = PROMISE_LIMITS,
	[STEP_CGROUP_LIMIT] = PROMISE_LIMITS,
	[STEP_CGROUP_ROOT] = PROMISE_LIMITS,
	[STEP_NS_NEW] = PROMISE_NAMESPACES,
	[STEP_NS_JOIN] = PROMISE_NAMESPACES,
	[STEP_ID_MAP] = PROMISE_IDS,
	[STEP_ID_RANGE] = PROMISE_IDS,
	[STEP_LIMIT_TIME] = PROMISE_LIMITS,
	[STEP_CHANGES_LOCK] = PROMISE_MOUNTS,
	[STEP_ID_GROUPS] = PROMISE_GROUPS,
	[STEP_NS_TIME] = PROMISE_TIME_NAMESPACE,
	[STEP_SESSION_NEW] = PROMISE_TERMINAL,
	[STEP_NET_LOOPBACK] = PROMISE_NETWORK,
	[STEP_NS_HOSTNAME] = PROMISE_IDENTITY,
	[STEP_MOUNT_PRIVATE] = PROMISE_MOUNTS,
	[STEP_CHANGES_MAKE] = PROMISE_MOUNTS,
	[STEP_HOME_MAKE] = PROMISE_MOUNTS,
	[STEP_SRC_OPEN] = PROMISE_MOUNTS,
	[STEP_MOUNT_ROOT] = PROMISE_ROOT,
	[STEP_DIR_MAKE] = PROMISE_MOUNTS,
	[STEP_POINT_MAKE] = PROMISE_MOUNTS,
	[STEP_FILE_MAKE] = PROMISE_MOUNTS,
	[STEP_LINK_MAKE] = PROMISE_MOUNTS,
	[STEP_MOUNT_TREE] = PROMISE_MOUNTS,
	[STEP_MOUNT_OVERLAY] = PROMISE_MOUNTS,
	[STEP_MOUNT_PIN] = PROMISE_MOUNTS,
	[STEP_MOUNT_TMPFS] = PROMISE_MEMORY,
	[STEP_MOUNT_PROC] = PROMISE_PROC,
	[STEP_MOUNT_DEVPTS] = PROMISE_TERMINAL,
	[STEP_PROC_MASK] = PROMISE_PROC,
	[STEP_NS_LIMIT] = PROMISE_NO_USERNS,
	[STEP_USER_LIMIT] = PROMISE_LIMITS,
	[STEP_PROC_LOCK] = PROMISE_PROC_SYS,
	[STEP_MOUNT_LOCK] = PROMISE_MOUNTS,
	[STEP_ROOT_PIVOT] = PROMISE_ROOT,
	[STEP_TTY_OPEN] = PROMISE_TERMINAL,
	[STEP_INIT] = PROMISE_INIT,
	[STEP_TTY_ATTACH] = PROMISE_TERMINAL,
	[STEP_WORK_DIR] = PROMISE_ROOT,
	[STEP_FD_CLOSE] = PROMISE_DESCRIPTORS,
	[STEP_SEAL_KEYRING] = PROMISE_ENVIRONMENT,
	[STEP_LIMIT_SET] = PROMISE_LIMITS,
	[STEP_LABEL_OPEN] = PROMISE_APPARMOR,
	[STEP_SEAL_APPARMOR] = PROMISE_APPARMOR,
	[STEP_SEAL_SELINUX] = PROMISE_SELINUX,
	[STEP_SEAL_CAPS] = PROMISE_CAPABILITIES,
	[STEP_SEAL_MDWE] = PROMISE_WRITE_EXECUTE,
	[STEP_SEAL_NNP] = PROMISE_NO_NEW_PRIVS,
	[STEP_SEAL_LANDLOCK] = PROMISE_LANDLOCK,
	[STEP_SEAL_SECCOMP] = PROMISE_SYSTEM_CALLS,
	[STEP_EXEC] = PROMISE_ENVIRONMENT,
};

enum promise_id promise_of_step(enum step_op op)
{
	return of_step[op];
}

const char *promise_missing(const struct plan *p, enum promise_id id)
{
	return rows[id].missing(p);
}

/* What a policy allows although the plan makes the promise, as far as it goes then: enough to
 * verify, too little to be required.
 */
static const char *weakened(const struct policy *policy, const struct plan *p,
			    enum promise_id id)
{
	if (id == PROMISE_TERMINAL && !p->new_session)
		return "the terminal is the caller's own (terminal inherit)";
	if (id == PROMISE_NAMESPACES && p->joins == JOIN_SHARE)
		return "some are another sandbox's (join)";
	if (id == PROMISE_IDENTITY && !(p->clone_flags & CLONE_NEWUTS))
		return "the host name is another sandbox's (join)";
	if (id == PROMISE_CAPABILITIES && policy->capabilities.n)
		return "some are kept (capabilities)";
	if (id == PROMISE_IDS && find_step(p, STEP_ID_RANGE))
		return "more ids than one are mapped (ids)";
	for (size_t i = 0; id == PROMISE_SYSTEM_CALLS && i < policy->syscalls.n; i++)
		if (policy->syscalls.item[i].allow)
			return "more are allowed (syscalls allow)";
	return NULL;
}

int promise_require(struct diag *d, const struct policy *policy, const struct plan *p)
{
	int bad = 0;

	for (size_t i = 0; i < policy->requires.n; i++) {
		const struct policy_require *r = &policy->requires.item[i];
		enum promise_id id = (enum promise_id)r->promise;
		const char *why = promise_missing(p, id);

		if (!why)
			why = weakened(policy, p, id);
		if (!why)
			continue;
		if (r->optional)
			diag_warning(d, &r->from, "%s is not promised: %s",
				     promise_words[r->promise], why);
		else
			bad = diag_error(d, &r->from, "%s cannot be promised: %s",
					 promise_words[r->promise], why);
	}
	return bad;
}

void promise_judge(struct judge *j)
{
	for (int i = 0; i < N_PROMISES; i++) {
		j->promise = (enum promise_id)i;
		if (!rows[i].missing(j->plan))
			rows[i].judge(j);
	}
}

static int is_mount(enum step_op op)
{
	return op == STEP_MOUNT_TREE || op == STEP_MOUNT_TMPFS ||
	       op == STEP_MOUNT_PROC || op == STEP_MOUNT_DEVPTS ||
	       op == STEP_MOUNT_OVERLAY || op == STEP_MOUNT_PIN ||
	       op == STEP_MOUNT_LOCK;
}

const char *const *promise_tries(struct arena *a, const struct plan *p)
{
	static const char *const always_tried[] = {
		"read:/proc/1/environ",
		"read:/proc/1/fd",
		"read:/proc/1/mem",
		"line:/proc/1/cmdline",
		"line:" PROMISE_MACHINE_ID,
		"line:" PROMISE_BOOT_ID,
		"line:/proc/sys/user/max_user_namespaces",
		"write:/proc/sys/kernel/core_pattern",
		"write:/sandbox-measure",
	};
	const struct step *s = find_step(p, STEP_PROC_MASK);
	VEC(const char *) tries = {0};

	for (size_t i = 0; i < ARRAY_SIZE(always_tried); i++)
		*vec_push(a, &tries) = always_tried[i];
	for (const char *const *name = s ? s->data : NULL; name && *name; name++)
		*vec_push(a, &tries) = arena_printf(a, "read:%s/%s", s->path, *name);
	if (find_step(p, STEP_SEAL_APPARMOR))
		*vec_push(a, &tries) = "line:/proc/self/attr/apparmor/current";
	if (find_step(p, STEP_LABEL_OPEN))
		*vec_push(a, &tries) = "line:/proc/self/attr/current";
	s = find_step(p, STEP_MOUNT_ROOT);
	for (size_t i = 0; s && s->slot >= 0 && i < p->steps.n; i++)
		if (is_mount(p->steps.item[i].op))
			*vec_push(a, &tries) =
				arena_printf(a, "real:%s", p->steps.item[i].path);
	for (size_t i = 0; i < p->steps.n; i++)
		if (plan_is_overlay_in_memory(&p->steps.item[i]))
			*vec_push(a, &tries) =
				arena_printf(a, "size:%s", p->steps.item[i].path);
	*vec_push(a, &tries) = NULL;
	return tries.item;
}
