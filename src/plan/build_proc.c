/* build_proc.c - what the sandbox's own /proc must not tell, nor let change.
 * May: compute.
 */
#include "plan/build_place.h"

/* Entries that speak of the host, not of the sandbox. proc(5); those that only root can read
 * stand here for callers that are root. What programs cannot do without stays: stat, meminfo,
 * cpuinfo and their like; SECURITY.md says what can be read there.
 */
static const char *const masked[] = {
	"acpi",		 /* power supplies, buttons: what the machine is */
	"asound",	 /* sound cards */
	"buddyinfo",	 /* free memory by zone: what others do */
	"bus",		 /* PCI and USB devices, readable by address */
	"cmdline",	 /* boot parameters, passwords of the boot loader among them */
	"config.gz",	 /* how the kernel was built: which attacks fit */
	"diskstats",	 /* the host's disks and how they are used */
	"driver",	 /* real-time clock, video cards */
	"fb",		 /* frame buffers */
	"fs",		 /* mounted file systems and their statistics */
	"interrupts",	 /* devices by name, counts for each; the totals are in stat */
	"iomem",	 /* physical addresses */
	"ioports",	 /* the same for ports */
	"irq",		 /* the same devices, and which processor serves them */
	"kallsyms",	 /* kernel addresses */
	"kcore",	 /* the kernel's memory */
	"key-users",	 /* who has keys */
	"keys",		 /* keys that can be seen */
	"kmsg",		 /* the kernel's log */
	"kpagecgroup",	 /* owners of physical pages */
	"kpagecount",	 /* the same */
	"kpageflags",	 /* the same */
	"latency_stats", /* what others wait for */
	"locks",	 /* files that others have locked, by inode */
	"mdstat",	 /* disk arrays */
	"modules",	 /* loaded modules: which attacks fit */
	"mtrr",		 /* memory ranges, writable by root */
	"pagetypeinfo",	 /* free memory by kind */
	"partitions",	 /* the host's disks */
	"sched_debug",	 /* every process on every processor */
	"schedstat",	 /* the same as counts */
	"scsi",		 /* disks, writable by root */
	"slabinfo",	 /* kernel memory by kind: what others do */
	"softirqs",	 /* counts for each processor; the totals are in stat */
	"swaps",	 /* swap files, with their paths */
	"sysrq-trigger", /* reboots the machine */
	"timer_list",	 /* every pending timer, with process names */
	"timer_stats",	 /* the same */
	"tty",		 /* terminal drivers, serial ports */
	"vmallocinfo",	 /* kernel addresses */
	"zoneinfo",	 /* memory by zone */
	NULL,
};

static struct step *append_limit(struct fs *fs, const struct node *n, enum step_op op,
				 const char *path, const char *text)
{
	struct step *s = place_append(fs, op, n->rule);

	s->path = path;
	s->text = text;
	return s;
}

void build_proc(struct fs *fs, const struct node *n)
{
	struct step *s;

	s = place_append(fs, STEP_PROC_MASK, n->rule);
	s->path = n->path;
	s->data = masked;
	if (!fs->b->policy->nested_userns.value)
		append_limit(fs, n, STEP_NS_LIMIT, "/proc/sys/user/max_user_namespaces",
			     "0");
	/* Of the user's 128 the session needs some: file managers, desktops, editors. A
	 * kernel may do without them.
	 */
	append_limit(fs, n, STEP_USER_LIMIT, "/proc/sys/user/max_inotify_instances",
		     "64")
		->flags = LIMIT_OPTIONAL;
	place_append(fs, STEP_PROC_LOCK, n->rule)->path = "/proc/sys";
	if (fs->b->facts->boot_id) {
		s = place_append(fs, STEP_FILE_MAKE, n->rule);
		s->path = "/proc/sys/kernel/random/boot_id";
		s->text = arena_printf(fs->b->arena, "%s\n", fs->b->facts->boot_id);
		s->mode = 0444;
		s->flags = FILE_OVER;
	}
	/* What root may write there is root's by its number alone, no capability is asked
	 * for; and new files come with every kernel. So root's /proc is read-only as a
	 * whole, which costs its programs things like oom_score_adj.
	 */
	if (fs->b->facts->uid == 0)
		place_append(fs, STEP_MOUNT_LOCK, n->rule)->path = n->path;
}
