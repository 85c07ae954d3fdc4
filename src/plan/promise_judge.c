/* promise_judge.c - the judges of promises: a plan's words against what was measured.
 * May: compute.
 */
#include <inttypes.h>
#include <linux/sched.h>
#include <linux/securebits.h>
#include <stdio.h>
#include <string.h>

#include "plan/filter.h"
#include "plan/filter_condition.h"
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
			judge_namespace(j, from_of(j, STEP_NS_NEW), namespaces[i].name);
}

void judge_time_namespace(struct judge *j)
{
	judge_namespace(j, from_of(j, STEP_NS_TIME), "time");
}

/* The names of all lines with this key, in one text. There may be any number of them. */
static char *list_names(const struct judge *j, const char *key)
{
	const struct measured_line *l;
	size_t at = 0, size_bytes = 1;
	char *text, *to;

	while ((l = measured_next(j->inside, key, &at)))
		size_bytes += strlen(l->field[1]) + 1;
	text = arena_alloc(j->arena, size_bytes);
	to = text;
	at = 0;
	for (size_t i = 0; (l = measured_next(j->inside, key, &at)); i++)
		to = stpcpy(stpcpy(to, i ? " " : ""), l->field[1]);
	return text;
}

void judge_network(struct judge *j)
{
	judge_text(j, from_of(j, STEP_NS_NEW), "interfaces", "lo",
		   list_names(j, "interface"));
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
	const char *groups = measured_value(j->inside, "status", "Groups");
	const char *own = arena_printf(j->arena, "%u", j->plan->gid_inside);
	int was_dropped = judge_step(j, STEP_ID_GROUPS) != NULL;

	/* Who has no supplementary groups may have its own as one. */
	if (!was_dropped && groups && str_equal(groups, own))
		groups = "";
	judge_text(j, from_of(j, was_dropped ? STEP_ID_GROUPS : STEP_ID_MAP), "groups",
		   "", groups);
}

