/* test_arena.c - memory that is never moved, zeroed, and given back at once. */
#include "unit/unit.h"

#include <fcntl.h>
#include <sys/wait.h>

#include "base/arena.h"

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

static void case_memory_is_zeroed_and_aligned(void **state)
{
	for (size_t n = 1; n < 100; n += 7) {
		char *p = arena_alloc(*state, n);

		assert_int_equal((uintptr_t)p % 16, 0);
		for (size_t i = 0; i < n; i++)
			assert_int_equal(p[i], 0);
		memset(p, 0xff, n);
	}
}

static void case_pieces_do_not_overlap_and_stay_where_they_are(void **state)
{
	unsigned char *p[2000];

	for (size_t i = 0; i < ARRAY_SIZE(p); i++) {
		p[i] = arena_alloc(*state, 1 + i % 61);
		memset(p[i], (int)(i % 251), 1 + i % 61);
	}
	for (size_t i = 0; i < ARRAY_SIZE(p); i++)
		for (size_t k = 0; k < 1 + i % 61; k++)
			assert_int_equal(p[i][k], i % 251);
}

static void case_a_piece_larger_than_a_block_is_given(void **state)
{
	size_t n = 3 << 20;
	char *p = arena_alloc(*state, n);

	assert_int_equal(p[0] | p[n - 1], 0);
	memset(p, 1, n);
	assert_string_equal(arena_string(*state, "after"), "after");
}

static void case_nothing_is_still_a_pointer(void **state)
{
	assert_non_null(arena_alloc(*state, 0));
}

static void case_a_copy_ends_with_nul_behind_its_bytes(void **state)
{
	assert_string_equal(arena_copy(*state, "abcdef", 3), "abc");
	assert_string_equal(arena_copy(*state, "abcdef", 0), "");
	assert_string_equal(arena_string(*state, ""), "");
}

static void case_growing_keeps_what_was_there(void **state)
{
	char *p = arena_string(*state, "abc");

	p = arena_grow(*state, p, 4, 100);
	assert_string_equal(p, "abc");
	assert_int_equal(p[99], 0);
	p = arena_grow(*state, NULL, 0, 10);
	assert_int_equal(p[9], 0);
}

static void case_printf_measures_what_it_prints(void **state)
{
	char long_word[5001];

	memset(long_word, 'x', sizeof(long_word) - 1);
	long_word[sizeof(long_word) - 1] = '\0';
	assert_string_equal(arena_printf(*state, "%s-%d", "a", 7), "a-7");
	assert_int_equal(strlen(arena_printf(*state, "%s%s", long_word, long_word)),
			 10000);
}

static void case_a_vector_keeps_its_elements_while_it_grows(void **state)
{
	VEC(size_t) v = {0};

	for (size_t i = 0; i < 1000; i++) {
		size_t *new = vec_push(*state, &v);

		assert_int_equal(*new, 0);
		*new = i;
	}
	assert_int_equal(v.n, 1000);
	for (size_t i = 0; i < v.n; i++)
		assert_int_equal(v.item[i], i);
}

static void case_an_element_pushed_after_the_end_was_cut_is_zeroed(void **state)
{
	VEC(int) v = {0};

	*vec_push(*state, &v) = 7;
	v.n = 0;
	assert_int_equal(*vec_push(*state, &v), 0);
}

static void case_a_freed_arena_can_be_used_again(void **state)
{
	struct arena *a = *state;

	arena_string(a, "first");
	arena_free(a);
	assert_null(a->blocks);
	assert_string_equal(arena_string(a, "second"), "second");
}

static void case_running_out_of_memory_ends_the_program_with_125(void **state)
{
	pid_t pid = fork();
	int status;

	assert_true(pid >= 0);
	if (pid == 0) {
		int null = open("/dev/null", O_WRONLY);

		dup2(null, 2);
		arena_alloc(*state, SIZE_MAX);
		_exit(0);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 125);
}

int main(void)
{
#define CASE(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
	const struct CMUnitTest tests[] = {
		CASE(case_memory_is_zeroed_and_aligned),
		CASE(case_pieces_do_not_overlap_and_stay_where_they_are),
		CASE(case_a_piece_larger_than_a_block_is_given),
		CASE(case_nothing_is_still_a_pointer),
		CASE(case_a_copy_ends_with_nul_behind_its_bytes),
		CASE(case_growing_keeps_what_was_there),
		CASE(case_printf_measures_what_it_prints),
		CASE(case_a_vector_keeps_its_elements_while_it_grows),
		CASE(case_an_element_pushed_after_the_end_was_cut_is_zeroed),
		CASE(case_a_freed_arena_can_be_used_again),
		CASE(case_running_out_of_memory_ends_the_program_with_125),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
