/* world_layer.h - what the layers of an overlay show together.
 * May: ask the facts.
 */
#ifndef SANDBOX_PLAN_WORLD_LAYER_H
#define SANDBOX_PLAN_WORLD_LAYER_H

#include "plan/world.h"

/* The layers of a rule whose kind is RULE_OVERLAY. */
const struct layers *layers_of_rule(struct arena *a, const struct policy *p,
				    const struct facts *f, const struct rule *r);

/* The same seen from a directory in them; rest is "" or "/rest". */
const struct layers *layers_below(struct arena *a, const struct layers *l,
				  const char *rest);

/* What is at the path (within n's) in the tree that n shows. Must only be called when
 * node_is_host_tree(n).
 */
const struct fact_path *node_fact(struct arena *a, const struct facts *f,
				  const struct node *n, const char *path);

/* Is the directory at the path (within n's) empty in the tree that n shows? */
int node_is_empty(struct arena *a, const struct facts *f, const struct node *n,
		  const char *path);

#endif
