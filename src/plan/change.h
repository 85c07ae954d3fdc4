/* change.h - what a program has changed in an overlay, as a list.
 * May: compute; print to the stream it is given.
 */
#ifndef SANDBOX_PLAN_CHANGE_H
#define SANDBOX_PLAN_CHANGE_H

#include <stdint.h>
#include <stdio.h>
#include <sys/stat.h>

#include "base/arena.h"

enum change_kind {
	CHANGE_NONE, /* it lies in the upper layer, and is what the host has */
	CHANGE_ADDED,
	CHANGE_CHANGED,
	CHANGE_METADATA, /* the content is the same */
	CHANGE_REMOVED,
	CHANGE_RENAMED, /* added; what was removed elsewhere is the same */
	N_CHANGE_KINDS,
};

/* What else is to be said of it. */
enum change_note {
	CHANGE_SETUID = 1 << 0,
	CHANGE_SETGID = 1 << 1,
	CHANGE_CAPABILITY = 1 << 2,
	CHANGE_HOST_NEWER = 1 << 3,  /* the host's file was written later */
	CHANGE_OTHER_TYPE = 1 << 4,  /* the host has another kind of file there */
	CHANGE_TIME_ALONE = 1 << 5,  /* of the metadata, nothing but the time */
	CHANGE_SKIPPED = 1 << 6,     /* a socket or device: it is never committed */
	CHANGE_INSIDE = 1 << 7,	     /* part of a directory that is added as well */
	CHANGE_OPAQUE = 1 << 8,	     /* a directory that hides what is below it */
	CHANGE_IN_OPAQUE = 1 << 9,   /* somewhere in such a one */
	CHANGE_IN_UPPER = 1 << 10,   /* there is something of this name to be dropped */
	CHANGE_MOVED_AWAY = 1 << 11, /* removed here, renamed there */
	CHANGE_HOST_LINKED = 1 << 12, /* the host's file has other names */
	CHANGE_IN_LOWER = 1 << 13,    /* the host has it in a layer below the first */
	CHANGE_DONE = 1 << 14,	      /* it has been committed */
	CHANGE_LEFT = 1 << 15,	      /* it is not, as it is in what cannot be */
};

/* What lay in the upper layer when it was listed; mode 0: nothing. */
struct change_seen {
	uint64_t inode, size_bytes;
	int64_t time_ns, status_ns; /* of modification, and of any change */
	mode_t mode;
	uid_t uid;
	gid_t gid;
};

struct change {
	enum change_kind kind;
	unsigned int notes;    /* enum change_note */
	const char *path;      /* below the overlay, "" for itself */
	const char *from;      /* of what was renamed: its old path */
	const char *to;	       /* of what was renamed away: its new path */
	mode_t mode, old_mode; /* with the type; 0: there is none */
	uint64_t size_bytes,
		old_size_bytes;	      /* of a removed directory all that is in it */
	int64_t time_ns, old_time_ns; /* of modification */
	size_t n_files;		      /* in a removed directory */
	uint64_t inode; /* of a file with several names in the upper layer; or 0 */
	struct change_seen seen;
	const char *obstacle; /* why it cannot be committed, or NULL */
};

struct change_list {
	VEC(struct change) list;
};

extern const char *const change_kind_name[N_CHANGE_KINDS];

/* By path, a directory before what is in it. */
void change_sort(struct change_list *l);

/* The change at this path below the overlay, or NULL; the list is sorted. */
struct change *change_find(const struct change_list *l, const char *path);

/* Is the change at this path below the overlay, or in a directory of that path? */
int change_is_at(const struct change *c, const char *path);

/* Is it at one of the paths, or was it renamed to there? NULL ends them; without any: yes. */
int change_is_asked(const struct change *c, const char *const *paths);

/* How many changes there are, CHANGE_NONE left out. */
size_t change_count(const struct change_list *l);

/* Prints those that are at one of the paths (NULL ends them; no list: all). `top` is the
 * overlay's path inside. Without every, what is inside of an added directory is one line.
 */
void change_print(struct arena *a, const struct change_list *l, const char *top,
		  const char *const *paths, int every, FILE *stream);
void change_print_json(struct arena *a, const struct change_list *l, const char *top,
		       FILE *stream);

/* The name under which a file is written beside its place while the changes NAME are
 * committed, and whether a file has such a name.
 */
char *change_temporary(struct arena *a, const char *name, uint64_t number);
int change_is_temporary(const char *name, const char *file);

#endif
