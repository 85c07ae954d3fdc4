/* world_place.c - from rules to candidates: where a rule's path really is.
 * May: ask the facts.  Must not: weigh rules against each other, world.c does.
 */
#include "plan/world_place.h"

#include "plan/furniture.h"
#include "plan/world_layer.h"
#include "text/path.h"

struct placer {
	struct arena *arena;
	struct diag *diag;
	const struct policy *policy;
	const struct facts *facts;
	const struct rule_list *furniture;
	struct candidates *out;
	size_t order;
};

enum source_need {
	SOURCE_NONE,
	SOURCE_MUST, /* missing is an error */
	SOURCE_MAY,  /* missing is fine: it is made, or stands for something inside */
};

#define IS(kind) (1U << (kind))

/* What a kind of rule needs on the host, and what to say when it finds something else.
 */
static const struct {
	enum source_need need;
	unsigned int kinds;
	const char *expected;
} source_of[] = {
	[RULE_READ] = {SOURCE_MUST, IS(FACT_DIR) | IS(FACT_FILE),
		       "a directory or file"},
	[RULE_WRITE] = {SOURCE_MUST, IS(FACT_DIR) | IS(FACT_FILE),
			"a directory or file"},
	[RULE_EXEC] = {SOURCE_MAY, IS(FACT_DIR) | IS(FACT_FILE), "a directory or file"},
	[RULE_SOCKET] = {SOURCE_MUST, IS(FACT_SOCKET), "a socket"},
	[RULE_HIDE] = {SOURCE_NONE, 0, NULL},
	[RULE_TMPFS] = {SOURCE_NONE, 0, NULL},
	[RULE_DEVICE] = {SOURCE_MUST, IS(FACT_DEVICE) | IS(FACT_DIR),
			 "a device or directory of them"},
	[RULE_SYMLINK] = {SOURCE_NONE, 0, NULL},
	[RULE_FILE] = {SOURCE_NONE, 0, NULL},
	[RULE_HOME] = {SOURCE_MAY, IS(FACT_DIR), "a directory"},
	[RULE_ROOT] = {SOURCE_MUST, IS(FACT_DIR), "a directory"},
	[RULE_OVERLAY] = {SOURCE_MUST, IS(FACT_DIR), "a directory"},
	[RULE_PIN] = {SOURCE_NONE, 0, NULL},
	[RULE_PROC] = {SOURCE_NONE, 0, NULL},
	[RULE_DEVPTS] = {SOURCE_NONE, 0, NULL},
};

static const struct {
	const char *name;
	const char *hint;
} kind_text[] = {
	[FACT_MISSING] = {"missing", NULL},
	[FACT_DIR] = {"a directory", "a directory is shown with: read PATH"},
	[FACT_FILE] = {"a file", "a file is shown with: read PATH"},
	[FACT_SOCKET] = {"a socket",
			 "what listens there could do anything for the program; to "
			 "allow it: socket PATH"},
	[FACT_DEVICE] = {"a device", "to let the program use it: device PATH"},
	[FACT_FIFO] = {"a FIFO", "pass it as a descriptor: keep-fd N"},
	[FACT_DENIED] = {"out of reach", NULL},
};

/* Does the rule let the sandbox write what is at the path of the host? */
static int is_writer(const struct placer *p, const struct rule *r, const char *path)
{
	const struct fact_path *fact;

	if (r->kind != RULE_WRITE && r->kind != RULE_HOME)
		return 0;
	fact = p->facts->path(p->facts->context, r->source);
	return path_is_within(path, fact->real) && !str_equal(path, fact->real);
}

/* Links in a place that the sandbox writes could have been planted by an earlier run
 * (CVE-2024-42472): they are not followed. Returns the rule that allows it, or NULL.
 */
static const struct rule *writer_of(const struct placer *p, const char *path)
{
	for (size_t i = 0; i < p->policy->rules.n; i++)
		if (is_writer(p, &p->policy->rules.item[i], path))
			return &p->policy->rules.item[i];
	for (size_t i = 0; i < p->furniture->list.n; i++)
		if (is_writer(p, &p->furniture->list.item[i], path))
			return &p->furniture->list.item[i];
	return NULL;
}

