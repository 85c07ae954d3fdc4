/* id_layout.c - which id inside is which outside: the rows of the id maps.
 * May: compute.
 */
#include "plan/id_layout.h"

static uint32_t least(uint32_t a, uint32_t b)
{
	return a < b ? a : b;
}

static int meets(uint32_t first, uint32_t count, uint32_t other, uint32_t n)
{
	return first <= other + (n - 1) && other <= first + (count - 1);
}

static void push(struct arena *a, struct id_ranges *to, uint32_t first, uint32_t count)
{
	*vec_push(a, &to->list) = (struct id_range){.first = first, .count = count};
}

/* What is left of the range without that of the hole: none, one or two pieces. */
static void push_around(struct arena *a, struct id_ranges *to, const struct id_range *r,
			const struct id_range *hole)
{
	uint32_t last = id_range_last(r), hole_last = id_range_last(hole);

	if (!meets(r->first, r->count, hole->first, hole->count)) {
		push(a, to, r->first, r->count);
		return;
	}
	if (r->first < hole->first)
		push(a, to, r->first, hole->first - r->first);
	if (last > hole_last)
		push(a, to, hole_last + 1, last - hole_last);
}

static void cut_out(struct arena *a, struct id_ranges *pieces,
		    const struct id_range *hole)
{
	struct id_ranges left = {{0}};

	for (size_t i = 0; i < pieces->list.n; i++)
		push_around(a, &left, &pieces->list.item[i], hole);
	*pieces = left;
}

void id_ranges_add(struct arena *a, struct id_ranges *ret, const struct id_range *range,
		   size_t n, uint32_t own)
{
	const struct id_range root = {.first = 0, .count = 1};
	const struct id_range self = {.first = own, .count = 1};

	for (size_t i = 0; i < n; i++) {
		struct id_ranges pieces = {{0}};

		push(a, &pieces, range[i].first, range[i].count);
		cut_out(a, &pieces, &root);
		cut_out(a, &pieces, &self);
		for (size_t k = 0; k < ret->list.n; k++)
			cut_out(a, &pieces, &ret->list.item[k]);
		for (size_t k = 0; k < pieces.list.n; k++)
			*vec_push(a, &ret->list) = pieces.list.item[k];
	}
}

int id_ranges_hold(const struct id_ranges *ranges, uint32_t first, uint32_t count)
{
	size_t i = 0;

	/* Each range is left behind at most once: they do not meet. */
	while (count > 0 && i < ranges->list.n) {
		const struct id_range *r = &ranges->list.item[i];
		uint32_t part;

		if (!meets(r->first, r->count, first, 1)) {
			i++;
			continue;
		}
		part = least(count, id_range_last(r) - first + 1);
		count -= part;
		first += part;
		i = 0;
	}
	return count == 0;
}

uint64_t id_ranges_count(const struct id_ranges *ranges)
{
	uint64_t n = 0;

	for (size_t i = 0; i < ranges->list.n; i++)
		n += ranges->list.item[i].count;
	return n;
}

const char *id_span_text(struct arena *a, uint32_t first, uint32_t count)
{
	if (count == 1)
		return arena_printf(a, "%u", first);
	return arena_printf(a, "%u-%u", first, first + (count - 1));
}

const char *id_ranges_text(struct arena *a, const struct id_ranges *ranges)
{
	const char *text = ranges->list.n ? "" : "none";

	for (size_t i = 0; i < ranges->list.n; i++)
		text = arena_printf(a, "%s%s%s", text, i ? ", " : "",
				    id_span_text(a, ranges->list.item[i].first,
						 ranges->list.item[i].count));
	return text;
}

static void map(struct arena *a, struct id_rows *to, enum id_kind kind, uint32_t inside,
		uint32_t outside, uint32_t count)
{
	*vec_push(a, &to->list) = (struct id_row){
		.kind = kind, .inside = inside, .outside = outside, .count = count};
}

void id_layout_fill(struct arena *a, struct id_rows *ret, enum id_kind kind,
		    const struct id_ranges *ranges, uint32_t own_inside)
{
	uint32_t next = 0;

	for (size_t i = 0; i < ranges->list.n; i++) {
		struct id_range r = ranges->list.item[i];

		while (r.count > 0 && next <= ID_MAX) {
			uint32_t room = ID_MAX - next + 1, part;

			if (next == own_inside) {
				next++;
				continue;
			}
			if (next < own_inside)
				room = own_inside - next;
			part = least(room, r.count);
			map(a, ret, kind, next, r.first, part);
			next += part;
			r.first += part;
			r.count -= part;
		}
	}
}

int id_layout_take(struct arena *a, struct id_rows *ret, enum id_kind kind,
		   const struct id_ranges *ranges, uint32_t skip, uint32_t inside,
		   uint32_t count)
{
	if ((uint64_t)skip + count > id_ranges_count(ranges))
		return -1;
	for (size_t i = 0; i < ranges->list.n && count > 0; i++) {
		const struct id_range *r = &ranges->list.item[i];
		uint32_t part;

		if (skip >= r->count) {
			skip -= r->count;
			continue;
		}
		part = least(count, r->count - skip);
		map(a, ret, kind, inside, r->first + skip, part);
		inside += part;
		count -= part;
		skip = 0;
	}
	return 0;
}

const struct id_row *id_layout_clash(const struct id_row *row, size_t n,
				     const struct id_row *with)
{
	for (size_t i = 0; i < n; i++)
		if (row[i].kind == with->kind &&
		    (meets(row[i].inside, row[i].count, with->inside, with->count) ||
		     meets(row[i].outside, row[i].count, with->outside, with->count)))
			return &row[i];
	return NULL;
}
