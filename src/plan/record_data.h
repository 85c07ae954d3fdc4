/* record_data.h - the parts that a record is made of: numbers, texts, and what steps carry.
 * May: compute.
 */
#ifndef SANDBOX_PLAN_RECORD_DATA_H
#define SANDBOX_PLAN_RECORD_DATA_H

#include <stdint.h>

#include "plan/plan.h"

struct writer {
	struct arena *arena;
	VEC(char) out;
};

void put(struct writer *w, const void *bytes, size_t n);
void put_u32(struct writer *w, uint32_t n);
void put_u64(struct writer *w, uint64_t n);
void put_text(struct writer *w, const char *s);

/* What cannot be read is zero or NULL, and sets is_bad for good. */
struct reader {
	struct arena *arena;
	const char *at, *end;
	int is_bad;
};

void get(struct reader *r, void *ret, size_t n);
uint32_t get_u32(struct reader *r);
uint64_t get_u64(struct reader *r);
const char *get_text(struct reader *r);

/* How many things of at least so many bytes follow; 0 for what cannot be. */
uint32_t get_count(struct reader *r, size_t bytes);

/* step.data, of steps that have it. */
void put_data(struct writer *w, const struct step *s);
void get_data(struct reader *r, struct step *s);

#endif
