/* plan.h - the ordered list of kernel operations that a sandbox is made of.
 * May: nothing, it is data. The child executes it and nothing else.
 */
#ifndef SANDBOX_PLAN_PLAN_H
#define SANDBOX_PLAN_PLAN_H

#include <stdint.h>
#include <sys/types.h>

#include "base/diag.h"
#include "text/id_range.h"
#include "plan/facts.h"

enum phase {
	PHASE_SETUP,
	PHASE_SPLIT,
	PHASE_SEAL,
	PHASE_EXEC,
};

enum step_op {
#define STEP(id, name, phase, run, what) STEP_##id,
#include "plan/step.def"
#undef STEP
	N_STEP_OPS,
};

struct step_row {
	const char *name;
	enum phase phase;
	const char *what;
};

extern const struct step_row step_table[N_STEP_OPS];
extern const char *const phase_name[];

/* step.flags of mounts: what the mount must not allow. */
enum mount_flag {
	MOUNT_RO = 1 << 0,
	MOUNT_NOSUID = 1 << 1,
	MOUNT_NODEV = 1 << 2,
	MOUNT_NOEXEC = 1 << 3,
	MOUNT_OF_ROOT = 1 << 4, /* mount.tmpfs: a directory of the root's tmpfs */
};

/* step.flags of limit.set. */
enum limit_flag {
	LIMIT_OPTIONAL = 1 << 0, /* one that cannot be set is passed over */
	LIMIT_AT_MOST = 1 << 1,	 /* a lower one of the caller's stays */
	LIMIT_SOFT_TOO = 1 << 2, /* the soft one is raised up to it, where it may be */
};

/* step.flags of label.open: the host's /proc will do, which is there still; of seal.apparmor
 * and seal.selinux: the module logs what it would deny, and no more.
 */
enum label_flag {
	LABEL_OF_HOST = 1 << 0,
	LABEL_LAX = 1 << 1,
};

/* plan.joins: what a plan has to do with a sandbox that is running already. */
enum plan_join {
	JOIN_NONE,
	JOIN_WHOLE, /* it enters that, with its whole confinement */
	JOIN_SHARE, /* a sandbox of its own that shares some of its namespaces */
	JOIN_PART,  /* some namespaces, with the host's files */
};

/* step.flags of cgroup.limit. */
enum cgroup_flag {
	CGROUP_IMPLIED = 1 << 0, /* said by nobody: it follows from another limit */
};

/* step.flags of file.make: the file covers one of the host's at this path. */
enum file_flag {
	FILE_OVER = 1 << 0,
};

/* step.flags of tty.open and tty.attach: descriptors that become the new terminal. */
enum tty_flag {
	TTY_STDIN = 1 << 0,
	TTY_STDOUT = 1 << 1,
	TTY_STDERR = 1 << 2,
};

/* step.mode of src.open, point.make: the S_IFMT part says which kind of file it must be. */

struct step {
	enum step_op op;
	int slot; /* number of an opened source, or -1 */
	unsigned int flags;
	mode_t mode;
	const char *
		path; /* target: inside the new root; src.open, home.make: on the host */
	const char *text; /* link target, file content, host name, limit name */
	uint64_t number
		[2]; /* size_bytes and inodes of a tmpfs; resource and value; ids */
	const void
		*data; /* seal.seccomp: struct filter; seal.caps: uint64_t; exec: struct
			       exec_data; fd.close: struct fd_list; mount.overlay,
			       mount.root of one: struct overlay */
	const struct origin *from;
};

/* step.flags of seal.caps: becoming another user than root drops them, as it does outside. */
enum caps_flag {
	CAPS_FIXUP = 1 << 0,
};

/* A line of an id map: count ids from inside on are those from outside on. */
struct id_row {
	enum id_kind kind;
	uint32_t inside, outside, count;
	const struct origin *from; /* of `ids`; NULL: it is there without that */
};

/* What an overlay is made of. */
struct overlay {
	const int *slot; /* of its lower directories, the uppermost first */
	const char *const *lower;
	size_t n_lower;
	int changes_slot; /* of the directory where changes are kept, or -1: a tmpfs */
	const char *changes; /* its path, or NULL */
};

struct exec_data {
	const char *const
		*candidates; /* absolute paths to try in order; ends with NULL */
	const char *const *argv;
	const char *const *envp;
};

struct fd_list {
	const int *fd; /* ascending */
	size_t n;
};

/* The cgroup that the sandbox is born in; its limits are steps. */
struct plan_cgroup {
	struct fact_cgroup place; /* CGROUP_NONE: no limit asks for one */
	unsigned int controllers; /* enum cgroup_controller: those that are needed */
};

struct plan {
	VEC(struct step) steps;
	int n_slots;
	uint64_t clone_flags; /* CLONE_NEW* */
	enum plan_join joins;
	int network_is_hosts; /* the program reaches what the host reaches */
	uid_t uid_inside, uid_outside;
	gid_t gid_inside, gid_outside;
	int keeps_setgroups; /* the gid map may be written without denying setgroups */
	VEC(struct id_row)
	ids; /* the caller's own first; id.range has the index of one */
	const char
		*id_helper[N_ID_KINDS]; /* newuidmap(1), newgidmap(1); NULL: we write */
	uint32_t init_capabilities;	/* that PID 1 keeps, the first 32 of them */
	const char *groups;    /* supplementary ones that stay real inside, or NULL */
	unsigned int tty;      /* enum tty_flag; 0: no terminal of its own */
	uint64_t time_limit_s; /* the launcher ends the sandbox then; 0: never */
	struct plan_cgroup cgroup;
	const char *files_context; /* of SELinux, for what is made in memory; or NULL */
	int new_session;  /* the program cannot be reached by the caller's terminal */
	int own_terminal; /* it gets one of its own wherever the caller has one */
	const struct origin *userns_from; /* for errors of the clone itself */
};

/* Does it map more ids of this kind, because somebody wants that? */
int plan_has_ids(const struct plan *p, enum id_kind kind);

/* Has it the path, text and data that its kind cannot be without? */
int plan_is_whole(const struct step *s);

/* Does it mount an overlay whose changes lie on a tmpfs? */
int plan_is_overlay_in_memory(const struct step *s);

/* Appends a step with everything but op and from zero, slot -1. */
struct step *plan_append(struct arena *a, struct plan *p, enum step_op op,
			 const struct origin *from);

#endif
