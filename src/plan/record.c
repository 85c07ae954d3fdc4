/* record.c - a running sandbox as bytes, and back.
 * May: compute.  Must not: trust what it decodes: whoever reads it may be somebody else than
 * who wrote it.
 *
 * Numbers have the byte order of the machine, which a record never leaves. A string is its
 * length and one, its bytes and a NUL; 0 stands for none.
 */
#include "plan/record.h"

#include <errno.h>

#include "plan/filter.h"
#include "plan/landlock.h"

#define MAGIC	   "sandbox"
#define HEAD_BYTES 24 /* magic, size, version, status, nothing */

/* The layout follows the tables, so another set of steps is another version. */
#define RECORD_VERSION ((uint32_t)(1U << 16 | N_STEP_OPS))

struct writer {
	struct arena *arena;
	VEC(char) out;
};

static void put(struct writer *w, const void *bytes, size_t n)
{
	size_t at = w->out.n;

	if (at + n > w->out.room) {
		size_t room = 2 * (at + n) + 16384;

		w->out.item = arena_grow(w->arena, w->out.item, at, room);
		w->out.room = room;
	}
	if (n)
		memcpy(w->out.item + at, bytes, n);
	w->out.n += n;
}

static void put_u32(struct writer *w, uint32_t n)
{
	put(w, &n, sizeof(n));
}

static void put_u64(struct writer *w, uint64_t n)
{
	put(w, &n, sizeof(n));
}

static void put_text(struct writer *w, const char *s)
{
	size_t n = s ? strlen(s) + 1 : 0;

	put_u32(w, (uint32_t)n);
	put(w, s, n);
}

static void put_list(struct writer *w, const char *const *list)
{
	uint32_t n = 0;

	while (list && list[n])
		n++;
	put_u32(w, n);
	for (uint32_t i = 0; i < n; i++)
		put_text(w, list[i]);
}

static void put_fds(struct writer *w, const void *data)
{
	const struct fd_list *list = data;

	put_u32(w, (uint32_t)list->n);
	for (size_t i = 0; i < list->n; i++)
		put_u32(w, (uint32_t)list->fd[i]);
}

static void put_landlock(struct writer *w, const void *data)
{
	const struct landlock *l = data;

	put_u32(w, (uint32_t)l->abi);
	put_u64(w, l->handled);
	put_u64(w, l->scoped);
	put_u32(w, (uint32_t)l->rules.n);
	for (size_t i = 0; i < l->rules.n; i++) {
		put_text(w, l->rules.item[i].path);
		put_u64(w, l->rules.item[i].access);
	}
	put_fds(w, l->keep);
}

static void put_filter(struct writer *w, const void *data)
{
	const struct filter *f = data;

	put_u32(w, (uint32_t)f->n_calls);
	put_u32(w, (uint32_t)f->n_allowed);
	put_u32(w, (uint32_t)f->is_ready_made);
	put_u32(w, f->image.length);
	put(w, f->image.code, f->image.length * sizeof(*f->image.code));
}

static void put_caps(struct writer *w, const void *data)
{
	put_u64(w, *(const uint64_t *)data);
}

static void put_exec(struct writer *w, const void *data)
{
	const struct exec_data *e = data;

	put_list(w, e->candidates);
	put_list(w, e->argv);
	put_list(w, e->envp);
}

static void put_names(struct writer *w, const void *data)
{
	put_list(w, data);
}

struct reader {
	struct arena *arena;
	const char *at, *end;
	int is_bad;
};

static void get(struct reader *r, void *ret, size_t n)
{
	memset(ret, 0, n);
	if ((size_t)(r->end - r->at) < n) {
		r->is_bad = 1;
		return;
	}
	memcpy(ret, r->at, n);
	r->at += n;
}

static uint32_t get_u32(struct reader *r)
{
	uint32_t n;

	get(r, &n, sizeof(n));
	return n;
}

static uint64_t get_u64(struct reader *r)
{
	uint64_t n;

	get(r, &n, sizeof(n));
	return n;
}

static const char *get_text(struct reader *r)
{
	uint32_t n = get_u32(r);
	const char *s = r->at;

	if (n == 0)
		return NULL;
	if ((size_t)(r->end - r->at) < n || memchr(s, 0, n) != s + n - 1) {
		r->is_bad = 1;
		return NULL;
	}
	r->at += n;
	return s;
}

/* How many things of at least so many bytes follow; 0 for what cannot be. */
static uint32_t get_count(struct reader *r, size_t bytes)
{
	uint32_t n = get_u32(r);

	if (n > (size_t)(r->end - r->at) / bytes) {
		r->is_bad = 1;
		return 0;
	}
	return n;
}

