/* wire.h - the way from words to a plan, for both programs: the rooms in their order.
 * May: know every room.
 */
#ifndef SANDBOX_WIRE_H
#define SANDBOX_WIRE_H

#include "base/diag.h"
#include "host/find.h"
#include "plan/build.h"
#include "text/cmdline.h"

struct wire {
	struct arena arena;
	struct diag diag;
	struct facts facts;
	struct vars vars;
	struct finder finder;
	struct cmdline cmdline;
	const char *profile; /* name of the one that was chosen */
	struct settings settings;
	struct policy policy;
	struct filter filter;
	struct plan plan;
	struct builder builder;
	struct plan joined; /* of the sandbox that `join` names */
	int join_fd; /* pidfd of a process in the sandbox that `join` names; or -1 */
};

/* With 0, 1 or 2 closed, the next file opened would become a standard stream: they become
 * /dev/null. Must be called first. Returns 0 or -errno.
 */
int wire_fill_streams(void);

/* Descriptors that cannot be passed on: a directory as a standard stream, one to keep that is
 * not open. Returns 0 or -1.
 */
int wire_check_descriptors(struct wire *w);

/* The facts of this caller. */
void wire_begin(struct wire *w, char *const *env);

/* The words of a command line. Returns 0 or -1. */
int wire_read_options(struct wire *w, char *const *argv);

/* Which profile: the named one, else one with the program's name, else `default`; then its
 * settings and the options, merged. Returns 0 or -1.
 */
int wire_read_policy(struct wire *w);

/* Makes the places that no sandbox may see where a rule shows what is around them: hidden can
 * only be what is there when the plan is made. Must be called before that by who starts it.
 */
void wire_make_hidden(struct wire *w);

/* Filter and plan, with its filter compiled and its invariants checked. Returns 0 or -1. */
int wire_build_plan(struct wire *w);

#endif
