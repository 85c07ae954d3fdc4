/* build_share.c - namespaces that a sandbox shares with one that is running.
 * May: ask the facts.  Must not: weaken either of them.
 *
 * Whoever joins a network namespace must have rights over it, which belong to the user
 * namespace that it was made in. So that one is shared, and with it the ids. Files, filter
 * and Landlock rules stay each sandbox's own.
 */
#include "plan/build_share.h"

#include <linux/sched.h>

#include "plan/furniture.h"

int share_has(const struct policy *p, uint64_t flag)
{
	return p->join.value && (p->join_flags & flag);
}

void policy_share(struct policy *p, uid_t uid, gid_t gid)
{
	if (!p->uid.from.file) {
		p->uid.value = uid;
		p->gid.value = gid;
	}
	if (share_has(p, CLONE_NEWNET) && p->network.value == NETWORK_NONE) {
		p->network.value = NETWORK_LOOPBACK;
		p->network.from = p->join.from; /* that line decides now */
	}
}

static int has_step(const struct plan *p, enum step_op op)
{
	for (size_t i = 0; i < p->steps.n; i++)
		if (p->steps.item[i].op == op)
			return 1;
	return 0;
}

static int refuse(struct builder *b, const char *why)
{
	return diag_error(b->diag, &b->policy->join.from,
			  "namespaces of '%s' cannot be shared: %s",
			  b->policy->join.value, why);
}

/* Said of the ids or the groups, and not so in the user namespace that is shared. Returns -1, or 0
 * when it is optional.
 */
static int refuse_ids(struct builder *b, const struct origin *from, int optional,
		      const char *why)
{
	const char *said =
		arena_printf(b->arena, "%s is joined: its ids are shared, %s",
			     b->policy->join.value, why);

	if (optional) {
		diag_warning(b->diag, from, "'%s': %s", from->text, said);
		return 0;
	}
	diag_error(b->diag, from, "'%s' cannot be had: %s", from->text, said);
	diag_hint(b->diag, "leave it out (or take it back with no), or do not join");
	return -1;
}

static int check_ids(struct builder *b, const struct plan *other)
{
	const struct policy *p = b->policy;
	int has_ranges = plan_has_ids(other, ID_UID) || plan_has_ids(other, ID_GID);
	int bad = 0;

	if (p->ids.from.file && p->ids.value != IDS_SINGLE)
		bad |= refuse_ids(b, &p->ids.from, p->ids.optional,
				  "no others can be added");
	if (p->ids.from.file && p->ids.value == IDS_SINGLE && has_ranges)
		bad |= refuse_ids(b, &p->ids.from, p->ids.optional, "and are several");
	if (p->groups.value == GROUPS_DROP && other->groups)
		bad |= refuse_ids(b, &p->groups.from, p->groups.optional,
				  "and it keeps the groups");
	if (p->groups.value == GROUPS_KEEP && other->keeps_setgroups)
		bad |= refuse_ids(b, &p->groups.from, p->groups.optional,
				  "and it has dropped the groups");
	return bad;
}

/* What one of the two would lose by the other. */
static int check_pair(struct builder *b, const struct plan *other)
{
	const struct policy *p = b->policy;

	if (p->uid.from.file && (furniture_uid(p, b->facts) != other->uid_inside ||
				 furniture_gid(p, b->facts) != other->gid_inside))
		return refuse(b, "it has other ids, and they are shared as well");
	if (share_has(p, CLONE_NEWUTS) && p->hostname.from.file)
		return refuse(b,
			      "with 'uts' its host name is shared, and 'hostname' says "
			      "another");
	if (share_has(p, CLONE_NEWNET) && other->network_is_hosts)
		return refuse(b, "its network is the host's; say: network host");
	if (share_has(p, CLONE_NEWNET) && p->network.value == NETWORK_HOST)
		return refuse(b, "with 'network host' there is no network to share");
	if ((p->nested_userns.value != 0) == has_step(other, STEP_NS_LIMIT))
		return refuse(b,
			      "one of the two may build sandboxes of its own (nested "
			      "userns), the other not, and the limit is shared");
	return 0;
}

int build_share(struct builder *b)
{
	const struct plan *other = b->facts->joined;
	struct plan *plan = b->plan;

	if (!other)
		return refuse(b, "it is not running");
	if (check_pair(b, other) < 0 || check_ids(b, other) < 0)
		return -1;
	plan->joins = JOIN_SHARE;
	plan->uid_inside = other->uid_inside;
	plan->uid_outside = other->uid_outside;
	plan->gid_inside = other->gid_inside;
	plan->gid_outside = other->gid_outside;
	for (size_t i = 0; i < other->ids.n; i++)
		*vec_push(b->arena, &plan->ids) = other->ids.item[i];
	plan->init_capabilities = other->init_capabilities;
	plan->keeps_setgroups = other->keeps_setgroups;
	plan->groups = other->groups;
	plan->clone_flags &= ~(CLONE_NEWUSER | b->policy->join_flags);
	plan_append(b->arena, plan, STEP_NS_JOIN, &b->policy->join.from)->number[0] =
		CLONE_NEWUSER | b->policy->join_flags;
	return 0;
}
