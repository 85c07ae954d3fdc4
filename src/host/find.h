/* find.h - finding and reading profiles.
 * May: read.
 */
#ifndef SANDBOX_HOST_FIND_H
#define SANDBOX_HOST_FIND_H

#include "plan/facts.h"
#include "text/profile.h"

#define PROFILE_BYTES_MAX (1 << 20)
#define N_PROFILE_DIRS	  3

struct finder {
	struct arena *arena;
	const char *dir[N_PROFILE_DIRS]; /* the user's, the system's, the shipped one */
	int is_missing[N_PROFILE_DIRS];	 /* so that nothing need be looked for in it */
	const char *
		unused; /* what SANDBOX_PROFILES says where that is no directory's path */
};

/* Sets the directories. SANDBOX_PROFILES in the environment replaces the shipped one. */
void find_init(struct arena *a, const struct facts *f, struct finder *ret_finder);

/* Is it the path of a profile's file (it has a slash, or ends in .profile), not a name? */
int find_is_file_name(const char *name);

/* For struct profile_loader; context is the finder. */
int find_load(void *context, struct diag *d, const struct origin *from,
	      const char *name, struct profile_texts *ret_texts);

/* Path of the profile's own file, or NULL. */
const char *find_path(const struct finder *f, const char *name);

/* Came the profile at this path (of find_path) with sandbox, or has somebody here written it? */
int find_is_shipped(const struct finder *f, const char *path);

struct profile_names {
	VEC(const char *) list;
};

/* All profiles there are, sorted, each once. */
void find_names(const struct finder *f, struct profile_names *ret_names);

#endif
