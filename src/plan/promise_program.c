/* promise_program.c - the judges of what the program is: its rights, calls, limits, what it was
 * handed, and the PID 1 above it.
 * May: compute.
 */
#include <inttypes.h>
#include <linux/securebits.h>
#include <stdio.h>
#include <string.h>

#include "plan/filter.h"
#include "plan/filter_condition.h"
#include "plan/landlock.h"
#include "plan/promise.h"

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
			     SECBIT_NO_SETUID_FIXUP_LOCKED;

	if (!(s->flags & CAPS_FIXUP))
		set |= SECBIT_NO_SETUID_FIXUP | SECBIT_KEEP_CAPS_LOCKED;
	if (!*(const uint64_t *)s->data) /* kept ones pass through the ambient set */
		set |= SECBIT_NO_CAP_AMBIENT_RAISE | SECBIT_NO_CAP_AMBIENT_RAISE_LOCKED;
	judge_truth(j, s->from, "securebits",
		    judge_number(text, &bits) && (bits & set) == set &&
			    !(bits & SECBIT_KEEP_CAPS),
		    arena_printf(j->arena, "%" PRIu64 ": %s locked, keep_caps not set",
				 set, s->flags & CAPS_FIXUP ? "both" : "all"),
		    text);
}

void judge_no_new_privs(struct judge *j)
{
	judge_text(j, judge_from(j, STEP_SEAL_NNP), "NoNewPrivs", "1",
		   measured_value(j->inside, "status", "NoNewPrivs"));
}

/* What was decided about a call, or NULL. */
static const struct filter_call *find_call(const struct filter *f, const char *name)
{
	for (size_t i = 0; f && i < f->n_calls; i++)
		if (str_equal(f->call[i].name, name))
			return &f->call[i];
	return NULL;
}

/* What the filter says about a call, where that does not depend on arguments. */
static const char *answer_of(const struct filter *f, const char *name)
{
	const struct filter_call *c = find_call(f, name);

	return !c || c->verdict == VERDICT_ENOSYS ? "ENOSYS"
	       : c->verdict == VERDICT_EPERM	  ? "EPERM"
						  : NULL;
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
		{"socket-netlink", CONDITION_BIT(CONDITION_NETLINK_ROUTE)},
		{"socket-vsock", 0},
	};
	const struct filter_call *c = find_call(s->data, "socket");

	if (!c || !c->conditions)
		return; /* without conditions, all of them are allowed */
	for (size_t k = 0; k < ARRAY_SIZE(sockets); k++)
		if (!(c->conditions & sockets[k].opened_by))
			judge_try(j, s->from, "call", sockets[k].name, "EAFNOSUPPORT");
}

