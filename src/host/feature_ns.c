/* feature_ns.c - namespaces and what can be mounted in them, all really tried.
 * May: make trials in children.  Must not: enter a namespace itself.
 */
#include "host/feature_probes.h"

#include <errno.h>
#include <linux/sched.h>

#include "base/util.h"
#include "host/sysfile.h"
#include "host/trial.h"
#include "host/userns.h"

/* Fewer than this, and sandboxes get into each other's way. */
#define COMFORTABLE_LIMIT 64

/* The report of a failed start, in the very words of the launcher. */
static void report_explained(const struct probe *p, int error)
{
	struct diag d = {.arena = p->arena};
	const struct diag_entry *e;

	userns_explain(&d, error);
	e = &d.entries.item[0];
	feature_report(p, FEATURE_MISSING, "%s", e->message);
	if (e->hint)
		feature_mend(p, "%s", e->hint);
}

void feature_userns(const struct probe *p)
{
	int r = trial_run(ns_kind_flags(), trial_mount_tmpfs, NULL, NULL);

	if (r < 0)
		report_explained(p, -r);
	else
		feature_report_result(p, r);
}

/* Runs the trial if user namespaces alone work; otherwise says so and returns 0. */
static int try_in_userns(const struct probe *p, uint64_t flags,
			 int (*body)(const void *arg), int *ret_result)
{
	*ret_result = trial_run(CLONE_NEWUSER | flags, body, NULL, NULL);
	if (*ret_result >= 0 || p->earlier[FEATURE_USERNS].state == FEATURE_OK ||
	    trial_run(CLONE_NEWUSER, NULL, NULL, NULL) >= 0)
		return 1;
	feature_report(p, FEATURE_UNKNOWN, "cannot be tried without user namespaces");
	return 0;
}

static int read_limit(const struct probe *p, const struct ns_kind *kind,
		      long *ret_limit)
{
	return sysfile_number(
		arena_printf(p->arena, "/proc/sys/user/max_%s_namespaces", kind->name),
		ret_limit);
}

static void mend_limit(const struct probe *p, const struct ns_kind *kind)
{
	feature_mend(p, "mend, as root: sysctl -w user.max_%s_namespaces=10000",
		     kind->name);
}

static const struct ns_kind *find_kind(uint64_t flag)
{
	for (size_t i = 0; i < N_NS_KINDS; i++)
		if (ns_kind_table[i].flag == flag)
			return &ns_kind_table[i];
	return NULL;
}

void feature_ns_kind(const struct probe *p)
{
	const struct ns_kind *kind = find_kind(p->feature->arg);
	long limit;
	int r;

	if (!try_in_userns(p, kind->flag, NULL, &r))
		return;
	if (r == -ENOSPC && read_limit(p, kind, &limit) == 0) {
		feature_report(p, FEATURE_MISSING, "%suser.max_%s_namespaces=%ld",
			       limit ? "used up or nested too deep: " : "", kind->name,
			       limit);
		mend_limit(p, kind);
		return;
	}
	feature_report_result(p, r);
	if (r == -EINVAL && kind->config)
		feature_mend(p, "mend: a kernel with %s=y", kind->config);
}

void feature_ns_time(const struct probe *p)
{
	int r;

	if (try_in_userns(p, p->feature->arg, NULL, &r))
		feature_report_result(p, r);
}

void feature_ns_limits(const struct probe *p)
{
	const struct ns_kind *lowest = NULL;
	long least = 0;

	for (size_t i = 0; i < N_NS_KINDS; i++) {
		const struct ns_kind *kind = &ns_kind_table[i];
		long limit;

		if (read_limit(p, kind, &limit) == 0 && (!lowest || limit < least)) {
			lowest = kind;
			least = limit;
		}
	}
	if (!lowest) {
		feature_report(p, FEATURE_UNKNOWN, "/proc/sys/user cannot be read");
		return;
	}
	feature_report(p, least < COMFORTABLE_LIMIT ? FEATURE_LIMITED : FEATURE_OK,
		       "the lowest is user.max_%s_namespaces=%ld", lowest->name, least);
	if (least < COMFORTABLE_LIMIT)
		mend_limit(p, lowest);
}

void feature_proc(const struct probe *p)
{
	int r;

	if (!try_in_userns(p, CLONE_NEWNS | CLONE_NEWPID, trial_mount_proc, &r))
		return;
	if (r >= 0)
		feature_report_result(p, r);
	else if (p->earlier[FEATURE_USERNS].state == FEATURE_OK)
		report_explained(p, -r);
	else
		feature_report(p, FEATURE_UNKNOWN, "%s", strerror(-r));
}

static void try_mount(const struct probe *p, int (*body)(const void *arg))
{
	int r;

	if (!try_in_userns(p, CLONE_NEWNS, body, &r))
		return;
	if (r >= 0 || p->earlier[FEATURE_USERNS].state == FEATURE_OK)
		feature_report_result(p, r);
	else
		feature_report(p, FEATURE_UNKNOWN, "%s", strerror(-r));
}

void feature_devpts(const struct probe *p)
{
	try_mount(p, trial_mount_devpts);
}

void feature_overlay(const struct probe *p)
{
	try_mount(p, trial_mount_overlay);
	if (p->report->state == FEATURE_OK &&
	    trial_run(CLONE_NEWUSER | CLONE_NEWNS, trial_tmpfs_attribute, NULL, NULL) ==
		    -EOPNOTSUPP)
		feature_report(p, FEATURE_LIMITED,
			       "in memory, no directory of the host can be removed");
}