static int check_links(struct placer *p, const struct rule *r,
		       const struct fact_path *fact)
{
	for (size_t i = 0; i < fact->n_links; i++) {
		const struct rule *w = writer_of(p, fact->link[i].path);

		if (!w)
			continue;
		if (r->optional) {
			diag_detail(p->diag, &r->from,
				    "left out: %s is a symbolic link that the sandbox "
				    "itself "
				    "may change",
				    fact->link[i].path);
			return 1;
		}
		diag_error(p->diag, &r->from,
			   "%s leads through the symbolic link %s, which the sandbox "
			   "itself may "
			   "change (%s)",
			   r->source, fact->link[i].path, w->from.text);
		diag_hint(p->diag, "name the place it leads to: %s", fact->real);
		return -1;
	}
	return 0;
}

/* A link where the caller works may have been put there by an earlier sandbox that could write:
 * whoever names it on the command line is told where it leads.
 */
static void tell_links(struct placer *p, const struct rule *r,
		       const struct fact_path *fact)
{
	const char *const places[] = {p->facts->home, p->facts->cwd, "/tmp",
				      "/var/tmp"};
	const char *last;

	if (r->derived || r->from.line || fact->n_links == 0)
		return;
	last = fact->link[fact->n_links - 1].path;
	for (size_t i = 0; i < ARRAY_SIZE(places); i++) {
		if (!places[i] || !path_is_within(last, places[i]))
			continue;
		diag_note(p->diag, NULL, "%s leads to %s", r->source, fact->real);
		return;
	}
}

/* The host's /proc tells of every process and its arguments, and lets root write to the
 * kernel's switches. The root's own is covered by the sandbox's.
 */
static int check_proc(struct placer *p, const struct rule *r,
		      const struct fact_path *fact)
{
	int is_root = r->kind == RULE_ROOT || str_equal(r->path, "/");
	int contains_proc = !is_root && path_is_within("/proc", fact->real);

	if (!contains_proc && !path_is_within(fact->real, "/proc"))
		return 0;
	return diag_error(
		p->diag, &r->from,
		"%s of the host cannot be shown: /proc tells of every process",
		fact->real);
}

static void add_candidate(struct placer *p, const char *path, const struct rule *r,
			  const struct fact_path *source)
{
	struct candidate *c = vec_push(p->arena, &p->out->list);

	c->path = path;
	c->rule = r;
	c->source = source;
	c->order = p->order++;
}

/* The links that the host has on the way to a path exist inside too, so that programs
 * which name the way (/var/run, /bin, /lib64) find it.
 */
static void add_links(struct placer *p, const struct rule *r,
		      const struct fact_path *fact)
{
	for (size_t i = 0; i < fact->n_links; i++) {
		struct rule *link = arena_alloc(p->arena, sizeof(*link));

		link->kind = RULE_SYMLINK;
		link->derived = 1;
		link->optional = 1;
		link->path = fact->link[i].path;
		link->text = fact->link[i].target;
		link->from = r->from;
		add_candidate(p, link->path, link, NULL);
	}
}

/* Where a path inside is once the links on the way have been followed. A root directory
 * of its own has links of its own; they are followed when it is mounted.
 */
static const char *inside_path(struct placer *p, const struct rule *r, const char *path)
{
	const struct fact_path *fact;

	if (p->policy->root.value)
		return path;
	fact = p->facts->path(p->facts->context, path);
	add_links(p, r, fact);
	return fact->real;
}

static const char *link_path(struct placer *p, const struct rule *r)
{
	const char *parent = inside_path(p, r, path_parent(p->arena, r->path));

	return path_join(p->arena, parent, strrchr(r->path, '/'));
}

void world_place_hint(struct diag *d, const struct rule *r)
{
	const char *option = str_after(r->from.text, "--");

	if (r->from.line)
		diag_hint(d, "where it need not exist, say: optional %s", r->from.text);
	else if (option)
		diag_hint(d, "where it need not exist, say: --optional-%s", option);
}

