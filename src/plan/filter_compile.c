/* filter_compile.c - from verdicts to BPF, through libseccomp.
 * May: write to the descriptor it is given and read it back.  Must not: open anything,
 * load anything into the kernel.
 */
#include "plan/filter.h"

#include <errno.h>
#include <unistd.h>

#include "plan/filter_condition.h"
#include "plan/filter_tree.h"
#include "plan/seccomp_api.h"
#include "plan/syscall_table.h"

/* libseccomp makes "allow these, answer X to all others". We need more: a call may be
 * allowed for some arguments and answer EPERM for the others, while unknown calls
 * answer ENOSYS; and ioctl is allowed but for three requests. libseccomp has no rule
 * without arguments beside rules with arguments of the same call, and before 2.6.1 it
 * can merge the rules of a call into a weaker filter.
 *
 * So we let it make several filters, the parts, and link them into one image. The first
 * looks at arguments and passes on whatever it has no opinion about, the others decide
 * by number alone:
 *
 *	arguments  clone without namespaces: allow;  ioctl TIOCSTI: EPERM;  else pass on
 *	numbers    read, ioctl: allow;  clone, mount: EPERM;  else ENOSYS
 *
 * PASS_ON is an action that we use for nothing else; linking turns each return of it
 * into a jump to the next part. One image costs the kernel one run instead of several,
 * and it still remembers which calls are allowed by number alone.
 */
#define PASS_ON SCMP_ACT_TRACE(0x5ba5)

/* libseccomp's work grows with the square of the number of calls: all of them in one
 * part take three times as long as in parts of this size.
 */
#define PART_CALLS 64

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
	const struct seccomp_api *api;
	uint32_t token;
	int scratch_fd;
	struct numbered *list;
	size_t n;
	VEC(struct filter_image) parts;
};

/* From here on all architectures count alike, except those that add an offset. */
#define UNIFIED_CALL   "pidfd_send_signal"
#define UNIFIED_NUMBER 424

/* A call that libseccomp does not know has the number of our table. */
static int find_own_number(const struct compiler *c, const struct syscall_row *row)
{
	int probe = c->api->seccomp_syscall_resolve_name_arch(c->token, UNIFIED_CALL);

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
	int is_native = c->token == c->api->seccomp_arch_native();

	ret->number = c->api->seccomp_syscall_resolve_name_arch(c->token, row->name);
	if (ret->number == __NR_SCMP_ERROR && is_native)
		ret->number = find_own_number(c, row);
	ret->told = is_native ? ret->number
			      : c->api->seccomp_syscall_resolve_name(row->name);
}

static int compare_descending(const void *a, const void *b)
{
	const struct numbered *left = a, *right = b;

	return right->number - left->number;
}

/* Highest number first: libseccomp keeps a list in ascending order and walks it from
 * its head for each rule, which makes any other order slow.
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

static int add_rule(scmp_filter_ctx ctx, const struct compiler *by, int told,
		    const struct condition_rule *r)
{
	const struct condition *c = &condition_table[r->id];
	struct scmp_arg_cmp cmp[CONDITION_TESTS];
	uint32_t action = SCMP_ACT_ALLOW;

	for (unsigned int i = 0; i < r->n_tests; i++)
		cmp[i] = SCMP_CMP64(r->test[i].argument, SCMP_CMP_MASKED_EQ,
				    r->test[i].mask, r->test[i].value);
	if (c->kind != CONDITION_PERMITS)
		action = SCMP_ACT_ERRNO((uint32_t)c->error);
	return by->api->seccomp_rule_add_array(ctx, action, told, r->n_tests, cmp);
}

static int add_arguments(scmp_filter_ctx ctx, const struct compiler *c, size_t from,
			 size_t to)
{
	for (size_t i = from; i < to; i++) {
		uint32_t conditions = c->filter->call[c->list[i].row].conditions;

		for (size_t j = 0; conditions != 0 && j < condition_n_rules; j++) {
			const struct condition_rule *r = &condition_rule_table[j];
			int error = 0;

			if (conditions & CONDITION_BIT(r->id))
				error = add_rule(ctx, c, c->list[i].told, r);
			if (error < 0)
				return error;
		}
	}
	return 0;
}

static int add_numbers(scmp_filter_ctx ctx, const struct compiler *c, size_t from,
		       size_t to)
{
	for (size_t i = from; i < to; i++) {
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
		error = c->api->seccomp_rule_add_array(ctx, action, c->list[i].told, 0,
						       NULL);
		if (error < 0)
			return error;
	}
	return 0;
}

/* The features of Linux 4.14, killing the whole process among them. libseccomp would
 * try the running kernel for each, but our baseline is newer, and compiling asks nothing.
 */
#define API_LEVEL 3

/* Foreign architectures and x32 are not filtered but killed: a program that changes the
 * calling convention under way is not one that has lost its way (CVE-2021-41133).
 * Nothing is loaded through libseccomp, so what else it could set stays off.
 */
