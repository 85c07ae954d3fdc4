/* faithful.c - the words of a measuring program that has found everything as planned. */
#include "unit/faithful.h"

#include "unit/unit.h"

#include <inttypes.h>
#include <linux/sched.h>

#include "plan/filter.h"

struct text {
	struct fake *fake;
	char *all;
};

#define SAY(t, ...) say((t), arena_printf(&(t)->fake->arena, __VA_ARGS__))

static void say(struct text *t, const char *line)
{
	t->all = arena_printf(&t->fake->arena, "%s%s\n", t->all, line);
}

void faithful_plan(struct fake *f, const char *profile)
{
	struct filter *filter = arena_alloc(&f->arena, sizeof(*filter));

	f->settings.list.n = 0;
	f->plan = (struct plan){0};
	if (fake_plan(f, profile) < 0 ||
	    filter_decide(&f->arena, &f->diag, &f->policy, filter) < 0)
		fail_msg("%s", fake_said(f));
	for (size_t i = 0; i < f->plan.steps.n; i++)
		if (f->plan.steps.item[i].op == STEP_SEAL_SECCOMP)
			f->plan.steps.item[i].data = filter;
}

/* --- Inside ------------------------------------------------------------------------------ */

static void say_namespaces(struct text *t)
{
	static const struct {
		const char *name;
		uint64_t flag;
	} names[] = {
		{"user", CLONE_NEWUSER},     {"mnt", CLONE_NEWNS},
		{"pid", CLONE_NEWPID},	     {"ipc", CLONE_NEWIPC},
		{"uts", CLONE_NEWUTS},	     {"net", CLONE_NEWNET},
		{"cgroup", CLONE_NEWCGROUP},
	};

	for (size_t i = 0; i < ARRAY_SIZE(names); i++)
		SAY(t, "ns\t%s\t%s:[%d]", names[i].name, names[i].name,
		    t->fake->plan.clone_flags & names[i].flag ? 2 : 1);
	SAY(t, "ns\ttime\ttime:[%d]", fake_count(t->fake, STEP_NS_TIME) ? 2 : 1);
}

static void say_rights(struct text *t)
{
	static const char *const sets[] = {"CapInh", "CapPrm", "CapEff", "CapBnd",
					   "CapAmb"};
	const struct plan *p = &t->fake->plan;
	uint64_t kept =
		*(const uint64_t *)fake_step(t->fake, STEP_SEAL_CAPS, NULL)->data;

	for (size_t i = 0; i < ARRAY_SIZE(sets); i++)
		SAY(t, "status\t%s\t%016" PRIx64, sets[i], kept);
	SAY(t, "status\tUid\t%u %u %u %u", p->uid_inside, p->uid_inside, p->uid_inside,
	    p->uid_inside);
	SAY(t, "status\tGid\t%u %u %u %u", p->gid_inside, p->gid_inside, p->gid_inside,
	    p->gid_inside);
	SAY(t, "status\tGroups\t%s", p->groups ? "65534" : "");
	SAY(t, "status\tNoNewPrivs\t1");
	SAY(t, "status\tSeccomp\t2");
	SAY(t, "init\tSeccomp\t2");
	SAY(t, "init\tCapEff\t%016x", p->init_capabilities);
	SAY(t, "securebits\tall\t%d",
	    !kept							   ? 0xef
	    : fake_step(t->fake, STEP_SEAL_CAPS, NULL)->flags & CAPS_FIXUP ? 0x0b
									   : 0x2f);
	for (size_t i = 0; i < p->ids.n; i++)
		SAY(t, "%s-map\t%u\t%u %u", id_kind_name[p->ids.item[i].kind],
		    p->ids.item[i].inside, p->ids.item[i].outside,
		    p->ids.item[i].count);
}