/* Returns 1 when the rule is to be left out, 0 when it holds, -1 after an error. */
static int check_source(struct placer *p, const struct rule *r,
			const struct fact_path *fact)
{
	int is_absent = fact->kind == FACT_MISSING || fact->kind == FACT_DENIED;

	if (is_absent && source_of[r->kind].need == SOURCE_MAY &&
	    fact->kind == FACT_MISSING)
		return 0;
	if (is_absent && r->optional) {
		if (!r->derived)
			diag_detail(p->diag, &r->from, "left out: %s: %s", r->source,
				    strerror(fact->error));
		return 1;
	}
	if (is_absent) {
		diag_error(p->diag, &r->from, "%s: %s", r->source,
			   strerror(fact->error));
		if (fact->kind == FACT_MISSING && !r->derived)
			world_place_hint(p->diag, r);
		return -1;
	}
	if (check_proc(p, r, fact) < 0)
		return -1;
	if (IS(fact->kind) & source_of[r->kind].kinds) {
		tell_links(p, r, fact);
		return check_links(p, r, fact);
	}
	if (r->optional) {
		diag_detail(p->diag, &r->from, "left out: %s is %s, not %s", r->source,
			    kind_text[fact->kind].name, source_of[r->kind].expected);
		return 1;
	}
	diag_error(p->diag, &r->from, "%s is %s, not %s", r->source,
		   kind_text[fact->kind].name, source_of[r->kind].expected);
	if (kind_text[fact->kind].hint)
		diag_hint(p->diag, "%s", kind_text[fact->kind].hint);
	return -1;
}

/* policy.c has refused these places by name; links may lead there as well. */
static int check_place(struct placer *p, const struct rule *r, const char *path)
{
	if (r->derived || (r->kind == RULE_OVERLAY && str_equal(path, "/")) ||
	    !(str_equal(path, "/") || str_equal(path, "/dev") ||
	      path_is_within(path, "/proc") || path_is_within(path, "/dev/pts")))
		return 0;
	return diag_error(p->diag, &r->from,
			  "%s leads to %s, which cannot be a destination", r->path,
			  path);
}

/* The layers below the first: each is a source as that one is. */
static int check_layers(struct placer *p, const struct rule *r)
{
	struct rule *layer = arena_alloc(p->arena, sizeof(*layer));

	*layer = *r;
	for (size_t i = 1; i < r->n_layers; i++) {
		int left_out;

		layer->source = r->layer[i];
		left_out = check_source(
			p, layer, p->facts->path(p->facts->context, layer->source));
		if (left_out)
			return left_out;
	}
	return 0;
}

static int place_rule(struct placer *p, const struct rule *r)
{
	const struct fact_path *fact = NULL;
	const char *path;
	int left_out;

	if (r->source) {
		fact = p->facts->path(p->facts->context, r->source);
		left_out = check_source(p, r, fact);
		if (!left_out)
			left_out = check_layers(p, r);
		if (left_out)
			return left_out < 0 ? -1 : 0;
	}
	if (r->kind == RULE_SYMLINK)
		path = link_path(p, r);
	else
		path = inside_path(p, r, r->path);
	if (check_place(p, r, path) < 0)
		return -1;
	add_candidate(p, path, r, fact);
	if (r->kind == RULE_OVERLAY)
		p->out->list.item[p->out->list.n - 1].layers =
			layers_of_rule(p->arena, p->policy, p->facts, r);
	return 0;
}

int world_place(struct arena *a, struct diag *d, const struct policy *policy,
		const struct facts *f, struct candidates *ret_candidates)
{
	struct placer p = {.arena = a,
			   .diag = d,
			   .policy = policy,
			   .facts = f,
			   .out = ret_candidates};
	struct rule_list *furniture = arena_alloc(a, sizeof(*furniture));
	int bad = 0;

	furniture_add(a, policy, f, furniture);
	p.furniture = furniture;
	for (size_t i = 0; i < furniture->list.n; i++)
		bad |= place_rule(&p, &furniture->list.item[i]);
	for (size_t i = 0; i < policy->rules.n; i++)
		bad |= place_rule(&p, &policy->rules.item[i]);
	return bad ? -1 : 0;
}
