/* filter_tree.c - the same filter with fewer instructions: a tree over ranges of numbers.
 * May: compute.  Must not: decide.
 *
 * libseccomp compares each number by itself, and the kernel translates every instruction at
 * every start. But neighbours mostly have the same answer. So each number is followed through
 * the image: to an answer, or to the place where its arguments are looked at. Between two
 * numbers that nothing is compared with, nothing changes, so that one of them stands for all.
 * Then come a tree over the ranges, and copies of what looks at arguments. It is the answer
 * of the image itself that is arranged anew here; nothing is known of the policy.
 */
#include "plan/filter_tree.h"

#include <linux/seccomp.h>
#include <stddef.h>
#include <stdlib.h>

#define OFFSET_NR   offsetof(struct seccomp_data, nr)
#define OFFSET_ARCH offsetof(struct seccomp_data, arch)
#define JUMP_MAX    255

/* What is compared is a number, the architecture, or something that no answer may depend on. */
enum content { CONTENT_NONE, CONTENT_NR, CONTENT_ARCH };

/* Where the way of a number ends: at an answer, or where the arguments come in. */
struct outcome {
	int is_known;
	int is_answer;
	size_t pc;	/* in the image */
	uint32_t value; /* SECCOMP_RET_* of an answer */
};

struct range {
	uint32_t first;
	struct outcome outcome;
};

struct tree {
	struct arena *arena;
	const struct filter_image *from;
	uint32_t arch; /* the one that the image is for */
	VEC(uint32_t) bounds;
	VEC(struct range) ranges;
	VEC(struct sock_filter) out;
	int is_lost; /* there is something that we do not follow */
};

static int holds(const struct sock_filter *s, uint32_t value)
{
	switch (BPF_OP(s->code)) {
	case BPF_JEQ:
		return value == s->k;
	case BPF_JGT:
		return value > s->k;
	case BPF_JGE:
		return value >= s->k;
	default:
		return -1;
	}
}

/* The way of a call with this number and architecture, from pc on. Jumps lead forward, so it
 * ends.
 */
static struct outcome follow(const struct tree *t, size_t pc, uint32_t nr,
			     uint32_t arch)
{
	const struct outcome lost = {0};
	enum content content = CONTENT_NONE;

	for (; pc < t->from->length; pc++) {
		const struct sock_filter *s = &t->from->code[pc];
		int is_true;

		switch (s->code) {
		case BPF_LD | BPF_W | BPF_ABS:
			if (s->k != OFFSET_NR && s->k != OFFSET_ARCH)
				return (struct outcome){1, 0, pc, 0};
			content = s->k == OFFSET_NR ? CONTENT_NR : CONTENT_ARCH;
			break;
		case BPF_RET | BPF_K:
			return (struct outcome){1, 1, pc, s->k};
		case BPF_JMP | BPF_JA:
			pc += s->k;
			break;
		case BPF_JMP | BPF_JEQ | BPF_K:
		case BPF_JMP | BPF_JGT | BPF_K:
		case BPF_JMP | BPF_JGE | BPF_K:
			if (content == CONTENT_NONE)
				return lost;
			is_true = holds(s, content == CONTENT_NR ? nr : arch);
			pc += is_true ? s->jt : s->jf;
			break;
		default:
			return lost;
		}
	}
	return lost;
}

static int compare_bounds(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

	return x < y ? -1 : x > y;
}

/* Every number at which some comparison may change its mind, whatever it compares. */
static void find_bounds(struct tree *t)
{
	*vec_push(t->arena, &t->bounds) = 0;
	for (size_t i = 0; i < t->from->length; i++) {
		const struct sock_filter *s = &t->from->code[i];

		if (BPF_CLASS(s->code) != BPF_JMP || BPF_OP(s->code) == BPF_JA)
			continue;
		*vec_push(t->arena, &t->bounds) = s->k;
		if (s->k < UINT32_MAX)
			*vec_push(t->arena, &t->bounds) = s->k + 1;
	}
	qsort(t->bounds.item, t->bounds.n, sizeof(uint32_t), compare_bounds);
}

static int is_same(const struct outcome *a, const struct outcome *b)
{
	return a->is_answer && b->is_answer && a->value == b->value;
}

