/* call.h - is a system call there, and does anything stand between it and us?
 * May: make calls whose arguments are wrong on purpose, in a child.
 */
#ifndef SANDBOX_HOST_CALL_H
#define SANDBOX_HOST_CALL_H

enum call_id {
	CALL_CLONE3,
	CALL_UNSHARE,
	CALL_OPENAT2,
	CALL_CLOSE_RANGE,
	CALL_PIDFD_OPEN,
	CALL_MOUNT,
	CALL_OPEN_TREE,
	CALL_MOVE_MOUNT,
	CALL_FSOPEN,
	CALL_FSMOUNT,
	CALL_MOUNT_SETATTR,
	CALL_PIVOT_ROOT,
	N_CALLS,
};

enum call_state {
	CALL_OK,
	CALL_ABSENT,   /* this kernel does not have it */
	CALL_FILTERED, /* the kernel has it, a seccomp filter around us refuses it */
	CALL_UNTRIED,  /* it takes a root that may mount to ask, and there is none */
};

/* Tries the call. *ret_error (may be NULL) is the errno that a refusal came with, or 0
 * when the filter kills for it.
 */
enum call_state call_probe(enum call_id id, int *ret_error);

const char *call_name(enum call_id id);

/* The first Linux that has the call, as "5.12". */
const char *call_since(enum call_id id);

/* Whether this process runs under a seccomp filter. */
int call_is_filtering(void);

/* Whether the running kernel is major.minor or later, by its own account. */
int call_kernel_is_at_least(unsigned int major, unsigned int minor);

#endif
