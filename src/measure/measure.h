/* measure.h - the parts of the measuring program.
 * May: look at itself and its surroundings, try what should be refused. Must not: leave
 * anything behind.
 */
#ifndef SANDBOX_MEASURE_MEASURE_H
#define SANDBOX_MEASURE_MEASURE_H

/* Prints a line of fields, parted by tabs; control characters in them become '?'. The last
 * argument is NULL.
 */
void measure_say(const char *key, ...) __attribute__((sentinel));

/* Calls that a filter may refuse: "call NAME RESULT" each; RESULT is "0", the name of an
 * errno, or "SIG" and the name of the signal that ended the attempt.
 */
void measure_calls(void);

/* How many Landlock domains are in force: "landlock layers N", N "none" without Landlock. */
void measure_landlock(void);

#endif
