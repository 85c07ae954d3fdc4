/* filter_condition.h - what the arguments of a system call must be like.
 * May: nothing, it is data. filter_condition.def names the conditions.
 */
#ifndef SANDBOX_PLAN_FILTER_CONDITION_H
#define SANDBOX_PLAN_FILTER_CONDITION_H

#include <stddef.h>
#include <stdint.h>

enum condition_id {
#define CONDITION(id, name, kind, error, what) CONDITION_##id,
#include "plan/filter_condition.def"
#undef CONDITION
	N_CONDITIONS,
};

/* Sets of conditions are bits of a uint32_t. */
#define CONDITION_BIT(id) (UINT32_C(1) << (id))

enum condition_kind {
	CONDITION_PERMITS,
	CONDITION_REFUSES,
	CONDITION_FORBIDS,
};

struct condition {
	const char *name;
	enum condition_kind kind;
	int error; /* errno of a refused call */
	const char *what;
};

extern const struct condition condition_table[N_CONDITIONS];

/* Holds when (argument & mask) == value. The kernel takes all of these arguments as 32
 * bits wide or narrower, so the upper half is never looked at: no junk there can hide a
 * request from a refusal (CVE-2019-10063) or lose a permission.
 */
struct condition_test {
	unsigned int argument; /* 0 to 5 */
	uint32_t mask;
	uint32_t value;
};

#define CONDITION_TESTS 3

/* A condition is met when all tests of one of its rules hold. */
struct condition_rule {
	enum condition_id id;
	unsigned int n_tests;
	struct condition_test test[CONDITION_TESTS];
};

extern const struct condition_rule condition_rule_table[];
extern const size_t condition_n_rules;

#endif
