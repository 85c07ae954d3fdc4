/* evidence.h - what can be measured about a refused namespace, before a cause is named.
 * May: measure, by reading and by trials in children.
 */
#ifndef SANDBOX_HOST_EVIDENCE_H
#define SANDBOX_HOST_EVIDENCE_H

#include "base/arena.h"
#include "host/surround.h"
#include "host/trial.h"

/* The first operation that fails when the launcher's way is gone again step by step. */
enum refused_at {
	AT_NOTHING, /* the second attempt went well */
	AT_USER,    /* a user namespace alone */
	AT_MAP,	    /* its id maps */
	AT_KIND,    /* another namespace with it */
	AT_MOUNT,   /* the first mount in it */
	AT_PROC,    /* a proc of its own */
	N_REFUSED_AT,
};

/* The words that a sentence about the evidence can contain, as {name}. */
#define EVIDENCE_WORDS(WORD)                                                 \
	WORD(what)	    /* completes "cannot ..." */                     \
	WORD(error)	    /* why, as strerror says */                      \
	WORD(kind)	    /* the namespace in question, in words */        \
	WORD(ns)	    /* and as the kernel calls it */                 \
	WORD(config)	    /* the kernel's build option for it */           \
	WORD(limit)	    /* the value of user.max_NS_namespaces */        \
	WORD(filtered)	    /* the call that a seccomp filter refuses */     \
	WORD(filtered_with) /* and how */                                    \
	WORD(absent)	    /* the call that this kernel does not have */    \
	WORD(since)	    /* the first kernel that has it */               \
	WORD(release)	    /* the kernel that runs */                       \
	WORD(ids)	    /* of this process */                            \
	WORD(label)	    /* of the security module in charge */           \
	WORD(attachment)    /* the programs that profile is for */           \
	WORD(self)	    /* this one */                                   \
	WORD(place)	    /* the directory where it lies */                \
	WORD(cover)	    /* the first mount that hides a part of /proc */ \
	WORD(processes)	    /* how many this user may have */                \
	WORD(sign)	    /* which container around us sets the rules */   \
	WORD(mend_filter)                                                    \
	WORD(mend_apparmor)                                                  \
	WORD(mend_proc)

struct evidence {
	enum refused_at at;
	int error;	      /* errno met there; at AT_NOTHING: the launcher's */
	int has_proc;	      /* /proc is mounted */
	int has_kind;	      /* the kernel was built with the namespace in question */
	int is_nested;	      /* in a user namespace that is not the first one */
	int is_chrooted;      /* for certain: a 0 does not prove the contrary */
	int is_mapped;	      /* our user namespace maps our ids */
	int is_unconfined;    /* AppArmor is on and has no profile for us */
	int is_confined;      /* AppArmor is on and has one */
	int has_profile;      /* the package's AppArmor profile lies in its place */
	int is_attached;      /* and is for this program, as far as can be told */
	long limit;	      /* these are -1 where the host does not have them: */
	long userns_clone;    /* kernel.unprivileged_userns_clone */
	long apparmor_userns; /* kernel.apparmor_restrict_unprivileged_userns */
	long selinux_enforces;
	struct {
#define WORD(name) const char *name;
		EVIDENCE_WORDS(WORD)
#undef WORD
	} word; /* NULL where there is nothing to name */
};

/* Where the package puts the profile that lets sandbox make user namespaces. */
#define APPARMOR_PROFILE "/etc/apparmor.d/sandbox"
/* And where one can be put for programs in another place. */
#define APPARMOR_PROFILE_HERE "/etc/apparmor.d/sandbox-here"

/* Of the text of an AppArmor profile: the path or pattern of the programs that it is for, or
 * NULL.
 */
const char *evidence_attachment(struct arena *a, const char *text);

/* May it be for the program at path? Of a pattern only what comes before it is compared. */
int evidence_is_attached(const char *attachment, const char *path);

/* Goes the way again and looks around. launcher_error is what the launcher met. */
void evidence_gather(struct arena *a, struct evidence *e, int launcher_error);

#endif
