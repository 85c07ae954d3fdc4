/* cgroup_usage.c - what a cgroup uses, what has happened in it, and stopping all of it.
 * May: read, freeze and thaw the cgroup that it is given.  Must not: allocate, print.
 */
#include "host/cgroup_usage.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <stdio.h>
#include <time.h>

#include "base/arena.h"
#include "base/util.h"
#include "host/cgroup_text.h"
#include "host/mounted.h"
#include "host/sysfile.h"

#define FILE_BYTES 8192 /* io.stat has a line a device */

static int read_file(int dir, const char *name, char *text, size_t size)
{
	autoclose int fd = openat(dir, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	size_t n = 0;
	ssize_t got;

	text[0] = '\0';
	if (fd < 0)
		return -errno;
	do {
		got = read(fd, text + n, size - 1 - n);
		n += got > 0 ? (size_t)got : 0;
	} while (n < size - 1 && (got > 0 || (got < 0 && errno == EINTR)));
	text[n] = '\0';
	return got < 0 ? -errno : 0;
}

static int read_number(int dir, const char *name, uint64_t *ret_value)
{
	char text[32];

	return read_file(dir, name, text, sizeof(text)) == 0 &&
	       cgroup_text_number(text, ret_value) == 0;
}

static int read_pressure(int dir, const char *name, unsigned int *ret_hundredths)
{
	char text[256];

	return read_file(dir, name, text, sizeof(text)) == 0 &&
	       cgroup_text_pressure(text, "some", ret_hundredths) == 0;
}

static void read_memory(int dir, struct cgroup_usage *u)
{
	char text[FILE_BYTES];

	if (read_number(dir, "memory.current", &u->memory_bytes))
		u->known |= USAGE_MEMORY;
	if (read_number(dir, "memory.swap.current", &u->swap_bytes))
		u->known |= USAGE_SWAP;
	if (read_file(dir, "memory.events", text, sizeof(text)) == 0 &&
	    cgroup_text_value(text, "oom", &u->oom) == 0 &&
	    cgroup_text_value(text, "oom_kill", &u->oom_kill) == 0)
		u->known |= USAGE_MEMORY_EVENTS;
}

static void read_rest(int dir, struct cgroup_usage *u)
{
	char text[FILE_BYTES];

	if (read_file(dir, "cpu.stat", text, sizeof(text)) == 0 &&
	    cgroup_text_value(text, "usage_usec", &u->cpu_usec) == 0)
		u->known |= USAGE_CPU;
	if (read_number(dir, "pids.current", &u->pids))
		u->known |= USAGE_PIDS;
	if (read_file(dir, "pids.events", text, sizeof(text)) == 0 &&
	    cgroup_text_value(text, "max", &u->pids_max) == 0)
		u->known |= USAGE_PIDS_EVENTS;
	if (read_file(dir, "io.stat", text, sizeof(text)) == 0) {
		u->io_read_bytes = cgroup_text_sum(text, "rbytes");
		u->io_written_bytes = cgroup_text_sum(text, "wbytes");
		u->known |= USAGE_IO;
	}
	if (read_pressure(dir, "cpu.pressure", &u->cpu_pressure) &&
	    read_pressure(dir, "memory.pressure", &u->memory_pressure) &&
	    read_pressure(dir, "io.pressure", &u->io_pressure))
		u->known |= USAGE_PRESSURE;
}

/* Kernels before 5.2 have no freezer: frozen is 0 then. */
static int read_state(int dir, struct cgroup_usage *u)
{
	uint64_t populated = 0, frozen = 0;
	char text[256];
	int r = read_file(dir, "cgroup.events", text, sizeof(text));

	if (r < 0)
		return r;
	if (cgroup_text_value(text, "populated", &populated) < 0)
		return -EINVAL;
	(void)cgroup_text_value(text, "frozen", &frozen);
	u->is_populated = populated != 0;
	u->is_frozen = frozen != 0;
	u->known |= USAGE_STATE;
	return 0;
}

int cgroup_usage_read(int dir, struct cgroup_usage *ret_usage)
{
	*ret_usage = (struct cgroup_usage){0};
	read_memory(dir, ret_usage);
	read_rest(dir, ret_usage);
	return read_state(dir, ret_usage);
}

/* From ".../sandbox-NAME/program", and what the program may have made below, up to NAME; the
 * last one of that form is ours: a sandbox may have been started from within another.
 */
static size_t length_of_ours(const char *path, size_t n)
{
	static const char end[] = "/" CGROUP_PROGRAM;
	size_t found = 0;

	for (size_t i = 0; i < n; i++) {
		const char *name = path + i;
		size_t length;

		if (*name != '/' || !str_after(name + 1, CGROUP_PREFIX))
			continue;
		length = strcspn(name + 1, "/\n") + 1;
		name += length;
		if (str_after(name, end) && strchr("/\n", name[sizeof(end) - 1]))
			found = i + length;
	}
	return found;
}

int cgroup_usage_open(pid_t pid)
{
	struct arena a = {NULL};
	const char *root = NULL, *point, *path;
	char name[64], text[PATH_MAX];
	unsigned int length = 0;
	size_t n;
	int fd = -ENOENT, r;

	snprintf(name, sizeof(name), "/proc/%d/cgroup", (int)pid);
	r = sysfile_read(name, text, sizeof(text));
	if (r < 0)
		return r;
	path = cgroup_text_path(text, &length);
	n = path ? length_of_ours(path, length) : 0;
	point = n > 0 ? mounted_cgroup2(&a, &root) : NULL;
	if (n > 0 && point && !str_equal(root, "/")) {
		size_t above = strlen(root);

		n = strncmp(path, root, above) == 0 && n > above ? n - above : 0;
		path += above;
	}
	if (n > 0 && point) {
		fd = open(arena_printf(&a, "%s%.*s", point, (int)n, path),
			  O_RDONLY | O_DIRECTORY | O_CLOEXEC);
		fd = fd < 0 ? -errno : fd;
	}
	arena_free(&a);
	return fd;
}

int cgroup_usage_is_frozen(pid_t pid)
{
	autoclose int dir = cgroup_usage_open(pid);
	struct cgroup_usage u = {0};

	return dir >= 0 && read_state(dir, &u) == 0 && u.is_frozen;
}

static int64_t now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

int cgroup_usage_freeze(int dir, int is_frozen, int timeout_ms)
{
	autoclose int control = openat(dir, "cgroup.freeze", O_WRONLY | O_CLOEXEC);
	autoclose int events = openat(dir, "cgroup.events", O_RDONLY | O_CLOEXEC);
	int64_t end = now_ms() + timeout_ms;

	if (events < 0) /* it is there as long as the cgroup is */
		return errno == ENOENT ? -ENODEV : -errno;
	if (control < 0)
		return -ENOENT;
	if (write(control, is_frozen ? "1" : "0", 1) != 1)
		return -errno;
	for (;;) {
		/* A change since the last look is told by POLLPRI. */
		struct pollfd change = {.fd = events, .events = POLLPRI};
		struct cgroup_usage u = {0};
		int64_t left;
		int r = read_state(dir, &u);

		/* A signal that waited may have ended what went on, and its cgroup with it. */
		if (r == -ENODEV || r == -ENOENT)
			return is_frozen ? -ENODEV : 0;
		if (r < 0 || u.is_frozen == is_frozen)
			return r;
		left = end - now_ms();
		if (left <= 0)
			return -ETIMEDOUT;
		/* That look was through another descriptor: do not trust the edge alone. */
		(void)poll(&change, 1, left > 20 ? 20 : (int)left);
	}
}
