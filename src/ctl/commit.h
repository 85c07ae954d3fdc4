/* commit.h - changes of an overlay taken over to the host.
 * May: write to the directory of the host that the overlay is over, and to its upper layer.
 */
#ifndef SANDBOX_CTL_COMMIT_H
#define SANDBOX_CTL_COMMIT_H

#include "ctl/store.h"

/* A file with several names. */
struct linked {
	uint64_t inode;	       /* in the upper layer */
	const char *path;      /* the first name that was taken over, or NULL */
	const char *temporary; /* its name as long as it is pending, or NULL */
};

/* A file that lies beside its place under another name. */
struct pending {
	struct change *change;
	const char *temporary;
	int replaces_dir;      /* or becomes one */
	struct linked *linked; /* whose first name it is, or NULL */
};

/* One commit at work. */
struct commit {
	struct store *store;
	struct stored *stored;
	const char *const
		*paths; /* those that are asked for, below the overlay; NULL: all */
	int keep_setuid;
	int is_small;	 /* each file is synced alone, not the file system */
	int is_empty;	 /* afterwards: nothing is left of the overlay */
	uint64_t number; /* of the next temporary name */
	VEC(struct pending) pending;
	VEC(struct linked) linked; /* by their inodes */
};

/* Is the change asked for, or on the way to what is? */
int commit_is_meant(const struct commit *c, const struct change *x);

/* Can it be committed, too? */
int commit_is_selected(const struct commit *c, const struct change *x);

/* What is in the way of some changes is in the way of what is in them. */
void commit_leave_obstacles(const struct commit *c);

/* Why, for an -errno; is it in the way of all the others, too? */
const char *commit_reason(int error);
int commit_must_stop(int error);

/* Goes on without this one, and what is in it. */
void commit_leave(const struct commit *c, struct change *x, int error);

/* Is all on the host that a removed one was renamed to? Yes, too, if it was not. */
int commit_has_arrived(const struct commit *c, const struct change *x);

/* Is it something else than what the host has? */
int commit_is_left(const struct change *x);

/* Says what was meant and is left, and why. Returns how much. */
size_t commit_report_left(const struct commit *c);

/* Is what is in the upper layer, and on the host, what was listed? With content: is the same in
 * a directory, too? 0, -ESTALE or -errno.
 */
int seen_check(const struct stored *o, const struct change *x, int with_content);
int seen_check_host(const struct stored *o, const struct change *x);

/* The same of a file of the upper layer after it was opened and read, for which its mode may
 * have been changed for a moment.
 */
int seen_again(struct change *x, int fd);

/* Takes over what is selected and leaves the rest. When it is interrupted, another one goes on:
 * each file is the old or the new one at any time. Returns 0, or -1 after saying what is wrong
 * with all of it.
 */
int commit_run(struct commit *c);

/* Opens the directory of the host that the path is in; *ret_name is its last component.
 * Returns a descriptor or -errno.
 */
int commit_parent(const struct commit *c, const char *path, const char **ret_name);

/* Writes the file, link or FIFO under a temporary name and adds it to the pending ones; makes
 * a directory. Returns 0 or -errno.
 */
int commit_write(struct commit *c, struct change *x);

/* What has this inode in the upper layer, when the list has a file with several names of it. */
struct linked *commit_find_linked(const struct commit *c, uint64_t inode);

/* Gives a file or directory of the host the attributes, mode and times of the upper one. */
int commit_metadata(struct commit *c, struct change *x);

/* Drops from the upper layer what the host has by now. Whenever it ends, what is left says
 * nothing else than before. Returns 0 or -errno; *ret_is_empty: nothing is left.
 */
int drop_committed(const struct commit *c, int *ret_is_empty);

/* The directory above path that hides the host's, as a whole; or NULL. */
const struct change *drop_opaque_above(const struct stored *o, const char *path);

/* Drops the change at the path with all below it. Returns 0 or -errno. */
int drop_path(const struct store *s, struct stored *o, const char *path);

#endif
