/* world.h - the tree that the program will see: one node a path, in mounting order.
 * May: ask the facts.  Must not: decide how a node is made, build_fs.c does.
 */
#ifndef SANDBOX_PLAN_WORLD_H
#define SANDBOX_PLAN_WORLD_H

#include "plan/facts.h"
#include "plan/policy.h"

#define WORLD_ROOT (-1)

/* The directories of the host that an overlay is made of, or what they have below it. */
struct layers {
	const char *const *dir; /* the uppermost first; free of links */
	size_t n;
	const char *upper; /* of kept changes, above them all; or NULL */
	const char *store; /* of an overlay: where its changes are kept; or NULL */
};

struct node {
	const char *path;	 /* inside, all known links followed */
	const struct rule *rule; /* that decides */
	const struct rule
		*exec; /* rule that lets programs run where rule would not, or NULL */
	const struct fact_path
		*source; /* what it shows of the host, or hides; or NULL */
	const struct layers
		*layers;  /* of an overlay and what is pinned in it; or NULL */
	int cover;	  /* index of the nearest node above, or WORLD_ROOT */
	int is_writable;  /* what it shows may be written */
	int is_redundant; /* shows what its cover shows already */
	int has_children; /* covers further nodes */
	int is_left_out;  /* optional, and build_fs found no place for it */
};

struct world {
	VEC(struct node) nodes; /* by path_compare: a directory before its content */
};

/* Puts the policy's rules and the sandbox's own furniture in place: follows links, lets
 * the later of two rules on one path win, leaves out what is optional and missing.
 * Warns about rules without effect. Returns 0 or -1.
 */
int world_build(struct arena *a, struct diag *d, const struct policy *p,
		const struct facts *f, struct world *ret_world);

/* The node that decides about path (clean), or NULL: nothing is there but perhaps
 * directories on the way to deeper nodes.
 */
const struct node *world_find(const struct world *w, const char *path);

/* Does path lead to the same file inside and on the host? */
int world_shows_host(const struct world *w, const char *path);

/* Is there anything at path inside, if only a directory on the way to a node? */
int world_has(const struct world *w, const char *path);

/* Does the node show a directory of the host with all that is in it? */
int node_is_host_tree(const struct node *n);

/* Is it the directory that is the root itself, whose links are followed within it? */
int node_is_root(const struct node *n);

/* Is it a directory inside? */
int node_is_dir(const struct node *n);

/* May what it shows be written, may programs in it run? */
int node_is_writable(const struct node *n);
int node_is_exec(const struct node *n);

#endif
