/* surround.h - what this system runs in, where something outside of it sets the rules.
 * May: read.
 */
#ifndef SANDBOX_HOST_SURROUND_H
#define SANDBOX_HOST_SURROUND_H

/* A kind of container, and what its manager must be told. */
struct surround {
	const char *mark;	   /* a file that it leaves inside */
	const char *sign;	   /* introduces what is to be done */
	const char *mend_filter;   /* so that its seccomp filter lets us pass */
	const char *mend_apparmor; /* so that its AppArmor profile does */
	const char *mend_proc;	   /* so that a proc of our own can be mounted */
};

/* The first one whose mark is here; never NULL. The last one has no mark and general
 * advice. A mark alone proves nothing: look for it only when something refused us.
 */
const struct surround *surround_find(void);

#endif
