/* bpf.c - runs seccomp programs without a kernel: classic BPF as seccomp(2) restricts
 * it.
 */
#include "unit/bpf.h"

#include <string.h>

static int is_known(uint16_t code)
{
	static const uint16_t known[] = {
		BPF_LD | BPF_W | BPF_ABS,
		BPF_LD | BPF_W | BPF_LEN,
		BPF_LDX | BPF_W | BPF_LEN,
		BPF_LD | BPF_IMM,
		BPF_LDX | BPF_IMM,
		BPF_LD | BPF_MEM,
		BPF_LDX | BPF_MEM,
		BPF_ST,
		BPF_STX,
		BPF_RET | BPF_K,
		BPF_RET | BPF_A,
		BPF_MISC | BPF_TAX,
		BPF_MISC | BPF_TXA,
		BPF_ALU | BPF_NEG,
		BPF_ALU | BPF_ADD | BPF_K,
		BPF_ALU | BPF_ADD | BPF_X,
		BPF_ALU | BPF_SUB | BPF_K,
		BPF_ALU | BPF_SUB | BPF_X,
		BPF_ALU | BPF_AND | BPF_K,
		BPF_ALU | BPF_AND | BPF_X,
		BPF_ALU | BPF_OR | BPF_K,
		BPF_ALU | BPF_OR | BPF_X,
		BPF_ALU | BPF_LSH | BPF_K,
		BPF_ALU | BPF_LSH | BPF_X,
		BPF_ALU | BPF_RSH | BPF_K,
		BPF_ALU | BPF_RSH | BPF_X,
		BPF_JMP | BPF_JA,
		BPF_JMP | BPF_JEQ | BPF_K,
		BPF_JMP | BPF_JEQ | BPF_X,
		BPF_JMP | BPF_JGE | BPF_K,
		BPF_JMP | BPF_JGE | BPF_X,
		BPF_JMP | BPF_JGT | BPF_K,
		BPF_JMP | BPF_JGT | BPF_X,
		BPF_JMP | BPF_JSET | BPF_K,
		BPF_JMP | BPF_JSET | BPF_X,
	};

	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (known[i] == code)
			return 1;
	return 0;
}

static int stays_inside(const struct sock_filter *code, size_t at, size_t length)
{
	const struct sock_filter *c = &code[at];
	size_t left = length - at - 1;

	switch (BPF_CLASS(c->code)) {
	case BPF_JMP:
		if (BPF_OP(c->code) == BPF_JA)
			return c->k < left;
		return c->jt < left && c->jf < left;
	case BPF_LD:
	case BPF_LDX:
		if (BPF_MODE(c->code) == BPF_ABS)
			return c->k % 4 == 0 && c->k < sizeof(struct seccomp_data);
		return BPF_MODE(c->code) != BPF_MEM || c->k < BPF_MEMWORDS;
	case BPF_ST:
	case BPF_STX:
		return c->k < BPF_MEMWORDS;
	case BPF_ALU:
		return (BPF_OP(c->code) != BPF_LSH && BPF_OP(c->code) != BPF_RSH) ||
		       BPF_SRC(c->code) == BPF_X || c->k < 32;
	default:
		return 1;
	}
}

int bpf_is_valid(const struct sock_filter *code, size_t length)
{
	if (length == 0 || length > BPF_MAXINSNS)
		return 0;
	for (size_t i = 0; i < length; i++)
		if (!is_known(code[i].code) || !stays_inside(code, i, length))
			return 0;
	return BPF_CLASS(code[length - 1].code) == BPF_RET;
}

struct machine {
	uint32_t a, x, memory[BPF_MEMWORDS];
	const struct seccomp_data *data;
	int saw_arguments;
};

static uint32_t load(struct machine *m, const struct sock_filter *c)
{
	uint32_t word;

	switch (BPF_MODE(c->code)) {
	case BPF_ABS:
		memcpy(&word, (const char *)m->data + c->k, sizeof(word));
		m->saw_arguments |= c->k >= offsetof(struct seccomp_data, args);
		return word;
	case BPF_MEM:
		return m->memory[c->k];
	case BPF_LEN:
		return sizeof(struct seccomp_data);
	default:
		return c->k;
	}
}

static uint32_t compute(uint16_t op, uint32_t a, uint32_t b)
{
	switch (op) {
	case BPF_ADD:
		return a + b;
	case BPF_SUB:
		return a - b;
	case BPF_AND:
		return a & b;
	case BPF_OR:
		return a | b;
	case BPF_LSH:
		return a << (b & 31);
	case BPF_RSH:
		return a >> (b & 31);
	default:
		return 0 - a; /* BPF_NEG */
	}
}

static size_t jump(const struct sock_filter *c, uint32_t a, uint32_t b)
{
	switch (BPF_OP(c->code)) {
	case BPF_JA:
		return c->k;
	case BPF_JEQ:
		return a == b ? c->jt : c->jf;
	case BPF_JGE:
		return a >= b ? c->jt : c->jf;
	case BPF_JGT:
		return a > b ? c->jt : c->jf;
	default:
		return (a & b) ? c->jt : c->jf; /* BPF_JSET */
	}
}

/* One instruction that is not a return. */
static size_t step(struct machine *m, const struct sock_filter *c)
{
	uint32_t b = BPF_SRC(c->code) == BPF_X ? m->x : c->k;

	switch (BPF_CLASS(c->code)) {
	case BPF_LD:
		m->a = load(m, c);
		break;
	case BPF_LDX:
		m->x = load(m, c);
		break;
	case BPF_ST:
		m->memory[c->k] = m->a;
		break;
	case BPF_STX:
		m->memory[c->k] = m->x;
		break;
	case BPF_ALU:
		m->a = compute(BPF_OP(c->code), m->a, b);
		break;
	case BPF_JMP:
		return 1 + jump(c, m->a, b);
	default:
		if (BPF_MISCOP(c->code) == BPF_TAX)
			m->x = m->a;
		else
			m->a = m->x;
	}
	return 1;
}

struct bpf_answer bpf_run(const struct sock_filter *code,
			  const struct seccomp_data *data)
{
	struct machine m = {.data = data};
	uint32_t action;

	while (BPF_CLASS(code->code) != BPF_RET)
		code += step(&m, code);
	action = BPF_RVAL(code->code) == BPF_A ? m.a : code->k;
	return (struct bpf_answer){action, m.saw_arguments};
}
