/* registry.h - the records of running sandboxes: a directory of the user's own with a file a
 * sandbox, locked by its launcher for as long as that lives.
 * May: read; remove what a dead launcher has left.
 *
 * The lock is one of fcntl(2), which the kernel drops with the process and which tells the
 * holder's pid: a record is worth what its lock says. The directory, its owner and modes are
 * judged each time; sandboxes never see it (plan/world_guard.h).
 */
#ifndef SANDBOX_HOST_REGISTRY_H
#define SANDBOX_HOST_REGISTRY_H

#include "host/process.h"
#include "plan/facts.h"
#include "plan/record.h"

/* Sets facts->registry: $XDG_RUNTIME_DIR/sandbox, or below /run/user/UID where that is the
 * caller's; NULL where there is neither, and why not in facts->registry_obstacle.
 */
void registry_probe(struct arena *a, struct facts *f);

/* Opens the directory, makes it first when `make` is set. Returns a descriptor or -errno:
 * -ENOENT there is none, -EPERM others could write to it, -EUSERS it is another user's.
 */
int registry_open(const char *path, int make);

/* What such an errno (positive) means here. */
const char *registry_error(int error);

enum registry_state {
	REGISTRY_RUNNING,
	REGISTRY_STARTING, /* locked, and not complete yet */
	REGISTRY_ENDED,	   /* nobody holds the lock: it has been removed */
	REGISTRY_FOREIGN,  /* of another version, or from another pid namespace */
	REGISTRY_BROKEN,   /* not a record */
};

struct registered {
	enum registry_state state;
	int fd;		      /* of the record; the caller closes it */
	pid_t launcher;	      /* who holds the lock */
	struct record record; /* of a running one */
};

/* Looks at the record of this name. Returns 0 or -errno (-ENOENT: there is none). */
int registry_read(struct arena *a, int dir, const char *name, int with_plan,
		  struct registered *ret);

/* Removes a record that nobody has locked. Returns 0, -EAGAIN while somebody has. */
int registry_remove_stale(int dir, const char *name);

/* The lock of a record, for its launcher. Returns 0 or -errno: -EAGAIN somebody has it. */
int registry_lock(int fd);

/* A descriptor that stands for the sandbox's PID 1 and no other process: -ESRCH when it has
 * ended meanwhile.
 */
int registry_open_init(const struct registered *r);

/* A process inside that can be looked at, or 0. One that is only about to be the program cannot
 * be yet: it is waited for, for a moment. Fills in all, with what there was last.
 */
pid_t registry_find_program(struct arena *a, const struct registered *r,
			    struct process_list *all);

/* A descriptor of a process inside whose namespaces can be joined: PID 1 lets nobody look at
 * it. -ESRCH: it is just ending, or what runs has gone on into namespaces of its own.
 */
int registry_open_program(struct arena *a, const struct registered *r);

/* All names there are, in their order. Returns 0 or -errno. */
struct registry_names {
	VEC(const char *) list;
};
int registry_names(struct arena *a, int dir, struct registry_names *ret);

#endif
