/* facts.h - what is true of this host and this caller, as far as a plan needs to know.
 * May: nothing, it is data; src/host/probe.c fills it in, tests make it up.
 */
#ifndef SANDBOX_PLAN_FACTS_H
#define SANDBOX_PLAN_FACTS_H

#include <stddef.h>
#include <sys/types.h>

#include "base/arena.h"
#include "text/id_range.h"

enum fact_kind {
	FACT_MISSING,
	FACT_DIR,
	FACT_FILE,
	FACT_SOCKET,
	FACT_DEVICE,
	FACT_FIFO,
	FACT_DENIED, /* it cannot be looked at: error says why */
};

/* A symbolic link met on the way to a path. */
struct fact_link {
	const char *path;   /* where the link itself is, free of further links */
	const char *target; /* its text */
};

struct fact_path {
	enum fact_kind kind;
	int error;	  /* errno of FACT_MISSING and FACT_DENIED */
	const char *real; /* the path with all links followed; as far as it exists */
	int is_foreign;	  /* it belongs to somebody else */
	const struct fact_link *link;
	size_t n_links;
};

enum label_kind {
	LABEL_APPARMOR,
	LABEL_SELINUX,
};

enum label_state {
	LABEL_OFF,     /* the module is */
	LABEL_MISSING, /* it does not know this label */
	LABEL_THERE,
	LABEL_UNKNOWN, /* the caller may not look */
	LABEL_DENIED,  /* the policy lets the caller start nothing in it */
};

/* What a security module says of a label. */
struct fact_label {
	enum label_state state;
	const char *label; /* in full: of SELinux's type, the context */
	const char *files; /* the context of files that go with it, or NULL */
	const char *lax;   /* why it denies nothing for now, or NULL */
};

struct plan;
/* The ids of one kind that the caller may have besides its own. */
struct fact_subids {
	const char *helper; /* writes the map; NULL: the launcher may, or nothing can */
	const char *obstacle;	      /* why there are none, or NULL */
	const char *mend;	      /* what to do about it, or NULL */
	const struct id_range *range; /* in subuid(5) or subgid(5) */
	size_t n;
	const struct id_range
		*known; /* that exist in the caller's user namespace; of who
					 may map any */
	size_t n_known;
};

/* Controllers of cgroup v2 that keep limits. */
enum cgroup_controller {
	CGROUP_CPU = 1 << 0,
	CGROUP_MEMORY = 1 << 1,
	CGROUP_PIDS = 1 << 2,
	CGROUP_IO = 1 << 3,
};
#define N_CGROUP_CONTROLLERS 4
extern const char *const cgroup_controller_name[N_CGROUP_CONTROLLERS]; /* by bit */

/* How a cgroup for a sandbox can be had. */
enum cgroup_way {
	CGROUP_NONE,  /* not at all: obstacle says why */
	CGROUP_BELOW, /* made in dir */
	CGROUP_LEAF,  /* the same, but the launcher is in dir, alone: it leaves first */
	CGROUP_SCOPE, /* in a scope that a systemd, reached at address, is asked for */
};

struct fact_cgroup {
	enum cgroup_way way;
	const char *dir;	  /* where it is made; of a scope, the manager's own */
	const char *address;	  /* of CGROUP_SCOPE: the manager's socket */
	unsigned int controllers; /* enum cgroup_controller: those to be had there */
	const char *obstacle;	  /* of CGROUP_NONE */
	const char *mend; /* lines: what to do about that, or about a controller */
};

struct facts {
	uid_t uid;
	gid_t gid;
	int privileged; /* may set groups in its own user namespace: CAP_SETGID and mapped */
	const char
		*groups; /* names of the supplementary ones, or NULL: there are none */
	const char *groups_obstacle; /* why they cannot be dropped, or NULL */
	const char *gid_helper; /* newgidmap(1), where it takes that to drop them */
	gid_t sub_gid;		/* the first of the caller's range in subgid(5) */
	int has_time_ns;
	int landlock_abi; /* version of Landlock's interface; 0: none */
	const char
		*machine_id; /* 32 random hexadecimal digits for this start, or NULL */
	const char *boot_id; /* a random UUID for this start, or NULL */
	int has_tty[3];	     /* descriptor 0, 1, 2 is a terminal */
	const char *cwd;     /* absolute, or NULL when it has been removed */
	const char *home;    /* absolute */
	const char *user;    /* login name */
	const char *data_home;	   /* $XDG_DATA_HOME or its default */
	const struct plan *joined; /* of the sandbox that `join` names; NULL: none */
	const char
		*registry; /* directory of the records of running sandboxes, or NULL */
	const char *registry_obstacle; /* why there is none: a sentence */
	const char *const *environ;
	/* Looks at a path of the host, absolute and without "." or ".."; never NULL. */
	const struct fact_path *(*path)(void *context, const char *path);
	/* Is the directory (of this host, real) empty and readable? */
	int (*is_empty_dir)(void *context, const char *path);
	/* Asks a module about the profile, type or context of this name. */
	struct fact_label (*label)(void *context, struct arena *a, enum label_kind kind,
				   const char *name);
	/* Reads the tables of ids: for those who want some. */
	struct fact_subids (*subids)(const struct facts *f, struct arena *a,
				     enum id_kind kind);
	/* Looks for a way to a cgroup; asked only where a limit needs one. */
	struct fact_cgroup (*cgroup)(const struct facts *f, struct arena *a);
	void *context;
};

/* The same facts, but that the directory at a path and those on the way to it exist: somebody
 * makes them before the plan is executed.
 */
const struct facts *facts_with_dir(struct arena *a, const struct facts *f,
				   const char *path);

/* The value of a variable of the caller's environment; NULL where it is unset or empty. */
const char *facts_env(const struct facts *f, const char *name);

#endif
