/* filter.h - which system calls the program may make, and the BPF that says so.
 * May: use libseccomp; filter_compile writes to the descriptor it is given and reads it
 * back.  Must not: open anything.
 */
#ifndef SANDBOX_PLAN_FILTER_H
#define SANDBOX_PLAN_FILTER_H

#include <linux/filter.h>
#include <stdint.h>

#include "base/diag.h"
#include "plan/policy.h"

enum verdict {
	VERDICT_ENOSYS, /* unknown, or refused so that libc falls back */
	VERDICT_EPERM,	/* known and refused */
	VERDICT_ALLOW,	/* allowed, perhaps only for the arguments in `when` */
};

/* One known system call and what becomes of it, with the reason and who decided. */
struct filter_call {
	const char *name;
	enum verdict verdict;
	uint32_t conditions; /* bits of enum condition_id; 0: whatever the arguments */
	const char *when;    /* the names of these conditions, or NULL */
	const char *group;   /* "@name" of the group that it belongs to */
	const char *reason;  /* from the table */
	const struct origin *from; /* the policy line that decided; NULL: the default */
};

struct seccomp_api;

struct filter_image {
	struct sock_filter *code;
	unsigned short length; /* in instructions */
};

struct filter {
	/* Every call the tables know, in the order of syscall_table, which is by name.
	 * Their verdicts and conditions, the architecture and the version of libseccomp
	 * determine the image: with these four equal, a ready-made one may be used.
	 */
	struct filter_call *call;
	size_t n_calls;
	size_t n_allowed;
	struct filter_image image;
	int is_ready_made; /* the image was compiled when the project was built */
};

/* Decides the verdict of every known call; reports unknown names of the policy with a
 * suggestion. Returns 0 or -1.
 */
int filter_decide(struct arena *a, struct diag *d, const struct policy *p,
		  struct filter *ret_filter);

/* Compiles the image for the architecture `token` (SCMP_ARCH_*; 0: the native one; on
 * any other, calls that libseccomp does not know answer ENOSYS). scratch_fd is an empty
 * file to export through (a memfd); it is rewound and emptied. Returns 0 or -errno.
 * Must be called when filter_decide has succeeded.
 */
int filter_compile(struct arena *a, struct filter *f, const struct seccomp_api *api,
		   uint32_t token, int scratch_fd);

#endif
