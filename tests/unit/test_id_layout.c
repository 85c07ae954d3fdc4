/* test_id_layout.c - ranges of ids, and the rows that they become. */
#include "unit/unit.h"

#include "plan/id_layout.h"

static struct arena arena;

static int teardown(void **state UNUSED)
{
	arena_free(&arena);
	return 0;
}

struct given {
	struct id_range range[4];
	size_t n;
};

static struct id_ranges add(struct given g, uint32_t own)
{
	struct id_ranges ranges = {{0}};

	id_ranges_add(&arena, &ranges, g.range, g.n, own);
	return ranges;
}

static const char *rows_text(const struct id_rows *rows)
{
	const char *text = "";

	for (size_t i = 0; i < rows->list.n; i++)
		text = arena_printf(&arena, "%s%s%u:%u:%u", text, i ? " " : "",
				    rows->list.item[i].inside,
				    rows->list.item[i].outside,
				    rows->list.item[i].count);
	return text;
}

static const char *fill(struct given g, uint32_t own_inside, uint32_t own_outside)
{
	struct id_ranges ranges = add(g, own_outside);
	struct id_rows rows = {{0}};

	id_layout_fill(&arena, &rows, ID_UID, &ranges, own_inside);
	return rows_text(&rows);
}

#define RANGES(text, own, ...)                                            \
	do {                                                              \
		struct id_ranges r = add((struct given)__VA_ARGS__, own); \
		assert_string_equal(id_ranges_text(&arena, &r), text);    \
	} while (0)

static void case_ranges_leave_out_root_and_the_callers_own(void **state UNUSED)
{
	RANGES("none", 1000, {.n = 0});
	RANGES("100000-165535", 1000, {{{100000, 65536}}, 1});
	RANGES("1-9", 1000, {{{0, 10}}, 1});
	RANGES("none", 1000, {{{0, 1}}, 1});
	RANGES("999, 1001-1004", 1000, {{{999, 6}}, 1});
	RANGES("1001", 1000, {{{1000, 2}}, 1});
	RANGES("999", 1000, {{{999, 2}}, 1});
	RANGES("4294967293", 4294967294, {{{4294967293, 2}}, 1});
}

static void case_an_id_counts_once(void **state UNUSED)
{
	RANGES("100-199", 1, {{{100, 100}, {100, 100}}, 2});
	RANGES("100-199, 200-249", 1, {{{100, 100}, {150, 100}}, 2});
	RANGES("100-109, 50-99, 110-149", 1, {{{100, 10}, {50, 100}}, 2});
	RANGES("10-19, 30-39, 5-9, 20-29, 40-44", 1,
	       {{{10, 10}, {30, 10}, {5, 40}}, 3});
}

static void case_ids_are_held_across_neighbours(void **state UNUSED)
{
	struct id_ranges r =
		add((struct given){{{200, 100}, {100, 100}, {500, 1}}, 3}, 1);

	assert_true(id_ranges_hold(&r, 100, 200));
	assert_true(id_ranges_hold(&r, 150, 100));
	assert_true(id_ranges_hold(&r, 500, 1));
	assert_false(id_ranges_hold(&r, 99, 2));
	assert_false(id_ranges_hold(&r, 299, 2));
	assert_false(id_ranges_hold(&r, 500, 2));
	assert_false(id_ranges_hold(&r, 0, 1));
	assert_false(id_ranges_hold(&r, 4294967294, 1));
	assert_int_equal(id_ranges_count(&r), 201);
}

static void case_ids_fill_up_around_the_callers_own(void **state UNUSED)
{
	const struct given one = {{{100000, 65536}}, 1};
	const struct given two = {{{100000, 500}, {300000, 1000}}, 2};

	assert_string_equal(fill(one, 0, 1000), "1:100000:65536");
	assert_string_equal(fill(one, 1000, 1000), "0:100000:1000 1001:101000:64536");
	assert_string_equal(fill(one, 1, 1000), "0:100000:1 2:100001:65535");
	assert_string_equal(fill(one, 65536, 1000), "0:100000:65536");
	assert_string_equal(fill(one, 70000, 1000), "0:100000:65536");
	assert_string_equal(fill(two, 0, 1000), "1:100000:500 501:300000:1000");
	assert_string_equal(fill(two, 1000, 1000),
			    "0:100000:500 500:300000:500 1001:300500:500");
	assert_string_equal(fill((struct given){{{1, 4294967294}}, 1}, 0, 5),
			    "1:1:4 5:6:4294967289");
	assert_string_equal(fill((struct given){.n = 0}, 0, 5), "");
}

static void take(struct given g, uint32_t skip, uint32_t count, const char *wanted)
{
	struct id_ranges ranges = add(g, 1);
	struct id_rows rows = {{0}};

	assert_int_equal(id_layout_take(&arena, &rows, ID_GID, &ranges, skip, 7, count),
			 0);
	assert_string_equal(rows_text(&rows), wanted);
	assert_int_equal(rows.list.item[0].kind, ID_GID);
}

static void case_relative_ids_may_lie_in_several_ranges(void **state UNUSED)
{
	const struct given two = {{{100, 10}, {300, 10}}, 2};
	struct id_ranges ranges = add(two, 1);
	struct id_rows rows = {{0}};

	take(two, 0, 10, "7:100:10");
	take(two, 8, 4, "7:108:2 9:300:2");
	take(two, 10, 10, "7:300:10");
	take(two, 19, 1, "7:309:1");
	assert_int_equal(id_layout_take(&arena, &rows, ID_GID, &ranges, 0, 7, 21), -1);
	assert_int_equal(id_layout_take(&arena, &rows, ID_GID, &ranges, 20, 7, 1), -1);
	assert_int_equal(id_layout_take(&arena, &rows, ID_GID, &ranges, 4294967294, 7,
					4294967294),
			 -1);
	assert_int_equal(rows.list.n, 0);
}

static void case_rows_of_one_kind_clash_inside_and_outside(void **state UNUSED)
{
	const struct id_row row[] = {{ID_UID, 0, 1000, 1, NULL},
				     {ID_UID, 10, 100, 10, NULL}};
	const struct {
		struct id_row with;
		const struct id_row *clash;
	} cases[] = {
		{{ID_UID, 1, 200, 9, NULL}, NULL},
		{{ID_UID, 0, 200, 9, NULL}, &row[0]},
		{{ID_UID, 1, 995, 6, NULL}, &row[0]},
		{{ID_UID, 1, 200, 10, NULL}, &row[1]},
		{{ID_UID, 19, 200, 1, NULL}, &row[1]},
		{{ID_UID, 20, 109, 1, NULL}, &row[1]},
		{{ID_UID, 20, 110, 1, NULL}, NULL},
		{{ID_GID, 10, 100, 10, NULL}, NULL},
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++)
		assert_ptr_equal(id_layout_clash(row, 2, &cases[i].with),
				 cases[i].clash);
}

int main(void)
{
#define CASE(f) cmocka_unit_test_teardown(f, teardown)
	const struct CMUnitTest tests[] = {
		CASE(case_ranges_leave_out_root_and_the_callers_own),
		CASE(case_an_id_counts_once),
		CASE(case_ids_are_held_across_neighbours),
		CASE(case_ids_fill_up_around_the_callers_own),
		CASE(case_relative_ids_may_lie_in_several_ranges),
		CASE(case_rows_of_one_kind_clash_inside_and_outside),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
