/* build_place.h - where a node's place is in the growing root, and that there is one.
 * May: ask the facts.
 */
#ifndef SANDBOX_PLAN_BUILD_PLACE_H
#define SANDBOX_PLAN_BUILD_PLACE_H

#include <sys/stat.h>

#include "plan/build.h"

#define ROOT_BYTES  (64ULL << 20)
#define COVER_BYTES 4096

#define MOUNT_SAFE (MOUNT_NOSUID | MOUNT_NODEV)
#define MOUNT_NONE (MOUNT_RO | MOUNT_NOSUID | MOUNT_NODEV | MOUNT_NOEXEC)

/* The new root while it grows. */
struct fs {
	struct builder *b;
	int *slot;		  /* of each node, -1: none */
	struct overlay **overlay; /* of each node that is one, or NULL */
	int null_slot;		/* of /dev/null, which covers hidden files; -1: none */
	VEC(const char *) made; /* directories and points that steps have made */
	VEC(const char *)
	filled; /* empty directories of a host tree, now under a tmpfs */
};

/* The node right above that is not left out, or NULL: the root's own tmpfs. */
const struct node *place_cover(const struct fs *fs, const struct node *n);

/* Appends a step that the rule is the origin of. */
struct step *place_append(struct fs *fs, enum step_op op, const struct rule *r);

/* Appends a step that mounts a tmpfs; flags are MOUNT_*. */
void place_mount_tmpfs(struct fs *fs, const struct rule *r, const char *path,
		       unsigned int flags, mode_t mode, uint64_t size_bytes);

/* The path of the tmpfs of ours that n's place is in, or NULL: a tree of the host. */
const char *place_tmpfs(const struct fs *fs, const struct node *n);

/* Makes the directories from below the tmpfs `top` down to the parent of n's path. */
void place_make_parents(struct fs *fs, const struct node *n, const char *top);

/* Sees to it that there is something of the type (S_IFDIR or S_IFREG) to mount n on.
 * Returns 0, 1: leave it out, -1 after an error.
 */
int place_find(struct fs *fs, const struct node *n, mode_t type);

/* There is no place for n: says so. Returns 1 if it is optional, else -1. */
int place_refuse(struct fs *fs, const struct node *n, const char *why);

/* After /proc has been mounted for node n: covers, limits and locks what is in it. */
void build_proc(struct fs *fs, const struct node *n);

#endif
