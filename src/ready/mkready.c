/* mkready.c - compiles the common filters while the project is built.
 * May: use libseccomp; make a memfd; print C, or one raw image for benchmarks.
 *
 *   mkready >filter_ready.c      every filter below, as a table
 *   mkready --raw >FILE          the filter of the default profile alone
 */
#include <stdio.h>
#include <sys/mman.h>

#include "plan/filter.h"
#include "plan/seccomp_api.h"

static const struct seccomp_api linked = SECCOMP_API_LINKED;

/* The policies whose filters are worth having ready: those of the shipped profiles. */
static const struct {
	const char *what;
	enum policy_network network;
	int nested_userns;
} variants[] = {
	{"network none", NETWORK_NONE, 0},
	{"network loopback", NETWORK_LOOPBACK, 0},
	{"network host", NETWORK_HOST, 0},
	{"network host, nested userns", NETWORK_HOST, 1},
	{"network none, nested userns", NETWORK_NONE, 1},
};

static int make(struct arena *a, size_t variant, struct filter *ret_filter)
{
	autoclose int scratch = memfd_create("filter", MFD_CLOEXEC);
	struct diag diag = {.arena = a};
	struct policy policy = {0};

	policy.network.value = variants[variant].network;
	policy.nested_userns.value = variants[variant].nested_userns;
	if (scratch < 0 || filter_decide(a, &diag, &policy, ret_filter) < 0)
		return -1;
	return filter_compile(a, ret_filter, &linked, 0, scratch);
}

static void print_decisions(const struct filter *f, size_t variant)
{
	printf("static const struct filter_decision decision_%zu[] = {\n", variant);
	for (size_t i = 0; i < f->n_calls; i++)
		printf("\t{0x%xu, %d}, /* %s */\n", f->call[i].conditions,
		       f->call[i].verdict, f->call[i].name);
	printf("};\n\n");
}

static void print_code(const struct filter *f, size_t variant)
{
	printf("static const struct sock_filter code_%zu[] = {\n", variant);
	for (size_t i = 0; i < f->image.length; i++) {
		const struct sock_filter *s = &f->image.code[i];

		printf("\t{0x%x, %u, %u, 0x%xu},\n", s->code, s->jt, s->jf, s->k);
	}
	printf("};\n\n");
}

static void print_rows(void)
{
	printf("const struct filter_ready filter_ready_table[] = {\n");
	for (size_t i = 0; i < ARRAY_SIZE(variants); i++)
		printf("\t{\"%s\", decision_%zu, sizeof(decision_%zu) / "
		       "sizeof(decision_%zu[0]),\n\t code_%zu, sizeof(code_%zu) / "
		       "sizeof(code_%zu[0])},\n",
		       variants[i].what, i, i, i, i, i, i);
	printf("};\nconst size_t filter_n_ready = %zu;\n", ARRAY_SIZE(variants));
}

static int print_raw(struct arena *a)
{
	struct filter f;

	if (make(a, 0, &f) < 0)
		return -1;
	return fwrite(f.image.code, sizeof(*f.image.code), f.image.length, stdout) ==
			       f.image.length
		       ? 0
		       : -1;
}

static int print_table(struct arena *a)
{
	printf("/* Made by mkready while building; not to be edited. */\n"
	       "#include \"plan/filter_ready.h\"\n\n");
	for (size_t i = 0; i < ARRAY_SIZE(variants); i++) {
		struct filter f;

		if (make(a, i, &f) < 0)
			return -1;
		print_decisions(&f, i);
		print_code(&f, i);
	}
	print_rows();
	return 0;
}

int main(int argc, char **argv)
{
	struct arena arena = {0};
	int is_raw = argc > 1 && str_equal(argv[1], "--raw");
	int r = is_raw ? print_raw(&arena) : print_table(&arena);

	arena_free(&arena);
	if (r < 0 || fflush(stdout) != 0) {
		fprintf(stderr, "mkready: a filter could not be compiled\n");
		return 1;
	}
	return 0;
}
