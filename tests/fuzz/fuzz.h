/* fuzz.h - what the fuzzers share: one entry function a program, and what must hold.
 *
 * With --enable-fuzzing libFuzzer calls the entry function; otherwise replay.c does, with
 * every file of the corpus, so that what was found once is tried by every `make check`.
 */
#ifndef SANDBOX_FUZZ_FUZZ_H
#define SANDBOX_FUZZ_FUZZ_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "unit/fake.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Ends the program, whatever NDEBUG says. */
#define MUST(condition)                                                        \
	do {                                                                   \
		if (!(condition)) {                                            \
			fprintf(stderr, "%s:%d: %s does not hold\n", __FILE__, \
				__LINE__, #condition);                         \
			abort();                                               \
		}                                                              \
	} while (0)

/* The input up to the first line "---" and what comes behind it, for inputs of two parts.
 * Returns the size of the first; the second may be empty.
 */
size_t fuzz_split(const uint8_t *data, size_t size, const uint8_t **ret_rest,
		  size_t *ret_rest_size);

/* A result of 0 comes without errors, -1 with one at least; nothing that is said can drive
 * a terminal. Returns all that was said.
 */
const char *fuzz_judge(struct fake *f, int result);

/* No character of text but line breaks is a control character; it is valid UTF-8. */
void fuzz_check_text(const char *text);

/* The text is one JSON value. */
void fuzz_check_json(const char *text);

/* Judges the plan by what was measured: each promise that it makes is judged, and no other;
 * what is said of them can be printed; none is kept by a value that nobody measured. Returns
 * how many judgements say "kept".
 */
size_t fuzz_judge_promises(struct arena *a, const struct plan *p, const char *inside,
			   const char *outside);

#endif
