/* filter_ready.h - filters that were compiled when the project was built.
 * May: compute.
 *
 * Compiling a filter costs more than everything else before the clone, and the library that
 * does it a good part of the dynamic linking. Nearly all starts use one of a few filters, so
 * these are compiled while building (src/ready/mkready.c) and stand in the launcher's own
 * read-only data. One is used only when every verdict and condition is the same.
 */
#ifndef SANDBOX_PLAN_FILTER_READY_H
#define SANDBOX_PLAN_FILTER_READY_H

#include "plan/filter.h"

/* What was decided about one call, in the order of syscall_table. */
struct filter_decision {
	uint32_t conditions;
	uint8_t verdict;
};

struct filter_ready {
	const char *what; /* of which policy, for people */
	const struct filter_decision *decision;
	size_t n_decisions;
	const struct sock_filter *code;
	unsigned short length; /* in instructions */
};

/* For the architecture that the project was built for; src/ready/ makes it. */
extern const struct filter_ready filter_ready_table[];
extern const size_t filter_n_ready;

/* Puts the image of an equal filter of the table into f. Returns whether there is one. */
int filter_use_ready(struct filter *f, const struct filter_ready *table, size_t n);

#endif
