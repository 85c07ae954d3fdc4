/* bpf.h - runs seccomp programs without a kernel, so that every number, architecture
 * and argument can be tried.
 */
#ifndef SANDBOX_UNIT_BPF_H
#define SANDBOX_UNIT_BPF_H

#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <stdint.h>

struct bpf_answer {
	uint32_t action;   /* SECCOMP_RET_* with its data */
	int saw_arguments; /* the kernel cannot remember it by number alone */
};

/* Whether the kernel would take the program: only instructions that seccomp(2) knows,
 * jumps and loads that stay inside, a return at the end.
 */
int bpf_is_valid(const struct sock_filter *code, size_t length);

/* What the program answers. It must be valid. */
struct bpf_answer bpf_run(const struct sock_filter *code,
			  const struct seccomp_data *data);

#endif
