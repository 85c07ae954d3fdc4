/* launch.h - from a plan to a running sandbox, and its exit status.
 * May: clone, map ids, signal its own child.
 */
#ifndef SANDBOX_PARENT_LAUNCH_H
#define SANDBOX_PARENT_LAUNCH_H

#include <signal.h>

#include "base/diag.h"
#include "parent/times.h"
#include "plan/facts.h"
#include "plan/plan.h"
#include "plan/policy.h"

#define EXIT_OURS      125 /* sandbox itself failed */
#define EXIT_NOT_EXEC  126 /* the program cannot be executed */
#define EXIT_NOT_FOUND 127 /* there is no such program inside */

struct launch {
	struct arena *arena;
	struct diag *diag;
	const struct plan *plan;
	const struct facts *facts;
	const struct policy *policy; /* for the record of this sandbox */
	int join_fd;	 /* pidfd of a process in the sandbox that the plan joins */
	int join_cgroup; /* of a plan that enters one: where its program is, or -1 */
	struct times *times; /* noted in there, if not NULL */
	char *secrets;	     /* our own argv and environ in memory, for PID 1 to wipe */
	size_t secrets_bytes;
};

/* Where our arguments and environment lie, for PID 1 to wipe; argv is that of main(). */
void launch_find_secrets(char **argv, char **env, struct launch *l);

/* A line of the profile in the words of messages that come when the plan has been given back:
 * `limit memory 64M` (browser.profile:12). "" without a step.
 */
void launch_keep_words(const struct launch *l, const struct step *s, char *text,
		       size_t size);

/* Starts the sandbox and watches it to its end. Once the program runs, nothing of the arena
 * is used any more, and after a while it is given back. Returns the exit status 0-255; what
 * went wrong before the program ran is in the diag. May leave a signal pending, see
 * watch_run.
 */
int launch_run(const struct launch *l, sigset_t *ret_mask);

#endif
