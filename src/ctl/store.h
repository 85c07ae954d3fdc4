/* store.h - the changes NAME: where they are, which overlays they are of, who has them.
 * May: read the storage of changes, take its lock, say what is wrong.
 */
#ifndef SANDBOX_CTL_STORE_H
#define SANDBOX_CTL_STORE_H

#include "ctl/ctl.h"
#include "ctl/files.h"
#include "parent/hold.h"
#include "plan/change.h"
#include "plan/changes.h"
#include "plan/policy_place.h"

/* What is kept of one overlay. */
struct stored {
	const char *id; /* the name of its directory */
	struct changes_note note;
	int upper;		      /* what was changed; closed: -1 */
	int base[OVERLAY_LAYERS_MAX]; /* the layers on the host, the uppermost first */
	struct change_list changes;
};

struct store {
	struct wire *wire;
	const char *name;
	const char *path;
	struct hold
		hold; /* dir is open in any case; lock is -1 when somebody else has it */
	VEC(struct stored) overlays; /* by their paths */
};

/* Opens it, with its overlays. With must_hold the lock is taken, or the error says who has it.
 * Returns 0 or -1.
 */
int store_open(struct wire *w, const char *name, int must_hold,
	       struct store *ret_store);

/* Opens the upper directory and the layers of one overlay. Returns 0 or -1. */
int store_open_layers(struct store *s, struct stored *o);
void store_close_layers(struct stored *o);

/* The names of all changes that are kept. */
void store_names(struct wire *w, struct names *ret_names);

/* Fills in o->changes; its layers are open. Returns 0 or -1. */
int scan_changes(struct store *s, struct stored *o);

/* Notes what lies in the upper layer, to know it again; once all has been looked at. */
void seen_set(struct change *x, const struct stat *st);
void seen_settle(struct stored *o);

/* Finds what was removed in one place and is the same in another; the list is sorted. */
void scan_renames(struct wire *w, struct stored *o);

#endif
