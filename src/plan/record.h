/* record.h - what a running sandbox leaves to be read about itself: who it is and its plan.
 * May: compute.
 *
 * The plan is whole, so that a further program can be sealed exactly as the first one was
 * (`sandboxctl exec`), whatever has become of the profile meanwhile.
 */
#ifndef SANDBOX_PLAN_RECORD_H
#define SANDBOX_PLAN_RECORD_H

#include <stdint.h>
#include <sys/types.h>

#include "plan/plan.h"

#define RECORD_BYTES_MAX (4U << 20)
#define RECORD_RUNNING	 (-1) /* record.status as long as it has not ended */

struct record {
	const char *name;
	const char *profile;
	const char *network; /* none, loopback, host */
	const char *command; /* the words, with a space between two */
	const char *cgroup;  /* its directory on the host, or NULL */
	pid_t init_pid;	     /* of its PID 1, in the launcher's pid namespace */
	uint64_t
		user_ns; /* the inode numbers of these namespaces, as lsns(8) has them */
	uint64_t pid_ns;
	uint64_t started_ns; /* CLOCK_BOOTTIME */
	int status;	     /* exit status 0-255, or RECORD_RUNNING */
	struct plan plan;    /* with its filter's image, but not each call's verdict */
};

/* The record as bytes, size in *ret_size. */
char *record_encode(struct arena *a, const struct record *r, size_t *ret_size);

/* The head: magic, size, version, status, limits. */
#define RECORD_HEAD_BYTES  24
#define RECORD_SIZE_OFFSET 8

/* Where the exit status is in these bytes, and what to write there. */
#define RECORD_STATUS_OFFSET 16
uint32_t record_status_word(int status);

/* Behind it: bits of the limits that were reached, 0 as long as it has not ended. */
#define RECORD_LIMIT_OFFSET 20
enum record_limit {
	RECORD_LIMIT_TIME = 1 << 0,
	RECORD_LIMIT_MEMORY = 1 << 1,
	RECORD_LIMIT_PIDS = 1 << 2,
};

/* The other way round; what it returns points into bytes. Returns 0, -ENODATA when it is not
 * complete (yet), -EPROTO when another version has written it, -EBADMSG for what no version
 * writes.
 */
int record_decode(struct arena *a, const char *bytes, size_t size, struct record *ret);

/* The same for all but the plan, with the first `have` of `size` bytes at hand: -EBADMSG also where
 * they are too few.
 */
int record_decode_head(struct arena *a, const char *bytes, size_t have, size_t size,
		       struct record *ret);

#endif
