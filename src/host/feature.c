/* feature.c - what this host offers a sandbox: the table and how it is gone through.
 * May: call the probes.  Must not: print.
 */
#include "host/feature.h"

#include <linux/sched.h>

#include "host/call.h"
#include "host/feature_probes.h"

const struct feature feature_table[N_FEATURES] = {
#define FEATURE(id, key, name, weight, run, arg, cost, mend) \
	[FEATURE_##id] = {key, name, FEATURE_##weight, run, arg, cost, mend},
#include "host/feature.def"
#undef FEATURE
};

const char *const feature_state_name[N_FEATURE_STATES] = {
	[FEATURE_UNKNOWN] = "unknown",
	[FEATURE_OK] = "ok",
	[FEATURE_LIMITED] = "limited",
	[FEATURE_MISSING] = "missing",
};

void feature_measure(struct arena *a, struct feature_report ret_reports[N_FEATURES])
{
	for (int i = 0; i < N_FEATURES; i++) {
		const struct probe p = {a, &feature_table[i], &ret_reports[i],
					ret_reports};

		ret_reports[i] = (struct feature_report){FEATURE_UNKNOWN, "", NULL};
		feature_table[i].run(&p);
	}
}

int feature_is_needed(enum feature_id id)
{
	enum feature_weight weight = feature_table[id].weight;

	return weight == FEATURE_BASE || weight == FEATURE_BASE_QUIET;
}

void feature_report(const struct probe *p, enum feature_state state, const char *format,
		    ...)
{
	va_list ap;

	va_start(ap, format);
	p->report->detail = arena_vprintf(p->arena, format, ap);
	va_end(ap);
	p->report->state = state;
	p->report->mend = state == FEATURE_OK ? NULL : p->feature->mend;
}

void feature_report_result(const struct probe *p, int result)
{
	if (result < 0)
		feature_report(p, FEATURE_MISSING, "%s", strerror(-result));
	else
		feature_report(p, FEATURE_OK, "%s", "");
}

void feature_mend(const struct probe *p, const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	p->report->mend = arena_vprintf(p->arena, format, ap);
	va_end(ap);
}
