/* table.h - the running sandboxes as a table for people: of list, and of top.
 * May: print.
 */
#ifndef SANDBOX_CTL_TABLE_H
#define SANDBOX_CTL_TABLE_H

#include "ctl/running.h"

struct table {
	int columns, rows;	   /* of the terminal; 0: all that there is */
	const double *cpu_percent; /* for each of the list, or NULL: since its start */
	const char *end_of_line;   /* put before each line break */
};

/* The size of the terminal at standard output; zeros when it is none. */
void table_measure(struct table *t);

void table_print(struct roster *r, const struct table *t);

#endif
