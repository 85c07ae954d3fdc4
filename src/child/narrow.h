/* narrow.h - filters for the few processes of our own that stay: all calls but a handful kill.
 * May: nothing, it is data.
 */
#ifndef SANDBOX_CHILD_NARROW_H
#define SANDBOX_CHILD_NARROW_H

#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>

#if defined(__x86_64__)
#define AUDIT_ARCH_OURS AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define AUDIT_ARCH_OURS AUDIT_ARCH_AARCH64
#elif defined(__riscv) && __riscv_xlen == 64
#define AUDIT_ARCH_OURS AUDIT_ARCH_RISCV64
#elif defined(__powerpc64__) && defined(__LITTLE_ENDIAN__)
#define AUDIT_ARCH_OURS AUDIT_ARCH_PPC64LE
#elif defined(__s390x__)
#define AUDIT_ARCH_OURS AUDIT_ARCH_S390X
#else
#error "name this architecture's AUDIT_ARCH_* here"
#endif

/* Of an array of struct sock_filter: NARROW_BEGIN, a NARROW_ALLOW for each call, NARROW_END. */
#define NARROW_BEGIN                                                             \
	BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, arch)), \
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, AUDIT_ARCH_OURS, 1, 0),      \
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS),             \
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr))
#define NARROW_ALLOW(number)                                 \
	BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (number), 0, 1), \
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW)
#define NARROW_END BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS)

#endif
