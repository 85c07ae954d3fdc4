/* export_apparmor_rest.c - of an exported AppArmor profile, what is not about files that rules
 * name: the head, /proc, networks, sockets, capabilities, processes.
 * May: print to the stream it is given.
 *
 * Where AppArmor has only a wider word than our rule, the rule is not granted; the wider one
 * stands there as a comment, for who wants it. `abi <abi/3.0>` is what AppArmor 3 and 4 both
 * read; what newer ones mediate beyond it is left to the kernel.
 */
#include "plan/export_apparmor_rest.h"

#include "base/text.h"
#include "plan/export_glob.h"
#include "text/names.h"

#define X11_SOCKETS "/tmp/.X11-unix/"

char *export_origin(struct arena *a, const struct origin *from)
{
	if (!from->line && from->text)
		return text_escape(a, from->text);
	return origin_text(a, from->file ? from : &(struct origin){.file = "built-in"});
}

/* --- The head ---------------------------------------------------------------------------- */

static const char usage[] =
	"#\n"
	"# It stands alone: for programs that run without the sandbox's mounts and "
	"namespaces.\n"
	"#     apparmor_parser --replace FILE\n"
	"#     setpriv --no-new-privs aa-exec --profile=sandbox-%s -- PROGRAM\n"
	"# Without --no-new-privs it could run setuid programs, which AppArmor cannot "
	"tell from\n"
	"# others. Do not start it as root: AppArmor gives no right, it leaves those "
	"you have.\n"
	"# Standard streams are judged by their names, too: pipes always stay, a "
	"terminal or a\n"
	"# file that no rule names is replaced by one that answers nothing.\n"
	"#\n"
	"# What the sandbox has and AppArmor cannot express:\n"
	"# - The sandbox's own /tmp, /run, /dev/shm, home: nothing of the host's is "
	"granted\n"
	"#   there. Set HOME and TMPDIR to a place that is. A private home is granted "
	"where it\n"
	"#   is kept.\n"
	"# - Files made for it, such as /etc/passwd: the host's are not granted in "
	"their place,\n"
	"#   but for /etc/nsswitch.conf.\n"
	"# - Its own terminal: yours is not granted, unless by `terminal inherit`.\n"
	"# - Its own processes: of /proc/PID only what the kernel itself guards by "
	"ptrace.\n"
	"# - A file that may be written but not removed: here it may be.\n"
	"# - The system call filter, limits, the clean environment, descriptors, the "
	"host's\n"
	"#   name, the boot id as others tell it, System V and POSIX queues, "
	"keyrings,\n"
	"#   users and groups of its own.\n"
	"# - No inner user namespaces, no io_uring: rules of abi 3.0, which AppArmor 3 "
	"and 4 read,\n"
	"#   are not about them, so that AppArmor 4 leaves them be. A capability in "
	"such a\n"
	"#   namespace is denied as any. For AppArmor 4 alone, `abi <abi/4.0>` below "
	"denies them.\n"
	"# Names are judged, not files: another name of a file, by a hard link or a "
	"mount of the\n"
	"# host, is another matter, as it is in the sandbox.\n"
	"\n"
	"abi <abi/3.0>,\n"
	"\n"
	"# attach_disconnected: a descriptor from another mount namespace is judged by "
	"its name\n"
	"# rather than lost.\n"
	"profile \"sandbox-%s\" flags=(attach_disconnected) {\n";

void export_apparmor_head(const struct builder *b, FILE *stream)
{
	const struct policy *p = b->policy;

	fprintf(stream,
		"# sandbox-%s - AppArmor policy, made by `sandboxctl export apparmor` "
		"from the\n"
		"# profile %s%s%s\n",
		p->profile, p->profile, p->summary ? ": " : "",
		p->summary ? text_escape(b->arena, p->summary) : "");
	fprintf(stream, usage, p->profile, p->profile);
}

/* --- /proc ------------------------------------------------------------------------------- */

/* There is no word for "its own" processes. With `owner` all of the user's are meant, so that
 * only those entries are here that the kernel shows to who may ptrace (proc_pid_*_open,
 * proc_fd_permission), which the rule about ptrace confines to the profile. The rest would
 * tell of others: cmdline, stat, status, comm, task.
 */
