/* filtered.h - a policy's filter, asked about single calls: for tests of the filter. */
#ifndef SANDBOX_UNIT_FILTERED_H
#define SANDBOX_UNIT_FILTERED_H

#include <errno.h>
#include <seccomp.h>

#include "plan/filter.h"
#include "plan/seccomp_api.h"
#include "unit/bpf.h"

#define ALLOW	      SECCOMP_RET_ALLOW
#define KILL	      SECCOMP_RET_KILL_PROCESS
#define REFUSE(error) (SECCOMP_RET_ERRNO | (error))

/* Put into the upper halves of arguments, where the kernel does not look. */
#define JUNK (UINT64_C(0xdeadbeef) << 32)

/* The library that the test is linked with. */
extern const struct seccomp_api filtered_api;

struct filtered {
	struct arena arena;
	struct diag diag;
	struct policy policy;
	struct filter filter;
	int scratch_fd;
	uint32_t token; /* architecture that filter.image was compiled for */
};

/* cmocka's setup and teardown: *state is a struct filtered with an empty policy. */
int filtered_setup(void **state);
int filtered_teardown(void **state);

/* Adds `syscalls allow NAME` or `deny NAME` as line `line` of a profile. */
struct policy_syscall *filtered_add(struct filtered *t, int allow, const char *name,
				    unsigned int line);

/* Decides and compiles; the test fails when that fails. */
void filtered_build(struct filtered *t, uint32_t token);

/* What becomes of a call by number, or by name with these arguments. */
struct bpf_answer filtered_run(struct filtered *t, uint32_t arch, uint32_t number,
			       const uint64_t args[6]);
uint32_t filtered_answer(struct filtered *t, const char *name, uint64_t a, uint64_t b,
			 uint64_t c);

/* A call with three arguments, once plain and then with junk in each upper half; all of
 * it has to answer `wanted`, or the test fails.
 */
void filtered_expect(struct filtered *t, uint32_t wanted, const char *name, uint32_t a,
		     uint32_t b, uint32_t c);

/* ALLOW, or REFUSE(error) when the condition does not hold. */
uint32_t filtered_allow_if(int condition, int error);

/* The decision about a call. */
const struct filter_call *filtered_find(struct filtered *t, const char *name);

#endif
