/* furniture.h - what every sandbox has without being asked: /dev, /tmp, /run, a home, a
 * few files in /etc.
 * May: compute.
 */
#ifndef SANDBOX_PLAN_FURNITURE_H
#define SANDBOX_PLAN_FURNITURE_H

#include "plan/facts.h"
#include "plan/policy.h"

struct rule_list {
	VEC(struct rule) list;
};

/* Adds the furniture as derived rules: every rule of the policy wins over them. */
void furniture_add(struct arena *a, const struct policy *p, const struct facts *f,
		   struct rule_list *rules);

/* Where a private home is kept on the host. */
char *furniture_home_storage(struct arena *a, const struct policy *p,
			     const struct facts *f);

/* The ids that the program sees. */
uid_t furniture_uid(const struct policy *p, const struct facts *f);
gid_t furniture_gid(const struct policy *p, const struct facts *f);

/* The host name inside. */
const char *furniture_hostname(const struct policy *p);

#endif
