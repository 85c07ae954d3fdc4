/* cgroup_usage.h - what a cgroup uses, what has happened in it, and stopping all of it.
 * May: read, freeze and thaw the cgroup that it is given.
 *
 * A sandbox with limits has a cgroup NAME that they are set on, which begins with
 * CGROUP_PREFIX, and in it CGROUP_PROGRAM, where its processes are. All functions want the
 * outer one.
 */
#ifndef SANDBOX_HOST_CGROUP_USAGE_H
#define SANDBOX_HOST_CGROUP_USAGE_H

#include <stdint.h>
#include <sys/types.h>

#define CGROUP_PREFIX  "sandbox-"
#define CGROUP_PROGRAM "program"

/* usage.known: which of the numbers are there. */
enum usage_known {
	USAGE_MEMORY = 1 << 0,
	USAGE_SWAP = 1 << 1,
	USAGE_CPU = 1 << 2,
	USAGE_PIDS = 1 << 3,
	USAGE_IO = 1 << 4,
	USAGE_PRESSURE = 1 << 5,
	USAGE_MEMORY_EVENTS = 1 << 6,
	USAGE_PIDS_EVENTS = 1 << 7,
	USAGE_STATE = 1 << 8,
};

struct cgroup_usage {
	unsigned int known; /* enum usage_known */
	uint64_t memory_bytes, swap_bytes;
	uint64_t cpu_usec;
	uint64_t pids; /* with the sandbox's PID 1 */
	uint64_t io_read_bytes, io_written_bytes;
	/* Some task waited for it so much of the last ten seconds; hundredths of a percent. */
	unsigned int cpu_pressure, memory_pressure, io_pressure;
	uint64_t oom; /* its own memory limit was reached, with nothing to reclaim */
	uint64_t oom_kill; /* processes ended for want of memory */
	uint64_t pids_max; /* forks refused for its limit */
	int is_populated, is_frozen;
};

/* Reads what there is; a controller that is not on leaves its numbers unknown. Returns 0, or
 * -errno when dir is no cgroup any more.
 */
int cgroup_usage_read(int dir, struct cgroup_usage *ret_usage);

/* The cgroup of the sandbox that process pid belongs to. Returns a descriptor; -ENOENT: it has
 * none of its own; or -errno.
 */
int cgroup_usage_open(pid_t pid);

/* Is the cgroup of that sandbox stopped? Not where it has none of its own. */
int cgroup_usage_is_frozen(pid_t pid);

/* Stops all processes of the cgroup, or lets them go on, and waits until it is so. Returns 0,
 * -ETIMEDOUT (it may still come true) or -errno; -ENOENT where the kernel has no freezer,
 * -ENODEV where the cgroup was removed before it could be frozen or thawed. Thawed processes
 * that end at once, and their cgroup with them, are a success.
 */
int cgroup_usage_freeze(int dir, int is_frozen, int timeout_ms);

#endif
