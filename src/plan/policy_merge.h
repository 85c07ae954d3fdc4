/* policy_merge.h - how each keyword of the profile language gets into the policy.
 * May: judge the user's words.
 */
#ifndef SANDBOX_PLAN_POLICY_MERGE_H
#define SANDBOX_PLAN_POLICY_MERGE_H

#include "plan/policy.h"

struct merger {
	struct arena *arena;
	struct diag *diag;
	struct policy *policy;
};

typedef void merge_fn(struct merger *m, const struct setting *s);

/* Those whose last word wins: policy_once.c. */
merge_fn merge_summary, merge_name, merge_home, merge_network, merge_join,
	merge_terminal, merge_nested, merge_groups, merge_ids, merge_landlock,
	merge_apparmor, merge_selinux, merge_write_execute, merge_session, merge_root,
	merge_changes, merge_hostname, merge_workdir, merge_user;

#endif
