/* feature_kernel.c - the kernel itself: its age, its calls, its filters.
 * May: make harmless calls, in children.  Must not: restrict this process.
 */
#include "host/feature_probes.h"

#include <errno.h>
#include <linux/landlock.h>
#include <linux/seccomp.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/utsname.h>

#include "base/util.h"
#include "host/call.h"
#include "host/sysfile.h"
#include "host/trial.h"

void feature_kernel(const struct probe *p)
{
	enum feature_state state = FEATURE_OK;
	struct utsname u;

	if (uname(&u) < 0) {
		feature_report(p, FEATURE_UNKNOWN, "uname: %s", strerror(errno));
		return;
	}
	if (!call_kernel_is_at_least(5, 12))
		state = FEATURE_MISSING;
	else if (!call_kernel_is_at_least(5, 15))
		state = FEATURE_LIMITED;
	feature_report(p, state, "%s %s, %s", u.sysname, u.release, u.machine);
}

void feature_call(const struct probe *p)
{
	enum call_id id = (enum call_id)p->feature->arg;
	int error;

	switch (call_probe(id, &error)) {
	case CALL_OK:
		feature_report_result(p, 0);
		break;
	case CALL_ABSENT:
		feature_report(p, FEATURE_MISSING, "this kernel does not have it");
		feature_mend(p, "mend: Linux %s or later", call_since(id));
		break;
	case CALL_FILTERED:
		feature_report(p, FEATURE_MISSING, "a seccomp filter refuses it (%s)",
			       error ? strerror(error) : "it kills");
		feature_mend(p, "mend: let the filter around this program allow %s",
			     call_name(id));
		break;
	case CALL_UNTRIED:
		feature_report(p, FEATURE_UNKNOWN,
			       "cannot be tried without mounting in a user namespace");
		break;
	}
}

static int ask_action(const void *arg)
{
	return syscall(SYS_seccomp, SECCOMP_GET_ACTION_AVAIL, 0, arg) < 0 ? -errno : 0;
}

void feature_seccomp(const struct probe *p)
{
	static const struct action {
		uint32_t value;
		int needed;
		const char *name;
	} actions[] = {
		{SECCOMP_RET_ERRNO, 1, "errno"},
		{SECCOMP_RET_ALLOW, 1, "allow"},
		{SECCOMP_RET_KILL_PROCESS, 0, "kill_process"},
		{SECCOMP_RET_LOG, 0, "log"},
	};
	const char *around =
		call_is_filtering() ? "; one is in force around this program" : "";

	for (size_t i = 0; i < ARRAY_SIZE(actions); i++) {
		int r = trial_run(0, ask_action, &actions[i].value, NULL);

		if (r == 0)
			continue;
		feature_report(p, actions[i].needed ? FEATURE_MISSING : FEATURE_LIMITED,
			       "no action %s (%s)%s", actions[i].name, strerror(-r),
			       around);
		return;
	}
	feature_report(p, FEATURE_OK, "allow, errno, kill_process, log%s", around);
}

static int set_nnp(const void *unused UNUSED)
{
	return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0 ? -errno : 0;
}

void feature_nnp(const struct probe *p)
{
	int r = trial_run(0, set_nnp, NULL, NULL);

	if (r == 0 && prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) == 1)
		feature_report(p, FEATURE_OK, "it is set around this program already");
	else
		feature_report_result(p, r);
}

static int ask_landlock(const void *unused UNUSED)
{
	long abi = syscall(SYS_landlock_create_ruleset, NULL, 0,
			   LANDLOCK_CREATE_RULESET_VERSION);

	return abi < 0 ? -errno : (int)abi;
}

/* What came with which version; see landlock(7). */
static const struct landlock_gain {
	int abi;
	const char *what;
} landlock_gains[] = {
	{2, "rename between directories"},
	{3, "truncation rules"},
	{4, "TCP rules"},
	{5, "device ioctl rules"},
	{6, "socket and signal scoping"},
	{7, "audit records"},
};

void feature_landlock(const struct probe *p)
{
	int abi = trial_run(0, ask_landlock, NULL, NULL);
	const char *lacks = "";

	if (abi == -EOPNOTSUPP) {
		feature_report(p, FEATURE_MISSING,
			       "built in, but switched off at boot");
		feature_mend(p, "mend: add landlock to the kernel parameter lsm=");
		return;
	}
	if (abi < 0) {
		feature_report(p, FEATURE_MISSING, "%s",
			       abi == -ENOSYS ? "not in this kernel" : strerror(-abi));
		return;
	}
	for (size_t i = 0; i < ARRAY_SIZE(landlock_gains); i++) {
		const struct landlock_gain *g = &landlock_gains[i];

		if (g->abi > abi)
			lacks = arena_printf(p->arena, "%s%s no %s before %d", lacks,
					     *lacks ? "," : "", g->what, g->abi);
	}
	if (*lacks)
		feature_report(p, FEATURE_OK, "ABI %d (%s)", abi, lacks + 1);
	else
		feature_report(p, FEATURE_OK, "ABI %d", abi);
}
