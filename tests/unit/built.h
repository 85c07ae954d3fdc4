/* built.h - plans and worlds that a test knows to be right, or to be refused. */
#ifndef SANDBOX_UNIT_BUILT_H
#define SANDBOX_UNIT_BUILT_H

#include "unit/fake.h"
#include "unit/unit.h"

/* Each forgets what was read and built before. */
static inline void build_world(struct fake *f, const char *profile)
{
	f->settings.list.n = 0;
	if (fake_world(f, profile) < 0)
		fail_msg("%s", fake_said(f));
}

static inline void build_plan(struct fake *f, const char *profile)
{
	f->settings.list.n = 0;
	f->plan = (struct plan){0};
	if (fake_plan(f, profile) < 0)
		fail_msg("%s", fake_said(f));
}

/* They return what was said. */
static inline const char *refuse_world(struct fake *f, const char *profile)
{
	f->settings.list.n = 0;
	assert_int_equal(fake_world(f, profile), -1);
	return fake_said(f);
}

static inline const char *refuse_plan(struct fake *f, const char *profile)
{
	f->settings.list.n = 0;
	f->plan = (struct plan){0};
	assert_int_equal(fake_plan(f, profile), -1);
	return fake_said(f);
}

#endif
