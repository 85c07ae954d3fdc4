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
	const char *path; /* below the overlay */
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
	uint64_t number; /* of the next temporary name */
	VEC(struct pending) pending;
	VEC(struct linked) linked; /* by their inodes */
};

/* Is the change asked for, and can it be committed? */
int commit_is_selected(const struct commit *c, const struct change *x);

/* Takes over what is selected. When it is interrupted, another one goes on: each file is the
 * old or the new one at any time. Returns 0, or -1 after saying what is wrong.
 */
int commit_run(struct commit *c);

/* Opens the directory of the host that the path is in; *ret_name is its last component.
 * Returns a descriptor or -errno.
 */
int commit_parent(const struct commit *c, const char *path, const char **ret_name);

/* Writes the file, link or FIFO under a temporary name and adds it to the pending ones; makes
 * a directory. Returns 0 or -errno.
 */
int commit_write(struct commit *c, const struct change *x);

/* What has this inode in the upper layer, when the list has a file with several names of it. */
struct linked *commit_find_linked(const struct commit *c, uint64_t inode);

/* Gives a file or directory of the host the attributes, mode and times of the upper one. */
int commit_metadata(struct commit *c, const struct change *x);

/* Drops from the upper layer what was asked for. Whenever it ends, what is left says nothing
 * else than before. Returns 0 or -errno.
 */
int drop_committed(const struct commit *c);

/* The directory above path that hides the host's, as a whole; or NULL. */
const struct change *drop_opaque_above(const struct stored *o, const char *path);

/* Drops the change at the path with all below it. Returns 0 or -errno. */
int drop_path(const struct store *s, struct stored *o, const char *path);

#endif
