/* userns.c - why this host refuses the namespaces of a sandbox, and what mends it.
 * May: judge evidence.  Must not: name a cause that nothing measured points to.
 */
#include "host/userns.h"

#include <errno.h>
#include <stddef.h>

#include "base/util.h"

static int is_filtered(const struct evidence *e)
{
	return e->word.filtered != NULL;
}

static int is_old_kernel(const struct evidence *e)
{
	return e->word.absent != NULL;
}

static int is_refused_kind(const struct evidence *e)
{
	return e->at == AT_USER || e->at == AT_KIND;
}

static int is_not_built(const struct evidence *e)
{
	return is_refused_kind(e) && !e->has_kind && e->word.config;
}

/* ENOSPC is the kernel's word for every limit on namespaces. */
static int is_forbidden_kind(const struct evidence *e)
{
	return is_refused_kind(e) && e->error == ENOSPC && e->limit == 0;
}

static int is_used_up(const struct evidence *e)
{
	return is_refused_kind(e) && e->error == ENOSPC && e->limit > 0 &&
	       !e->is_nested;
}

/* A new user namespace has no limits of its own until someone sets one. The limits of
 * the namespaces around it count too, but neither they nor the depth can be read here.
 */
static int is_nested_too_deep(const struct evidence *e)
{
	return is_refused_kind(e) && e->error == ENOSPC && e->is_nested;
}

static int is_chrooted(const struct evidence *e)
{
	return e->at == AT_USER && e->error == EPERM && e->is_chrooted;
}

static int is_forbidden_to_users(const struct evidence *e)
{
	return e->at == AT_USER && e->error == EPERM && e->userns_clone == 0;
}

static int is_unmapped(const struct evidence *e)
{
	return e->at == AT_USER && e->error == EPERM && !e->is_mapped;
}

static int is_denied(const struct evidence *e)
{
	return e->at != AT_NOTHING && (e->error == EPERM || e->error == EACCES);
}

/* Ubuntu lets a program without a profile create the namespace and takes every
 * capability in it away; kernels without that profile refuse the clone.
 */
static int is_without_profile_file(const struct evidence *e)
{
	return is_denied(e) && e->is_unconfined && e->apparmor_userns > 0;
}

static int is_without_profile(const struct evidence *e)
{
	return is_without_profile_file(e) && e->has_profile && e->is_attached;
}

static int is_elsewhere(const struct evidence *e)
{
	return is_without_profile_file(e) && e->has_profile && !e->is_attached;
}

static int is_proc_covered(const struct evidence *e)
{
	return e->at == AT_PROC && e->error == EPERM && e->word.cover;
}

static int is_confined(const struct evidence *e)
{
	return is_denied(e) && e->is_confined && !is_proc_covered(e);
}

static int is_in_domain(const struct evidence *e)
{
	return is_denied(e) && e->error == EACCES && e->selinux_enforces == 1;
}

static int is_without_proc(const struct evidence *e)
{
	return !e->has_proc && (e->at == AT_MAP || e->at == AT_PROC);
}

static int is_out_of_processes(const struct evidence *e)
{
	return e->error == EAGAIN;
}

static int is_passing(const struct evidence *e)
{
	return e->at == AT_NOTHING;
}

static int is_mount_denied(const struct evidence *e)
{
	return e->at == AT_MOUNT && e->error == EPERM;
}

static int is_user_denied(const struct evidence *e)
{
	return e->at == AT_USER && is_denied(e);
}

static int is_unexplained(const struct evidence *e UNUSED)
{
	return 1;
}

static const struct cause {
	int (*test)(const struct evidence *e);
	const char *message;
	const char *hints;
} cause_table[] = {
#define CAUSE(test, message, hints) {test, message, hints},
#include "host/cause.def"
#undef CAUSE
};

static const struct word {
	const char *name;
	size_t offset;
} word_table[] = {
#define WORD(name) {#name, offsetof(struct evidence, word.name)},
	EVIDENCE_WORDS(WORD)
#undef WORD
};

/* The word called name (n bytes), or NULL when there is none of that name. */
static const char *find_word(const struct evidence *e, const char *name, size_t n)
{
	for (size_t i = 0; i < ARRAY_SIZE(word_table); i++) {
		const struct word *w = &word_table[i];

		if (strlen(w->name) == n && memcmp(w->name, name, n) == 0) {
			const char *text =
				*(const char *const *)((const char *)e + w->offset);

			return text ? text : "?";
		}
	}
	return NULL;
}

/* The first n bytes of sentence with its {words} filled in. */
static const char *fill_in(struct arena *a, const struct evidence *e,
			   const char *sentence, size_t n)
{
	const char *end = sentence + n;
	const char *text = "";

	while (sentence < end) {
		size_t plain = strcspn(sentence, "{");
		const char *close = strchr(sentence, '}');
		const char *word = NULL;

		if (plain > (size_t)(end - sentence))
			plain = (size_t)(end - sentence);
		text = arena_printf(a, "%s%.*s", text, (int)plain, sentence);
		sentence += plain;
		if (sentence == end)
			break;
		if (close && close < end)
			word = find_word(e, sentence + 1,
					 (size_t)(close - sentence - 1));
		text = arena_printf(a, "%s%s", text, word ? word : "{");
		sentence = word ? close + 1 : sentence + 1;
	}
	return text;
}

void userns_explain_evidence(struct diag *d, const struct evidence *e)
{
	const struct cause *c = cause_table;
	const char *line;

	while (!c->test(e))
		c++; /* the last one always holds */
	(void)diag_error(d, NULL, "%s",
			 fill_in(d->arena, e, c->message, strlen(c->message)));
	for (line = c->hints; line;) {
		size_t n = strcspn(line, "\n");

		diag_hint(d, "%s", fill_in(d->arena, e, line, n));
		line = line[n] ? line + n + 1 : NULL;
	}
}

void userns_explain(struct diag *d, int clone_errno)
{
	struct evidence e;

	evidence_gather(d->arena, &e, clone_errno);
	userns_explain_evidence(d, &e);
}