static void say_program(struct text *t)
{
	const struct fake *f = t->fake;
	const struct exec_data *e = fake_step(f, STEP_EXEC, NULL)->data;
	const struct fd_list *keep = fake_step(f, STEP_FD_CLOSE, NULL)->data;

	for (size_t i = 0; i < f->plan.steps.n; i++)
		if (f->plan.steps.item[i].op == STEP_LIMIT_SET)
			SAY(t, "limit\t%" PRIu64 "\t%" PRIu64,
			    f->plan.steps.item[i].number[0],
			    f->plan.steps.item[i].number[1]);
	for (int fd = 0; fd < 3; fd++)
		SAY(t, "fd\t%d", fd);
	for (size_t i = 0; i < keep->n; i++)
		SAY(t, "fd\t%d", keep->fd[i]);
	for (const char *const *v = e->envp; *v; v++)
		SAY(t, "env\t%.*s", (int)strcspn(*v, "="), *v);
	SAY(t, "host\tname\t%s", fake_step(f, STEP_NS_HOSTNAME, NULL)->text);
	SAY(t, "interface\tlo");
	if (!(f->plan.clone_flags & CLONE_NEWNET))
		SAY(t, "interface\teth0");
}

static int is_locked(const struct fake *f, const struct step *s)
{
	return s->flags & MOUNT_RO || fake_step(f, STEP_MOUNT_LOCK, s->path) ||
	       s->op == STEP_FILE_MAKE || s->op == STEP_PROC_LOCK;
}

/* The blank is what mountinfo writes in octal, and tests have in paths. */
static const char *octal_blanks(struct fake *f, const char *path)
{
	char *text = arena_string(&f->arena, "");

	for (; *path; path++)
		text = *path == ' ' ? arena_printf(&f->arena, "%s\\040", text)
				    : arena_printf(&f->arena, "%s%c", text, *path);
	return text;
}

static void say_mount(struct text *t, const struct step *s, const char *type)
{
	const char *options = "rw";
	int is_made = s->op == STEP_FILE_MAKE || s->op == STEP_PROC_LOCK;

	if (str_equal(type, "tmpfs") && s->number[1])
		options = arena_printf(&t->fake->arena,
				       "rw,size=%" PRIu64 "k,nr_inodes=%" PRIu64,
				       s->number[0] / 1024, s->number[1]);
	SAY(t, "mount\t%s\t%s,nosuid%s%s,relatime\t%s\t%s",
	    octal_blanks(t->fake, s->path), is_locked(t->fake, s) ? "ro" : "rw",
	    is_made || s->flags & MOUNT_NODEV ? ",nodev" : "",
	    is_made || s->flags & MOUNT_NOEXEC ? ",noexec" : "", type, options);
}

static void say_mounts(struct text *t)
{
	for (size_t i = 0; i < t->fake->plan.steps.n; i++) {
		const struct step *s = &t->fake->plan.steps.item[i];

		if (s->op == STEP_MOUNT_ROOT)
			say_mount(t, s,
				  s->data	? "overlay"
				  : s->slot < 0 ? "tmpfs"
						: "ext4");
		if (s->op == STEP_MOUNT_OVERLAY || s->op == STEP_MOUNT_PIN)
			say_mount(t, s, "overlay");
		if (s->op == STEP_MOUNT_TREE)
			say_mount(t, s, "ext4");
		if (s->op == STEP_MOUNT_TMPFS)
			say_mount(t, s, "tmpfs");
		if (s->op == STEP_MOUNT_PROC || s->op == STEP_PROC_LOCK)
			say_mount(t, s, "proc");
		if (s->op == STEP_MOUNT_DEVPTS)
			say_mount(t, s, "devpts");
		if (s->op == STEP_FILE_MAKE && s->flags & FILE_OVER)
			say_mount(t, s, "tmpfs");
	}
	SAY(t, "mount\t/proc/keys\tro,nosuid,nodev,noexec\ttmpfs\trw,size=4k");
}

/* What a "line:PATH" is answered. */
static const char *first_line(const struct text *t, const char *path)
{
	const struct step *s = fake_step(t->fake, STEP_FILE_MAKE, path);

	if (s)
		return arena_copy(&t->fake->arena, s->text, strcspn(s->text, "\n"));
	if (str_equal(path, "/proc/1/cmdline"))
		return "";
	s = fake_step(t->fake, STEP_SEAL_APPARMOR, NULL);
	if (s && str_equal(path, "/proc/self/attr/apparmor/current"))
		return arena_printf(&t->fake->arena, "%s (enforce)", s->text);
	s = fake_step(t->fake, STEP_SEAL_SELINUX, NULL);
	if (s && str_equal(path, "/proc/self/attr/current"))
		return s->text;
	if (str_equal(path, "/proc/sys/user/max_user_namespaces"))
		return fake_step(t->fake, STEP_NS_LIMIT, path) ? "0" : "1000";
	return "ENOENT";
}

