/* running.h - the running sandboxes, for the verbs that are about them.
 * May: read the registry, print.
 */
#ifndef SANDBOX_CTL_RUNNING_H
#define SANDBOX_CTL_RUNNING_H

#include "base/diag.h"
#include "host/process.h"
#include "host/registry.h"

/* One of them, with what it uses. */
struct running {
	const char *name;
	struct registered r;
	struct process_total use;
	pid_t program; /* a process inside that can be looked at; 0: none */
};

struct roster {
	struct arena arena;
	struct diag diag;
	struct facts facts;
	int dir; /* of the registry; -1: there is none, and nothing runs */
	struct process_list processes;
	VEC(struct running) list; /* by name */
};

/* Looks for the registry. Returns 0, or -1 after an error. */
int roster_begin(struct roster *r, char *const *env);

/* Fills the list in; those that end meanwhile are left out. Returns 0 or -1. */
int roster_read(struct roster *r);

/* The one of this name, with its plan and a pidfd of its PID 1. Returns 0, or -1 after an
 * error that says what is wrong: no such sandbox, still starting, just ended.
 */
int roster_find(struct roster *r, const char *name, struct running *ret,
		int *ret_pidfd);

/* Prints what was said, gives everything back, returns status: the end of a verb. */
int roster_end(struct roster *r, int status);

/* "paused" where all but its PID 1 is stopped, else "running". */
const char *running_state(const struct running *r);

/* Seconds since it was started. */
double running_age_s(const struct running *r);

/* "1.2G", "310M", "12K"; "2h11m", "14s". */
char *text_of_bytes(struct arena *a, uint64_t bytes);
char *text_of_seconds(struct arena *a, double seconds);

/* Processor time as a share of one processor since the start, in percent. */
double running_cpu_percent(const struct running *r);

#endif
