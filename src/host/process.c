/* process.c - what the kernel says of other processes.
 * May: read.
 */
#include "host/process.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <sys/stat.h>

#include "base/util.h"
#include "host/sysfile.h"

#define PROCESSES_MAX 4194304 /* the kernel's own bound (PID_MAX_LIMIT) */

/* The name in brackets may hold anything, brackets too: the last one ends it. */
int process_parse_stat(const char *line, struct process_stat *ret)
{
	const char *rest = strrchr(line, ')');
	unsigned long user, system;
	long parent, rss;
	int pid;

	if (!rest || sscanf(line, "%d (", &pid) != 1)
		return -EBADMSG;
	/* state ppid; pgrp session tty tpgid flags; four of faults; utime stime; six; vsize
	 * rss
	 */
	if (sscanf(rest + 1,
		   " %c %ld %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu "
		   "%*d %*d %*d %*d %*d %*d %*u %*u %ld",
		   &ret->state, &parent, &user, &system, &rss) != 5)
		return -EBADMSG;
	ret->pid = (pid_t)pid;
	ret->parent = (pid_t)parent;
	ret->cpu_ticks = (uint64_t)user + system;
	ret->rss_bytes = rss > 0 ? (uint64_t)rss * (uint64_t)sysconf(_SC_PAGESIZE) : 0;
	return 0;
}

int process_read_stat(pid_t pid, struct process_stat *ret)
{
	char path[32], line[1024];
	int r;

	snprintf(path, sizeof(path), "/proc/%d/stat", (int)pid);
	r = sysfile_read(path, line, sizeof(line));
	return r < 0 ? r : process_parse_stat(line, ret);
}

static int compare_pids(const void *a, const void *b)
{
	const struct process_stat *x = a, *y = b;

	return x->pid < y->pid ? -1 : x->pid > y->pid;
}

int process_read_all(struct arena *a, struct process_list *ret)
{
	DIR *dir = opendir("/proc");
	const struct dirent *d;

	*ret = (struct process_list){{0}};
	if (!dir)
		return -errno;
	for (int i = 0; i < PROCESSES_MAX && (d = readdir(dir)); i++) {
		struct process_stat stat;

		if (!isdigit((unsigned char)d->d_name[0]))
			continue;
		if (process_read_stat((pid_t)atoi(d->d_name), &stat) == 0)
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
