/* landlock.c - the second wall: what Landlock is to allow, over the same rules as the mounts.
 * May: compute.
 *
 * Landlock only adds up: what a directory allows is allowed everywhere below it. So it
 * cannot take back a right where a deeper rule grants less (`write /a`, `read /a/b`); there
 * the mounts stand alone. What no rule shows is denied by both walls.
 */
#include "plan/landlock.h"

#include "text/path.h"

/* What came with which version (landlock(7), uapi/linux/landlock.h). */
static const struct {
	int abi;
	uint64_t access;
	uint64_t scope;
} steps[] = {
	{1,
	 LL_EXECUTE | LL_WRITE_FILE | LL_READ_FILE | LL_READ_DIR | LL_REMOVE_DIR |
		 LL_REMOVE_FILE | LL_MAKE_CHAR | LL_MAKE_DIR | LL_MAKE_REG |
		 LL_MAKE_SOCK | LL_MAKE_FIFO | LL_MAKE_BLOCK | LL_MAKE_SYM,
	 0},
	{2, LL_REFER, 0},
	{3, LL_TRUNCATE, 0},
	{5, LL_IOCTL_DEV, 0},
	{6, 0, LL_SCOPE_ABSTRACT | LL_SCOPE_SIGNAL},
	{9, LL_RESOLVE_UNIX, 0},
};

#define READ (LL_READ_FILE | LL_READ_DIR)
#define CHANGE                                                                        \
	(LL_WRITE_FILE | LL_REMOVE_DIR | LL_REMOVE_FILE | LL_MAKE_DIR | LL_MAKE_REG | \
	 LL_MAKE_SOCK | LL_MAKE_FIFO | LL_MAKE_SYM | LL_REFER | LL_TRUNCATE)
/* A right that Landlock takes for a file and not only for a directory. */
#define OF_FILES                                                                  \
	(LL_EXECUTE | LL_WRITE_FILE | LL_READ_FILE | LL_TRUNCATE | LL_IOCTL_DEV | \
	 LL_RESOLVE_UNIX)

uint64_t landlock_handled(int abi)
{
	uint64_t access = 0;

	for (size_t i = 0; i < ARRAY_SIZE(steps); i++)
		if (steps[i].abi <= abi)
			access |= steps[i].access;
	return access;
}

uint64_t landlock_scoped(int abi)
{
	uint64_t scope = 0;

	for (size_t i = 0; i < ARRAY_SIZE(steps); i++)
		if (steps[i].abi <= abi)
			scope |= steps[i].scope;
	return scope;
}

/* /proc/PID/mem writes memory that is mapped read-only: the program's own code, and what
 * other processes run and know. So /proc is for reading where that is refused by ptrace(2);
 * what else is written there, programs do without (comm of another thread, coredump_filter).
 * Inner user namespaces need uid_map, and Chromium oom_score_adj; who keeps capabilities
 * is trusted to set up others.
 */
static int writes_proc(const struct policy *p, const struct filter *f)
{
	if (p->nested_userns.value || p->capabilities.n)
		return 1;
	for (size_t i = 0; f && i < f->n_calls; i++)
		if (str_equal(f->call[i].name, "ptrace"))
			return f->call[i].verdict == VERDICT_ALLOW;
	return 0;
}

static uint64_t access_of(const struct node *n, int is_proc_written)
{
	uint64_t access;

	switch (n->rule->kind) {
	case RULE_SYMLINK: /* followed before Landlock looks */
	case RULE_HIDE:
		return 0;
	case RULE_SOCKET:
		/* Older versions do not mind, the newest wants to be told. Some programs
		 * open the socket's path for writing, to see whether it is there.
		 */
		return LL_RESOLVE_UNIX | LL_READ_FILE | LL_WRITE_FILE;
	case RULE_DEVICE:
		return READ | LL_WRITE_FILE | LL_IOCTL_DEV;
	case RULE_DEVPTS:
		return READ | LL_WRITE_FILE | LL_IOCTL_DEV;
	case RULE_PROC:
		return is_proc_written ? READ | LL_WRITE_FILE | LL_TRUNCATE : READ;
	case RULE_FILE:
		return LL_READ_FILE;
	default:
		break;
	}
	access = READ;
	if (node_is_writable(n))
		access |= CHANGE | LL_RESOLVE_UNIX;
	if (node_is_exec(n))
		access |= LL_EXECUTE;
	return access;
}

static void add_rule(struct arena *a, struct landlock *l, const char *path,
		     uint64_t access)
{
	struct landlock_rule *r;

	access &= l->handled;
	if (!access)
		return;
	r = vec_push(a, &l->rules);
	r->path = path;
	r->access = access;
}

/* X clients try the server's abstract socket first, and give up where Landlock answers EPERM
 * for it instead of going on to the one with a path. Who grants X11 has given more away.
 */
static int grants_x11(const struct world *w)
{
	for (size_t i = 0; i < w->nodes.n; i++)
		if (w->nodes.item[i].rule->kind == RULE_SOCKET &&
		    str_after(w->nodes.item[i].path, "/tmp/.X11-unix/"))
			return 1;
	return 0;
}

void landlock_build(struct arena *a, const struct world *w, const struct policy *p,
		    const struct filter *f, int abi, struct landlock *ret)
{
	int is_proc_written = writes_proc(p, f);

	*ret = (struct landlock){
		.abi = abi,
		.handled = landlock_handled(abi),
		.scoped = landlock_scoped(abi),
	};
	if (grants_x11(w))
		ret->scoped &= ~LL_SCOPE_ABSTRACT;
	/* Directories on the way to what is shown can be listed: they hold nothing else. */
	add_rule(a, ret, "/", LL_READ_DIR);
	for (size_t i = 0; i < w->nodes.n; i++) {
		const struct node *n = &w->nodes.item[i];
		uint64_t access = 0;

		if (!n->is_redundant && !n->is_left_out)
			access = access_of(n, is_proc_written);
		add_rule(a, ret, n->path, node_is_dir(n) ? access : access & OF_FILES);
	}
}

int landlock_writes(const struct landlock *l, const char *path)
{
	for (size_t i = 0; i < l->rules.n; i++)
		if ((l->rules.item[i].access & LL_WRITE_FILE) &&
		    path_is_within(path, l->rules.item[i].path))
			return 1;
	return 0;
}
