/* test_process.c - lines of /proc/PID/stat, and trees of processes. */
#include "host/process.h"

#include <errno.h>

#include "unit/unit.h"

static int setup(void **state)
{
	*state = calloc(1, sizeof(struct arena));
	return *state ? 0 : -1;
}

static int teardown(void **state)
{
	arena_free(*state);
	free(*state);
	return 0;
}

static void case_a_line_is_taken_apart(void **state UNUSED)
{
	struct process_stat s;

	assert_int_equal(
		process_parse_stat("42 (sh) S 7 42 42 0 -1 4194560 1 2 3 4 50 60 0 0 "
				   "20 0 1 0 900 4096000 25 18446744073709551615",
				   &s),
		0);
	assert_int_equal(s.pid, 42);
	assert_int_equal(s.parent, 7);
	assert_int_equal(s.state, 'S');
	assert_int_equal(s.cpu_ticks, 110);
	assert_int_equal(s.rss_bytes, 25 * sysconf(_SC_PAGESIZE));
}

static void case_a_name_may_hold_brackets_and_numbers(void **state UNUSED)
{
	struct process_stat s;

	assert_int_equal(process_parse_stat(
				 "42 (a) R 1 (b) Z 9 42 42 0 -1 0 1 2 3 4 5 6 0 0 20 0 "
				 "1 0 900 4096000 25 1",
				 &s),
			 0);
	assert_int_equal(s.parent, 9);
	assert_int_equal(s.state, 'Z');
}

static void case_nonsense_is_refused(void **state UNUSED)
{
	static const char *const lines[] = {"", "42", "42 (sh", "42 (sh) S",
					    "x (sh) S 1 2 3"};
	struct process_stat s;

	for (size_t i = 0; i < ARRAY_SIZE(lines); i++)
		assert_int_equal(process_parse_stat(lines[i], &s), -EBADMSG);
}

static void add(struct arena *a, struct process_list *l, pid_t pid, pid_t parent)
{
	struct process_stat *p = vec_push(a, &l->list);

	p->pid = pid;
	p->parent = parent;
	p->cpu_ticks = 1;
	p->rss_bytes = 10;
}

static void case_a_process_counts_for_the_nearest_top(void **state)
{
	struct process_list l = {{0}};
	struct process_total total[] = {{.top = 10}, {.top = 12}, {.top = 99}};

	add(*state, &l, 1, 0);
	add(*state, &l, 10, 1);
	add(*state, &l, 11, 10);
	add(*state, &l, 12, 11);
	add(*state, &l, 13, 12);
	add(*state, &l, 14, 1);
	process_sum(&l, total, ARRAY_SIZE(total));
	assert_int_equal(total[0].n, 2);
	assert_int_equal(total[0].rss_bytes, 20);
	assert_int_equal(total[1].n, 2);
	assert_int_equal(total[2].n, 0);
	assert_int_equal(process_parent(&l, 13), 12);
	assert_int_equal(process_parent(&l, 77), 0);
}

static void case_what_is_stopped_is_told_from_what_goes_on(void **state)
{
	struct process_list l = {{0}};
	struct process_total total = {.top = 10};

	for (pid_t pid = 10; pid < 15; pid++) {
		add(*state, &l, pid, pid == 10 ? 1 : 10);
		l.list.item[l.list.n - 1].state = "STtZR"[pid - 10];
	}
	process_sum(&l, &total, 1);
	assert_int_equal(total.n, 5);
	assert_int_equal(total.n_stopped, 2);
	assert_int_equal(total.n_going, 1); /* neither the top, nor who has ended */
}

/* Two lines that were read at different times may name each other as parents. */
static void case_a_circle_of_parents_ends(void **state)
{
	struct process_list l = {{0}};
	struct process_total total = {.top = 9};

	add(*state, &l, 2, 3);
	add(*state, &l, 3, 2);
	process_sum(&l, &total, 1);
	assert_int_equal(total.n, 0);
}

static void case_all_processes_include_ourselves(void **state)
{
	struct process_list l;

	assert_int_equal(process_read_all(*state, &l), 0);
	assert_int_equal(process_parent(&l, getpid()), getppid());
}

#define CASE(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	static const struct CMUnitTest tests[] = {
		CASE(case_a_line_is_taken_apart),
		CASE(case_a_name_may_hold_brackets_and_numbers),
		CASE(case_nonsense_is_refused),
		CASE(case_a_process_counts_for_the_nearest_top),
		CASE(case_what_is_stopped_is_told_from_what_goes_on),
		CASE(case_a_circle_of_parents_ends),
		CASE(case_all_processes_include_ourselves),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
