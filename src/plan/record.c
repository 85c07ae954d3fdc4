/* record.c - a running sandbox as bytes, and back.
 * May: compute.  Must not: trust what it decodes: whoever reads it may be somebody else than
 * who wrote it.
 */
#include "plan/record.h"

#include <errno.h>

#include "plan/record_data.h"

#define MAGIC "sandbox"

/* The layout follows the tables, so another set of steps is another version. */
#define RECORD_VERSION ((uint32_t)(1U << 16 | N_STEP_OPS))

static void put_step(struct writer *w, const struct step *s)
{
	put_u32(w, s->op);
	put_u32(w, (uint32_t)s->slot);
	put_u32(w, s->flags);
	put_u32(w, s->mode);
	put_text(w, s->path);
	put_text(w, s->text);
	put_u64(w, s->number[0]);
	put_u64(w, s->number[1]);
	put_text(w, s->from->file);
	put_u32(w, s->from->line);
	put_text(w, s->from->text);
	put_data(w, s);
}

static void get_step(struct reader *r, struct plan *p)
{
	uint32_t op = get_u32(r);
	struct origin *from;
	struct step *s;

	if (op >= N_STEP_OPS) {
		r->is_bad = 1;
		return;
	}
	from = arena_alloc(r->arena, sizeof(*from));
	s = plan_append(r->arena, p, (enum step_op)op, from);
	s->slot = (int)get_u32(r);
	if (s->slot < -1 || s->slot >= p->n_slots) {
		s->slot = -1;
		r->is_bad = 1;
	}
	s->flags = get_u32(r);
	s->mode = get_u32(r);
	s->path = get_text(r);
	s->text = get_text(r);
	s->number[0] = get_u64(r);
	s->number[1] = get_u64(r);
	if (op == STEP_ID_RANGE && s->number[0] >= p->ids.n) {
		s->number[0] = 0; /* the index of a row */
		r->is_bad = 1;
	}
	from->file = get_text(r);
	from->line = get_u32(r);
	from->text = get_text(r);
	get_data(r, s);
	if (!plan_is_whole(s))
		r->is_bad = 1;
	if (!from->file)
		r->is_bad = 1;
}

static void put_ids(struct writer *w, const struct plan *p)
{
	put_u32(w, (uint32_t)p->ids.n);
	for (size_t i = 0; i < p->ids.n; i++) {
		const struct id_row *row = &p->ids.item[i];

		put_u32(w, row->kind);
		put_u32(w, row->inside);
		put_u32(w, row->outside);
		put_u32(w, row->count);
		put_u32(w, row->from != NULL);
	}
	for (int kind = 0; kind < N_ID_KINDS; kind++)
		put_text(w, p->id_helper[kind]);
}

/* Which line asked for a row is told by its step. */
static void get_ids(struct reader *r, struct plan *p)
{
	static const struct origin recorded = {.file = "record"};
	uint32_t n = get_count(r, 5 * sizeof(uint32_t));

	for (uint32_t i = 0; i < n; i++) {
		struct id_row *row = vec_push(r->arena, &p->ids);
		uint32_t kind = get_u32(r);

		if (kind >= N_ID_KINDS)
			r->is_bad = 1;
		row->kind = kind < N_ID_KINDS ? (enum id_kind)kind : ID_UID;
		row->inside = get_u32(r);
		row->outside = get_u32(r);
		row->count = get_u32(r);
		row->from = get_u32(r) ? &recorded : NULL;
	}
	for (int kind = 0; kind < N_ID_KINDS; kind++)
		p->id_helper[kind] = get_text(r);
}

/* All numbers of a plan that have no step of their own. */
static void put_plan(struct writer *w, const struct plan *p)
{
	put_u64(w, p->clone_flags);
	put_u32(w, (uint32_t)p->joins);
	put_u32(w, (uint32_t)p->network_is_hosts);
	put_u32(w, p->uid_inside);
	put_u32(w, p->uid_outside);
	put_u32(w, p->gid_inside);
	put_u32(w, p->gid_outside);
	put_u32(w, (uint32_t)p->keeps_setgroups);
	put_ids(w, p);
	put_u32(w, p->init_capabilities);
	put_u32(w, (uint32_t)p->new_session);
	put_u32(w, (uint32_t)p->own_terminal);
	put_u64(w, p->time_limit_s);
	put_u32(w, (uint32_t)p->n_slots);
	put_u32(w, (uint32_t)p->steps.n);
	for (size_t i = 0; i < p->steps.n; i++)
		put_step(w, &p->steps.item[i]);
}

