/* feature.h - what this host offers a sandbox, measured feature by feature.
 * May: read, and make trials in children that leave nothing behind.
 */
#ifndef SANDBOX_HOST_FEATURE_H
#define SANDBOX_HOST_FEATURE_H

#include <stdint.h>

#include "base/arena.h"

enum feature_state {
	FEATURE_UNKNOWN, /* it could not be tried */
	FEATURE_OK,
	FEATURE_LIMITED, /* it is there, but not all of it */
	FEATURE_MISSING,
	N_FEATURE_STATES,
};

/* What a missing feature means. */
enum feature_weight {
	FEATURE_BASE, /* no sandbox without it */
	FEATURE_PART, /* a keyword or promise suffers */
	/* The same, of too little interest to be shown while all is well. */
	FEATURE_BASE_QUIET,
	FEATURE_PART_QUIET,
};

enum feature_id {
#define FEATURE(id, ...) FEATURE_##id,
#include "host/feature.def"
#undef FEATURE
	N_FEATURES,
};

struct feature_report {
	enum feature_state state;
	const char *detail; /* what was found; never NULL, may be empty */
	const char *mend;   /* lines; NULL: nothing to mend */
};

struct feature;

/* What a probe works with. */
struct probe {
	struct arena *arena;
	const struct feature *feature;
	struct feature_report *report;	      /* to be filled in */
	const struct feature_report *earlier; /* the reports of the rows above, by id */
};

struct feature {
	const char *id;
	const char *name;
	enum feature_weight weight;
	void (*run)(const struct probe *p);
	uint64_t arg; /* for probes that serve several rows */
	const char *cost;
	const char *mend;
};

extern const struct feature feature_table[N_FEATURES];
extern const char *const feature_state_name[N_FEATURE_STATES];

/* Measures everything, in the order of the table. Takes well under a second; a trial
 * that hangs is given up after five.
 */
void feature_measure(struct arena *a, struct feature_report ret_reports[N_FEATURES]);

/* Whether no sandbox can start without the feature. */
int feature_is_needed(enum feature_id id);

/* For probes: sets the state and the detail; the mend is the row's unless the state is
 * FEATURE_OK.
 */
void feature_report(const struct probe *p, enum feature_state state, const char *format,
		    ...) PRINTF_LIKE(3, 4);

/* For probes that have nothing to add: FEATURE_OK, or FEATURE_MISSING for -errno. */
void feature_report_result(const struct probe *p, int result);

/* For probes, after feature_report: another way to mend it than the row says. */
void feature_mend(const struct probe *p, const char *format, ...) PRINTF_LIKE(2, 3);

#endif
