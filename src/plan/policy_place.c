/* policy_place.c - which places a rule may be about; what holds for overlays together.
 * May: judge the user's words.  Must not: ask the host.
 */
#include "plan/policy_place.h"

#include "text/path.h"

void policy_refuse_place(struct diag *d, const struct setting *s, const char *path)
{
	if (str_equal(path, "/") && s->key == KEYWORD_OVERLAY) {
		if (s->optional)
			diag_error(
				d, &s->from,
				"the root cannot be optional: without it the program "
				"would see another system");
	} else if (str_equal(path, "/")) {
		diag_error(d, &s->from, "/ cannot be a destination");
		diag_hint(d, "to have another root directory: root DIR");
	} else if (path_is_within(path, "/proc")) {
		diag_error(d, &s->from,
			   "%s cannot be a destination: the sandbox has a /proc of its "
			   "own",
			   path);
	} else if (str_equal(path, "/dev") || path_is_within(path, "/dev/pts")) {
		diag_error(d, &s->from,
			   "%s cannot be a destination: the sandbox has its own", path);
		diag_hint(d, "to use a device: device /dev/NAME");
	}
}

void policy_set_layers(struct rule *r, const struct setting *s)
{
	/* Without further words it is over what is at the path itself. */
	r->layer = s->n > 1 ? s->value + 1 : s->value;
	r->n_layers = s->n > 1 ? s->n - 1 : 1;
	r->source = r->layer[0];
}

/* `overlay /` is over the root that was named; `overlay / DIR...` names it. */
static void end_root(struct diag *d, struct policy *p, struct rule *r)
{
	if (!str_equal(r->source, "/") || r->n_layers > 1) {
		if (p->root.value)
			diag_error(d, &r->from,
				   "'%s' names the root, and so does '%s' (%s)",
				   r->from.text, p->root.from.text,
				   origin_text(d->arena, &p->root.from));
		p->root.value = r->source;
		p->root.from = r->from;
		return;
	}
	if (!p->root.value) {
		diag_error(d, &r->from, "'%s': there is no root to change",
			   r->from.text);
		diag_hint(d, "name one: root DIR, or overlay / DIR; single directories "
			     "of the host: overlay /usr");
		return;
	}
	r->layer = &p->root.value;
	r->source = p->root.value;
}

static int has_overlay(const struct policy *p)
{
	for (size_t i = 0; i < p->rules.n; i++)
		if (p->rules.item[i].kind == RULE_OVERLAY)
			return 1;
	return p->home.value == HOME_OVERLAY;
}

int policy_keeps_changes(const struct policy *p)
{
	return p->changes.value && has_overlay(p);
}

/* Blocks that say what of the host's installed system is shown. */
static const char *const system_blocks[] = {"base.profile", "crypto.profile",
					    "runtimes.profile", "timezone.profile"};

static int is_of_system(const struct rule *r)
{
	const char *slash = r->from.line ? strrchr(r->from.file, '/') : NULL;
	const char *file = slash ? slash + 1 : r->from.line ? r->from.file : "";

	if (r->kind != RULE_READ || r->is_bind)
		return 0;
	for (size_t i = 0; i < ARRAY_SIZE(system_blocks); i++)
		if (str_equal(file, system_blocks[i]))
			return 1;
	return 0;
}

/* Who names a root wants the programs and libraries of that: the host's /usr, more specific
 * than /, would lie over it. A rule of the user's own does, as the most specific path wins.
 */
static void leave_out_system(struct diag *d, struct policy *p)
{
	size_t kept = 0;

	for (size_t i = 0; i < p->rules.n; i++) {
		const struct rule *r = &p->rules.item[i];

		if (is_of_system(r))
			diag_detail(d, &r->from, "left out: %s is that of '%s'",
				    r->path, p->root.from.text);
		else
			p->rules.item[kept++] = *r;
	}
	p->rules.n = kept;
}

static void end_overlays(struct diag *d, struct policy *p)
{
	struct rule *root = NULL;

	for (size_t i = 0; i < p->rules.n; i++) {
		struct rule *r = &p->rules.item[i];

		if (r->kind != RULE_OVERLAY)
			continue;
		if (r->n_layers > OVERLAY_LAYERS_MAX)
			diag_error(d, &r->from, "more than %d layers",
				   OVERLAY_LAYERS_MAX);
		if (str_equal(r->path, "/"))
			root = r; /* the last one decides */
	}
	if (root)
		end_root(d, p, root);
	if (p->changes.optional)
		diag_error(d, &p->changes.from,
			   "changes cannot be optional: what is to be kept would be "
			   "lost");
	if (p->changes.value && !has_overlay(p))
		diag_warning(d, &p->changes.from,
			     "'%s' has no effect: there is no overlay",
			     p->changes.from.text);
}

void policy_end_places(struct diag *d, struct policy *p)
{
	end_overlays(d, p);
	if (p->root.value)
		leave_out_system(d, p);
}
