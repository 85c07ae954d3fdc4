/* syscall_table.h - every system call of Linux, its group and why it stands there.
 * May: nothing, it is data; policy/seccomp/generate.awk makes syscall_table.c from the
 * files beside it.
 */
#ifndef SANDBOX_PLAN_SYSCALL_TABLE_H
#define SANDBOX_PLAN_SYSCALL_TABLE_H

#include <stddef.h>
#include <stdint.h>

#include "plan/filter.h"
#include "plan/filter_condition.h"

struct syscall_group {
	const char *name; /* with its @ */
	const char *summary;
	enum verdict verdict; /* of its calls while no policy line says otherwise */
};

struct syscall_row {
	const char *name;
	const char *reason;
	uint32_t conditions;  /* bits of enum condition_id; 0: whatever the arguments */
	uint32_t arch;	      /* AUDIT_ARCH_* that `number` is for; 0: any */
	uint16_t number;      /* where libseccomp does not know the name; 0: none */
	uint8_t group;	      /* index into syscall_group_table */
	enum verdict refusal; /* what it answers when it is refused */
};

/* A call that words of the policy open in addition to the default set, or take back. */
struct syscall_opening {
	const char *with; /* "network host", "nested userns", "cap_...", "@group" */
	const char *reason;
	uint32_t conditions; /* added to those of the call; 0: whatever the arguments */
	uint16_t row;	     /* index into syscall_table */
	enum verdict verdict; /* of a call that is taken back; else VERDICT_ALLOW */
};

extern const struct syscall_group syscall_group_table[]; /* by name */
extern const size_t syscall_n_groups;
extern const struct syscall_row syscall_table[]; /* by name, in strcmp's order */
extern const size_t syscall_n_rows;
extern const struct syscall_opening syscall_opening_table[];
extern const size_t syscall_n_openings;

#endif
