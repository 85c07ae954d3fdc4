/* landlock.h - the second wall: what Landlock is to allow, over the same rules as the mounts.
 * May: compute.
 */
#ifndef SANDBOX_PLAN_LANDLOCK_H
#define SANDBOX_PLAN_LANDLOCK_H

#include <stdint.h>

#include "base/arena.h"
#include "plan/filter.h"
#include "plan/plan.h"
#include "plan/world.h"

/* Access rights to files, of linux/landlock.h; newer ones than a build host's header. */
#define LL_EXECUTE	UINT64_C(0x00001)
#define LL_WRITE_FILE	UINT64_C(0x00002)
#define LL_READ_FILE	UINT64_C(0x00004)
#define LL_READ_DIR	UINT64_C(0x00008)
#define LL_REMOVE_DIR	UINT64_C(0x00010)
#define LL_REMOVE_FILE	UINT64_C(0x00020)
#define LL_MAKE_CHAR	UINT64_C(0x00040)
#define LL_MAKE_DIR	UINT64_C(0x00080)
#define LL_MAKE_REG	UINT64_C(0x00100)
#define LL_MAKE_SOCK	UINT64_C(0x00200)
#define LL_MAKE_FIFO	UINT64_C(0x00400)
#define LL_MAKE_BLOCK	UINT64_C(0x00800)
#define LL_MAKE_SYM	UINT64_C(0x01000)
#define LL_REFER	UINT64_C(0x02000) /* ABI 2, Linux 5.19 */
#define LL_TRUNCATE	UINT64_C(0x04000) /* ABI 3, Linux 6.2 */
#define LL_IOCTL_DEV	UINT64_C(0x08000) /* ABI 5, Linux 6.10 */
#define LL_RESOLVE_UNIX UINT64_C(0x10000) /* ABI 9, Linux 7.1 */

#define LL_SCOPE_ABSTRACT UINT64_C(1) /* ABI 6, Linux 6.12 */
#define LL_SCOPE_SIGNAL	  UINT64_C(2)

struct landlock_rule {
	const char *path; /* inside */
	uint64_t access;  /* LL_* */
};

struct landlock {
	int abi;
	uint64_t handled; /* LL_*: denied wherever no rule allows it */
	uint64_t scoped;  /* LL_SCOPE_* */
	VEC(struct landlock_rule) rules;
	const struct fd_list
		*keep; /* open files beside 0, 1, 2 that the program gets */
};

/* The rights that an ABI version knows (0: none); versions beyond the newest we know
 * count as that.
 */
uint64_t landlock_handled(int abi);
uint64_t landlock_scoped(int abi);

/* One rule for each node that shows something. Must be called when the world is built and
 * the filter decided; NULL is one that refuses ptrace.
 */
void landlock_build(struct arena *a, const struct world *w, const struct policy *p,
		    const struct filter *f, int abi, struct landlock *ret);

/* Whether files below this place can be written, by the rule for it or one further up. */
int landlock_writes(const struct landlock *l, const char *path);

#endif
