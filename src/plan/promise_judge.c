/* promise_judge.c - the judges of promises: a plan's words against what was measured.
 * May: compute.
 */
#include <inttypes.h>
#include <linux/sched.h>
#include <stdio.h>
#include <string.h>

#include "plan/filter.h"
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

static const struct origin *from_of(const struct judge *j, enum step_op op)
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

static void judge_namespace(struct judge *j, const struct origin *from,
			    const char *name)
{
	const char *inside = measured_value(j->inside, "ns", name);
	const char *outside = measured_value(j->outside, "ns", name);

	judge_truth(j, from, arena_printf(j->arena, "%s namespace", name),
		    inside && outside && !str_equal(inside, outside),
		    arena_printf(j->arena, "another one than %s",
				 outside ? outside : "ours"),
		    inside);
}

void judge_namespaces(struct judge *j)
{
	for (size_t i = 0; i < ARRAY_SIZE(namespaces); i++)
		if (j->plan->clone_flags & namespaces[i].flag)
			judge_namespace(j, from_of(j, STEP_NS_NEW), namespaces[i].name);
}

void judge_time_namespace(struct judge *j)
{
	judge_namespace(j, from_of(j, STEP_NS_TIME), "time");
}

void judge_network(struct judge *j)
{
	const struct measured_line *l;
	const char *found = "";
	size_t at = 0;

	while ((l = measured_next(j->inside, "interface", &at)))
		found = arena_printf(j->arena, "%s%s%s", found, *found ? " " : "",
				     l->field[1]);
	judge_text(j, from_of(j, STEP_NS_NEW), "interfaces", "lo", found);
}

void judge_ids(struct judge *j)
{
	const struct plan *p = j->plan;
	const struct origin *from = from_of(j, STEP_ID_MAP);
	char *uid = arena_printf(j->arena, "%u %u %u %u", p->uid_inside, p->uid_inside,
				 p->uid_inside, p->uid_inside);
	char *gid = arena_printf(j->arena, "%u %u %u %u", p->gid_inside, p->gid_inside,
				 p->gid_inside, p->gid_inside);

	judge_text(j, from, "uid", uid, measured_value(j->inside, "status", "Uid"));
	judge_text(j, from, "gid", gid, measured_value(j->inside, "status", "Gid"));
}

void judge_groups(struct judge *j)
{
	judge_text(j, from_of(j, STEP_ID_GROUPS), "groups", "",
		   measured_value(j->inside, "status", "Groups"));
}

/* A try that must fail, with its errno; several are parted by "|". */
static void judge_try(struct judge *j, const struct origin *from, const char *key,
		      const char *name, const char *expected)
{
	const char *result = measured_value(j->inside, key, name);
	size_t n = result ? strlen(result) : 0;
	int is_kept = 0;

	for (const char *at = expected; n && *at; at += strcspn(at, "|")) {
		at += *at == '|';
		is_kept |= strcspn(at, "|") == n && !strncmp(at, result, n);
	}
	judge_truth(j, from, arena_printf(j->arena, "%s %s", key, name), is_kept,
		    expected, result);
}

/* Those that the kernel does not have are not there to be covered. */
void judge_proc(struct judge *j)
{
	const struct step *s = judge_step(j, STEP_PROC_MASK);

	for (const char *const *name = s->data; *name; name++)
		judge_try(j, s->from, "read",
			  arena_printf(j->arena, "%s/%s", s->path, *name),
			  "EACCES|ENOENT");
}

void judge_proc_sys(struct judge *j)
{
	judge_try(j, from_of(j, STEP_PROC_LOCK), "write",
		  "/proc/sys/kernel/core_pattern", "EROFS|EACCES");
}

