/* filtered.c - a policy's filter, asked about single calls: for tests of the filter. */
#include "unit/filtered.h"

#include <sys/mman.h>

#include "plan/syscall_table.h"
#include "unit/unit.h"

const struct seccomp_api filtered_api = SECCOMP_API_LINKED;

int filtered_setup(void **state)
{
	struct filtered *t = calloc(1, sizeof(*t));

	assert_non_null(t);
	t->diag.arena = &t->arena;
	t->scratch_fd = memfd_create("filter", MFD_CLOEXEC);
	assert_true(t->scratch_fd >= 0);
	*state = t;
	return 0;
}

int filtered_teardown(void **state)
{
	struct filtered *t = *state;

	close_owned(&t->scratch_fd);
	arena_free(&t->arena);
	free(t);
	return 0;
}

struct policy_syscall *filtered_add(struct filtered *t, int allow, const char *name,
				    unsigned int line)
{
	struct policy_syscall *s = vec_push(&t->arena, &t->policy.syscalls);

	s->name = name;
	s->allow = allow;
	s->from = (struct origin){.file = "test.profile", .line = line, .column = 1};
	return s;
}

void filtered_build(struct filtered *t, uint32_t token)
{
	struct filter *f = &t->filter;

	assert_int_equal(filter_decide(&t->arena, &t->diag, &t->policy, f), 0);
	assert_int_equal(
		filter_compile(&t->arena, f, &filtered_api, token, t->scratch_fd), 0);
	assert_true(bpf_is_valid(f->image.code, f->image.length));
	t->token = token ? token : seccomp_arch_native();
}

struct bpf_answer filtered_run(struct filtered *t, uint32_t arch, uint32_t number,
			       const uint64_t args[6])
{
	struct seccomp_data data = {.nr = (int)number, .arch = arch};

	if (args)
		memcpy(data.args, args, sizeof(data.args));
	return bpf_run(t->filter.image.code, &data);
}

uint32_t filtered_answer(struct filtered *t, const char *name, uint64_t a, uint64_t b,
			 uint64_t c)
{
	int number = seccomp_syscall_resolve_name_arch(t->token, name);
	const uint64_t args[6] = {a, b, c};

	assert_true(number >= 0);
	return filtered_run(t, t->token, (uint32_t)number, args).action;
}

void filtered_expect(struct filtered *t, uint32_t wanted, const char *name, uint32_t a,
		     uint32_t b, uint32_t c)
{
	static const uint64_t junk[][3] = {{0, 0, 0},
					   {JUNK, 0, 0},
					   {0, JUNK, 0},
					   {0, 0, JUNK},
					   {JUNK, JUNK, JUNK}};

	for (size_t i = 0; i < ARRAY_SIZE(junk); i++) {
		uint32_t answer = filtered_answer(t, name, junk[i][0] | a,
						  junk[i][1] | b, junk[i][2] | c);

		if (answer != wanted)
			fail_msg("%s(%#x, %#x, %#x), junk %zu: %x instead of %x", name,
				 a, b, c, i, answer, wanted);
	}
}

uint32_t filtered_allow_if(int condition, int error)
{
	return condition ? ALLOW : REFUSE(error);
}

const struct filter_call *filtered_find(struct filtered *t, const char *name)
{
	for (size_t i = 0; i < t->filter.n_calls; i++)
		if (str_equal(t->filter.call[i].name, name))
			return &t->filter.call[i];
	fail_msg("no call %s", name);
	return NULL;
}
