/* filter_ready.c - filters that were compiled when the project was built.
 * May: compute.
 */
#include "plan/filter_ready.h"

static int decides_alike(const struct filter *f, const struct filter_ready *r)
{
	if (f->n_calls != r->n_decisions)
		return 0;
	for (size_t i = 0; i < f->n_calls; i++)
		if (f->call[i].verdict != r->decision[i].verdict ||
		    f->call[i].conditions != r->decision[i].conditions)
			return 0;
	return 1;
}

int filter_use_ready(struct filter *f, const struct filter_ready *table, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (!decides_alike(f, &table[i]))
			continue;
		f->image.code =
			(struct sock_filter *)table[i].code; /* only read from now on */
		f->image.length = table[i].length;
		f->is_ready_made = 1;
		return 1;
	}
	return 0;
}