static void find_ranges(struct tree *t)
{
	for (size_t i = 0; i < t->bounds.n && !t->is_lost; i++) {
		uint32_t nr = t->bounds.item[i];
		struct range r = {nr, follow(t, 0, nr, t->arch)};

		/* Where arguments are looked at, it must be for one number alone. */
		if (!r.outcome.is_known ||
		    (!r.outcome.is_answer &&
		     (i + 1 == t->bounds.n || t->bounds.item[i + 1] - nr > 1)))
			t->is_lost = 1;
		if (i > 0 && nr == t->bounds.item[i - 1])
			continue;
		if (t->ranges.n &&
		    is_same(&t->ranges.item[t->ranges.n - 1].outcome, &r.outcome))
			continue;
		*vec_push(t->arena, &t->ranges) = r;
	}
}

static void emit(struct tree *t, uint16_t code, size_t jt, size_t jf, uint32_t k)
{
	if (jt > JUMP_MAX || jf > JUMP_MAX)
		t->is_lost = 1;
	*vec_push(t->arena, &t->out) =
		(struct sock_filter){code, (uint8_t)jt, (uint8_t)jf, k};
}

/* Does it load an argument, mask all of it away, and compare the nothing that is left? libseccomp
 * does so with the upper halves of arguments; the comparison leads to one place.
 */
static int is_empty(const struct tree *t, size_t pc, size_t *ret_to)
{
	const struct sock_filter *s = &t->from->code[pc];
	size_t to;

	if (pc + 3 >= t->from->length || s[0].code != (BPF_LD | BPF_W | BPF_ABS) ||
	    s[1].code != (BPF_ALU | BPF_AND | BPF_K) || s[1].k != 0 ||
	    BPF_CLASS(s[2].code) != BPF_JMP || holds(&s[2], 0) < 0)
		return 0;
	to = pc + 3 + (holds(&s[2], 0) ? s[2].jt : s[2].jf);
	/* What comes next must not use what would have been loaded. */
	if (to >= t->from->length ||
	    (t->from->code[to].code != (BPF_LD | BPF_W | BPF_ABS) &&
	     t->from->code[to].code != (BPF_RET | BPF_K)))
		return 0;
	*ret_to = to;
	return 1;
}

struct copy {
	const struct tree *t;
	uint32_t nr;
	unsigned char *is_reached;
	size_t *place; /* of each instruction that is reached, in the copy */
};

/* Where the way of the number really goes on from pc: behind what is empty, and behind further
 * questions for the number, whose answers are known here.
 */
static size_t resolve(const struct copy *c, size_t pc)
{
	const struct filter_image *image = c->t->from;

	while (pc < image->length) {
		const struct sock_filter *s = &image->code[pc];
		struct outcome o;

		if (is_empty(c->t, pc, &pc))
			continue;
		if (s->code != (BPF_LD | BPF_W | BPF_ABS) ||
		    (s->k != OFFSET_NR && s->k != OFFSET_ARCH))
			break;
		o = follow(c->t, pc, c->nr, c->t->arch);
		if (!o.is_known)
			break;
		pc = o.pc;
	}
	return pc;
}

/* Jumps lead forward: what an instruction reaches is known when it is come to. */
static void reach(struct copy *c, size_t from)
{
	for (size_t pc = from; pc < c->t->from->length; pc++) {
		const struct sock_filter *s = &c->t->from->code[pc];

		if (!c->is_reached[pc] || BPF_CLASS(s->code) == BPF_RET)
			continue;
		if (BPF_CLASS(s->code) != BPF_JMP) {
			c->is_reached[resolve(c, pc + 1)] = 1;
		} else if (BPF_OP(s->code) == BPF_JA) {
			c->is_reached[resolve(c, pc + 1 + s->k)] = 1;
		} else {
			c->is_reached[resolve(c, pc + 1 + s->jt)] = 1;
			c->is_reached[resolve(c, pc + 1 + s->jf)] = 1;
		}
	}
}

/* How far a jump leads in the copy. What follows an instruction that is no jump must stand right
 * behind it, which holds as long as nothing is left out between them.
 */
static size_t distance(const struct copy *c, size_t pc, size_t to)
{
	return c->place[resolve(c, to)] - c->place[pc] - 1;
}

static void emit_instruction(struct tree *t, const struct copy *c, size_t pc)
{
	const struct sock_filter *s = &t->from->code[pc];

	if (BPF_CLASS(s->code) == BPF_RET) {
		emit(t, s->code, 0, 0, s->k);
	} else if (BPF_CLASS(s->code) != BPF_JMP) {
		emit(t, s->code, s->jt, s->jf, s->k);
		if (distance(c, pc, pc + 1) != 0)
			t->is_lost = 1;
	} else if (BPF_OP(s->code) == BPF_JA) {
		emit(t, s->code, 0, 0, (uint32_t)distance(c, pc, pc + 1 + s->k));
	} else {
		emit(t, s->code, distance(c, pc, pc + 1 + s->jt),
		     distance(c, pc, pc + 1 + s->jf), s->k);
	}
}