void judge_identity(struct judge *j)
{
	const struct step *s = judge_step(j, STEP_NS_HOSTNAME);

	judge_text(j, s->from, "host name", s->text,
		   measured_value(j->inside, "host", "name"));
	for (size_t i = 0; i < j->plan->steps.n; i++) {
		const char *name;

		s = &j->plan->steps.item[i];
		if (s->op != STEP_FILE_MAKE || !s->from->file)
			continue;
		if (!str_equal(s->path, "/etc/machine-id") &&
		    !str_equal(s->path, "/proc/sys/kernel/random/boot_id"))
			continue;
		name = arena_copy(j->arena, s->text, strcspn(s->text, "\n"));
		judge_text(j, s->from, s->path, name,
			   measured_value(j->inside, "line", s->path));
	}
}

void judge_no_userns(struct judge *j)
{
	const struct origin *from = from_of(j, STEP_NS_LIMIT);

	judge_text(j, from, "max_user_namespaces", "0",
		   measured_value(j->inside, "line",
				  "/proc/sys/user/max_user_namespaces"));
	judge_try(j, from, "call", "unshare", "EPERM");
}

void judge_capabilities(struct judge *j)
{
	static const char *const sets[] = {"CapInh", "CapPrm", "CapEff", "CapBnd",
					   "CapAmb"};
	const struct step *s = judge_step(j, STEP_SEAL_CAPS);
	char *kept = arena_printf(j->arena, "%016" PRIx64, *(const uint64_t *)s->data);

	for (size_t i = 0; i < ARRAY_SIZE(sets); i++)
		judge_text(j, s->from, sets[i], kept,
			   measured_value(j->inside, "status", sets[i]));
}

void judge_securebits(struct judge *j)
{
	const char *bits = measured_value(j->inside, "securebits", "all");
	const unsigned long locked =
		0x2f; /* noroot, no setuid fixup, keep caps: locked */

	judge_truth(j, from_of(j, STEP_SEAL_CAPS), "securebits",
		    bits && (strtoul(bits, NULL, 10) & locked) == locked,
		    "noroot and no_setuid_fixup set, all locked", bits);
}

void judge_no_new_privs(struct judge *j)
{
	judge_text(j, from_of(j, STEP_SEAL_NNP), "NoNewPrivs", "1",
		   measured_value(j->inside, "status", "NoNewPrivs"));
}

/* What the filter says about a call, where that does not depend on arguments. */
static const char *answer_of(const struct filter *f, const char *name)
{
	for (size_t i = 0; i < f->n_calls; i++) {
		if (!str_equal(f->call[i].name, name))
			continue;
		return f->call[i].verdict == VERDICT_ALLOW    ? NULL
		       : f->call[i].verdict == VERDICT_ENOSYS ? "ENOSYS"
							      : "EPERM";
	}
	return "ENOSYS";
}

void judge_system_calls(struct judge *j)
{
	const struct step *s = judge_step(j, STEP_SEAL_SECCOMP);
	const struct measured_line *l;
	size_t at = 0;

	judge_text(j, s->from, "Seccomp", "2",
		   measured_value(j->inside, "status", "Seccomp"));
	while ((l = measured_next(j->inside, "call", &at))) {
		const char *answer = s->data ? answer_of(s->data, l->field[1]) : NULL;

		if (str_equal(l->field[1], "x32-getpid"))
			judge_try(j, s->from, "call", l->field[1], "SIGSYS|ENOSYS");
		if (str_equal(l->field[1], "call-1020"))
			judge_try(j, s->from, "call", l->field[1], "ENOSYS");
		if (answer && !strpbrk(l->field[1], "-"))
			judge_try(j, s->from, "call", l->field[1], answer);
	}
	judge_truth(j, s->from, "calls that were tried",
		    measured_count(j->inside, "call") >= 10, "ten at least", "fewer");
}