static void get_plan(struct reader *r, struct plan *p)
{
	uint32_t n;

	p->clone_flags = get_u64(r);
	p->joins = (enum plan_join)get_u32(r);
	p->network_is_hosts = (int)get_u32(r);
	p->uid_inside = get_u32(r);
	p->uid_outside = get_u32(r);
	p->gid_inside = get_u32(r);
	p->gid_outside = get_u32(r);
	p->keeps_setgroups = (int)get_u32(r);
	get_ids(r, p);
	p->init_capabilities = get_u32(r);
	p->new_session = (int)get_u32(r);
	p->own_terminal = (int)get_u32(r);
	p->time_limit_s = get_u64(r);
	p->n_slots = (int)get_u32(r);
	n = get_count(r, 13 * sizeof(uint32_t));
	for (uint32_t i = 0; i < n && !r->is_bad; i++)
		get_step(r, p);
}

uint32_t record_status_word(int status)
{
	return (uint32_t)status;
}

char *record_encode(struct arena *a, const struct record *r, size_t *ret_size)
{
	struct writer w = {.arena = a};
	uint32_t size;

	put(&w, MAGIC, sizeof(MAGIC));
	put_u32(&w, 0); /* the size, filled in below */
	put_u32(&w, RECORD_VERSION);
	put_u32(&w, record_status_word(r->status));
	put_u32(&w, 0); /* of the limits none is reached yet */
	put_text(&w, r->name);
	put_text(&w, r->profile);
	put_text(&w, r->network);
	put_text(&w, r->command);
	put_text(&w, r->cgroup);
	put_u32(&w, (uint32_t)r->init_pid);
	put_u64(&w, r->user_ns);
	put_u64(&w, r->pid_ns);
	put_u64(&w, r->started_ns);
	put_plan(&w, &r->plan);
	size = (uint32_t)w.out.n;
	memcpy(w.out.item + sizeof(MAGIC), &size, sizeof(size));
	*ret_size = w.out.n;
	return w.out.item;
}

/* Magic, size and version. */
static int get_head(struct reader *r, size_t size)
{
	char magic[sizeof(MAGIC)];
	uint32_t whole, version;

	if (size < RECORD_HEAD_BYTES)
		return -ENODATA;
	get(r, magic, sizeof(magic));
	whole = get_u32(r);
	version = get_u32(r);
	if (memcmp(magic, MAGIC, sizeof(magic)) != 0)
		return -EBADMSG;
	if (whole > size)
		return -ENODATA;
	if (version != RECORD_VERSION)
		return -EPROTO;
	return whole == size ? 0 : -EBADMSG;
}

static int decode(struct reader *r, size_t size, struct record *ret)
{
	int bad;

	*ret = (struct record){.status = RECORD_RUNNING};
	bad = get_head(r, size);
	if (bad < 0)
		return bad;
	ret->status = (int)get_u32(r);
	(void)get_u32(r); /* the limits: for who waits for the end */
	ret->name = get_text(r);
	ret->profile = get_text(r);
	ret->network = get_text(r);
	ret->command = get_text(r);
	ret->cgroup = get_text(r);
	ret->init_pid = (pid_t)get_u32(r);
	ret->user_ns = get_u64(r);
	ret->pid_ns = get_u64(r);
	ret->started_ns = get_u64(r);
	return !ret->name || !ret->profile || !ret->network || !ret->command ||
			       ret->init_pid <= 1
		       ? -EBADMSG
		       : 0;
}

int record_decode_head(struct arena *a, const char *bytes, size_t have, size_t size,
		       struct record *ret)
{
	struct reader r = {.arena = a, .at = bytes, .end = bytes + have};
	int bad = decode(&r, size, ret);

	return bad < 0 ? bad : r.is_bad ? -EBADMSG : 0;
}

int record_decode(struct arena *a, const char *bytes, size_t size, struct record *ret)
{
	struct reader r = {.arena = a, .at = bytes, .end = bytes + size};
	int bad = decode(&r, size, ret);

	if (bad < 0)
		return bad;
	get_plan(&r, &ret->plan);
	return r.is_bad || r.at != r.end ? -EBADMSG : 0;
}
