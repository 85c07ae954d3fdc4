/* call.c - is a system call there, and does anything stand between it and us?
 * May: make calls whose arguments are wrong on purpose, in a child.  Must not: make one
 * that could succeed, allocate, print.
 */
#include "host/call.h"

#include <errno.h>
#include <linux/mount.h>
#include <linux/sched.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/utsname.h>

#include "base/util.h"
#include "host/trial.h"

#define BAD (-1L) /* as a pointer it points nowhere, as a descriptor it is closed */
#define BAD_5                           \
	{                               \
		BAD, BAD, BAD, BAD, BAD \
	}

/* What a trial returns when it lacks the rights to ask; no call here fails so. */
#define NO_ROOT ENOTRECOVERABLE

/* A seccomp filter answers before the kernel looks at the arguments, so arguments that
 * the kernel must refuse with one certain errno tell the two apart: any other answer is
 * the filter's. Calls marked `root` check for CAP_SYS_ADMIN first and must be asked by
 * the root of a user namespace.
 */
struct call {
	const char *name;
	long number;
	long arg[5];
	int expected;
	int root;
	const char *since;
};

#define CALL(name) #name, SYS_##name

static const struct call call_table[N_CALLS] = {
	[CALL_CLONE3] = {CALL(clone3), {0, 0}, EINVAL, 0, "5.3"},
	[CALL_UNSHARE] = {CALL(unshare), {CLONE_NEWUSER | 1}, EINVAL, 0, "3.8"},
	[CALL_OPENAT2] = {CALL(openat2), {BAD, BAD, 0, 0}, EINVAL, 0, "5.6"},
	[CALL_CLOSE_RANGE] = {CALL(close_range), {1, 0, 0}, EINVAL, 0, "5.9"},
	[CALL_PIDFD_OPEN] = {CALL(pidfd_open), {0, 0}, EINVAL, 0, "5.3"},
	[CALL_MOUNT] = {CALL(mount), {0, 0, BAD, 0, 0}, EFAULT, 0, "1.0"},
	[CALL_OPEN_TREE] = {CALL(open_tree), {BAD, BAD, BAD}, EINVAL, 0, "5.2"},
	[CALL_MOVE_MOUNT] = {CALL(move_mount), BAD_5, EINVAL, 1, "5.2"},
	[CALL_FSOPEN] = {CALL(fsopen), {BAD, BAD}, EINVAL, 1, "5.2"},
	[CALL_FSMOUNT] = {CALL(fsmount), {BAD, BAD, 0}, EINVAL, 1, "5.2"},
	[CALL_MOUNT_SETATTR] = {CALL(mount_setattr), {BAD, 0, BAD}, EINVAL, 0, "5.12"},
	[CALL_PIVOT_ROOT] = {CALL(pivot_root), {BAD, BAD}, EFAULT, 1, "2.3"},
};

static int make_call(const void *arg)
{
	const struct call *c = arg;
	const long *a = c->arg;

	/* A security module can let us be root of the namespace and deny what root may.
	 * Its EPERM must not pass for the filter's, so a mount has to succeed first.
	 */
	if (c->root && syscall(SYS_mount, NULL, "/", NULL, MS_PRIVATE, NULL) < 0)
		return -NO_ROOT;
	return syscall(c->number, a[0], a[1], a[2], a[3], a[4]) < 0 ? -errno : 0;
}

int call_is_filtering(void)
{
	int mode = prctl(PR_GET_SECCOMP);

	/* EINVAL: a kernel without seccomp. Any other error comes from a filter. */
	return mode == SECCOMP_MODE_FILTER || (mode < 0 && errno != EINVAL);
}

int call_kernel_is_at_least(unsigned int major, unsigned int minor)
{
	struct utsname u;
	unsigned int have_major = 0, have_minor = 0;

	if (uname(&u) < 0 || sscanf(u.release, "%u.%u", &have_major, &have_minor) < 2)
		return 0;
	return have_major > major || (have_major == major && have_minor >= minor);
}

static int kernel_has(const struct call *c)
{
	unsigned int major = 0, minor = 0;

	return sscanf(c->since, "%u.%u", &major, &minor) == 2 &&
	       call_kernel_is_at_least(major, minor);
}

enum call_state call_probe(enum call_id id, int *ret_error)
{
	const struct call *c = &call_table[id];
	struct trial t;
	int r = trial_run(c->root ? CLONE_NEWUSER | CLONE_NEWNS : 0, make_call, c, &t);

	if (ret_error)
		*ret_error = t.signal ? 0 : t.error;
	if (r == -c->expected && t.stage == TRIAL_BODY)
		return CALL_OK;
	if (c->root && (t.stage != TRIAL_BODY || r == -NO_ROOT))
		return CALL_UNTRIED;
	/* A filter answers ENOSYS too, so an old kernel must be one by its version. */
	if (r == -ENOSYS && !(call_is_filtering() && kernel_has(c)))
		return CALL_ABSENT;
	if (call_is_filtering() && (t.signal == SIGSYS || t.stage == TRIAL_BODY))
		return CALL_FILTERED;
	/* Neither the kernel's answer nor a filter's: a security module, perhaps. */
	return CALL_UNTRIED;
}

const char *call_name(enum call_id id)
{
	return call_table[id].name;
}

const char *call_since(enum call_id id)
{
	return call_table[id].since;
}
