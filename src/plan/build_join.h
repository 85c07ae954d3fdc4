/* build_join.h - the plan of a further program in a sandbox that is running.
 * May: compute.
 */
#ifndef SANDBOX_PLAN_BUILD_JOIN_H
#define SANDBOX_PLAN_BUILD_JOIN_H

#include "plan/plan.h"

struct join {
	const struct plan *of; /* of the running sandbox, as its record has it */
	const char *const *command;
	const char *const *environ; /* the caller's */
	const char *cwd;	    /* the caller's, or NULL */
	unsigned int tty;	    /* enum tty_flag: descriptors that are terminals */
	uint64_t only; /* CLONE_NEW*: these alone, with the host's files; 0: all */
};

/* The same seal as the first program's, step by step, its environment and its directory. With
 * `only` the host's program with the host's files: no privilege but in those namespaces.
 * Returns 0, or -1 after an error: a record without what a plan must have.
 */
int build_join(struct arena *a, struct diag *d, const struct join *j, struct plan *ret);

/* "net,ipc" as CLONE_NEW* flags that `only` may have. Returns 0, or -1 after an error. The
 * words that it takes: "net ipc uts ...".
 */
char *build_join_words(struct arena *a);
int build_join_parse(struct diag *d, const char *words, uint64_t *ret_only);

#endif
