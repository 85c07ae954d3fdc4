/* id_layout.h - which id inside is which outside: the rows of the id maps.
 * May: compute.
 */
#ifndef SANDBOX_PLAN_ID_LAYOUT_H
#define SANDBOX_PLAN_ID_LAYOUT_H

#include "base/arena.h"
#include "plan/plan.h"
#include "text/id_range.h"

#define ID_ROWS_MAX \
	64 /* of one map: with these its text is below a page (user_namespaces(7)) */

struct id_ranges {
	VEC(struct id_range) list;
};

/* Adds the n ranges to ret without those that are in it already, without the id `own`, which
 * is mapped anyway, and without 0: a line of subuid(5) with the host's root in it is a
 * mistake that nothing may depend on.
 */
void id_ranges_add(struct arena *a, struct id_ranges *ret, const struct id_range *range,
		   size_t n, uint32_t own);

/* Are the count ids from first on all in the ranges? They may lie in several of them. */
int id_ranges_hold(const struct id_ranges *ranges, uint32_t first, uint32_t count);

/* How many ids there are, and "100000-165535, 7" for messages; "none". */
uint64_t id_ranges_count(const struct id_ranges *ranges);
const char *id_ranges_text(struct arena *a, const struct id_ranges *ranges);

/* "7" or "100000-165535". */
const char *id_span_text(struct arena *a, uint32_t first, uint32_t count);

struct id_rows {
	VEC(struct id_row) list;
};

/* All of the ranges in their order to 0, 1, 2 and so on inside, around own_inside. */
void id_layout_fill(struct arena *a, struct id_rows *ret, enum id_kind kind,
		    const struct id_ranges *ranges, uint32_t own_inside);

/* Count ids of the ranges from number `skip` on to the ids from inside on. Returns 0, or -1:
 * there are not so many.
 */
int id_layout_take(struct arena *a, struct id_rows *ret, enum id_kind kind,
		   const struct id_ranges *ranges, uint32_t skip, uint32_t inside,
		   uint32_t count);

/* The earlier row of the same kind that maps one of the same ids, inside or outside; or
 * NULL.
 */
const struct id_row *id_layout_clash(const struct id_row *row, size_t n,
				     const struct id_row *with);

#endif