static const char proc_rules[] =
	"  owner "
	"/proc/[0-9]*/{auxv,environ,io,maps,numa_maps,pagemap,smaps,smaps_rollup} r,\n"
	"  owner /proc/[0-9]*/{fd/,fdinfo/,fdinfo/[0-9]*} r,\n"
	"  # The rest, of all your processes:\n"
	"  # owner "
	"/proc/[0-9]*/{cgroup,cmdline,comm,limits,mountinfo,mounts,stat,statm,status} "
	"r,\n"
	"  # owner /proc/[0-9]*/{oom_score_adj,task/{,**}} r,\n"
	"  "
	"/proc/{cgroups,cpuinfo,crypto,devices,filesystems,loadavg,meminfo,misc,stat} "
	"r,\n"
	"  /proc/{uptime,version,vmstat,pressure/{,*}} r,\n"
	"  /proc/sys/{fs,vm}/{,**} r,\n"
	"  "
	"/proc/sys/kernel/"
	"{cap_last_cap,ngroups_max,osrelease,ostype,overflowgid,overflowuid} r,\n"
	"  /proc/sys/kernel/{pid_max,randomize_va_space,threads-max,version,yama/{,*}} "
	"r,\n"
	"  /proc/sys/kernel/{random/{entropy_avail,poolsize,uuid},seccomp/{,*}} r,\n";

static void print_proc(const struct builder *b, FILE *stream)
{
	const struct policy *p = b->policy;

	fprintf(stream,
		"\n  # /proc: what is shown of the kernel's, and of processes.\n%s",
		proc_rules);
	if (p->network.value == NETWORK_HOST)
		fprintf(stream,
			"  owner /proc/[0-9]*/net/{,**} r,  # %s\n"
			"  /proc/sys/net/{,**} r,\n",
			export_origin(b->arena, &p->network.from));
	if (p->nested_userns.value)
		fprintf(stream,
			"  owner /proc/[0-9]*/{gid_map,setgroups,uid_map} rw,  # %s\n",
			export_origin(b->arena, &p->nested_userns.from));
}

/* --- Networks and sockets ---------------------------------------------------------------- */

static void print_network(const struct builder *b, FILE *stream)
{
	const struct policy *p = b->policy;
	const char *from = export_origin(b->arena, &p->network.from);

	fprintf(stream, "\n  # Network.\n");
	switch (p->network.value) {
	case NETWORK_HOST:
		fprintf(stream,
			"  network inet stream,  # %s\n"
			"  network inet dgram,\n"
			"  network inet6 stream,\n"
			"  network inet6 dgram,\n"
			"  # Interfaces and routes; AppArmor cannot keep to "
			"NETLINK_ROUTE:\n"
			"  # network netlink raw,\n",
			from);
		break;
	case NETWORK_LOOPBACK:
		fprintf(stream,
			"  # None: without a namespace, loopback is that of the host.  "
			"# %s\n",
			from);
		diag_warning(
			b->diag, &p->network.from,
			"network loopback is exported as none: AppArmor cannot keep "
			"a program to a loopback device of its own");
		break;
	default:
		fprintf(stream, "  # None.  # %s\n", from);
		break;
	}
}

/* X clients try the abstract name first, and give up when that is refused. */
static void print_x11(const struct builder *b, FILE *stream)
{
	const struct world *w = &b->world;

	for (size_t i = 0; i < w->nodes.n; i++) {
		const struct node *n = &w->nodes.item[i];

		if (n->rule->kind == RULE_SOCKET && !n->is_left_out &&
		    str_after(n->source->real, X11_SOCKETS))
			fprintf(stream,
				"  unix (connect, receive, send) type=stream "
				"peer=(addr=\"@%s\"),  # %s\n",
				glob_escape(b->arena, n->source->real),
				export_origin(b->arena, &n->rule->from));
	}
}

