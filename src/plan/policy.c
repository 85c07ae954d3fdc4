/* policy.c - settings merged into one policy.
 * May: judge the user's words.  Must not: ask the host.
 */
#include "plan/policy.h"

#include <limits.h>
#include <sys/resource.h>

#include "plan/policy_merge.h"
#include "plan/policy_place.h"
#include "text/names.h"
#include "text/path.h"

static void nothing_taken_back(struct merger *m, const struct setting *s)
{
	diag_warning(m->diag, &s->from,
		     "'%s' takes nothing back: no rule above says so", s->from.text);
}

/* Which of a setting's values is the path inside? */
static const char *inside_path(const struct setting *s)
{
	if (s->n > 1 && (s->key == KEYWORD_BIND || s->key == KEYWORD_SYMLINK))
		return s->value[1];
	return s->value[0];
}

/* A bind is kept as the read or write rule that it is, with another source. */
static int is_rule_of(const struct rule *r, const struct setting *s,
		      enum rule_kind kind)
{
	if (s->key == KEYWORD_BIND)
		return r->is_bind;
	return r->kind == kind && !r->is_bind;
}

static void take_back_rule(struct merger *m, const struct setting *s,
			   enum rule_kind kind)
{
	const char *path = inside_path(s);
	size_t kept = 0, had = m->policy->rules.n;

	for (size_t i = 0; i < had; i++) {
		const struct rule *r = &m->policy->rules.item[i];

		if (!is_rule_of(r, s, kind) || !str_equal(r->path, path))
			m->policy->rules.item[kept++] = *r;
	}
	m->policy->rules.n = kept;
	if (kept == had)
		nothing_taken_back(m, s);
}

static const enum rule_kind rule_kind_of[N_KEYWORDS] = {
	[KEYWORD_READ] = RULE_READ,	  [KEYWORD_WRITE] = RULE_WRITE,
	[KEYWORD_EXEC] = RULE_EXEC,	  [KEYWORD_SOCKET] = RULE_SOCKET,
	[KEYWORD_HIDE] = RULE_HIDE,	  [KEYWORD_TMPFS] = RULE_TMPFS,
	[KEYWORD_DEVICE] = RULE_DEVICE,	  [KEYWORD_BIND] = RULE_READ,
	[KEYWORD_SYMLINK] = RULE_SYMLINK, [KEYWORD_FILE] = RULE_FILE,
	[KEYWORD_OVERLAY] = RULE_OVERLAY,
};

static void merge_rule(struct merger *m, const struct setting *s)
{
	enum rule_kind kind = rule_kind_of[s->key];
	const char *path = inside_path(s);
	struct rule *r;

	if (s->negated) {
		take_back_rule(m, s, kind);
		return;
	}
	policy_refuse_place(m->diag, s, path);
	r = vec_push(m->arena, &m->policy->rules);
	r->kind = kind;
	r->path = path;
	r->optional = s->optional;
	r->from = s->from;
	switch (s->key) {
	case KEYWORD_BIND:
		r->is_bind = 1;
		r->source = s->value[0];
		if (s->n > 2 && str_equal(s->value[2], "write"))
			r->kind = RULE_WRITE;
		break;
	case KEYWORD_SYMLINK:
		r->text = s->value[0];
		break;
	case KEYWORD_FILE:
		r->text = s->value[1];
		break;
	case KEYWORD_TMPFS:
		if (s->n > 1)
			(void)names_parse_size(s->value[1],
					       &r->size_bytes); /* checked */
		break;
	case KEYWORD_HIDE:
		break;
	case KEYWORD_OVERLAY:
		policy_set_layers(r, s);
		break;
	default:
		r->source = path;
		break;
	}
}

static void merge_env(struct merger *m, const struct setting *s)
{
	const char *equals = strchr(s->value[0], '=');
	const char *name = equals ? arena_copy(m->arena, s->value[0],
					       (size_t)(equals - s->value[0]))
				  : s->value[0];
	size_t kept = 0, had = m->policy->env.n;
	struct policy_env *e;

	for (size_t i = 0; i < had; i++)
		if (!str_equal(m->policy->env.item[i].name, name))
			m->policy->env.item[kept++] = m->policy->env.item[i];
	m->policy->env.n = kept;
	/* `no env TERM` also takes back what is passed on without being asked for. */
	e = vec_push(m->arena, &m->policy->env);
	e->name = name;
	e->value = equals && !s->negated ? equals + 1 : NULL;
	e->negated = s->negated;
	e->from = s->from;
}

static void merge_limit(struct merger *m, const struct setting *s)
{
	const struct limit_name *row = limit_find(s->value[0]);
	size_t kept = 0, had = m->policy->limits.n;
	struct policy_limit *l;

	for (size_t i = 0; i < had; i++)
		if (m->policy->limits.item[i].resource != row->resource)
			m->policy->limits.item[kept++] = m->policy->limits.item[i];
	m->policy->limits.n = kept;
	if (s->negated) {
		if (kept == had)
			nothing_taken_back(m, s);
		return;
	}
	l = vec_push(m->arena, &m->policy->limits);
	l->name = row->name;
	l->resource = row->resource;
	l->optional = s->optional;
	l->from = s->from;
	(void)limit_parse(row, s->value[1], &l->value); /* checked by value.c */
}

