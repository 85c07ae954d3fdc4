/* trial.h - trying kernel operations in a child that lives in namespaces of its own, so
 * that what the host allows is measured and nothing of the attempt remains.
 * May: clone and map the ids of that child.  Must not: change anything of the host.
 */
#ifndef SANDBOX_HOST_TRIAL_H
#define SANDBOX_HOST_TRIAL_H

#include <stdint.h>
#include <sys/types.h>

/* One kind of namespace. */
struct ns_kind {
	const char *name;   /* as in /proc/self/ns and in user.max_NAME_namespaces */
	const char *words;  /* the same for people */
	const char *config; /* the kernel's build option, or NULL: always there */
	uint64_t flag;	    /* CLONE_NEW* */
};

/* The kinds that every sandbox has, the user namespace first. */
#define N_NS_KINDS 7
extern const struct ns_kind ns_kind_table[N_NS_KINDS];
/* All their flags together. */
uint64_t ns_kind_flags(void);

enum trial_stage {
	TRIAL_CLONE,
	TRIAL_UID_MAP,
	TRIAL_GID_MAP,
	TRIAL_BODY,
};

struct trial {
	enum trial_stage stage; /* how far it came */
	int error;		/* errno met there, or 0 */
	int signal;		/* the child was ended by this signal, or 0 */
};

/* Clones a child with flags (CLONE_NEW*; 0: a plain fork), maps the caller's ids to
 * themselves if it has a user namespace, and calls body (may be NULL) in it. body
 * returns >= 0 or -errno; it must not allocate, print, or change what outlives it.
 * Returns what body did, or -errno; -ETIMEDOUT after five seconds, -ECANCELED when a
 * signal ended the child. *ret_trial (may be NULL) says where it ended.
 */
int trial_run(uint64_t flags, int (*body)(const void *arg), const void *arg,
	      struct trial *ret_trial);

/* Ready-made bodies, for a child with user and mount namespaces. Each makes the mounts
 * private and creates a detached file system of its kind.
 */
int trial_mount_tmpfs(const void *unused);
int trial_mount_proc(const void *unused); /* with a pid namespace too */
int trial_mount_devpts(const void *unused);
int trial_mount_overlay(const void *unused);   /* with an upper layer, on a tmpfs */
int trial_tmpfs_attribute(const void *unused); /* user.* in a tmpfs: Linux 6.6 */

#endif
