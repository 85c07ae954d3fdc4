/* fuzz_record.c - the record of a running sandbox, as somebody may have forged it: the input
 * is what stands behind its head. What is read can be shown and joined, or is refused.
 */
#include <string.h>

#include "fuzz/fuzz.h"
#include "plan/build_join.h"
#include "plan/print.h"
#include "plan/record.h"

/* The head of a real record, with the size of this one. */
static char *with_head(struct arena *a, const uint8_t *data, size_t size)
{
	struct record r = {.name = "n",
			   .profile = "p",
			   .network = "none",
			   .command = "c",
			   .init_pid = 2,
			   .status = RECORD_RUNNING};
	size_t whole;
	char *head = record_encode(a, &r, &whole);
	char *bytes = arena_alloc(a, RECORD_HEAD_BYTES + size);
	uint32_t n = (uint32_t)(RECORD_HEAD_BYTES + size);

	memcpy(bytes, head, RECORD_HEAD_BYTES);
	memcpy(bytes + RECORD_SIZE_OFFSET, &n, sizeof(n));
	if (size)
		memcpy(bytes + RECORD_HEAD_BYTES, data, size);
	return bytes;
}

static void try_join(struct arena *a, const struct record *r, uint64_t only)
{
	static const char *const words[] = {"true", NULL};
	static const char *const variables[] = {"TERM=dumb", NULL};
	struct diag d = {.arena = a};
	struct join j = {
		.of = &r->plan, .command = words, .environ = variables, .only = only};
	struct plan p;

	if (build_join(a, &d, &j, &p) < 0)
		MUST(d.n_errors > 0);
	else
		MUST(p.steps.n > 0 && p.steps.item[p.steps.n - 1].op == STEP_EXEC);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena a = {0};
	char *bytes = with_head(&a, data, size), *text = NULL;
	size_t n_text = 0;
	struct record r;
	FILE *out;

	if (record_decode(&a, bytes, RECORD_HEAD_BYTES + size, &r) == 0) {
		out = open_memstream(&text, &n_text);
		MUST(out);
		plan_print(&a, &r.plan, out);
		MUST(fclose(out) == 0);
		fuzz_check_text(text);
		free(text);
		try_join(&a, &r, 0);
		try_join(&a, &r, 1);
	}
	arena_free(&a);
	return 0;
}
