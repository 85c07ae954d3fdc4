/* record_data.c - the parts that a record is made of: numbers, texts, and what steps carry.
 * May: compute.  Must not: trust what it decodes.
 *
 * Numbers have the byte order of the machine, which a record never leaves. A string is its
 * length and one, its bytes and a NUL; 0 stands for none.
 */
#include "plan/record_data.h"

#include "plan/filter.h"
#include "plan/landlock.h"

void put(struct writer *w, const void *bytes, size_t n)
{
	size_t at = w->out.n;

	if (at + n > w->out.room) {
		size_t room = 2 * (at + n) + 32768;

		w->out.item = arena_grow(w->arena, w->out.item, at, room);
		w->out.room = room;
	}
	if (n)
		memcpy(w->out.item + at, bytes, n);
	w->out.n += n;
}

void put_u32(struct writer *w, uint32_t n)
{
	put(w, &n, sizeof(n));
}

void put_u64(struct writer *w, uint64_t n)
{
	put(w, &n, sizeof(n));
}

void put_text(struct writer *w, const char *s)
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

static void put_overlay(struct writer *w, const void *data)
{
	const struct overlay *o = data;

	put_u32(w, o != NULL); /* a root may be one, or none */
	if (!o)
		return;
	put_u32(w, (uint32_t)o->n_lower);
	for (size_t i = 0; i < o->n_lower; i++) {
		put_u32(w, (uint32_t)o->slot[i]);
		put_text(w, o->lower[i]);
	}
	put_u32(w, (uint32_t)o->changes_slot);
	put_text(w, o->changes);
}

static void put_names(struct writer *w, const void *data)
{
	put_list(w, data);
}

void get(struct reader *r, void *ret, size_t n)
{
	memset(ret, 0, n);
	if ((size_t)(r->end - r->at) < n) {
		r->is_bad = 1;
		return;
	}
	memcpy(ret, r->at, n);
	r->at += n;
}

uint32_t get_u32(struct reader *r)
{
	uint32_t n;

	get(r, &n, sizeof(n));
	return n;
}

uint64_t get_u64(struct reader *r)
{
	uint64_t n;

	get(r, &n, sizeof(n));
	return n;
}

const char *get_text(struct reader *r)
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

uint32_t get_count(struct reader *r, size_t bytes)
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

static const void *get_overlay(struct reader *r)
{
	struct overlay *o = arena_alloc(r->arena, sizeof(*o));
	const char **lower;
	int *slot;
	uint32_t n;

	if (!get_u32(r))
		return NULL;
	n = get_count(r, 2 * sizeof(uint32_t));
	slot = arena_alloc(r->arena, (n + 1) * sizeof(*slot));
	lower = arena_alloc(r->arena, (n + 1) * sizeof(*lower));
	for (uint32_t i = 0; i < n; i++) {
		slot[i] = (int)get_u32(r);
		lower[i] = get_text(r);
		if (!lower[i])
			r->is_bad = 1;
	}
	*o = (struct overlay){.slot = slot, .lower = lower, .n_lower = n};
	o->changes_slot = (int)get_u32(r);
	o->changes = get_text(r);
	return o;
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
	[STEP_MOUNT_ROOT] = {put_overlay, get_overlay},
	[STEP_MOUNT_OVERLAY] = {put_overlay, get_overlay},
	[STEP_FD_CLOSE] = {put_fds, get_fds},
	[STEP_SEAL_CAPS] = {put_caps, get_caps},
	[STEP_SEAL_LANDLOCK] = {put_landlock, get_landlock},
	[STEP_SEAL_SECCOMP] = {put_filter, get_filter},
	[STEP_EXEC] = {put_exec, get_exec},
};

void put_data(struct writer *w, const struct step *s)
{
	if (data_of[s->op].put)
		data_of[s->op].put(w, s->data);
}

void get_data(struct reader *r, struct step *s)
{
	if (data_of[s->op].get)
		s->data = data_of[s->op].get(r);
}
