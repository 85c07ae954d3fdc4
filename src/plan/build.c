/* build.c - policy and facts into a plan: the order of everything, at a glance in
 * plan_build.
 * May: ask the facts.  Must not: change anything.
 */
#include "plan/build.h"

#include <linux/sched.h>
#include <sys/resource.h>

#include "plan/build_share.h"
#include "plan/build_overlay.h"
#include "plan/furniture.h"
#include "plan/landlock.h"
#include "text/names.h"
#include "text/path.h"

static const struct origin built_in = {.file = "built-in"};

static struct step *append(struct builder *b, enum step_op op,
			   const struct origin *from)
{
	return plan_append(b->arena, b->plan, op,
			   from && from->file ? from : &built_in);
}

static void build_time_limit(struct builder *b)
{
	for (size_t i = 0; i < b->policy->limits.n; i++) {
		const struct policy_limit *l = &b->policy->limits.item[i];

		if (l->resource != LIMIT_RESOURCE_TIME ||
		    l->value == (uint64_t)RLIM_INFINITY)
			continue;
		b->plan->time_limit_s = l->value;
		append(b, STEP_LIMIT_TIME, &l->from)->number[0] = l->value;
	}
}

static int build_namespaces(struct builder *b)
{
	const struct policy *p = b->policy;
	struct plan *plan = b->plan;

	plan->clone_flags = CLONE_NEWUSER | CLONE_NEWNS | CLONE_NEWPID | CLONE_NEWIPC |
			    CLONE_NEWUTS | CLONE_NEWCGROUP;
	plan->network_is_hosts = p->network.value == NETWORK_HOST;
	if (!plan->network_is_hosts)
		plan->clone_flags |= CLONE_NEWNET;
	if (p->join.value && build_share(b) < 0)
		return -1;
	append(b, STEP_NS_NEW,
	       share_has(p, CLONE_NEWNET) ? &p->join.from : &p->network.from)
		->number[0] = plan->clone_flags;
	if (!p->join.value && build_ids(b) < 0)
		return -1;
	build_time_limit(b);
	if (plan->cgroup.place.way != CGROUP_NONE)
		append(b, STEP_CGROUP_ROOT, plan->steps.item[0].from);
	build_changes_lock(b);
	build_groups(b);
	if (plan->new_session)
		append(b, STEP_SESSION_NEW, &p->new_session.from);
	if (plan->clone_flags & CLONE_NEWUTS)
		append(b, STEP_NS_HOSTNAME, &p->hostname.from)->text =
			furniture_hostname(p);
	if (plan->clone_flags & CLONE_NEWNET)
		append(b, STEP_NET_LOOPBACK, &p->network.from);
	return 0;
}

static void decide_terminal(struct builder *b)
{
	static const unsigned int flag[] = {TTY_STDIN, TTY_STDOUT, TTY_STDERR};
	const struct policy *p = b->policy;

	b->plan->own_terminal = p->terminal.value == TERMINAL_PTY;
	b->plan->new_session =
		p->terminal.value != TERMINAL_INHERIT || p->new_session.value;
	for (size_t i = 0; i < ARRAY_SIZE(flag); i++)
		if (p->terminal.value == TERMINAL_PTY && b->facts->has_tty[i])
			b->plan->tty |= flag[i];
}

static void build_terminal(struct builder *b)
{
	if (b->plan->tty)
		append(b, STEP_TTY_OPEN, &b->policy->terminal.from)->flags =
			b->plan->tty;
}

static int compare_ints(const void *a, const void *b)
{
	return *(const int *)a < *(const int *)b ? -1
						 : *(const int *)a > *(const int *)b;
}

static const struct fd_list *build_descriptors(struct builder *b)
{
	const struct policy *p = b->policy;
	struct fd_list *list = arena_alloc(b->arena, sizeof(*list));
	int *fd = arena_alloc(b->arena, (p->keep_fds.n + 1) * sizeof(*fd));

	for (size_t i = 0; i < p->keep_fds.n; i++)
		fd[i] = p->keep_fds.item[i].fd;
	qsort(fd, p->keep_fds.n, sizeof(*fd), compare_ints);
	list->fd = fd;
	list->n = p->keep_fds.n;
	append(b, STEP_FD_CLOSE, list->n ? &p->keep_fds.item[0].from : NULL)->data =
		list;
	return list;
}

static int has_limit(const struct policy *p, int resource)
{
	for (size_t i = 0; i < p->limits.n; i++)
		if (p->limits.item[i].resource == resource)
			return 1;
	return 0;
}

/* What a program gets that nobody has thought about: no more than it can need, no less
 * than real ones do. A core file holds the program's secrets, and a core_pattern with a
 * pipe hands them to a program of the host that runs with full rights, whatever the limit
 * says, unless it is 1: the kernel's own sign that nothing is to be dumped (core(5),
 * fs/coredump.c). A file of one byte is never written either.
 */
