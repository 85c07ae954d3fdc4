/* cgroup_limit.c - the limits of a plan, written to a cgroup.
 * May: write to the cgroup it is given, read which disks there are.
 */
#include "parent/cgroup_limit.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>

#include "base/util.h"
#include "host/sysfile.h"

#define CPU_PERIOD_US 100000 /* the kernel's own default */

/* What a program may make below its cgroup, where it can at all (`nested userns`): each is to
 * be removed afterwards, and costs memory of the kernel.
 */
#define BELOW_MOST  "64"
#define DEPTH_MOST  "4"
#define DISK_COUNT  256 /* more have no one to count them */
#define BLOCK_FILES "/sys/block"

int cgroup_limit_write(int dir, const char *file, const char *text)
{
	autoclose int fd = openat(dir, file, O_WRONLY | O_CLOEXEC);

	if (fd < 0)
		return -errno;
	return write(fd, text, strlen(text)) < 0 ? -errno : 0;
}

static int write_number(int dir, const char *file, uint64_t number)
{
	char text[32];

	snprintf(text, sizeof(text), "%" PRIu64, number);
	return cgroup_limit_write(dir, file, text);
}

/* If the kernel kills for want of memory, all of the sandbox goes, not the process that is
 * largest by chance: what is left of a program is seldom a program.
 */
static int set_memory(int dir, uint64_t bytes, const char **ret_file)
{
	int r = write_number(dir, *ret_file = "memory.max", bytes);

	return r < 0 ? r : write_number(dir, *ret_file = "memory.oom.group", 1);
}

/* A kernel that does not count swap has no file for it: that is as good only where there is
 * none. The first line of the list is its head.
 */
static int has_swap(void)
{
	char text[1024];
	const char *line;

	if (sysfile_read("/proc/swaps", text, sizeof(text)) < 0)
		return 0;
	line = strchr(text, '\n');
	return line && line[1];
}

static int set_swap(int dir, uint64_t bytes, const char **ret_file)
{
	int r = write_number(dir, *ret_file = "memory.swap.max", bytes);

	return r == -ENOENT && !has_swap() ? 0 : r;
}

static int set_cpu(int dir, uint64_t percent, const char **ret_file)
{
	char text[64];

	snprintf(text, sizeof(text), "%" PRIu64 " %d", percent * (CPU_PERIOD_US / 100),
		 CPU_PERIOD_US);
	return cgroup_limit_write(dir, *ret_file = "cpu.max", text);
}

/* The sandbox's PID 1 is one of them, and none of the program's. */
static int set_pids(int dir, uint64_t n, const char **ret_file)
{
	return write_number(dir, *ret_file = "pids.max", n + 1);
}

/* A disk without a size has no medium. Hidden ones are paths to a disk that has its own entry:
 * nobody can use them by themselves (ENODEV).
 */
static int set_disk(int dir, const char *disk, uint64_t bytes)
{
	char path[300], device[32], text[128];
	long sectors = 0;
	int r;

	snprintf(path, sizeof(path), BLOCK_FILES "/%s/size", disk);
	if (sysfile_number(path, &sectors) < 0 || sectors == 0)
		return 0;
	snprintf(path, sizeof(path), BLOCK_FILES "/%s/dev", disk);
	r = sysfile_read(path, device, sizeof(device));
	if (r < 0)
		return r == -ENOENT ? 0 : r;
	snprintf(text, sizeof(text), "%s rbps=%" PRIu64 " wbps=%" PRIu64, device, bytes,
		 bytes);
	r = cgroup_limit_write(dir, "io.max", text);
	return r == -ENODEV ? 0 : r;
}

/* The kernel counts disk by disk, and wants each by its number. */
static int set_io(int dir, uint64_t bytes, const char **ret_file)
{
	DIR *disks = opendir(BLOCK_FILES);
	const struct dirent *e;
	int r = 0, n = 0;

	*ret_file = "io.max";
	if (!disks)
		return -errno;
	while (r >= 0 && n++ < DISK_COUNT && (e = readdir(disks)))
		if (e->d_name[0] != '.')
			r = set_disk(dir, e->d_name, bytes);
	(void)closedir(disks); /* only read */
	return r;
}

/* By the name of the limit. */
static const struct {
	const char *name;
	int (*set)(int dir, uint64_t value, const char **ret_file);
} rows[] = {
	{"memory", set_memory}, {"swap", set_swap}, {"cpu", set_cpu},
	{"pids", set_pids},	{"io", set_io},
};

static int set_one(const struct launch *l, int dir, const char *path,
		   const struct step *s)
{
	const char *file = "";
	int r = -EINVAL;

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		if (str_equal(rows[i].name, s->text))
			r = rows[i].set(dir, s->number[1], &file);
	if (r < 0)
		diag_error(l->diag, s->from, "limit %s cannot be set: %s/%s: %s",
			   s->text, path, file, strerror(-r));
	return r < 0 ? -1 : 0;
}

int cgroup_limit_all(const struct launch *l, int dir, const char *path)
{
	const struct plan *p = l->plan;
	int r = cgroup_limit_write(dir, "cgroup.max.descendants", BELOW_MOST);

	if (r >= 0)
		r = cgroup_limit_write(dir, "cgroup.max.depth", DEPTH_MOST);
	if (r < 0)
		return diag_error(l->diag, NULL, "the cgroup %s cannot be bounded: %s",
				  path, strerror(-r));
	for (size_t i = 0; i < p->steps.n; i++)
		if (p->steps.item[i].op == STEP_CGROUP_LIMIT &&
		    set_one(l, dir, path, &p->steps.item[i]) < 0)
			return -1;
	return 0;
}
