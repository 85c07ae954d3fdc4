/* faithful.h - what the measuring program would say of a sandbox that is just as its plan, and
 * of one that is not: the text with lines changed.
 */
#ifndef SANDBOX_UNIT_FAITHFUL_H
#define SANDBOX_UNIT_FAITHFUL_H

#include "plan/promise.h"
#include "unit/fake.h"

/* The plan of the profile, with its filter decided. The test fails where there is none. */
void faithful_plan(struct fake *f, const char *profile);

/* The words of the measuring program inside, and outside on a host without Landlock layers. */
char *faithful_inside(struct fake *f);
char *faithful_outside(struct fake *f);

/* The text without the lines that begin with start, and then with `line` unless it is NULL. A
 * text in which there is no such line fails the test.
 */
char *faithful_but(struct fake *f, const char *text, const char *start,
		   const char *line);

/* All judgements of the plan, inside and outside measured like this. */
struct judge faithful_judge(struct fake *f, const char *inside, const char *outside);

/* Those that are broken: "WORD: ABOUT: EXPECTED, but MEASURED\n" each. */
const char *faithful_broken(struct fake *f, const char *inside, const char *outside);

/* A faithful text in which the lines that begin with start become `line`, or go where that is
 * NULL; then this is broken and nothing else.
 */
struct lie {
	const char *start, *line, *broken;
};

void faithful_check(struct fake *f, const char *profile, const struct lie *lie,
		    size_t n);

/* The same for lies in braces, in a test with a struct fake as its *state. */
#define CHECK(profile, ...)                                              \
	do {                                                             \
		static const struct lie lies[] = {__VA_ARGS__};          \
		faithful_check(*state, profile, lies, ARRAY_SIZE(lies)); \
	} while (0)

#endif
