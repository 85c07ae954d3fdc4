/* seccomp_api.h - the functions of libseccomp that compiling a filter needs.
 * May: nothing, it is data.
 *
 * The launcher does not link libseccomp, as it nearly always has its filter ready; where it
 * must compile one, src/host/libseccomp.c loads the library then. Programs that always
 * compile link it and pass SECCOMP_API_LINKED.
 */
#ifndef SANDBOX_PLAN_SECCOMP_API_H
#define SANDBOX_PLAN_SECCOMP_API_H

#include <seccomp.h>

#define SECCOMP_API_EACH(X)             \
	X(seccomp_api_set)              \
	X(seccomp_arch_add)             \
	X(seccomp_arch_native)          \
	X(seccomp_arch_remove)          \
	X(seccomp_attr_set)             \
	X(seccomp_export_bpf)           \
	X(seccomp_init)                 \
	X(seccomp_release)              \
	X(seccomp_rule_add_array)       \
	X(seccomp_syscall_resolve_name) \
	X(seccomp_syscall_resolve_name_arch)

#define SECCOMP_API_MEMBER(name) typeof(&name) name;
struct seccomp_api {
	SECCOMP_API_EACH(SECCOMP_API_MEMBER)
};

#define SECCOMP_API_VALUE(name) .name = name,
#define SECCOMP_API_LINKED                          \
	{                                           \
		SECCOMP_API_EACH(SECCOMP_API_VALUE) \
	}

#endif