static void merge_syscalls(struct merger *m, const struct setting *s)
{
	int allow = str_equal(s->value[0], "allow");

	for (size_t i = 1; i < s->n; i++) {
		struct policy_syscall *c;
		size_t kept = 0, had = m->policy->syscalls.n;

		if (s->negated) {
			for (size_t k = 0; k < had; k++) {
				c = &m->policy->syscalls.item[k];
				if (c->allow != allow ||
				    !str_equal(c->name, s->value[i]))
					m->policy->syscalls.item[kept++] = *c;
			}
			m->policy->syscalls.n = kept;
			if (kept == had)
				nothing_taken_back(m, s);
			continue;
		}
		c = vec_push(m->arena, &m->policy->syscalls);
		c->name = s->value[i];
		c->allow = allow;
		c->optional = s->optional;
		c->from = s->from;
	}
}

static void merge_require(struct merger *m, const struct setting *s)
{
	for (size_t i = 0; i < s->n; i++) {
		int promise = promise_find(s->value[i]); /* checked by value.c */
		size_t kept = 0, had = m->policy->requires.n;
		struct policy_require *r = m->policy->requires.item;

		for (size_t k = 0; k < had; k++)
			if (r[k].promise != promise)
				r[kept++] = r[k];
		m->policy->requires.n = kept;
		if (s->negated && kept == had)
			nothing_taken_back(m, s);
		if (s->negated)
			continue;
		r = vec_push(m->arena, &m->policy->requires);
		*r = (struct policy_require){promise, s->optional, s->from};
	}
}

static void merge_capabilities(struct merger *m, const struct setting *s)
{
	for (size_t i = 0; i < s->n; i++) {
		int number = capability_find(s->value[i]);
		size_t kept = 0, had = m->policy->capabilities.n;
		struct policy_capability *c;

		for (size_t k = 0; k < had; k++)
			if (m->policy->capabilities.item[k].number != number)
				m->policy->capabilities.item[kept++] =
					m->policy->capabilities.item[k];
		m->policy->capabilities.n = kept;
		if (s->negated) {
			if (kept == had)
				nothing_taken_back(m, s);
			continue;
		}
		c = vec_push(m->arena, &m->policy->capabilities);
		c->number = number;
		c->from = s->from;
	}
}

static void merge_fd(struct merger *m, const struct setting *s)
{
	uint64_t number = 0;
	size_t kept = 0, had = m->policy->keep_fds.n;
	struct policy_fd *f;

	(void)names_parse_number(s->value[0], INT_MAX,
				 &number); /* checked by value.c */
	for (size_t i = 0; i < had; i++)
		if (m->policy->keep_fds.item[i].fd != (int)number)
			m->policy->keep_fds.item[kept++] = m->policy->keep_fds.item[i];
	m->policy->keep_fds.n = kept;
	if (s->negated && kept == had)
		nothing_taken_back(m, s);
	if (s->negated)
		return;
	f = vec_push(m->arena, &m->policy->keep_fds);
	f->fd = (int)number;
	f->from = s->from;
}

static merge_fn *const merge_of[N_KEYWORDS] = {
	[KEYWORD_SUMMARY] = merge_summary,
	[KEYWORD_NAME] = merge_name,
	[KEYWORD_READ] = merge_rule,
	[KEYWORD_WRITE] = merge_rule,
	[KEYWORD_EXEC] = merge_rule,
	[KEYWORD_SOCKET] = merge_rule,
	[KEYWORD_HIDE] = merge_rule,
	[KEYWORD_TMPFS] = merge_rule,
	[KEYWORD_BIND] = merge_rule,
	[KEYWORD_DEVICE] = merge_rule,
	[KEYWORD_SYMLINK] = merge_rule,
	[KEYWORD_FILE] = merge_rule,
	[KEYWORD_OVERLAY] = merge_rule,
	[KEYWORD_CHANGES] = merge_changes,
	[KEYWORD_HOME] = merge_home,
	[KEYWORD_ROOT] = merge_root,
	[KEYWORD_JOIN] = merge_join,
	[KEYWORD_NETWORK] = merge_network,
	[KEYWORD_ENV] = merge_env,
	[KEYWORD_HOSTNAME] = merge_hostname,
	[KEYWORD_USER] = merge_user,
	[KEYWORD_WORKDIR] = merge_workdir,
	[KEYWORD_TERMINAL] = merge_terminal,
	[KEYWORD_SYSCALLS] = merge_syscalls,
	[KEYWORD_CAPABILITIES] = merge_capabilities,
	[KEYWORD_NESTED] = merge_nested,
	[KEYWORD_GROUPS] = merge_groups,
	[KEYWORD_IDS] = merge_ids,
	[KEYWORD_LANDLOCK] = merge_landlock,
	[KEYWORD_APPARMOR] = merge_apparmor,
	[KEYWORD_SELINUX] = merge_selinux,
	[KEYWORD_REQUIRE] = merge_require,
	[KEYWORD_LIMIT] = merge_limit,
	[KEYWORD_KEEP_FD] = merge_fd,
	[KEYWORD_NEW_SESSION] = merge_session,
	[KEYWORD_WRITE_EXECUTE] = merge_write_execute,
};

int policy_merge(struct arena *a, struct diag *d, const struct settings *settings,
		 struct policy *ret_policy)
{
	struct merger m = {.arena = a, .diag = d, .policy = ret_policy};
	size_t n_errors = d->n_errors;

	*ret_policy =
		(struct policy){.uid.value = POLICY_SELF, .gid.value = POLICY_SELF};
	for (size_t i = 0; i < settings->list.n; i++) {
		const struct setting *s = &settings->list.item[i];

		merge_of[s->key](&m, s);
	}
	policy_end_places(d, ret_policy);
	return d->n_errors > n_errors ? -1 : 0;
}