static const char *const *get_list(struct reader *r)
{
	uint32_t n = get_count(r, sizeof(uint32_t));
	const char **list = arena_alloc(r->arena, (n + 1) * sizeof(*list));

	for (uint32_t i = 0; i < n; i++) {
		list[i] = get_text(r);
		if (!list[i])
			r->is_bad = 1;
	}
	return list;
}

static const void *get_fds(struct reader *r)
{
	uint32_t n = get_count(r, sizeof(uint32_t));
	struct fd_list *list = arena_alloc(r->arena, sizeof(*list));
	int *fd = arena_alloc(r->arena, (n + 1) * sizeof(*fd));

	for (uint32_t i = 0; i < n; i++)
		fd[i] = (int)get_u32(r);
	list->fd = fd;
	list->n = n;
	return list;
}

static const void *get_landlock(struct reader *r)
{
	struct landlock *l = arena_alloc(r->arena, sizeof(*l));
	uint32_t n;

	l->abi = (int)get_u32(r);
	l->handled = get_u64(r);
	l->scoped = get_u64(r);
	n = get_count(r, sizeof(uint32_t) + sizeof(uint64_t));
	for (uint32_t i = 0; i < n; i++) {
		struct landlock_rule *rule = vec_push(r->arena, &l->rules);

		rule->path = get_text(r);
		rule->access = get_u64(r);
		if (!rule->path)
			r->is_bad = 1;
	}
	l->keep = get_fds(r);
	return l;
}

static const void *get_filter(struct reader *r)
{
	struct filter *f = arena_alloc(r->arena, sizeof(*f));
	uint32_t n;

	f->n_calls = get_u32(r);
	f->n_allowed = get_u32(r);
	f->is_ready_made = (int)get_u32(r);
	n = get_count(r, sizeof(*f->image.code));
	if (n == 0 || n > BPF_MAXINSNS)
		r->is_bad = 1;
	if (r->is_bad)
		return f;
	f->image.length = (unsigned short)n;
	f->image.code = arena_alloc(r->arena, n * sizeof(*f->image.code));
	get(r, f->image.code, n * sizeof(*f->image.code));
	return f;
}

static const void *get_caps(struct reader *r)
{
	uint64_t *kept = arena_alloc(r->arena, sizeof(*kept));

	*kept = get_u64(r);
	return kept;
}

static const void *get_exec(struct reader *r)
{
	struct exec_data *e = arena_alloc(r->arena, sizeof(*e));

	e->candidates = get_list(r);
	e->argv = get_list(r);
	e->envp = get_list(r);
	return e;
}

static const void *get_names(struct reader *r)
{
	return get_list(r);
}

/* Steps whose data is more than the struct holds. */
static const struct {
	void (*put)(struct writer *w, const void *data);
	const void *(*get)(struct reader *r);
} data_of[N_STEP_OPS] = {
	[STEP_PROC_MASK] = {put_names, get_names},
	[STEP_FD_CLOSE] = {put_fds, get_fds},
	[STEP_SEAL_CAPS] = {put_caps, get_caps},
	[STEP_SEAL_LANDLOCK] = {put_landlock, get_landlock},
	[STEP_SEAL_SECCOMP] = {put_filter, get_filter},
	[STEP_EXEC] = {put_exec, get_exec},
};

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
	if (data_of[s->op].put)
		data_of[s->op].put(w, s->data);
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
	s->flags = get_u32(r);
	s->mode = get_u32(r);
	s->path = get_text(r);
	s->text = get_text(r);
	s->number[0] = get_u64(r);
	s->number[1] = get_u64(r);
	from->file = get_text(r);
	from->line = get_u32(r);
	from->text = get_text(r);
	if (data_of[op].get)
		s->data = data_of[op].get(r);
	if (!from->file)
		r->is_bad = 1;
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
	put_u32(&w, 0);
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

	if (size < HEAD_BYTES)
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

int record_decode(struct arena *a, const char *bytes, size_t size, int with_plan,
		  struct record *ret)
{
	struct reader r = {.arena = a, .at = bytes, .end = bytes + size};
	int bad;

	*ret = (struct record){.status = RECORD_RUNNING};
	bad = get_head(&r, size);
	if (bad < 0)
		return bad;
	ret->status = (int)get_u32(&r);
	(void)get_u32(&r); /* nothing yet */
	ret->name = get_text(&r);
	ret->profile = get_text(&r);
	ret->network = get_text(&r);
	ret->command = get_text(&r);
	ret->cgroup = get_text(&r);
	ret->init_pid = (pid_t)get_u32(&r);
	ret->user_ns = get_u64(&r);
	ret->pid_ns = get_u64(&r);
	ret->started_ns = get_u64(&r);
	if (!ret->name || !ret->profile || !ret->network || !ret->command ||
	    ret->init_pid <= 1)
		return -EBADMSG;
	if (with_plan)
		get_plan(&r, &ret->plan);
	return r.is_bad || (with_plan && r.at != r.end) ? -EBADMSG : 0;
}