static const struct {
	const char *name;
	int resource;
	uint64_t value;
	unsigned int flags;
} default_limits[] = {
	{"core", RLIMIT_CORE, 1, LIMIT_SOFT_TOO}, /* 0 would not do, see above */
	{"nproc", RLIMIT_NPROC, 8192, 0}, /* counted in the sandbox's user namespace */
	{"nofile", RLIMIT_NOFILE, 65536, 0},
	{"fsize", RLIMIT_FSIZE, UINT64_C(64) << 30, 0},
	{"msgqueue", RLIMIT_MSGQUEUE, 819200, 0}, /* the kernel's own default */
};

static void append_limit(struct builder *b, const struct origin *from, const char *name,
			 int resource, uint64_t value, unsigned int flags)
{
	struct step *s = append(b, STEP_LIMIT_SET, from);

	s->text = name;
	s->number[0] = (uint64_t)resource;
	s->number[1] = value;
	s->flags = flags;
}

static void build_limits(struct builder *b)
{
	const struct policy *p = b->policy;
	struct policy_limit near;

	for (size_t i = 0; i < ARRAY_SIZE(default_limits); i++)
		if (!has_limit(p, default_limits[i].resource))
			append_limit(b, NULL, default_limits[i].name,
				     default_limits[i].resource,
				     default_limits[i].value,
				     LIMIT_AT_MOST | default_limits[i].flags);
	for (size_t i = 0; i < p->limits.n; i++) {
		const struct policy_limit *l = &p->limits.item[i];

		if (l->resource >= 0)
			append_limit(b, &l->from, l->name, l->resource, l->value,
				     l->optional ? LIMIT_OPTIONAL : 0);
		else if (build_cgroup_fallback(b, l, &near))
			append_limit(b, &l->from, near.name, near.resource, near.value,
				     LIMIT_AT_MOST);
	}
}

static void build_landlock(struct builder *b, const struct fd_list *keep)
{
	const struct policy *p = b->policy;
	struct landlock *l;

	if (b->facts->landlock_abi <= 0 || p->landlock.value == LANDLOCK_NONE) {
		diag_detail(b->diag, p->landlock.from.file ? &p->landlock.from : NULL,
			    "left out: Landlock: %s",
			    b->facts->landlock_abi <= 0 ? "this kernel does not have it"
							: "not wanted");
		return;
	}
	l = arena_alloc(b->arena, sizeof(*l));
	landlock_build(b->arena, &b->world, p, b->filter, b->facts->landlock_abi, l);
	l->keep = keep;
	append(b, STEP_SEAL_LANDLOCK, &p->landlock.from)->data = l;
}

static void build_seal(struct builder *b)
{
	const struct policy *p = b->policy;
	uint64_t *kept = arena_alloc(b->arena, sizeof(*kept));
	const struct fd_list *keep;
	struct step *s;

	for (size_t i = 0; i < p->capabilities.n; i++)
		*kept |= 1ULL << p->capabilities.item[i].number;
	keep = build_descriptors(b);
	append(b, STEP_SEAL_KEYRING, NULL);
	build_limits(b);
	build_label(b);
	s = append(b, STEP_SEAL_CAPS,
		   p->capabilities.n ? &p->capabilities.item[p->capabilities.n - 1].from
				     : NULL);
	s->data = kept;
	s->flags = *kept && plan_has_ids(b->plan, ID_UID) ? CAPS_FIXUP : 0;
	if (p->write_execute_denied.value)
		append(b, STEP_SEAL_MDWE, &p->write_execute_denied.from);
	append(b, STEP_SEAL_NNP, NULL);
	build_landlock(b, keep);
	append(b, STEP_SEAL_SECCOMP,
	       p->syscalls.n ? &p->syscalls.item[p->syscalls.n - 1].from : NULL)
		->data = b->filter;
}

int plan_build(struct builder *b)
{
	b->facts = build_changes_facts(b);
	if (world_build(b->arena, b->diag, b->policy, b->facts, &b->world) < 0)
		return -1;
	decide_terminal(b);
	if (build_cgroup(b) < 0 || build_namespaces(b) < 0 || build_label_open(b) < 0 ||
	    build_fs(b) < 0)
		return -1;
	build_terminal(b);
	if (b->facts->has_time_ns)
		append(b, STEP_NS_TIME, NULL);
	append(b, STEP_INIT, NULL);
	if (b->plan->tty)
		append(b, STEP_TTY_ATTACH, &b->policy->terminal.from)->flags =
			b->plan->tty;
	if (build_workdir(b) < 0)
		return -1;
	build_seal(b);
	return build_exec(b);
}
