/* print.h - a plan for people and for programs.
 * May: print to the stream it is given.
 */
#ifndef SANDBOX_PLAN_PRINT_H
#define SANDBOX_PLAN_PRINT_H

#include <stdio.h>

#include "plan/plan.h"

/* One line a step: phase, name, slot, what, and the rule that caused it. */
void plan_print(struct arena *a, const struct plan *p, FILE *stream);

/* The same as a JSON object {"steps": [...]}. */
void plan_print_json(struct arena *a, const struct plan *p, FILE *stream);

/* What a step is about, as one text: "/usr ro nosuid nodev". */
char *plan_describe(struct arena *a, const struct plan *p, const struct step *s);

#endif