static void say_size(struct text *t, const char *path)
{
	const struct step *s = str_equal(path, "/")
				       ? fake_step(t->fake, STEP_MOUNT_ROOT, NULL)
				       : fake_step(t->fake, STEP_MOUNT_OVERLAY, path);

	SAY(t, "size\t%s\t%" PRIu64 "\t%" PRIu64, path, s->number[0], s->number[1]);
}

static void say_tries(struct text *t)
{
	const char *const *word = promise_tries(&t->fake->arena, &t->fake->plan);
	const char *path;

	for (; *word; word++) {
		if ((path = str_after(*word, "read:")))
			SAY(t, "read\t%s\tEACCES", path);
		else if ((path = str_after(*word, "write:")))
			SAY(t, "write\t%s\tEROFS", path);
		else if ((path = str_after(*word, "line:")))
			SAY(t, "line\t%s\t%s", path, first_line(t, path));
		else if ((path = str_after(*word, "real:")))
			SAY(t, "real\t%s\t%s", path, path);
		else if ((path = str_after(*word, "size:")))
			say_size(t, path);
		else
			fail_msg("what is %s?", *word);
	}
}

static const char *answer(const struct fake *f, const char *name)
{
	const char *allowed = "EINVAL";
	const struct filter *filter = fake_step(f, STEP_SEAL_SECCOMP, NULL)->data;

	if (str_equal(name, "unshare") &&
	    fake_step(f, STEP_NS_LIMIT, "/proc/sys/user/max_user_namespaces"))
		allowed = "ENOSPC";
	for (size_t i = 0; i < filter->n_calls; i++)
		if (str_equal(filter->call[i].name, name))
			return filter->call[i].verdict == VERDICT_ALLOW	  ? allowed
			       : filter->call[i].verdict == VERDICT_EPERM ? "EPERM"
									  : "ENOSYS";
	return "ENOSYS";
}

static void say_sockets(struct text *t)
{
	static const char refused[] = "EAFNOSUPPORT";
	const struct policy *p = &t->fake->policy;
	int has_raw = 0;

	for (size_t i = 0; i < p->capabilities.n; i++)
		has_raw |= p->capabilities.item[i].number == capability_find("net_raw");
	SAY(t, "call\tsocket-inet\t%s",
	    p->network.value == NETWORK_NONE ? refused : "0");
	SAY(t, "call\tsocket-netlink\t%s",
	    p->network.value == NETWORK_HOST && !p->nested_userns.value ? "0"
									: refused);
	SAY(t, "call\tsocket-packet\t%s", has_raw ? "EPERM" : refused);
	SAY(t, "call\tsocket-vsock\t%s", refused);
}

/* As far as they are refused: what else these answer, nobody asks. */
static void say_arguments(struct text *t)
{
	SAY(t, "call\tioctl-GETFSUUID\tENOTTY");
	SAY(t, "call\tfcntl-SETLEASE\tEPERM");
	if (t->fake->policy.nested_userns.value)
		SAY(t, "call\tioctl-SIOCSIFFLAGS\tEPERM");
	if (!t->fake->plan.new_session) {
		SAY(t, "call\tkill-group\tEPERM");
		SAY(t, "call\tsetpriority-group\tEPERM");
	}
}

static void say_written_code(struct text *t)
{
	const char *refused = fake_count(t->fake, STEP_SEAL_MDWE) ? "EACCES" : "0";

	SAY(t, "call\tmmap-write-execute\t%s", refused);
	SAY(t, "call\tmprotect-execute\t%s", refused);
	SAY(t, "call\tshm-execute\t%s", refused);
	SAY(t, "call\tmemfd-execute\t%s", *refused == '0' ? "0" : "ENOSYS");
	SAY(t, "call\tproc-mem-write\t%s",
	    t->fake->facts.uid == 0		      ? "EROFS"
	    : fake_count(t->fake, STEP_SEAL_LANDLOCK) ? "EACCES"
						      : "0");
}

