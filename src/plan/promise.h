/* promise.h - what a plan promises, and whether a measured sandbox keeps it.
 * May: compute.
 */
#ifndef SANDBOX_PLAN_PROMISE_H
#define SANDBOX_PLAN_PROMISE_H

#include "plan/measured.h"
#include "plan/plan.h"
#include "plan/policy.h"
#include "text/names.h"

#define PROMISE_BOOT_ID	   "/proc/sys/kernel/random/boot_id"
#define PROMISE_MACHINE_ID "/etc/machine-id"

struct promise_row {
	const char *word;
	const char *what;
};

extern const struct promise_row promise_table[N_PROMISES];

struct judgement {
	enum promise_id promise;
	int is_kept;
	const char *about;    /* what of it: "/usr ro nosuid nodev", "nofile" */
	const char *expected; /* where it is broken */
	const char *measured;
	const struct origin *from; /* the rule that caused the step */
};

/* One comparison under way. */
struct judge {
	struct arena *arena;
	const struct plan *plan;
	const struct measured *inside;
	const struct measured *outside; /* the same program's words from outside */
	VEC(struct judgement) judgements;
	enum promise_id promise; /* that is being judged */
};

/* Does the plan make this promise? NULL: yes; else why not. */
const char *promise_missing(const struct plan *p, enum promise_id id);

/* Each promise that the policy requires and the plan does not make is an error at its line,
 * or a warning where it is optional. Returns 0 or -1.
 */
int promise_require(struct diag *d, const struct policy *policy, const struct plan *p);

/* Which promise a step is a part of, for printed plans. */
enum promise_id promise_of_step(enum step_op op);

/* Judges every promise that the plan makes. arena, plan, inside, outside must be set. */
void promise_judge(struct judge *j);

/* What the measuring program must try: its arguments, "read:PATH" and "write:PATH", ended by
 * NULL.
 */
const char *const *promise_tries(struct arena *a, const struct plan *p);

/* Adds a judgement: kept when expected and measured are equal (NULL: nothing measured). */
void judge_text(struct judge *j, const struct origin *from, const char *about,
		const char *expected, const char *measured);

/* Adds a judgement whose truth is known. */
void judge_truth(struct judge *j, const struct origin *from, const char *about,
		 int is_kept, const char *expected, const char *measured);

/* The first step of the kind, or NULL; and the rule that caused it, or NULL. */
const struct step *judge_step(const struct judge *j, enum step_op op);
const struct origin *judge_from(const struct judge *j, enum step_op op);

/* Adds a judgement on a try that must fail with one of the errnos, which "|" parts: on its
 * result, or on what the line "key name" says.
 */
void judge_result(struct judge *j, const struct origin *from, const char *key,
		  const char *name, const char *expected, const char *result);
void judge_try(struct judge *j, const struct origin *from, const char *key,
	       const char *name, const char *expected);

/* The names of all lines with this key but those of a list (or NULL), in one text. */
char *judge_names(const struct judge *j, const char *key,
		  const char *const *passed_over);

/* Is the text a number and nothing else? */
int judge_number(const char *text, uint64_t *ret_number);

/* A judge each of the promises: promise_judge.c. */
void judge_namespaces(struct judge *j);
void judge_time_namespace(struct judge *j);
void judge_network(struct judge *j);
void judge_ids(struct judge *j);
void judge_groups(struct judge *j);
void judge_proc(struct judge *j);
void judge_proc_sys(struct judge *j);
void judge_identity(struct judge *j);
void judge_no_userns(struct judge *j);
void judge_capabilities(struct judge *j);
void judge_securebits(struct judge *j);
void judge_no_new_privs(struct judge *j);
void judge_system_calls(struct judge *j);
void judge_landlock(struct judge *j);
void judge_landlock_scope(struct judge *j);
void judge_apparmor(struct judge *j);
void judge_selinux(struct judge *j);
void judge_write_execute(struct judge *j);
void judge_limits(struct judge *j);
void judge_descriptors(struct judge *j);
void judge_environment(struct judge *j);
void judge_init(struct judge *j);
void judge_terminal(struct judge *j);
/* Those of the mounts: promise_mount.c. */
void judge_root(struct judge *j);
void judge_mounts(struct judge *j);
void judge_memory(struct judge *j);

#endif
