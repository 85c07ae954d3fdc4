/* plan_timing.h - where the time of one start goes.
 * May: start a sandbox, print.
 */
#ifndef SANDBOX_CTL_PLAN_TIMING_H
#define SANDBOX_CTL_PLAN_TIMING_H

#include "parent/times.h"
#include "wire.h"

/* Starts the command as the plan says, and prints to stdout how long everything took; `begin` has
 * the points up to TIMES_PLANNED. Returns the exit status of a verb.
 */
int plan_timing(struct wire *w, char **argv, char **env, const struct times *begin,
		int json);

#endif
