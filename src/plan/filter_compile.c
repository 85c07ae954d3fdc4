/* filter_compile.c - from verdicts to BPF, through libseccomp.
 * May: write to the descriptor it is given and read it back.  Must not: open anything,
 * load anything into the kernel.
 */
#include "plan/filter.h"

#include <errno.h>
#include <seccomp.h>
#include <unistd.h>

#include "plan/filter_condition.h"
#include "plan/syscall_table.h"

/* libseccomp makes "allow these, answer X to all others". We need more: a call may be
 * allowed for some arguments and answer EPERM for the others, while unknown calls answer
 * ENOSYS; and ioctl is allowed but for three requests. libseccomp has no rule without
 * arguments beside rules with arguments of the same call, and before 2.6.1 it can merge
 * the rules of a call into a weaker filter.
 *
 * So we let it make two filters and link them into one image. The first looks at
 * arguments and passes on whatever it has no opinion about, the second decides by number
 * alone:
 *
 *	arguments  clone without namespaces: allow;  ioctl TIOCSTI: EPERM;  else pass on
 *	numbers    read, ioctl: allow;  clone, mount: EPERM;  else ENOSYS
 *
 * PASS_ON is an action that we use for nothing else; linking turns each return of it
 * into a jump to the second filter. One image costs the kernel one run instead of two,
 * and it still remembers which calls are allowed by number alone.
 */
#define PASS_ON SCMP_ACT_TRACE(0x5ba5)

/* A call of this architecture: its number there, the number that libseccomp wants to be
 * told, and its row in the table.
 */
struct numbered {
	int number;
	int told;
	size_t row;
};

struct compiler {
	struct arena *arena;
	const struct filter *filter;
	uint32_t token;
	int scratch_fd;
	struct numbered *list;
	size_t n;
};

/* From here on all architectures count alike, except those that add an offset. */
#define UNIFIED_CALL   "pidfd_send_signal"
#define UNIFIED_NUMBER 424

/* A call that libseccomp does not know has the number of our table. */
static int find_own_number(const struct compiler *c, const struct syscall_row *row)
{
	int probe = seccomp_syscall_resolve_name_arch(c->token, UNIFIED_CALL);

	if (row->number == 0)
		return -1;
	if (row->arch == c->token || (row->arch == 0 && probe == UNIFIED_NUMBER))
		return row->number;
	return -1;
}

/* Fills in the numbers of a call; both are negative where it does not exist. Rules are
 * always told in numbers of the native architecture, and libseccomp looks up names to
 * translate them. So an unknown call cannot be told for a foreign one: ENOSYS.
 */
static void find_numbers(const struct compiler *c, struct numbered *ret)
{
	const struct syscall_row *row = &syscall_table[ret->row];
	int is_native = c->token == seccomp_arch_native();

	ret->number = seccomp_syscall_resolve_name_arch(c->token, row->name);
	if (ret->number == __NR_SCMP_ERROR && is_native)
		ret->number = find_own_number(c, row);
	ret->told = is_native ? ret->number : seccomp_syscall_resolve_name(row->name);
}

static int compare_descending(const void *a, const void *b)
{
	const struct numbered *left = a, *right = b;

	return right->number - left->number;
}

/* Highest number first: libseccomp keeps a list in ascending order and walks it from
 * its head for each rule, which makes any other order quadratic.
 */
static void number_calls(struct compiler *c)
{
	for (size_t i = 0; i < syscall_n_rows; i++) {
		struct numbered call = {.row = i};

		find_numbers(c, &call);
		if (call.number >= 0)
			c->list[c->n++] = call;
	}
	qsort(c->list, c->n, sizeof(*c->list), compare_descending);
}

/* The condition of a call that permits, or NULL; they all have the same errno. */
static const struct condition *find_permit(uint32_t conditions)
{
	for (size_t i = 0; i < N_CONDITIONS; i++)
		if ((conditions & CONDITION_BIT(i)) &&
		    condition_table[i].kind == CONDITION_PERMITS)
			return &condition_table[i];
	return NULL;
}

static int add_rule(scmp_filter_ctx ctx, int told, const struct condition_rule *r)
{
	const struct condition *c = &condition_table[r->id];
	struct scmp_arg_cmp cmp[CONDITION_TESTS];
	uint32_t action = SCMP_ACT_ALLOW;

	for (unsigned int i = 0; i < r->n_tests; i++)
		cmp[i] = SCMP_CMP64(r->test[i].argument, SCMP_CMP_MASKED_EQ,
				    r->test[i].mask, r->test[i].value);
	if (c->kind != CONDITION_PERMITS)
		action = SCMP_ACT_ERRNO((uint32_t)c->error);
	return seccomp_rule_add_array(ctx, action, told, r->n_tests, cmp);
}

static int add_arguments(scmp_filter_ctx ctx, const struct compiler *c)
{
	for (size_t i = 0; i < c->n; i++) {
		uint32_t conditions = c->filter->call[c->list[i].row].conditions;

		for (size_t j = 0; conditions != 0 && j < condition_n_rules; j++) {
			const struct condition_rule *r = &condition_rule_table[j];
			int error = 0;

			if (conditions & CONDITION_BIT(r->id))
				error = add_rule(ctx, c->list[i].told, r);
			if (error < 0)
				return error;
		}
	}
	return 0;
}

