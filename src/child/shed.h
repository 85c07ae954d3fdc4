/* shed.h - what stays beside the program keeps only the memory that it needs.
 * May: tell the kernel what may be forgotten.
 */
#ifndef SANDBOX_CHILD_SHED_H
#define SANDBOX_CHILD_SHED_H

#include <poll.h>

#include "base/arena.h"

/* After so long without anything to do, memory is given back: most programs end before. */
#define SHED_AFTER_MS 50

#define SHED_RANGES 8

/* What may be forgotten, in whole pages; and what code of ours must stay. */
struct shed {
	struct {
		long begin;
		long bytes;
	} range[SHED_RANGES], stay;
	int n;
};

/* Gives the arena back, and unmaps for now the pages of our files: those that are needed
 * again come back from the page cache. Must only be called when nothing of the arena is
 * used any more.
 */
void shed_memory(struct arena *a);

/* Finds what can be unmapped by who will run nothing any more but what is marked STAY: the
 * program's own segments and the arena.
 */
void shed_find_all(const struct arena *a, struct shed *ret);

/* The same for who goes on, and needs what can be written. */
void shed_find_clean(struct shed *ret);

/* Unmaps what shed_find_all has found. */
void shed_all(const struct shed *s);

/* Lets the pages of our files go until they are needed again, and waits as poll(2) does.
 * Returns the number of descriptors or -errno.
 */
int shed_poll(const struct shed *s, struct pollfd *polls, int n, int timeout_ms);

#endif