/* Arguments that are refused where the call has the condition. */
static void judge_arguments(struct judge *j, const struct step *s)
{
	static const struct {
		const char *name, *call, *error;
		enum condition_id condition;
	} arguments[] = {
		{"ioctl-SIOCSIFFLAGS", "ioctl", "EPERM", CONDITION_NO_INTERFACE_CHANGE},
		{"ioctl-GETFSUUID", "ioctl", "ENOTTY", CONDITION_NO_HOST_IDENTITY},
		{"fcntl-SETLEASE", "fcntl", "EPERM", CONDITION_NO_LEASE},
		{"kill-group", "kill", "EPERM", CONDITION_NO_GROUP_SIGNAL},
		{"setpriority-group", "setpriority", "EPERM",
		 CONDITION_NO_GROUP_PRIORITY},
	};

	for (size_t i = 0; i < ARRAY_SIZE(arguments); i++) {
		const struct filter_call *c = find_call(s->data, arguments[i].call);

		if (c && (c->conditions & CONDITION_BIT(arguments[i].condition)))
			judge_try(j, s->from, "call", arguments[i].name,
				  arguments[i].error);
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
	judge_arguments(j, s);
	judge_text(j, s->from, "calls that were not tried", "none", calls_not_tried(j));
}

static int is_locked(const struct judge *j, const char *path)
{
	for (size_t i = 0; i < j->plan->steps.n; i++) {
		const struct step *s = &j->plan->steps.item[i];

		if (s->op == STEP_MOUNT_LOCK && str_equal(s->path, path))
			return 1;
	}
	return 0;
}

/* Code can be written through /proc/PID/mem, whatever its mapping says, and without ptrace:
 * neither a filter by call nor PR_SET_MDWE has a say there. Where no Landlock keeps /proc
 * from being written, nothing is promised. A mount that is read-only, as root's, answers first.
 */
static void judge_proc_memory(struct judge *j, const struct origin *from)
{
	const struct step *s = judge_step(j, STEP_SEAL_LANDLOCK);

	if (s && !landlock_writes(s->data, "/proc"))
		judge_try(j, from, "call", "proc-mem-write",
			  is_locked(j, "/proc") ? "EROFS" : "EACCES|ENOENT");
}

void judge_landlock(struct judge *j)
{
	const char *inside = measured_value(j->inside, "landlock", "layers");
	const char *outside = measured_value(j->outside, "landlock", "layers");
	uint64_t n_inside, n_outside = 0;
	int is_known = outside && (str_equal(outside, "none") ||
				   judge_number(outside, &n_outside));

	/* 16 is the kernel's limit: counted by what could still be added. */
	judge_truth(j, judge_from(j, STEP_SEAL_LANDLOCK), "layers",
		    is_known && judge_number(inside, &n_inside) && n_inside > 0 &&
			    n_inside - 1 == n_outside,
		    arena_printf(j->arena, "one more than %s",
				 outside ? outside : "outside"),
		    inside);
	judge_proc_memory(j, judge_from(j, STEP_SEAL_LANDLOCK));
}

/* PID 1 has the same user, and is outside of the domain. */
void judge_landlock_scope(struct judge *j)
{
	judge_try(j, judge_from(j, STEP_SEAL_LANDLOCK), "call", "kill-init",
		  "EPERM|EACCES");
}

/* Of stacked profiles, "A//&B (enforce)", one is ours, and each is enforced. */
void judge_apparmor(struct judge *j)
{
	const struct step *s = judge_step(j, STEP_SEAL_APPARMOR);
	const char *label =
		measured_value(j->inside, "line", "/proc/self/attr/apparmor/current");
	const char *mode;
	size_t n = strlen(s->text), length;
	int is_ours = 0;

	if (!label || label[0] == 'E')
		label = measured_value(j->inside, "line", "/proc/self/attr/current");
	mode = label ? strstr(label, " (") : NULL;
	length = mode ? (size_t)(mode - label) : 0;
	for (size_t at = 0; at < length; at++) {
		int begins = at == 0 || (at >= 3 && !strncmp(label + at - 3, "//&", 3));

		is_ours |= begins && !strncmp(label + at, s->text, n) &&
			   (at + n == length || !strncmp(label + at + n, "//&", 3));
	}
	judge_truth(j, s->from, "label", is_ours && str_equal(mode, " (enforce)"),
		    arena_printf(j->arena, "%s (enforce)", s->text), label);
}

void judge_selinux(struct judge *j)
{
	const struct step *s = judge_step(j, STEP_SEAL_SELINUX);

	judge_text(j, s->from, "context", s->text,
		   measured_value(j->inside, "line", "/proc/self/attr/current"));
}

/* memfd_create and shmat are up to the filter alone: what a line of the policy allows by name
 * is no promise any more. The others PR_SET_MDWE refuses, too.
 */
void judge_write_execute(struct judge *j)
{
	const struct origin *from = judge_from(j, STEP_SEAL_MDWE);
	const struct filter *f = judge_step(j, STEP_SEAL_SECCOMP)->data;
	const struct filter_call *shmat = find_call(f, "shmat");

	judge_try(j, from, "call", "mmap-write-execute", "EACCES|EPERM");
	judge_try(j, from, "call", "mprotect-execute", "EACCES|EPERM");
	if (answer_of(f, "memfd_create"))
		judge_try(j, from, "call", "memfd-execute", "ENOSYS|EPERM");
	if (shmat && (shmat->verdict != VERDICT_ALLOW || shmat->conditions))
		judge_try(j, from, "call", "shm-execute", "EACCES|EPERM|ENOSYS");
	judge_proc_memory(j, from);
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
			    judge_number(value, &number) && number <= s->number[1],
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
	judge_text(j, s->from, "descriptors", expected, judge_names(j, "fd", NULL));
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
			is_planned |= strcspn(*v, "=") == length &&
				      !strncmp(*v, l->field[1], length);
		n++;
		if (!is_planned)
			judge_truth(j, s->from, l->field[1], 0, "not there", "there");
	}
	judge_truth(j, s->from, "variables", n > 0, "those of the plan",
		    arena_printf(j->arena, "%zu", n));
}

void judge_init(struct judge *j)
{
	const struct origin *from = judge_from(j, STEP_INIT);
	const char *hidden = measured_value(j->inside, "init", "status");

	judge_try(j, from, "read", "/proc/1/environ", "EACCES");
	/* To root what cannot be dumped belongs anyway; it may list the one descriptor. */
	if (j->plan->uid_outside != 0)
		judge_try(j, from, "read", "/proc/1/fd", "EACCES");
	judge_try(j, from, "read", "/proc/1/mem", "EACCES");
	/* A security module may hide all of it: then there is nothing to measure. */
	if (hidden && str_equal(hidden, "EACCES")) {
		judge_try(j, from, "line", "/proc/1/cmdline", "EACCES");
		return;
	}
	judge_text(j, from, "command line of PID 1", "",
		   measured_value(j->inside, "line", "/proc/1/cmdline"));
	judge_text(j, from, "filter of PID 1", "2",
		   measured_value(j->inside, "init", "Seccomp"));
	judge_text(j, from, "capabilities of PID 1",
		   arena_printf(j->arena, "%016x", j->plan->init_capabilities),
		   measured_value(j->inside, "init", "CapEff"));
}

void judge_terminal(struct judge *j)
{
	const struct origin *from = judge_from(j, STEP_SEAL_SECCOMP);

	judge_try(j, from, "call", "ioctl-TIOCSTI", "EPERM");
	judge_try(j, from, "call", "ioctl-TIOCSTI-high", "EPERM");
	judge_try(j, from, "call", "ioctl-TIOCLINUX", "EPERM");
	judge_try(j, from, "call", "ioctl-TIOCSETD", "EPERM");
}
