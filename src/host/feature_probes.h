/* feature_probes.h - the probes of feature.def. Each measures one feature, or one of a
 * family by its arg, and fills in the report.
 * May: read, and make trials in children.
 */
#ifndef SANDBOX_HOST_FEATURE_PROBES_H
#define SANDBOX_HOST_FEATURE_PROBES_H

#include "host/feature.h"

/* feature_kernel.c */
void feature_kernel(const struct probe *p);
void feature_call(const struct probe *p); /* arg: enum call_id */
void feature_seccomp(const struct probe *p);
void feature_nnp(const struct probe *p);
void feature_landlock(const struct probe *p);

/* feature_ns.c */
void feature_userns(const struct probe *p);
void feature_ns_kind(const struct probe *p); /* arg: CLONE_NEW* */
void feature_ns_time(const struct probe *p); /* arg: CLONE_NEWTIME */
void feature_ns_limits(const struct probe *p);
void feature_proc(const struct probe *p);
void feature_devpts(const struct probe *p);
void feature_overlay(const struct probe *p);

/* feature_cgroup.c */
void feature_cgroup(const struct probe *p);

/* feature_lsm.c */
void feature_apparmor(const struct probe *p);
void feature_selinux(const struct probe *p);
void feature_yama(const struct probe *p);

/* feature_user.c */
void feature_profiles(const struct probe *p);
void feature_pasta(const struct probe *p);
void feature_dbus_proxy(const struct probe *p);
void feature_uidmap(const struct probe *p);
void feature_groups(const struct probe *p);
void feature_tiocsti(const struct probe *p);
void feature_core(const struct probe *p);

#endif