static void say_calls(struct text *t)
{
	static const char *const names[] = {
		"unshare",     "mount",		  "umount2",	 "pivot_root",
		"chroot",      "setns",		  "open_tree",	 "fsopen",
		"bpf",	       "perf_event_open", "userfaultfd", "io_uring_setup",
		"keyctl",      "add_key",	  "request_key", "kexec_load",
		"init_module", "syslog",	  "swapon",	 "open_by_handle_at",
		"quotactl",    "call-1020",
	};
	static const char *const ioctls[] = {"TIOCSTI", "TIOCSTI-high", "TIOCLINUX",
					     "TIOCSETD"};

	for (size_t i = 0; i < ARRAY_SIZE(names); i++)
		SAY(t, "call\t%s\t%s", names[i], answer(t->fake, names[i]));
	for (size_t i = 0; i < ARRAY_SIZE(ioctls); i++)
		SAY(t, "call\tioctl-%s\tEPERM", ioctls[i]);
	say_sockets(t);
	SAY(t, "call\tx32-getpid\tSIGSYS");
	SAY(t, "call\tkill-init\tEPERM");
	say_arguments(t);
	say_written_code(t);
	SAY(t, "landlock\tlayers\t%s",
	    fake_count(t->fake, STEP_SEAL_LANDLOCK) ? "1" : "none");
}

char *faithful_inside(struct fake *f)
{
	struct text t = {f, arena_string(&f->arena, "")};

	say_tries(&t);
	say_namespaces(&t);
	say_rights(&t);
	say_program(&t);
	say_mounts(&t);
	say_calls(&t);
	return t.all;
}

char *faithful_outside(struct fake *f)
{
	static const char *const names[] = {"user", "mnt", "pid",    "ipc",
					    "uts",  "net", "cgroup", "time"};
	struct text t = {f, arena_string(&f->arena, "")};

	for (size_t i = 0; i < ARRAY_SIZE(names); i++)
		SAY(&t, "ns\t%s\t%s:[1]", names[i], names[i]);
	SAY(&t, "landlock\tlayers\t0");
	return t.all;
}

/* --- What becomes of it ------------------------------------------------------------------ */

char *faithful_but(struct fake *f, const char *text, const char *start,
		   const char *line)
{
	struct text t = {f, arena_string(&f->arena, "")};
	int is_found = 0;

	while (*text) {
		size_t n = strcspn(text, "\n");

		if (str_after(text, start))
			is_found = 1;
		else
			SAY(&t, "%.*s", (int)n, text);
		text += n + (text[n] == '\n');
	}
	if (!is_found)
		fail_msg("no line begins with '%s'", start);
	if (line)
		say(&t, line);
	return t.all;
}

struct judge faithful_judge(struct fake *f, const char *inside, const char *outside)
{
	struct measured *m = arena_alloc(&f->arena, 2 * sizeof(*m));
	struct judge j = {.arena = &f->arena,
			  .plan = &f->plan,
			  .inside = &m[0],
			  .outside = &m[1]};

	measured_parse(&f->arena, inside, &m[0]);
	measured_parse(&f->arena, outside, &m[1]);
	promise_judge(&j);
	return j;
}

const char *faithful_broken(struct fake *f, const char *inside, const char *outside)
{
	struct judge j = faithful_judge(f, inside, outside);
	struct text t = {f, arena_string(&f->arena, "")};

	for (size_t i = 0; i < j.judgements.n; i++) {
		const struct judgement *v = &j.judgements.item[i];

		if (!v->is_kept)
			SAY(&t, "%s: %s: %s, but %s", promise_words[v->promise],
			    v->about, v->expected, v->measured);
	}
	return t.all;
}

void faithful_check(struct fake *f, const char *profile, const struct lie *lie,
		    size_t n)
{
	const char *inside, *outside;

	faithful_plan(f, profile);
	inside = faithful_inside(f);
	outside = faithful_outside(f);
	for (size_t i = 0; i < n; i++) {
		char *text = faithful_but(f, inside, lie[i].start, lie[i].line);
		const char *broken = faithful_broken(f, text, outside);

		if (!str_equal(broken, lie[i].broken))
			fail_msg("%s: '%s', expected '%s'", lie[i].line, broken,
				 lie[i].broken);
	}
}
