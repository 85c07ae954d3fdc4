/* test_filter_tree.c - a filter arranged anew gives the same answers. */
#include <linux/audit.h>
#include <stdlib.h>

#include "plan/filter_tree.h"
#include "unit/bpf.h"
#include "unit/unit.h"

#define LOAD_ARCH \
	BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, arch))
#define LOAD_NR BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr))
#define LOAD_LOW \
	BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, args[0]))
#define LOAD_HIGH \
	BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, args[0]) + 4)
#define IF(value, yes, no) BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, value, yes, no)
#define MASK(bits)	   BPF_STMT(BPF_ALU | BPF_AND | BPF_K, bits)
#define ANSWER(action)	   BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_##action)
#define OURS		   AUDIT_ARCH_X86_64

/* Calls 1 to 4 and 9 to 17 are allowed, 6 if its argument is 7, 0x40000000 and up are killed. */
static const struct sock_filter image[] = {
	LOAD_ARCH,
	IF(OURS, 0, 24),
	LOAD_NR,
	BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, 0x40000000, 21, 0),
	IF(6, 0, 5),
	LOAD_HIGH,
	MASK(0),
	IF(0, 0, 15),
	LOAD_LOW,
	IF(7, 14, 13),
	IF(1, 13, 0),
	IF(2, 12, 0),
	IF(3, 11, 0),
	IF(4, 10, 0),
	IF(9, 9, 0),
	IF(10, 8, 0),
	IF(11, 7, 0),
	IF(12, 6, 0),
	IF(13, 5, 0),
	IF(14, 4, 0),
	IF(15, 3, 0),
	IF(16, 2, 0),
	IF(17, 1, 0),
	ANSWER(ERRNO),
	ANSWER(ALLOW),
	ANSWER(KILL_THREAD),
	ANSWER(KILL_PROCESS),
};

static struct sock_filter copy[ARRAY_SIZE(image)];

static struct filter_image make_tree(struct arena *a)
{
	struct filter_image i = {.code = memcpy(copy, image, sizeof(image)),
				 .length = ARRAY_SIZE(image)};

	filter_tree(a, &i);
	return i;
}

static void case_it_is_shorter_and_the_kernel_would_take_it(void **state)
{
	struct filter_image i = make_tree(*state);

	assert_true(i.length < ARRAY_SIZE(image));
	assert_true(bpf_is_valid(i.code, i.length));
}

static void case_every_call_has_the_same_answer(void **state)
{
	static const uint32_t archs[] = {OURS, AUDIT_ARCH_I386, 0, UINT32_MAX};
	static const uint64_t arguments[] = {0,		6, 7, 8, UINT64_C(7) << 32 | 7,
					     UINT64_MAX};
	static const uint32_t far[] = {0x3fffffff, 0x40000000, 0x40000006, UINT32_MAX};
	struct filter_image i = make_tree(*state);

	for (size_t a = 0; a < ARRAY_SIZE(archs); a++) {
		for (uint32_t n = 0; n < 20 + ARRAY_SIZE(far); n++) {
			for (size_t k = 0; k < ARRAY_SIZE(arguments); k++) {
				struct seccomp_data data = {
					.nr = (int)(n < 20 ? n : far[n - 20]),
					.arch = archs[a],
					.args = {arguments[k]}};
				struct bpf_answer was = bpf_run(image, &data);
				struct bpf_answer is = bpf_run(i.code, &data);

				if (was.action != is.action)
					fail_msg("arch %x, call %d, argument %#llx",
						 data.arch, data.nr,
						 (unsigned long long)arguments[k]);
			}
		}
	}
}

static void case_what_is_answered_by_number_looks_at_no_argument(void **state)
{
	struct filter_image i = make_tree(*state);
	struct seccomp_data data = {.nr = 9, .arch = OURS};

	assert_false(bpf_run(i.code, &data).saw_arguments);
	data.nr = 6;
	assert_true(bpf_run(i.code, &data).saw_arguments);
}

/* Such an image stays as it is. */
static void stays(struct arena *a, const struct sock_filter *code, size_t n)
{
	struct filter_image i = {.code = (struct sock_filter *)code,
				 .length = (unsigned short)n};

	filter_tree(a, &i);
	assert_ptr_equal(i.code, code);
	assert_int_equal(i.length, n);
}

static void case_an_image_that_is_not_understood_stays_as_it_is(void **state)
{
	const struct sock_filter no_arch[] = {LOAD_NR, IF(1, 1, 0), ANSWER(ERRNO),
					      ANSWER(ALLOW)};
	const struct sock_filter two[] = {LOAD_ARCH, IF(OURS, 1, 0),
					  IF(AUDIT_ARCH_I386, 0, 1), ANSWER(ERRNO),
					  ANSWER(ALLOW)};
	const struct sock_filter sums[] = {
		LOAD_ARCH,     IF(OURS, 0, 4),
		LOAD_NR,       BPF_STMT(BPF_ALU | BPF_ADD | BPF_K, 1),
		IF(1, 1, 0),   ANSWER(ERRNO),
		ANSWER(ALLOW),
	};
	const struct sock_filter ranged[] = {
		LOAD_ARCH,     IF(OURS, 0, 4),
		LOAD_NR,       BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, 6, 0, 2),
		LOAD_LOW,      IF(7, 1, 0),
		ANSWER(ERRNO), ANSWER(ALLOW)};

	stays(*state, no_arch, ARRAY_SIZE(no_arch));
	stays(*state, two, ARRAY_SIZE(two));
	stays(*state, sums, ARRAY_SIZE(sums));
	stays(*state, ranged, ARRAY_SIZE(ranged));
	stays(*state, image, 1);
}

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

#define CASE(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(case_it_is_shorter_and_the_kernel_would_take_it),
		CASE(case_every_call_has_the_same_answer),
		CASE(case_what_is_answered_by_number_looks_at_no_argument),
		CASE(case_an_image_that_is_not_understood_stays_as_it_is),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