/* Copies what the number reaches from pc. It keeps its order, and only grows together. */
static void emit_copy(struct tree *t, size_t pc, uint32_t nr)
{
	size_t length = t->from->length, n = 0;
	struct copy c = {.t = t, .nr = nr};

	c.is_reached = arena_alloc(t->arena, length + 1);
	c.place = arena_alloc(t->arena, (length + 1) * sizeof(*c.place));
	pc = resolve(&c, pc);
	c.is_reached[pc] = 1;
	reach(&c, pc);
	for (size_t i = pc; i < length; i++)
		if (c.is_reached[i])
			c.place[i] = n++;
	for (size_t i = pc; i < length; i++)
		if (c.is_reached[i])
			emit_instruction(t, &c, i);
	t->is_lost |= c.is_reached[length];
}

static void emit_range(struct tree *t, const struct range *r)
{
	if (r->outcome.is_answer)
		emit(t, BPF_RET | BPF_K, 0, 0, r->outcome.value);
	else
		emit_copy(t, r->outcome.pc, r->first);
}

/* The ranges from `begin` on, as many as n: the lower half follows, the upper one behind it. */
static void emit_ranges(struct tree *t, size_t begin, size_t n)
{
	size_t half = n / 2, at = t->out.n, length;

	if (n == 1) {
		emit_range(t, &t->ranges.item[begin]);
		return;
	}
	emit(t, BPF_JMP | BPF_JGE | BPF_K, 0, 0, t->ranges.item[begin + half].first);
	emit(t, BPF_JMP | BPF_JA, 0, 0,
	     0); /* a jump that reaches far, if it is needed */
	emit_ranges(t, begin, half);
	length = t->out.n - at - 2;
	if (length <= JUMP_MAX) {
		t->out.item[at].jt = (uint8_t)length;
		memmove(&t->out.item[at + 1], &t->out.item[at + 2],
			length * sizeof(*t->out.item));
		t->out.n--;
	} else {
		t->out.item[at].jf = 1;
		t->out.item[at + 1].k = (uint32_t)length;
	}
	emit_ranges(t, begin + half, n - half);
}

/* Calls of another architecture all have the same answer, which comes first. */
static void emit_all(struct tree *t)
{
	struct outcome foreign = follow(t, 0, 0, ~t->arch);

	if (!foreign.is_known || !foreign.is_answer || t->ranges.n == 0) {
		t->is_lost = 1;
		return;
	}
	emit(t, BPF_LD | BPF_W | BPF_ABS, 0, 0, OFFSET_ARCH);
	emit(t, BPF_JMP | BPF_JEQ | BPF_K, 1, 0, t->arch);
	emit(t, BPF_RET | BPF_K, 0, 0, foreign.value);
	emit(t, BPF_LD | BPF_W | BPF_ABS, 0, 0, OFFSET_NR);
	emit_ranges(t, 0, t->ranges.n);
}

/* An image begins with the question for its architecture, and asks for no other. */
static int find_arch(struct tree *t)
{
	const struct sock_filter *s = t->from->code;
	enum content content = CONTENT_NONE;

	if (t->from->length < 2 || s[0].code != (BPF_LD | BPF_W | BPF_ABS) ||
	    s[0].k != OFFSET_ARCH || s[1].code != (BPF_JMP | BPF_JEQ | BPF_K))
		return 0;
	t->arch = s[1].k;
	for (size_t i = 0; i < t->from->length; i++) {
		if (s[i].code == (BPF_LD | BPF_W | BPF_ABS))
			content = s[i].k == OFFSET_ARCH ? CONTENT_ARCH : CONTENT_NONE;
		if (content == CONTENT_ARCH && BPF_CLASS(s[i].code) == BPF_JMP &&
		    (s[i].code != (BPF_JMP | BPF_JEQ | BPF_K) || s[i].k != t->arch))
			return 0;
	}
	return 1;
}

void filter_tree(struct arena *a, struct filter_image *image)
{
	struct tree t = {.arena = a, .from = image};

	if (!find_arch(&t))
		return;
	find_bounds(&t);
	find_ranges(&t);
	if (!t.is_lost)
		emit_all(&t);
	if (t.is_lost || t.out.n >= image->length)
		return;
	image->code = t.out.item;
	image->length = (unsigned short)t.out.n;
}
