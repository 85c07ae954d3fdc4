/* profile.h - a profile and all that it includes into settings.
 * May: judge the user's words; ask the loader it is given for texts.
 */
#ifndef SANDBOX_TEXT_PROFILE_H
#define SANDBOX_TEXT_PROFILE_H

#include "base/diag.h"
#include "text/setting.h"
#include "text/vars.h"

#define INCLUDE_DEPTH_MAX 16

struct profile_text {
	const char *path; /* for messages */
	const char *data;
	size_t size;
};

/* A profile's own file, then its drop-ins in order. */
struct profile_texts {
	VEC(struct profile_text) list;
};

struct profile_loader {
	/* Finds profile `name`; from is the line that asked for it. Returns 0, or -1 after a
	 * diag_error that says what is wrong.
	 */
	int (*load)(void *context, struct diag *d, const struct origin *from,
		    const char *name, struct profile_texts *ret_texts);
	void *context;
	const struct vars *vars;
};

/* Reads profile `name`, adds its settings in order. All errors of all files are reported,
 * not the first alone. Returns 0 or -1.
 */
int profile_read(struct arena *a, struct diag *d, const struct profile_loader *l,
		 const struct origin *from, const char *name,
		 struct settings *settings);

/* The same, with the options of a command line behind it, and what they include. */
int profile_read_with(struct arena *a, struct diag *d, const struct profile_loader *l,
		      const struct origin *from, const char *name,
		      const struct settings *options, struct settings *settings);

/* An include that is optional or taken back is an error. Returns 0 or -1. */
int profile_check_include(struct diag *d, const struct setting *s);

#endif
