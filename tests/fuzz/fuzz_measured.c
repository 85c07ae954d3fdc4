/* fuzz_measured.c - what a measuring program has said from inside a sandbox: the input is
 * that text, and behind "---" what the same program says outside. The plan that it is held
 * against is always the same, and makes every promise.
 */
#include <string.h>

#include "fuzz/fuzz.h"
#include "plan/filter.h"
#include "plan/promise.h"

static const char host[] = "privileged\n"
			   "apparmor on\n"
			   "selinux on\n"
			   "label sandbox-program\n"
			   "label sandbox_program_t\n"
			   "groups 2\n"
			   "tty 0\n"
			   "machine-id 0123456789abcdef0123456789abcdef\n"
			   "boot-id 01234567-89ab-cdef-0123-456789abcdef\n"
			   "dir /data\n"
			   "dir \"/with blank\"\n"
			   "socket /run/service\n";

static const char profile[] = "read /usr\n"
			      "read /bin\n"
			      "read \"/with blank\"\n"
			      "exec /opt\n"
			      "write /home/user/project\n"
			      "socket /run/service\n"
			      "hide /usr/share\n"
			      "tmpfs /tmp 4M\n"
			      "bind /data /mnt/data write\n"
			      "device /dev/null\n"
			      "symlink usr/lib /lib\n"
			      "file /etc/made text\n"
			      "home private\n"
			      "network none\n"
			      "env A=1\n"
			      "hostname box\n"
			      "user 1000:100\n"
			      "workdir /tmp\n"
			      "syscalls allow bpf\n"
			      "capabilities net_raw\n"
			      "write-execute deny\n"
			      "limit nofile 100\n"
			      "optional limit stack 8M\n"
			      "keep-fd 5\n";

static struct fake *make_plan(void)
{
	static struct filter filter;
	void *state;
	struct fake *f;

	MUST(fake_setup(&state) == 0);
	f = state;
	fake_add(f, host);
	if (fake_plan(f, profile) < 0)
		fputs(fake_said(f), stderr);
	MUST(f->diag.n_errors == 0);
	/* The launcher sets it before the plan is built. */
	MUST(filter_decide(&f->arena, &f->diag, &f->policy, &filter) == 0);
	for (size_t i = 0; i < f->plan.steps.n; i++)
		if (f->plan.steps.item[i].op == STEP_SEAL_SECCOMP)
			f->plan.steps.item[i].data = &filter;
	for (int i = 0; i < N_PROMISES; i++)
		MUST(!promise_missing(&f->plan, (enum promise_id)i));
	return f;
}

/* A last line that was cut off says nothing. */
static char *without_rest(struct arena *a, const char *text)
{
	const char *end = strrchr(text, '\n');

	return arena_copy(a, text, end ? (size_t)(end + 1 - text) : 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct fake *f;
	struct arena a = {0};
	const uint8_t *rest;
	size_t rest_size, n = fuzz_split(data, size, &rest, &rest_size);
	char *inside = arena_copy(&a, (const char *)data, n);
	char *outside = arena_copy(&a, (const char *)rest, rest_size);
	char *whole = without_rest(&a, inside);
	size_t n_kept;

	if (!f)
		f = make_plan();
	n_kept = fuzz_judge_promises(&a, &f->plan, inside, outside);
	if (!str_equal(inside, whole))
		MUST(fuzz_judge_promises(&a, &f->plan, whole, outside) == n_kept);
	if (!inside[strspn(inside, "\n")])
		MUST(n_kept == 0); /* whatever was said outside */
	arena_free(&a);
	return 0;
}