void judge_landlock(struct judge *j)
{
	const char *inside = measured_value(j->inside, "landlock", "layers");
	const char *outside = measured_value(j->outside, "landlock", "layers");

	/* 16 is the kernel's limit: counted by what could still be added. */
	judge_truth(j, from_of(j, STEP_SEAL_LANDLOCK), "layers",
		    inside && outside && strtoul(inside, NULL, 10) > 0 &&
			    strtoul(inside, NULL, 10) == strtoul(outside, NULL, 10) + 1,
		    arena_printf(j->arena, "one more than %s",
				 outside ? outside : "outside"),
		    inside);
}

void judge_landlock_scope(struct judge *j)
{
	judge_landlock(j);
}

void judge_write_execute(struct judge *j)
{
	judge_try(j, from_of(j, STEP_SEAL_MDWE), "call", "mmap-write-execute",
		  "EACCES|EPERM");
}

void judge_limits(struct judge *j)
{
	for (size_t i = 0; i < j->plan->steps.n; i++) {
		const struct step *s = &j->plan->steps.item[i];
		const char *value;

		if (s->op != STEP_LIMIT_SET || (s->flags & LIMIT_OPTIONAL))
			continue;
		value = measured_value(
			j->inside, "limit",
			arena_printf(j->arena, "%" PRIu64, s->number[0]));
		judge_truth(j, s->from, s->text,
			    value && strtoull(value, NULL, 10) <= s->number[1],
			    arena_printf(j->arena, "%" PRIu64 " at most", s->number[1]),
			    value);
	}
}

void judge_descriptors(struct judge *j)
{
	const struct step *s = judge_step(j, STEP_FD_CLOSE);
	const struct fd_list *keep = s->data;
	char *expected = arena_string(j->arena, "0 1 2"),
	     *found = arena_string(j->arena, "");
	const struct measured_line *l;
	size_t at = 0;

	for (size_t i = 0; keep && i < keep->n; i++)
		expected = arena_printf(j->arena, "%s %d", expected, keep->fd[i]);
	while ((l = measured_next(j->inside, "fd", &at)))
		found = arena_printf(j->arena, "%s%s%s", found, *found ? " " : "",
				     l->field[1]);
	judge_text(j, s->from, "descriptors", expected, found);
}

void judge_environment(struct judge *j)
{
	const struct step *s = judge_step(j, STEP_EXEC);
	const struct exec_data *e = s->data;
	const struct measured_line *l;
	size_t at = 0, n = 0;

	while ((l = measured_next(j->inside, "env", &at))) {
		size_t length = strlen(l->field[1]);
		int is_planned = 0;

		for (const char *const *v = e->envp; *v; v++)
			is_planned |= !strncmp(*v, l->field[1], length) &&
				      (*v)[length] == '=';
		n++;
		if (!is_planned)
			judge_truth(j, s->from, l->field[1], 0, "not there", "there");
	}
	judge_truth(j, s->from, "variables", n > 0, "those of the plan",
		    arena_printf(j->arena, "%zu", n));
}

void judge_init(struct judge *j)
{
	const struct origin *from = from_of(j, STEP_INIT);

	judge_try(j, from, "read", "/proc/1/environ", "EACCES");
	judge_try(j, from, "read", "/proc/1/fd", "EACCES");
	judge_try(j, from, "read", "/proc/1/mem", "EACCES");
	judge_text(j, from, "command line of PID 1", "",
		   measured_value(j->inside, "line", "/proc/1/cmdline"));
	judge_text(j, from, "filter of PID 1", "2",
		   measured_value(j->inside, "init", "Seccomp"));
	judge_text(j, from, "capabilities of PID 1", "0000000000000000",
		   measured_value(j->inside, "init", "CapEff"));
}

void judge_terminal(struct judge *j)
{
	const struct origin *from = from_of(j, STEP_SEAL_SECCOMP);

	judge_try(j, from, "call", "ioctl-TIOCSTI", "EPERM");
	judge_try(j, from, "call", "ioctl-TIOCSTI-high", "EPERM");
	judge_try(j, from, "call", "ioctl-TIOCLINUX", "EPERM");
	judge_try(j, from, "call", "ioctl-TIOCSETD", "EPERM");
}
