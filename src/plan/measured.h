/* measured.h - what the measuring program has said from inside a sandbox.
 * May: compute. Must not: trust a word of it: the text came out of a sandbox.
 */
#ifndef SANDBOX_PLAN_MEASURED_H
#define SANDBOX_PLAN_MEASURED_H

#include "base/arena.h"

#define MEASURED_FIELDS 5

/* One line: its fields were parted by tabs, field[0] says what it is about. */
struct measured_line {
	const char *field[MEASURED_FIELDS]; /* "" where the line had no more */
	size_t n_fields;
};

struct measured {
	VEC(struct measured_line) lines;
};

/* Takes the text apart. A last line without a newline was cut off, and says nothing. */
void measured_parse(struct arena *a, const char *text, struct measured *ret);

/* The value of the first line "key name value", or NULL; it may be empty. */
const char *measured_value(const struct measured *m, const char *key, const char *name);

/* The line at or after *at with this key, or NULL; *at is then behind it. */
const struct measured_line *measured_next(const struct measured *m, const char *key,
					  size_t *at);

/* How many lines there are with this key. */
size_t measured_count(const struct measured *m, const char *key);

#endif
