/* build_label.c - the labels that AppArmor and SELinux are to put on the program.
 * May: ask the facts.
 */
#include "base/text.h"
#include "plan/build.h"

static const struct origin built_in = {.file = "built-in"};

/* One row a module; what differs between them. */
static const struct label_row {
	enum label_kind kind;
	enum step_op op;
	const char *module, *what, *load;
} rows[] = {
	{LABEL_APPARMOR, STEP_SEAL_APPARMOR, "AppArmor", "profile",
	 "load it, as root: apparmor_parser -r FILE"},
	{LABEL_SELINUX, STEP_SEAL_SELINUX, "SELinux", "context",
	 "load the module that has it, as root: semodule -i FILE"},
};

/* The stricter one where nothing was asked for that it denies. */
static const char *automatic(const struct policy *p, enum label_kind kind)
{
	if (kind == LABEL_SELINUX)
		return "sandbox_program_t";
	return p->nested_userns.value || p->capabilities.n ? "sandbox-program"
							   : "sandbox-untrusted";
}

static const char *obstacle_of(struct arena *a, const struct label_row *row,
			       const struct fact_label *l)
{
	switch (l->state) {
	case LABEL_OFF:
		return arena_printf(a, "%s is off on this system", row->module);
	case LABEL_MISSING:
		return arena_printf(a, "the %s '%s' is not loaded", row->what,
				    text_escape(a, l->label));
	case LABEL_UNKNOWN:
		return arena_printf(a, "whether the %s '%s' is loaded cannot be seen",
				    row->what, text_escape(a, l->label));
	case LABEL_DENIED:
		return arena_printf(a,
				    "the policy does not let this program start others "
				    "with the %s '%s'",
				    row->what, text_escape(a, l->label));
	default:
		return NULL;
	}
}

static void append_label(struct builder *b, const struct label_row *row,
			 const struct origin *from, const struct fact_label *l)
{
	struct step *s =
		plan_append(b->arena, b->plan, row->op, from->file ? from : &built_in);

	s->text = l->label;
	s->flags = l->lax ? LABEL_LAX : 0;
}

/* Asked for by its name, it is tried even where nobody can say whether it is loaded: then the
 * kernel decides at the start. Returns 0 or -1.
 */
static int decide(struct builder *b, const struct label_row *row, const char *name,
		  int optional, const struct origin *from, struct fact_label *ret)
{
	int is_auto = !name || str_equal(name, "auto");
	const char *obstacle;

	ret->label = NULL;
	if (name && str_equal(name, "none"))
		return 0;
	*ret = b->facts->label(b->facts->context, b->arena, row->kind,
			       is_auto ? automatic(b->policy, row->kind) : name);
	obstacle = obstacle_of(b->arena, row, ret);
	if (!obstacle || (!is_auto && ret->state == LABEL_UNKNOWN)) {
		if (ret->lax)
			diag_warning(b->diag, from->file ? from : NULL,
				     "the %s '%s' denies nothing: %s", row->what,
				     text_escape(b->arena, ret->label), ret->lax);
		return 0;
	}
	ret->label = NULL;
	if (is_auto) {
		if (ret->state != LABEL_OFF)
			diag_detail(b->diag, from->file ? from : NULL,
				    "left out: %s: %s", row->module, obstacle);
		return 0;
	}
	if (optional) {
		diag_warning(b->diag, from, "left out: %s", obstacle);
		return 0;
	}
	diag_error(b->diag, from, "%s", obstacle);
	if (ret->state == LABEL_MISSING)
		diag_hint(b->diag, "%s", row->load);
	return -1;
}

int build_label_open(struct builder *b)
{
	const struct policy *p = b->policy;
	const struct origin *from = NULL;
	int bad;

	bad = decide(b, &rows[0], p->apparmor.value, p->apparmor.optional,
		     &p->apparmor.from, &b->apparmor);
	bad |= decide(b, &rows[1], p->selinux.value, p->selinux.optional,
		      &p->selinux.from, &b->selinux);
	if (b->apparmor.label)
		from = &p->apparmor.from;
	if (b->selinux.label) {
		from = &p->selinux.from;
		b->plan->files_context = b->selinux.files;
	}
	if (from)
		plan_append(b->arena, b->plan, STEP_LABEL_OPEN,
			    from->file ? from : &built_in);
	return bad;
}

void build_label(struct builder *b)
{
	if (b->apparmor.label)
		append_label(b, &rows[0], &b->policy->apparmor.from, &b->apparmor);
	if (b->selinux.label)
		append_label(b, &rows[1], &b->policy->selinux.from, &b->selinux);
}