static int add_numbers(scmp_filter_ctx ctx, const struct compiler *c)
{
	for (size_t i = 0; i < c->n; i++) {
		const struct filter_call *call = &c->filter->call[c->list[i].row];
		const struct condition *permit = find_permit(call->conditions);
		uint32_t action = SCMP_ACT_ALLOW;
		int error;

		if (call->verdict == VERDICT_ENOSYS)
			continue; /* the default */
		if (call->verdict == VERDICT_EPERM)
			action = SCMP_ACT_ERRNO(EPERM);
		else if (permit)
			action = SCMP_ACT_ERRNO((uint32_t)permit->error);
		error = seccomp_rule_add_array(ctx, action, c->list[i].told, 0, NULL);
		if (error < 0)
			return error;
	}
	return 0;
}

/* Foreign architectures and x32 are not filtered but killed: a program that changes the
 * calling convention under way is not one that has lost its way (CVE-2021-41133).
 * Nothing is loaded through libseccomp, so what else it could set stays off.
 */
static int make_context(uint32_t token, uint32_t by_default, scmp_filter_ctx *ret_ctx)
{
	static const struct {
		enum scmp_filter_attr attr;
		uint32_t value;
	} want[] = {
		{SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_KILL_PROCESS},
		{SCMP_FLTATR_CTL_NNP, 0},
		{SCMP_FLTATR_CTL_TSYNC, 0},
		{SCMP_FLTATR_CTL_OPTIMIZE, 2}, /* a binary tree instead of a list */
	};
	scmp_filter_ctx ctx = seccomp_init(by_default);
	int error = ctx ? 0 : -ENOMEM;

	for (size_t i = 0; error == 0 && i < ARRAY_SIZE(want); i++)
		error = seccomp_attr_set(ctx, want[i].attr, want[i].value);
	if (error == 0 && token != seccomp_arch_native()) {
		error = seccomp_arch_remove(ctx, SCMP_ARCH_NATIVE);
		if (error == 0)
			error = seccomp_arch_add(ctx, token);
	}
	if (error < 0) {
		seccomp_release(ctx);
		return error;
	}
	*ret_ctx = ctx;
	return 0;
}

/* libseccomp before 2.6 can hand out its BPF through a descriptor only. */
static int export_image(struct arena *a, scmp_filter_ctx ctx, int fd,
			struct filter_image *ret_image)
{
	struct filter_image image;
	off_t size_bytes;
	int error;

	if (ftruncate(fd, 0) < 0 || lseek(fd, 0, SEEK_SET) < 0)
		return -errno;
	error = seccomp_export_bpf(ctx, fd);
	if (error < 0)
		return error;
	size_bytes = lseek(fd, 0, SEEK_CUR);
	if (size_bytes < 0)
		return -errno;
	if (size_bytes == 0 || size_bytes % (off_t)sizeof(*image.code) != 0)
		return -EIO;
	image.length = (unsigned short)(size_bytes / (off_t)sizeof(*image.code));
	if (image.length > BPF_MAXINSNS)
		return -E2BIG;
	image.code = arena_alloc(a, (size_t)size_bytes);
	if (pread(fd, image.code, (size_t)size_bytes, 0) != size_bytes)
		return -EIO;
	if (ftruncate(fd, 0) < 0 || lseek(fd, 0, SEEK_SET) < 0)
		return -errno;
	*ret_image = image;
	return 0;
}

/* One image out of two: where the first passes on, it jumps to the second. */
static int link_images(struct arena *a, const struct filter_image *first,
		       const struct filter_image *second,
		       struct filter_image *ret_image)
{
	size_t n = (size_t)first->length + second->length;
	struct sock_filter *code;

	if (n > BPF_MAXINSNS)
		return -E2BIG;
	code = arena_alloc(a, n * sizeof(*code));
	memcpy(code, first->code, first->length * sizeof(*code));
	memcpy(code + first->length, second->code, second->length * sizeof(*code));
	for (unsigned int i = 0; i < first->length; i++)
		if (code[i].code == (BPF_RET | BPF_K) && code[i].k == PASS_ON)
			code[i] = (struct sock_filter)BPF_STMT(BPF_JMP | BPF_JA,
							       first->length - i - 1);
	ret_image->code = code;
	ret_image->length = (unsigned short)n;
	return 0;
}

typedef int add_rules(scmp_filter_ctx ctx, const struct compiler *c);

static int compile_part(const struct compiler *c, uint32_t by_default, add_rules *add,
			struct filter_image *ret_image)
{
	scmp_filter_ctx ctx;
	int error = make_context(c->token, by_default, &ctx);

	if (error < 0)
		return error;
	error = add(ctx, c);
	if (error == 0)
		error = export_image(c->arena, ctx, c->scratch_fd, ret_image);
	seccomp_release(ctx);
	return error;
}

int filter_compile(struct arena *a, struct filter *f, uint32_t token, int scratch_fd)
{
	struct compiler c = {.arena = a, .filter = f, .scratch_fd = scratch_fd};
	struct filter_image arguments, numbers;
	int error;

	c.token = token == SCMP_ARCH_NATIVE ? seccomp_arch_native() : token;
	c.list = arena_alloc(a, syscall_n_rows * sizeof(*c.list));
	number_calls(&c);
	error = compile_part(&c, PASS_ON, add_arguments, &arguments);
	if (error == 0)
		error = compile_part(&c, SCMP_ACT_ERRNO(ENOSYS), add_numbers, &numbers);
	if (error == 0)
		error = link_images(a, &arguments, &numbers, &f->image);
	return error;
}
