/* answer_id.c - a user or group inside explained: who it is outside.
 * May: compute.
 */
#include "ctl/answer.h"
#include "plan/id_layout.h"
#include "text/names.h"

static int parse(const char *text, enum id_kind *ret_kind, uint32_t *ret_id)
{
	for (int kind = 0; kind < N_ID_KINDS; kind++) {
		const char *rest = str_after(text, id_kind_name[kind]);
		uint64_t id;

		if (!rest || *rest != ':' ||
		    names_parse_number(rest + 1, ID_MAX, &id) < 0)
			continue;
		*ret_kind = (enum id_kind)kind;
		*ret_id = (uint32_t)id;
		return 0;
	}
	return -1;
}

int answer_is_id(const char *text)
{
	enum id_kind kind;
	uint32_t id;

	return parse(text, &kind, &id) == 0;
}

static const struct id_row *find_row(const struct plan *p, enum id_kind kind,
				     uint32_t id)
{
	for (size_t i = 0; i < p->ids.n; i++) {
		const struct id_row *r = &p->ids.item[i];

		if (r->kind == kind && id >= r->inside && id - r->inside < r->count)
			return r;
	}
	return NULL;
}

/* `ids` decides about others, `user` about the caller's own number. */
static void name_decider(const struct wire *w, const struct id_row *r, struct answer *a)
{
	if (r && r->from)
		a->from = r->from;
	else if (r && w->policy.uid.from.file)
		a->from = &w->policy.uid.from;
	else if (r)
		a->decided_by = "user self, the default";
	else if (w->policy.ids.from.file)
		a->from = &w->policy.ids.from;
	else
		a->decided_by = "ids single, the default";
}

void answer_id(struct wire *w, const char *text, struct answer *ret_answer)
{
	struct answer *a = ret_answer;
	enum id_kind kind = ID_UID;
	uint32_t id = 0;
	const struct id_row *r;

	(void)parse(text, &kind, &id); /* answer_is_id has said so */
	r = find_row(&w->plan, kind, id);
	*a = (struct answer){.question = text, .granted = r != NULL};
	name_decider(w, r, a);
	if (r) {
		a->verdict =
			arena_printf(&w->arena, "%s %u outside", id_kind_name[kind],
				     r->outside + (id - r->inside));
		return;
	}
	a->verdict = "not there";
	a->detail = "no process can have it, and no file belongs to it";
	a->allow = arena_printf(&w->arena, "ids %s:%u:+0:1", id_kind_name[kind], id);
}
