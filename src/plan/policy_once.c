/* policy_once.c - keywords of which the last one wins, merged into the policy.
 * May: judge the user's words.  Must not: ask the host.
 */
#include <limits.h>

#include "plan/policy_merge.h"
#include "text/names.h"

/* ONCE keywords: the value goes into its field, and so does who said it. `no` makes the
 * field what it was at first.
 */
#define SET(field, what)                                 \
	do {                                             \
		m->policy->field.value = (what);         \
		m->policy->field.optional = s->optional; \
		m->policy->field.from = s->from;         \
	} while (0)

static int word_is(const struct setting *s, const char *word)
{
	return !s->negated && s->n > 0 && str_equal(s->value[0], word);
}

void merge_summary(struct merger *m, const struct setting *s)
{
	char *text = arena_string(m->arena, "");

	for (size_t i = 0; i < s->n; i++)
		text = arena_printf(m->arena, "%s%s%s", text, i ? " " : "",
				    s->value[i]);
	m->policy->summary = text;
}

void merge_name(struct merger *m, const struct setting *s)
{
	SET(name, s->negated ? NULL : s->value[0]);
}

void merge_home(struct merger *m, const struct setting *s)
{
	SET(home, word_is(s, "private")	  ? HOME_PRIVATE
		  : word_is(s, "real")	  ? HOME_REAL
		  : word_is(s, "overlay") ? HOME_OVERLAY
					  : HOME_TMPFS);
	m->policy->home_name = !s->negated && s->n > 1 ? s->value[1] : NULL;
	if (m->policy->home_name && !word_is(s, "private"))
		diag_error(m->diag, &s->from, "home: only a private home has a name");
}

void merge_network(struct merger *m, const struct setting *s)
{
	SET(network, word_is(s, "host")	      ? NETWORK_HOST
		     : word_is(s, "loopback") ? NETWORK_LOOPBACK
					      : NETWORK_NONE);
}

void merge_join(struct merger *m, const struct setting *s)
{
	if (s->optional)
		diag_error(m->diag, &s->from,
			   "join cannot be optional: without it the program would be "
			   "alone");
	/* Of other words the last is enough; who names two sandboxes may mean both. */
	if (m->policy->join.value && !s->negated)
		diag_warning(
			m->diag, &s->from,
			"'%s' takes the place of '%s' (%s): one sandbox is joined, "
			"with all namespaces in one line",
			s->from.text, m->policy->join.from.text,
			origin_text(m->arena, &m->policy->join.from));
	SET(join, s->negated ? NULL : s->value[0]);
	if (!s->negated) /* checked by value.c */
		(void)names_parse_shared(s->value[1], &m->policy->join_flags);
}

void merge_terminal(struct merger *m, const struct setting *s)
{
	SET(terminal, word_is(s, "inherit") ? TERMINAL_INHERIT : TERMINAL_PTY);
}

void merge_nested(struct merger *m, const struct setting *s)
{
	SET(nested_userns, word_is(s, "userns"));
}

void merge_groups(struct merger *m, const struct setting *s)
{
	SET(groups, word_is(s, "keep")	 ? GROUPS_KEEP
		    : word_is(s, "drop") ? GROUPS_DROP
					 : GROUPS_AUTO);
}

void merge_ids(struct merger *m, const struct setting *s)
{
	SET(ids, s->negated || word_is(s, "single") ? IDS_SINGLE
		 : word_is(s, "auto")		    ? IDS_AUTO
						    : IDS_MAP);
	if (s->negated)
		m->policy->ids.from =
			(struct origin){0}; /* as if nobody had said any */
	m->policy->id_words.n = 0;
	for (size_t i = 0; m->policy->ids.value == IDS_MAP && i < s->n; i++)
		(void)id_word_parse(s->value[i], /* checked by value.c */
				    vec_push(m->arena, &m->policy->id_words));
}

void merge_landlock(struct merger *m, const struct setting *s)
{
	SET(landlock, word_is(s, "none") ? LANDLOCK_NONE : LANDLOCK_AUTO);
}

void merge_apparmor(struct merger *m, const struct setting *s)
{
	SET(apparmor, s->negated ? NULL : s->value[0]);
}

void merge_selinux(struct merger *m, const struct setting *s)
{
	SET(selinux, s->negated ? NULL : s->value[0]);
}

void merge_write_execute(struct merger *m, const struct setting *s)
{
	SET(write_execute_denied, word_is(s, "deny"));
}

void merge_session(struct merger *m, const struct setting *s)
{
	SET(new_session, !s->negated && !word_is(s, "no"));
}

void merge_root(struct merger *m, const struct setting *s)
{
	if (s->optional)
		diag_error(m->diag, &s->from,
			   "root cannot be optional: without it the program "
			   "would see another system");
	SET(root, s->negated ? NULL : s->value[0]);
}

void merge_changes(struct merger *m, const struct setting *s)
{
	SET(changes, s->negated ? NULL : s->value[0]);
}

void merge_hostname(struct merger *m, const struct setting *s)
{
	SET(hostname, s->negated ? NULL : s->value[0]);
}

void merge_workdir(struct merger *m, const struct setting *s)
{
	SET(workdir, s->negated ? NULL : s->value[0]);
}

void merge_user(struct merger *m, const struct setting *s)
{
	uint64_t uid = POLICY_SELF, gid = POLICY_SELF;
	const char *colon;

	if (word_is(s, "root")) {
		uid = gid = 0;
	} else if (!s->negated && !word_is(s, "self")) {
		colon = strchrnul(s->value[0], ':');
		/* Both numbers were checked by value.c. */
		(void)names_parse_number(arena_copy(m->arena, s->value[0],
						    (size_t)(colon - s->value[0])),
					 UINT_MAX, &uid);
		if (!*colon)
			gid = uid;
		else
			(void)names_parse_number(colon + 1, UINT_MAX, &gid);
	}
	SET(uid, (uid_t)uid);
	SET(gid, (gid_t)gid);
}