static int make_context(const struct compiler *c, uint32_t by_default,
			scmp_filter_ctx *ret_ctx)
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
	scmp_filter_ctx ctx;
	int error = c->api->seccomp_api_set(API_LEVEL);

	if (error < 0)
		return error;
	ctx = c->api->seccomp_init(by_default);
	if (!ctx)
		return -ENOMEM;
	for (size_t i = 0; error == 0 && i < ARRAY_SIZE(want); i++)
		error = c->api->seccomp_attr_set(ctx, want[i].attr, want[i].value);
	if (error == 0 && c->token != c->api->seccomp_arch_native()) {
		error = c->api->seccomp_arch_remove(ctx, SCMP_ARCH_NATIVE);
		if (error == 0)
			error = c->api->seccomp_arch_add(ctx, c->token);
	}
	if (error < 0) {
		c->api->seccomp_release(ctx);
		return error;
	}
	*ret_ctx = ctx;
	return 0;
}

/* libseccomp before 2.6 can hand out its BPF through a descriptor only. */
static int export_image(const struct compiler *c, scmp_filter_ctx ctx,
			struct filter_image *ret_image)
{
	struct filter_image image;
	off_t size_bytes;
	int fd = c->scratch_fd;
	int error;

	if (ftruncate(fd, 0) < 0 || lseek(fd, 0, SEEK_SET) < 0)
		return -errno;
	error = c->api->seccomp_export_bpf(ctx, fd);
	if (error < 0)
		return error;
	size_bytes = lseek(fd, 0, SEEK_CUR);
	if (size_bytes < 0)
		return -errno;
	if (size_bytes == 0 || size_bytes % (off_t)sizeof(*image.code) != 0)
		return -EIO;
	if (size_bytes > BPF_MAXINSNS * (off_t)sizeof(*image.code))
		return -E2BIG;
	image.length = (unsigned short)(size_bytes / (off_t)sizeof(*image.code));
	image.code = arena_alloc(c->arena, (size_t)size_bytes);
	if (pread(fd, image.code, (size_t)size_bytes, 0) != size_bytes)
		return -EIO;
	if (ftruncate(fd, 0) < 0 || lseek(fd, 0, SEEK_SET) < 0)
		return -errno;
	*ret_image = image;
	return 0;
}

typedef int add_rules(scmp_filter_ctx ctx, const struct compiler *c, size_t from,
		      size_t to);

/* Appends one part: rules for the calls from list[from] to before list[to]. */
static int compile_part(struct compiler *c, uint32_t by_default, add_rules *add,
			size_t from, size_t to)
{
	scmp_filter_ctx ctx;
	int error = make_context(c, by_default, &ctx);

	if (error < 0)
		return error;
	error = add(ctx, c, from, to);
	if (error == 0)
		error = export_image(c, ctx, vec_push(c->arena, &c->parts));
	c->api->seccomp_release(ctx);
	return error;
}

/* One image out of all parts: where one passes on, it jumps to the next. */
static int link_parts(const struct compiler *c, struct filter_image *ret_image)
{
	struct sock_filter *code;
	size_t length = 0;

	for (size_t i = 0; i < c->parts.n; i++)
		length += c->parts.item[i].length;
	if (length > BPF_MAXINSNS)
		return -E2BIG;
	code = arena_alloc(c->arena, length * sizeof(*code));
	ret_image->code = code;
	ret_image->length = (unsigned short)length;
	for (size_t i = 0; i < c->parts.n; i++) {
		const struct filter_image *part = &c->parts.item[i];

		memcpy(code, part->code, part->length * sizeof(*code));
		for (unsigned int k = 0; k < part->length; k++)
			if (code[k].code == (BPF_RET | BPF_K) && code[k].k == PASS_ON)
				code[k] = (struct sock_filter)BPF_STMT(
					BPF_JMP | BPF_JA, part->length - k - 1);
		code += part->length;
	}
	return 0;
}

int filter_compile(struct arena *a, struct filter *f, const struct seccomp_api *api,
		   uint32_t token, int scratch_fd)
{
	struct compiler c = {
		.arena = a, .filter = f, .api = api, .scratch_fd = scratch_fd};
	size_t from = 0;
	int error;

	c.token = token == SCMP_ARCH_NATIVE ? api->seccomp_arch_native() : token;
	c.list = arena_alloc(a, syscall_n_rows * sizeof(*c.list));
	number_calls(&c);
	error = compile_part(&c, PASS_ON, add_arguments, 0, c.n);
	for (; error == 0 && c.n - from > PART_CALLS; from += PART_CALLS)
		error = compile_part(&c, PASS_ON, add_numbers, from, from + PART_CALLS);
	if (error == 0)
		error = compile_part(&c, SCMP_ACT_ERRNO(ENOSYS), add_numbers, from,
				     c.n);
	if (error == 0)
		error = link_parts(&c, &f->image);
	if (error == 0)
		filter_tree(a, &f->image);
	return error;
}
