/* register.h - the record of this sandbox, for as long as it runs.
 * May: write to the registry.
 */
#ifndef SANDBOX_PARENT_REGISTER_H
#define SANDBOX_PARENT_REGISTER_H

#include "parent/launch.h"
#include "plan/record.h"

/* All zero but the descriptors, which are -1: not registered. */
struct registration {
	int dir, fd;
	char name[80];
	uint64_t user_ns, pid_ns;
};

/* Takes the name and its lock, before anything is started. Without a name that was asked for,
 * one is made up; where there is no place for records then, there is none. Returns 0, or -1
 * after an error.
 */
int register_reserve(const struct launch *l, struct registration *ret);

/* Looks at the namespaces of PID 1; must be called before it is let go. */
void register_look(struct registration *r, pid_t init_pid);

/* Writes the record. Returns 0, or -1 after an error: a name that was asked for has no room. */
int register_write(const struct launch *l, const struct registration *r,
		   pid_t init_pid);

/* Takes the record away, with the exit status and the limits that were reached (enum record_limit)
 * for those who wait.
 */
void register_drop(struct registration *r, int status, unsigned int limits);

#endif
