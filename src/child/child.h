/* child.h - what the child of the launcher knows while it walks the plan.
 * May: act on its own new namespaces.  Must not: allocate, print, decide.
 */
#ifndef SANDBOX_CHILD_CHILD_H
#define SANDBOX_CHILD_CHILD_H

#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "plan/plan.h"

struct child {
	const struct plan *plan;
	struct arena *arena; /* that the plan lives in; PID 1 gives its copy back */
	int control;	     /* our end of the socket to the launcher */
	int join_fd;	     /* pidfd of a process in the sandbox to join; or -1 */
	int stop_fd; /* eventfd: tells the launcher that the program was stopped; or -1 */
	int *slot;   /* plan->n_slots opened sources, -1: not open */
	int root;    /* the new root, O_PATH or mount descriptor; -1: not there yet */
	int parent; /* the directory that inside_parent opened last; -1: none */
	const char *parent_path; /* its path: the first parent_length bytes */
	size_t parent_length;
	int fds; /* /proc/self/fd of the old root, which is covered later; -1: none */
	int staging; /* a tmpfs for files that cover others; -1: not there yet */
	int tty;     /* slave side of the program's terminal; -1: none */
	int labels;  /* a proc that is mounted nowhere; -1: no label is wanted */
	int ready;   /* a pipe: a byte comes when PID 1 has become bare and narrow */
	int root_is_tree; /* the root is a directory of the host with links of its own */
	uint64_t *done;	  /* when each step was done, in ns; NULL: nobody asks */
	uint64_t *begun;  /* likewise: when the child ran, and was let go */
	mode_t umask;	  /* the caller's */
	sigset_t mask;	  /* the caller's signal mask */
	char *secrets; /* the caller's arguments and environment, to be wiped in PID 1 */
	size_t secrets_bytes;
};

/* One per row of step.def. Returns 0 or -errno. */
typedef int step_fn(struct child *c, const struct step *s);

#define STEP(id, name, phase, run, what) step_fn run;
#include "plan/step.def"
#undef STEP

/* What the child tells the launcher, one packet each. */
enum report_kind {
	REPORT_FAILED, /* a step failed: the launcher says so and ends */
	REPORT_TTY,    /* the packet carries the master side of the terminal */
	REPORT_CHILD,  /* the child of this pid goes on in our place */
	REPORT_READY,  /* all is sealed: the program is started next */
};

struct report {
	enum report_kind kind;
	int step;  /* index in the plan */
	int error; /* errno */
	pid_t pid; /* of REPORT_CHILD, in our pid namespace */
};

/* Walks the plan: becomes PID 1, and in its child the program. Never returns. */
_Noreturn void child_run(struct child *c);

/* Waits for the launcher's word to go on. Returns 0 or -errno. */
int child_await(struct child *c);

/* Waits until PID 1, or what stands in its place, has become bare and narrow. Returns 0 or
 * -errno.
 */
int child_await_init(struct child *c);

/* PID 1: reaps, forwards signals to the target, ends when it ends. Never returns. */
_Noreturn void init_run(struct child *c, pid_t target);

/* Drops all capabilities but those of the mask `kept`; locks the securebits. */
int seal_capabilities(unsigned long long kept);

/* Opens path inside the new root: no way leads out of it, no magic link is followed.
 * Returns a descriptor or -errno.
 */
int inside_open(const struct child *c, const char *path, int flags);

/* The same for the directory that path is in; *ret_name is its last component. The
 * descriptor stays ours, and open for the next path in that directory: do not close it.
 */
int inside_parent(struct child *c, const char *path, const char **ret_name);

/* Must be called when something was mounted at path: a directory there is another one now. */
void inside_forget(struct child *c, const char *path);

#endif
