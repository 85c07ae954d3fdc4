/* shed.h - what stays beside the program keeps only the memory that it needs.
 * May: tell the kernel what may be forgotten.
 */
#ifndef SANDBOX_CHILD_SHED_H
#define SANDBOX_CHILD_SHED_H

#include "base/arena.h"

/* Gives the arena back, and unmaps for now the pages of our files: those that are needed
 * again come back from the page cache. Must only be called when nothing of the arena is
 * used any more.
 */
void shed_memory(struct arena *a);

#endif
