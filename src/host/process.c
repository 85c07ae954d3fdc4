/* process.c - what the kernel says of other processes.
 * May: read.
 */
#include "host/process.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "base/util.h"
#include "host/sysfile.h"

#define PROCESSES_MAX 4194304 /* the kernel's own bound (PID_MAX_LIMIT) */

/* The number in a field, as proc_pid_stat(5) counts them; the line goes on with number *at. */
static int take_number(const char **line, unsigned int *at, unsigned int field,
		       int64_t *ret)
{
	char *end;

	for (; *at < field; ++*at) {
		*line += strspn(*line, " ");
		*line += strcspn(*line, " ");
	}
	*ret = strtoll(*line, &end, 10);
	if (end == *line)
		return -EBADMSG;
	*line = end;
	++*at;
	return 0;
}

/* The name in brackets may hold anything, brackets too: the last one ends it. */
int process_parse_stat(const char *line, struct process_stat *ret)
{
	const char *rest = strrchr(line, ')');
	int64_t parent, user, system, rss;
	unsigned int at = 4;
	char *end;
	long pid = strtol(line, &end, 10);

	if (!rest || end == line || strncmp(end, " (", 2) != 0 || rest[1] != ' ' ||
	    !rest[2] || rest[3] != ' ')
		return -EBADMSG;
	ret->state = rest[2];
	rest += 3;
	if (take_number(&rest, &at, 4, &parent) < 0 ||
	    take_number(&rest, &at, 14, &user) < 0 ||
	    take_number(&rest, &at, 15, &system) < 0 ||
	    take_number(&rest, &at, 24, &rss) < 0)
		return -EBADMSG;
	ret->pid = (pid_t)pid;
	ret->parent = (pid_t)parent;
	ret->cpu_ticks = (uint64_t)user + (uint64_t)system;
	ret->rss_bytes = rss > 0 ? (uint64_t)rss * (uint64_t)sysconf(_SC_PAGESIZE) : 0;
	return 0;
}

/* The kernel gives all of it to one read(2). */
static int read_stat(int dir, const char *name, struct process_stat *ret)
{
	autoclose int fd = openat(dir, name, O_RDONLY | O_CLOEXEC);
	char line[1024];
	ssize_t n;

	if (fd < 0)
		return -errno;
	n = read(fd, line, sizeof(line) - 1);
	if (n < 0)
		return -errno;
	line[n] = '\0';
	return process_parse_stat(line, ret);
}

int process_read_stat(pid_t pid, struct process_stat *ret)
{
	char path[32];

	snprintf(path, sizeof(path), "/proc/%d/stat", (int)pid);
	return read_stat(AT_FDCWD, path, ret);
}

static int compare_pids(const void *a, const void *b)
{
	const struct process_stat *x = a, *y = b;

	return x->pid < y->pid ? -1 : x->pid > y->pid;
}

int process_read_all(struct arena *a, struct process_list *ret)
{
	return process_read_others(a, NULL, 0, ret);
}

static int compare_numbers(const void *a, const void *b)
{
	const pid_t *x = a, *y = b;

	return *x < *y ? -1 : *x > *y;
}

int process_read_others(struct arena *a, pid_t *but, size_t n, struct process_list *ret)
{
	DIR *dir = opendir("/proc");
	const struct dirent *d;

	*ret = (struct process_list){{0}};
	if (!dir)
		return -errno;
	if (n > 0)
		qsort(but, n, sizeof(*but), compare_numbers);
	for (int i = 0; i < PROCESSES_MAX && (d = readdir(dir)); i++) {
		struct process_stat stat;
		char path[32];
		pid_t pid;

		if (!isdigit((unsigned char)d->d_name[0]))
			continue;
		pid = (pid_t)atoi(d->d_name);
		if (n > 0 && bsearch(&pid, but, n, sizeof(pid), compare_numbers))
			continue;
		(void)snprintf(path, sizeof(path), "%.20s/stat", d->d_name);
		if (read_stat(dirfd(dir), path, &stat) == 0)
			*vec_push(a, &ret->list) = stat;
	}
	(void)closedir(dir); /* only read */
	if (ret->list.n)
		qsort(ret->list.item, ret->list.n, sizeof(*ret->list.item),
		      compare_pids);
	return 0;
}

static const struct process_stat *find(const struct process_list *l, pid_t pid)
{
	const struct process_stat key = {.pid = pid};

	return l->list.n == 0 ? NULL
			      : bsearch(&key, l->list.item, l->list.n,
					sizeof(*l->list.item), compare_pids);
}

pid_t process_parent(const struct process_list *l, pid_t pid)
{
	const struct process_stat *p = find(l, pid);

	return p ? p->parent : 0;
}

static int compare_tops(const void *a, const void *b)
{
	const struct process_total *x = a, *y = b;

	return x->top < y->top ? -1 : x->top > y->top;
}

/* A chain of parents is never longer than there are processes. */
static struct process_total *nearest_top(const struct process_list *l,
					 const struct process_stat *p,
					 struct process_total *total, size_t n)
{
	for (size_t i = 0; p && i <= l->list.n; i++) {
		const struct process_total key = {.top = p->pid};
		struct process_total *t =
			bsearch(&key, total, n, sizeof(*total), compare_tops);

		if (t)
			return t;
		p = find(l, p->parent);
	}
	return NULL;
}

void process_sum(const struct process_list *l, struct process_total *total, size_t n)
{
	for (size_t i = 0; i < l->list.n && n > 0; i++) {
		const struct process_stat *p = &l->list.item[i];
		struct process_total *t = nearest_top(l, p, total, n);

		if (!t)
			continue;
		t->n++;
		if (p->pid != t->top && (p->state == 'T' || p->state == 't'))
			t->n_stopped++;
		else if (p->pid != t->top && p->state != 'Z')
			t->n_going++;
		t->cpu_ticks += p->cpu_ticks;
		t->rss_bytes += p->rss_bytes;
	}
}

uint64_t process_namespace(pid_t pid, const char *name)
{
	char path[64];
	struct stat st;

	snprintf(path, sizeof(path), "/proc/%d/ns/%s", (int)pid, name);
	return stat(path, &st) < 0 ? 0 : (uint64_t)st.st_ino;
}

pid_t process_child_in(const struct process_list *l, pid_t parent, uint64_t user_ns,
		       uint64_t pid_ns)
{
	/* 0 stands for what could not be looked at. */
	for (size_t i = 0; i < l->list.n && user_ns && pid_ns; i++) {
		const struct process_stat *p = &l->list.item[i];

		if (p->parent == parent && p->state != 'Z' &&
		    process_namespace(p->pid, "user") == user_ns &&
		    process_namespace(p->pid, "pid") == pid_ns)
			return p->pid;
	}
	return 0;
}
