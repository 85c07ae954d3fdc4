/* policy.h - what is wanted: all settings merged, before anything is known of this host.
 * May: judge the user's words.  Must not: ask the host.
 */
#ifndef SANDBOX_PLAN_POLICY_H
#define SANDBOX_PLAN_POLICY_H

#include <stdint.h>
#include <sys/types.h>

#include "base/diag.h"
#include "text/id_range.h"
#include "text/setting.h"

enum rule_kind {
	RULE_READ,
	RULE_WRITE,
	RULE_EXEC,
	RULE_SOCKET,
	RULE_HIDE,
	RULE_TMPFS,
	RULE_DEVICE,
	RULE_SYMLINK, /* text: its target */
	RULE_FILE,    /* text: its content */
	RULE_HOME, /* storage of a private home: written, and made when it is not there */
	RULE_ROOT,    /* the directory that is the root itself */
	RULE_PROC,    /* the sandbox's own /proc */
	RULE_OVERLAY, /* changes stay in the sandbox, or are kept apart */
	RULE_PIN,     /* what an overlay shows there, as a mount of its own */
	RULE_DEVPTS,  /* the sandbox's own /dev/pts */
};

/* A rule about one path inside. */
struct rule {
	enum rule_kind kind;
	int optional;
	int is_bind; /* said with `bind` */
	int derived; /* the sandbox's own furniture: may be shadowed without a word */
	const char *path;   /* inside: absolute, no "." or ".." or double slash */
	const char *source; /* on the host, where the kind has one; otherwise NULL */
	const char *const *layer; /* of an overlay, the uppermost first: on the host */
	size_t n_layers;
	const char *text;    /* link target or file content */
	uint64_t size_bytes; /* of a tmpfs; 0: the default */
	mode_t mode;	     /* of a tmpfs or file; 0: the default */
	struct origin from;
};

enum policy_network {
	NETWORK_NONE,
	NETWORK_LOOPBACK,
	NETWORK_HOST,
};
enum policy_terminal {
	TERMINAL_PTY,
	TERMINAL_INHERIT,
};
enum policy_groups {
	GROUPS_AUTO, /* without them, where that can be had */
	GROUPS_KEEP,
	GROUPS_DROP,
};
enum policy_ids {
	IDS_SINGLE, /* the caller's own alone */
	IDS_AUTO,   /* and all that subuid(5) and subgid(5) grant */
	IDS_MAP,    /* and those of id_words */
};
enum policy_landlock {
	LANDLOCK_AUTO, /* as far as the kernel has it */
	LANDLOCK_NONE,
};
enum policy_home {
	HOME_TMPFS,
	HOME_PRIVATE,
	HOME_REAL,
	HOME_OVERLAY,
};

struct policy_env {
	const char *name;
	const char *value; /* NULL: the caller's, if it has one */
	int negated;	   /* `no env`: not even what is passed on by default */
	struct origin from;
};

struct policy_limit {
	const char *name;
	int resource; /* RLIMIT_* or LIMIT_RESOURCE_* */
	uint64_t value;
	int optional;
	struct origin from;
};

struct policy_syscall {
	const char *name; /* a call or @group */
	int allow;
	int optional; /* unknown names are passed over */
	struct origin from;
};

struct policy_capability {
	int number; /* CAP_* of capabilities(7) */
	struct origin from;
};

struct policy_require {
	int promise; /* enum promise_id */
	int optional;
	struct origin from;
};

struct policy_fd {
	int fd;
	struct origin from;
};

#define POLICY_SELF ((uid_t)-1)

/* One value of a ONCE keyword and who said it. */
#define POLICY_VALUE(type)          \
	struct {                    \
		type value;         \
		int optional;       \
		struct origin from; \
	}

struct policy {
	const char *profile; /* name of the profile that was asked for */
	const char *summary;
	POLICY_VALUE(const char *) name; /* of this sandbox; NULL: one is made up */
	VEC(struct rule)
	rules; /* in the order they were said; world.h puts them in place */
	VEC(struct policy_env) env;
	VEC(struct policy_limit) limits;
	VEC(struct policy_syscall) syscalls;
	VEC(struct policy_capability) capabilities;
	VEC(struct policy_fd) keep_fds;
	VEC(struct policy_require) requires;
	POLICY_VALUE(enum policy_network) network;
	POLICY_VALUE(const char *) join; /* a running sandbox; NULL: none */
	uint64_t join_flags;		 /* CLONE_NEW*: what is shared with it */
	POLICY_VALUE(enum policy_terminal) terminal;
	POLICY_VALUE(enum policy_groups) groups;
	POLICY_VALUE(enum policy_ids) ids;
	VEC(struct id_word) id_words; /* of IDS_MAP */
	POLICY_VALUE(enum policy_landlock) landlock;
	POLICY_VALUE(const char *) apparmor; /* NULL: auto */
	POLICY_VALUE(const char *) selinux;  /* NULL: auto */
	POLICY_VALUE(enum policy_home) home;
	const char *home_name; /* of HOME_PRIVATE; NULL: the profile's */
	POLICY_VALUE(int) nested_userns;
	POLICY_VALUE(int) write_execute_denied;
	POLICY_VALUE(int)
	new_session; /* matters with TERMINAL_INHERIT; else always so */
	POLICY_VALUE(const char *) root;    /* NULL: an empty tmpfs */
	POLICY_VALUE(const char *) changes; /* of overlays; NULL: they vanish */
	POLICY_VALUE(const char *) hostname;
	POLICY_VALUE(const char *)
	workdir;		 /* NULL: the caller's if visible, else home */
	POLICY_VALUE(uid_t) uid; /* POLICY_SELF: the caller's */
	POLICY_VALUE(gid_t) gid;
	const char *const *command; /* argv, ends with NULL */
};

/* Merges the settings in their order. Returns 0, or -1 after errors. A rule or variable
 * that `no` takes back without there being one is a warning.
 */
int policy_merge(struct arena *a, struct diag *d, const struct settings *settings,
		 struct policy *ret_policy);

/* What follows from `join`: the ids are the other's, where nobody has said which; and who
 * shares a network is to use it.
 */
void policy_share(struct policy *p, uid_t uid, gid_t gid);

#endif
