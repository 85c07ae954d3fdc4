/* promise_judge.c - the judges of promises: a plan's words against what was measured.
 * May: compute.
 */
#include <inttypes.h>
#include <linux/capability.h>
#include <linux/sched.h>
#include <stdio.h>
#include <string.h>

#include "plan/promise.h"

const struct step *judge_step(const struct judge *j, enum step_op op)
{
	for (size_t i = 0; i < j->plan->steps.n; i++)
		if (j->plan->steps.item[i].op == op)
			return &j->plan->steps.item[i];
	return NULL;
}

void judge_truth(struct judge *j, const struct origin *from, const char *about,
		 int is_kept, const char *expected, const char *measured)
{
	*vec_push(j->arena, &j->judgements) = (struct judgement){
		.promise = j->promise,
		.is_kept = is_kept,
		.about = about,
		.expected = expected,
		.measured = measured ? measured : "nothing",
		.from = from,
	};
}

void judge_text(struct judge *j, const struct origin *from, const char *about,
		const char *expected, const char *measured)
{
	judge_truth(j, from, about, measured && str_equal(expected, measured), expected,
		    measured);
}

const struct origin *judge_from(const struct judge *j, enum step_op op)
{
	const struct step *s = judge_step(j, op);

	return s ? s->from : NULL;
}

/* --- Judges, a promise each -------------------------------------------------------------- */

static const struct {
	const char *name;
	uint64_t flag;
} namespaces[] = {
	{"user", CLONE_NEWUSER}, {"mnt", CLONE_NEWNS},	{"pid", CLONE_NEWPID},
	{"ipc", CLONE_NEWIPC},	 {"uts", CLONE_NEWUTS}, {"cgroup", CLONE_NEWCGROUP},
	{"net", CLONE_NEWNET},
};

/* Is it what a link of /proc/self/ns says, "pid:[4026531836]", and not an errno? */
static int is_namespace(const char *text, const char *name)
{
	const char *number = text ? str_after(text, name) : NULL;
	size_t n;

	number = number ? str_after(number, ":[") : NULL;
	n = number ? strspn(number, "0123456789") : 0;
	return n > 0 && str_equal(number + n, "]");
}

static void judge_namespace(struct judge *j, const struct origin *from,
			    const char *name)
{
	const char *inside = measured_value(j->inside, "ns", name);
	const char *outside = measured_value(j->outside, "ns", name);

	judge_truth(j, from, arena_printf(j->arena, "%s namespace", name),
		    is_namespace(inside, name) && is_namespace(outside, name) &&
			    !str_equal(inside, outside),
		    arena_printf(j->arena, "another one than %s",
				 outside ? outside : "ours"),
		    inside);
}

void judge_namespaces(struct judge *j)
{
	for (size_t i = 0; i < ARRAY_SIZE(namespaces); i++)
		if (j->plan->clone_flags & namespaces[i].flag)
			judge_namespace(j, judge_from(j, STEP_NS_NEW),
					namespaces[i].name);
}

void judge_time_namespace(struct judge *j)
{
	judge_namespace(j, judge_from(j, STEP_NS_TIME), "time");
}

static int is_listed(const char *const *list, const char *name)
{
	for (; list && *list; list++)
		if (str_equal(*list, name))
			return 1;
	return 0;
}

/* There may be any number of them. */
char *judge_names(const struct judge *j, const char *key,
		  const char *const *passed_over)
{
	const struct measured_line *l;
	size_t at = 0, size_bytes = 1;
	char *text, *to;

	while ((l = measured_next(j->inside, key, &at)))
		size_bytes += strlen(l->field[1]) + 1;
	text = arena_alloc(j->arena, size_bytes);
	to = text;
	at = 0;
	while ((l = measured_next(j->inside, key, &at)))
		if (!is_listed(passed_over, l->field[1]))
			to = stpcpy(stpcpy(to, to > text ? " " : ""), l->field[1]);
	return text;
}

/* With their modules in the kernel, each new namespace gets such ends of tunnels, which lead
 * nowhere (net.core.fb_tunnels_only_for_init_net).
 */
void judge_network(struct judge *j)
{
	static const char *const inert[] = {
		"tunl0", "gre0",    "gretap0",	"erspan0", "ip_vti0",
		"sit0",	 "ip6tnl0", "ip6_vti0", "ip6gre0", NULL,
	};

	judge_text(j, judge_from(j, STEP_NS_NEW), "interfaces", "lo",
		   judge_names(j, "interface", inert));
}

static int has_row(const struct judge *j, enum id_kind kind,
		   const struct measured_line *l)
{
	for (size_t i = 0; i < j->plan->ids.n; i++) {
		const struct id_row *r = &j->plan->ids.item[i];

		if (r->kind == kind &&
		    str_equal(l->field[1], arena_printf(j->arena, "%u", r->inside)) &&
		    str_equal(l->field[2],
			      arena_printf(j->arena, "%u %u", r->outside, r->count)))
			return 1;
	}
	return 0;
}

/* The kernel may have the lines in another order. Outside is what the caller's namespace calls
 * it, as in the plan.
 */
