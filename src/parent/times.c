/* times.c - when what happened in a start, for who asks: sandboxctl plan --timing.
 * May: look at the clock, share memory with its child.
 */
#include "parent/times.h"

#include <sys/mman.h>
#include <time.h>

struct times *times_share(size_t n_steps)
{
	size_t bytes = sizeof(struct times) + n_steps * sizeof(uint64_t);
	void *p = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS,
		       -1, 0);

	return p == MAP_FAILED ? NULL : p;
}

uint64_t times_now(void)
{
	struct timespec now;

	(void)clock_gettime(CLOCK_MONOTONIC, &now); /* a valid clock */
	return (uint64_t)now.tv_sec * 1000000000U + (uint64_t)now.tv_nsec;
}

void times_note(struct times *t, enum times_point point)
{
	if (t)
		t->point[point] = times_now();
}