/* A try that must fail, with its errno; several are parted by "|". */
static void judge_result(struct judge *j, const struct origin *from, const char *key,
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

static void judge_try(struct judge *j, const struct origin *from, const char *key,
		      const char *name, const char *expected)
{
	judge_result(j, from, key, name, expected,
		     measured_value(j->inside, key, name));
}

/* A number that was measured: an errno is none, nor is -1. */
static int has_number(const char *text, uint64_t *ret_number)
{
	return text && names_parse_number(text, UINT64_MAX, ret_number) == 0;
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
	const struct origin *from = from_of(j, STEP_NS_LIMIT);

	judge_text(j, from, "max_user_namespaces", "0",
		   measured_value(j->inside, "line",
				  "/proc/sys/user/max_user_namespaces"));
	/* The filter's answer, or the limit's where the filter allows the call. */
	judge_try(j, from, "call", "unshare", "EPERM|ENOSPC");
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
	const struct step *s = judge_step(j, STEP_SEAL_CAPS);
	const char *text = measured_value(j->inside, "securebits", "all");
	uint64_t bits, set = SECBIT_NOROOT | SECBIT_NOROOT_LOCKED |
			     SECBIT_NO_SETUID_FIXUP | SECBIT_NO_SETUID_FIXUP_LOCKED |
			     SECBIT_KEEP_CAPS_LOCKED;

	if (!*(const uint64_t *)s->data) /* kept ones pass through the ambient set */
		set |= SECBIT_NO_CAP_AMBIENT_RAISE | SECBIT_NO_CAP_AMBIENT_RAISE_LOCKED;
	judge_truth(j, s->from, "securebits",
		    has_number(text, &bits) && (bits & set) == set &&
			    !(bits & SECBIT_KEEP_CAPS),
		    arena_printf(j->arena, "%" PRIu64 ": all locked, keep_caps not set",
				 set),
		    text);
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

/* Without an attempt at each of these, the filter has not been measured. */
static const char *const must_be_tried[] = {
	"unshare",	   "mount",	     "umount2",
	"pivot_root",	   "chroot",	     "setns",
	"open_tree",	   "fsopen",	     "bpf",
	"perf_event_open", "io_uring_setup", "userfaultfd",
	"keyctl",	   "add_key",	     "request_key",
	"kexec_load",	   "init_module",    "open_by_handle_at",
	"syslog",	   "swapon",	     "quotactl",
	"call-1020",
};

static const char *calls_not_tried(const struct judge *j)
{
	const char *list = "";

	for (size_t i = 0; i < ARRAY_SIZE(must_be_tried); i++)
		if (!measured_value(j->inside, "call", must_be_tried[i]))
			list = arena_printf(j->arena, "%s%s%s", list, *list ? " " : "",
					    must_be_tried[i]);
	return *list ? list : "none";
}

/* Families of sockets that are refused, unless a condition of the policy opens them. */
static void judge_sockets(struct judge *j, const struct step *s)
{
	static const struct {
		const char *name;
		uint32_t opened_by;
	} sockets[] = {
		{"socket-inet", CONDITION_BIT(CONDITION_INET_SOCKET)},
		{"socket-packet", CONDITION_BIT(CONDITION_RAW_SOCKET)},
		{"socket-vsock", 0},
	};
	const struct filter *f = s->data;

	for (size_t i = 0; f && i < f->n_calls; i++) {
		if (!str_equal(f->call[i].name, "socket") || !f->call[i].conditions)
			continue; /* without conditions, all of them are allowed */
		for (size_t k = 0; k < ARRAY_SIZE(sockets); k++)
			if (!(f->call[i].conditions & sockets[k].opened_by))
				judge_try(j, s->from, "call", sockets[k].name,
					  "EAFNOSUPPORT");
	}
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
			answer = "SIGSYS|ENOSYS";
		else if (str_equal(l->field[1], "call-1020"))
			answer = "ENOSYS";
		else if (strpbrk(l->field[1], "-"))
			answer = NULL; /* it depends on arguments */
		if (answer)
			judge_result(j, s->from, "call", l->field[1], answer,
				     l->field[2]);
	}
	judge_sockets(j, s);
	judge_text(j, s->from, "calls that were not tried", "none", calls_not_tried(j));
}

void judge_landlock(struct judge *j)
{
	const char *inside = measured_value(j->inside, "landlock", "layers");
	const char *outside = measured_value(j->outside, "landlock", "layers");
	uint64_t n_inside, n_outside = 0;
	int is_known = outside &&
		       (str_equal(outside, "none") || has_number(outside, &n_outside));

	/* 16 is the kernel's limit: counted by what could still be added. */
	judge_truth(j, from_of(j, STEP_SEAL_LANDLOCK), "layers",
		    is_known && has_number(inside, &n_inside) && n_inside > 0 &&
			    n_inside - 1 == n_outside,
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
		uint64_t number;

		if (s->op != STEP_LIMIT_SET || (s->flags & LIMIT_OPTIONAL))
			continue;
		value = measured_value(
			j->inside, "limit",
			arena_printf(j->arena, "%" PRIu64, s->number[0]));
		judge_truth(j, s->from, s->text,
			    has_number(value, &number) && number <= s->number[1],
			    arena_printf(j->arena, "%" PRIu64 " at most", s->number[1]),
			    value);
	}
}

void judge_descriptors(struct judge *j)
{
	const struct step *s = judge_step(j, STEP_FD_CLOSE);
	const struct fd_list *keep = s->data;
	char *expected = arena_string(j->arena, "0 1 2");

	for (size_t i = 0; keep && i < keep->n; i++)
		expected = arena_printf(j->arena, "%s %d", expected, keep->fd[i]);
	judge_text(j, s->from, "descriptors", expected, list_names(j, "fd"));
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