static void judge_map(struct judge *j, enum id_kind kind, const char *key)
{
	const struct origin *from = judge_from(
		j, plan_has_ids(j->plan, kind) ? STEP_ID_RANGE : STEP_ID_MAP);
	const struct measured_line *l;
	size_t at = 0, wanted = 0, found = 0;

	for (size_t i = 0; i < j->plan->ids.n; i++)
		wanted += j->plan->ids.item[i].kind == kind;
	while ((l = measured_next(j->inside, key, &at))) {
		found++;
		if (!has_row(j, kind, l))
			judge_truth(j, from, key, 0, "a line of the plan",
				    arena_printf(j->arena, "%s %s", l->field[1],
						 l->field[2]));
	}
	judge_truth(j, from, key, found == wanted,
		    arena_printf(j->arena, "%zu lines", wanted),
		    arena_printf(j->arena, "%zu", found));
}

void judge_ids(struct judge *j)
{
	const struct plan *p = j->plan;
	const struct origin *from = judge_from(j, STEP_ID_MAP);
	char *uid = arena_printf(j->arena, "%u %u %u %u", p->uid_inside, p->uid_inside,
				 p->uid_inside, p->uid_inside);
	char *gid = arena_printf(j->arena, "%u %u %u %u", p->gid_inside, p->gid_inside,
				 p->gid_inside, p->gid_inside);

	judge_text(j, from, "uid", uid, measured_value(j->inside, "status", "Uid"));
	judge_text(j, from, "gid", gid, measured_value(j->inside, "status", "Gid"));
	judge_map(j, ID_UID, "uid-map");
	judge_map(j, ID_GID, "gid-map");
}

void judge_groups(struct judge *j)
{
	const char *groups = measured_value(j->inside, "status", "Groups");
	const char *own = arena_printf(j->arena, "%u", j->plan->gid_inside);
	int was_dropped = judge_step(j, STEP_ID_GROUPS) != NULL;

	/* Who has no supplementary groups may have its own as one. */
	if (!was_dropped && groups && str_equal(groups, own))
		groups = "";
	judge_text(j, judge_from(j, was_dropped ? STEP_ID_GROUPS : STEP_ID_MAP),
		   "groups", "", groups);
}

/* A try that must fail, with its errno; several are parted by "|". */
void judge_result(struct judge *j, const struct origin *from, const char *key,
		  const char *name, const char *expected, const char *result)
{
	size_t n = result ? strlen(result) : 0;
	int is_kept = 0;

	for (const char *at = expected; n && *at; at += strcspn(at, "|")) {
		at += *at == '|';
		is_kept |= strcspn(at, "|") == n && !strncmp(at, result, n);
	}
	judge_truth(j, from, arena_printf(j->arena, "%s %s", key, name), is_kept,
		    expected, result);
}

void judge_try(struct judge *j, const struct origin *from, const char *key,
	       const char *name, const char *expected)
{
	judge_result(j, from, key, name, expected,
		     measured_value(j->inside, key, name));
}

/* A number that was measured: an errno is none, nor is -1. */
int judge_number(const char *text, uint64_t *ret_number)
{
	return text && names_parse_number(text, UINT64_MAX, ret_number) == 0;
}

/* Those that the kernel does not have are not there to be covered. Who may pass over modes may
 * look at the covers, which are empty.
 */
void judge_proc(struct judge *j)
{
	const uint64_t passes = 1U << CAP_DAC_OVERRIDE | 1U << CAP_DAC_READ_SEARCH;
	const struct step *s = judge_step(j, STEP_PROC_MASK);
	const uint64_t *kept = judge_step(j, STEP_SEAL_CAPS)->data;

	for (const char *const *name = s->data; *name; name++)
		judge_try(j, s->from, "read",
			  arena_printf(j->arena, "%s/%s", s->path, *name),
			  *kept & passes ? "EACCES|ENOENT|empty" : "EACCES|ENOENT");
}

void judge_proc_sys(struct judge *j)
{
	judge_try(j, judge_from(j, STEP_PROC_LOCK), "write",
		  "/proc/sys/kernel/core_pattern", "EROFS|EACCES");
}

void judge_identity(struct judge *j)
{
	const struct step *s = judge_step(j, STEP_NS_HOSTNAME);

	if (s) /* else it is shared with another sandbox */
		judge_text(j, s->from, "host name", s->text,
			   measured_value(j->inside, "host", "name"));
	for (size_t i = 0; i < j->plan->steps.n; i++) {
		const char *name;

		s = &j->plan->steps.item[i];
		if (s->op != STEP_FILE_MAKE || !s->from->file)
			continue;
		if (!str_equal(s->path, PROMISE_MACHINE_ID) &&
		    !str_equal(s->path, PROMISE_BOOT_ID))
			continue;
		name = arena_copy(j->arena, s->text, strcspn(s->text, "\n"));
		judge_text(j, s->from, s->path, name,
			   measured_value(j->inside, "line", s->path));
	}
}

void judge_no_userns(struct judge *j)
{
	const struct origin *from = judge_from(j, STEP_NS_LIMIT);

	judge_text(j, from, "max_user_namespaces", "0",
		   measured_value(j->inside, "line",
				  "/proc/sys/user/max_user_namespaces"));
	/* The filter's answer, or the limit's where the filter allows the call. */
	judge_try(j, from, "call", "unshare", "EPERM|ENOSPC");
}
