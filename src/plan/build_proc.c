/* build_proc.c - what the sandbox's own /proc must not tell, nor let change.
 * May: compute.
 */
#include "plan/build_place.h"

/* Entries that speak of the host, not of the sandbox. proc(5); those that only root can read
 * are covered for callers that are root: nobody inside is the host's root otherwise, whatever the
 * number. What programs cannot do without stays: stat, meminfo,
 * cpuinfo and their like; SECURITY.md says what can be read there.
 */
static const char *const masked[] = {
	/* Directories, then files: whichever kind came last is tried first. */
	"acpi",	       /* power supplies, buttons: what the machine is */
	"asound",      /* sound cards */
	"bus",	       /* PCI and USB devices, readable by address */
	"driver",      /* real-time clock, video cards */
	"fs",	       /* mounted file systems and their statistics */
	"irq",	       /* the same devices, and which processor serves them */
	"scsi",	       /* disks, writable by root */
	"tty",	       /* terminal drivers, serial ports */
	"buddyinfo",   /* free memory by zone: what others do */
	"cmdline",     /* boot parameters, passwords of the boot loader among them */
	"config.gz",   /* how the kernel was built: which attacks fit */
	"diskstats",   /* the host's disks and how they are used */
	"fb",	       /* frame buffers */
	"interrupts",  /* devices by name, counts for each; the totals are in stat */
	"iomem",       /* physical addresses */
	"ioports",     /* the same for ports */
	"kallsyms",    /* kernel addresses */
	"key-users",   /* who has keys */
	"keys",	       /* keys that can be seen */
	"locks",       /* files that others have locked, by inode */
	"mdstat",      /* disk arrays */
	"modules",     /* loaded modules: which attacks fit */
	"mtrr",	       /* memory ranges, writable by root */
	"partitions",  /* the host's disks */
	"sched_debug", /* every process on every processor */
	"schedstat",   /* the same as counts */
	"softirqs",    /* counts for each processor; the totals are in stat */
	"swaps",       /* swap files, with their paths */
	"timer_stats", /* the same */
	"zoneinfo",    /* memory by zone */
	/* Root's alone, unless the host's administrator says otherwise. */
	"kcore",	 /* the kernel's memory */
	"kmsg",		 /* the kernel's log */
	"kpagecgroup",	 /* owners of physical pages */
	"kpagecount",	 /* the same */
	"kpageflags",	 /* the same */
	"latency_stats", /* what others wait for */
	"pagetypeinfo",	 /* free memory by kind */
	"slabinfo",	 /* kernel memory by kind: what others do */
	"sysrq-trigger", /* reboots the machine */
	"timer_list",	 /* every pending timer, with process names */
	"vmallocinfo",	 /* kernel addresses */
	NULL,
};

#define N_ROOTS 11 /* of the last part */

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
	s->number[0] = fs->b->facts->uid == 0 ? 0 : ARRAY_SIZE(masked) - 1 - N_ROOTS;
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