static const struct rule *first_socket(const struct world *w)
{
	for (size_t i = 0; i < w->nodes.n; i++)
		if (w->nodes.item[i].rule->kind == RULE_SOCKET &&
		    !w->nodes.item[i].is_left_out)
			return w->nodes.item[i].rule;
	return NULL;
}

/* On a kernel that does not mediate single sockets, the parser makes of these rules, without
 * a word, that all sockets of the family may be used: D-Bus, Docker and everybody else's. So
 * they are here for who has been granted one, and otherwise a comment.
 */
static void print_sockets(const struct builder *b, FILE *stream)
{
	const struct rule *r = first_socket(&b->world);
	const char *off = r ? "" : "# ";

	fprintf(stream,
		"\n  # Unix sockets: those of the rules about files, and pairs of its "
		"own.\n"
		"  # On a kernel that does not mediate them one by one, this opens all "
		"of\n"
		"  # them: apparmor_parser --warn=all says \"downgrading\" then.\n");
	if (!r)
		fprintf(stream,
			"  # No rule grants one; a program may still want pairs:\n");
	fprintf(stream,
		"  %sunix (create, getattr, getopt, setattr, setopt, shutdown),", off);
	if (r)
		fprintf(stream, "  # %s", export_origin(b->arena, &r->from));
	fprintf(stream,
		"\n  %sunix (connect, receive, send) addr=none "
		"peer=(label=\"sandbox-%s\", addr=none),\n",
		off, b->policy->profile);
	print_x11(b, stream);
}

/* --- Rights and processes ---------------------------------------------------------------- */

static void print_capabilities(const struct builder *b, FILE *stream)
{
	const struct policy *p = b->policy;
	const struct origin *nested = &p->nested_userns.from;

	if (p->ids.value != IDS_SINGLE)
		diag_warning(b->diag, &p->ids.from,
			     "ids is not exported: without a user namespace, a program "
			     "has the ids of who starts it");
	fprintf(stream,
		"\n  # Capabilities: of those that it has, which it may use.%s\n",
		p->capabilities.n || p->nested_userns.value ? "" : " None.");
	for (size_t i = 0; i < p->capabilities.n; i++)
		fprintf(stream, "  capability %s,  # %s\n",
			capability_name[p->capabilities.item[i].number],
			export_origin(b->arena, &p->capabilities.item[i].from));
	/* Chromium and Firefox: maps, pid and network namespaces, and an empty root for
	 * their helpers. Mounts stay refused.
	 */
	if (p->nested_userns.value)
		fprintf(stream,
			"  capability sys_admin,  # %s, in a user namespace of its "
			"own\n"
			"  capability sys_chroot,\n",
			export_origin(b->arena, nested));
}

/* `syscalls allow ptrace`, or its group. The last line about it wins. */
static const struct origin *allows_ptrace(const struct policy *p)
{
	const struct origin *from = NULL;

	for (size_t i = 0; i < p->syscalls.n; i++) {
		const struct policy_syscall *s = &p->syscalls.item[i];

		if (str_equal(s->name, "ptrace") || str_equal(s->name, "@debug"))
			from = s->allow ? &s->from : NULL;
	}
	return from;
}

static void print_processes(const struct builder *b, FILE *stream)
{
	const struct origin *traces = allows_ptrace(b->policy);
	const char *name = b->policy->profile;

	fprintf(stream,
		"\n  # Processes: its own. You can end it, and see it in lists.\n"
		"  signal (receive, send) peer=\"sandbox-%s\",\n"
		"  signal (receive) peer=unconfined,\n"
		"  ptrace (read, readby) peer=\"sandbox-%s\",\n"
		"  ptrace (readby) peer=unconfined,\n",
		name, name);
	if (traces)
		fprintf(stream,
			"  ptrace (trace, tracedby) peer=\"sandbox-%s\",  # %s\n", name,
			export_origin(b->arena, traces));
}

void export_apparmor_rest(const struct builder *b, FILE *stream)
{
	print_proc(b, stream);
	print_network(b, stream);
	print_sockets(b, stream);
	print_capabilities(b, stream);
	print_processes(b, stream);
	fprintf(stream,
		"\n  # D-Bus, mounts, other profiles: no rule, so nothing.\n}\n");
}
