/* filter_tree.h - the same filter with fewer instructions: a tree over ranges of numbers.
 * May: compute.
 */
#ifndef SANDBOX_PLAN_FILTER_TREE_H
#define SANDBOX_PLAN_FILTER_TREE_H

#include "base/arena.h"
#include "plan/filter.h"

/* Replaces the image by one that gives the same answers, where that is shorter. An image with
 * instructions that it does not follow stays as it is.
 */
void filter_tree(struct arena *a, struct filter_image *image);

#endif
