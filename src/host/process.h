/* process.h - what the kernel says of other processes.
 * May: read.
 */
#ifndef SANDBOX_HOST_PROCESS_H
#define SANDBOX_HOST_PROCESS_H

#include <stdint.h>
#include <sys/types.h>

#include "base/arena.h"

/* A line of /proc/PID/stat (proc_pid_stat(5)). */
struct process_stat {
	pid_t pid, parent;
	char state;
	uint64_t cpu_ticks; /* user and system, of sysconf(_SC_CLK_TCK) */
	uint64_t rss_bytes;
};

/* Takes such a line apart. Returns 0 or -EBADMSG. */
int process_parse_stat(const char *line, struct process_stat *ret);

/* Returns 0 or -errno. */
int process_read_stat(pid_t pid, struct process_stat *ret);

/* All processes that can be seen, by pid. */
struct process_list {
	VEC(struct process_stat) list;
};
int process_read_all(struct arena *a, struct process_list *ret);

/* The same but for n of them, whose pids it puts in order. */
int process_read_others(struct arena *a, pid_t *but, size_t n,
			struct process_list *ret);

/* 0: it is not there. */
pid_t process_parent(const struct process_list *l, pid_t pid);

/* What a process and all its descendants use together. */
struct process_total {
	pid_t top;
	size_t n;	  /* processes; 0: it has ended */
	size_t n_stopped; /* of those below the top: by a signal, or a debugger */
	size_t n_going;	  /* of those below the top: neither stopped nor ended */
	uint64_t cpu_ticks, rss_bytes;
};

/* Fills in n totals, which must be ordered by top, in one go. A process counts for the nearest
 * top above it.
 */
void process_sum(const struct process_list *l, struct process_total *total, size_t n);

/* The inode number of a namespace of the process (namespaces(7)); 0 when it may not be
 * looked at.
 */
uint64_t process_namespace(pid_t pid, const char *name);

/* A child of `parent` that is in these two namespaces; 0 when there is none. */
pid_t process_child_in(const struct process_list *l, pid_t parent, uint64_t user_ns,
		       uint64_t pid_ns);

#endif
