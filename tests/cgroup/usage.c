/* usage.c - what src/host/cgroup_usage.c finds of a running sandbox, for tests/live/limits.t.
 *
 *	usage PID		prints a line each: NAME NUMBER
 *	usage PID freeze|thaw	does that, waits until it is so, and prints the line "frozen"
 */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>

#include "base/util.h"
#include "host/cgroup_usage.h"

#define WAIT_MS 10000

static void print(const struct cgroup_usage *u, enum usage_known known,
		  const char *name, uint64_t number)
{
	if (u->known & known)
		printf("%s %" PRIu64 "\n", name, number);
}

static void print_all(const struct cgroup_usage *u)
{
	print(u, USAGE_MEMORY, "memory", u->memory_bytes);
	print(u, USAGE_SWAP, "swap", u->swap_bytes);
	print(u, USAGE_CPU, "cpu-usec", u->cpu_usec);
	print(u, USAGE_PIDS, "pids", u->pids);
	print(u, USAGE_IO, "io-read", u->io_read_bytes);
	print(u, USAGE_IO, "io-written", u->io_written_bytes);
	print(u, USAGE_PRESSURE, "cpu-pressure", u->cpu_pressure);
	print(u, USAGE_PRESSURE, "memory-pressure", u->memory_pressure);
	print(u, USAGE_PRESSURE, "io-pressure", u->io_pressure);
	print(u, USAGE_MEMORY_EVENTS, "oom", u->oom);
	print(u, USAGE_MEMORY_EVENTS, "oom-kill", u->oom_kill);
	print(u, USAGE_PIDS_EVENTS, "pids-max", u->pids_max);
	print(u, USAGE_STATE, "populated", (uint64_t)u->is_populated);
	print(u, USAGE_STATE, "frozen", (uint64_t)u->is_frozen);
}

static int fail(int r)
{
	printf("%s\n", strerror(-r));
	return 1;
}

int main(int argc, char **argv)
{
	struct cgroup_usage u;
	autoclose int dir = -1;
	int r;

	if (argc < 2)
		return 2;
	dir = cgroup_usage_open(atoi(argv[1]));
	if (dir < 0)
		return fail(dir);
	if (argc > 2) {
		int is_frozen = str_equal(argv[2], "freeze");

		r = cgroup_usage_freeze(dir, is_frozen, WAIT_MS);
		if (r < 0)
			return fail(r);
		printf("frozen %d\n", is_frozen); /* it may have ended with that */
		return 0;
	}
	r = cgroup_usage_read(dir, &u);
	if (r < 0)
		return fail(r);
	print_all(&u);
	return 0;
}
