/* test_record.c - a running sandbox as bytes, and back. */
#include "plan/record.h"

#include <errno.h>

#include "plan/landlock.h"
#include "plan/print.h"
#include "unit/fake.h"
#include "unit/unit.h"

static const char profile[] = "read /usr\n"
			      "write /home/user/project\n"
			      "hide /usr/share\n"
			      "file /etc/made text\n"
			      "capabilities net_raw\n"
			      "limit nofile 100\n"
			      "limit time 5\n"
			      "keep-fd 5\n"
			      "env A=1\n";

static struct sock_filter code[] = {BPF_STMT(BPF_RET | BPF_K, 0x7fff0000U)};
static struct filter filter = {.n_calls = 3, .n_allowed = 2, .image = {code, 1}};

/* The record of a made-up sandbox with all kinds of steps. */
static struct record make(struct fake *f)
{
	fake_add(f, "landlock 6\ndir /home/user/project\ndir /usr/share\ntty 1\n");
	assert_int_equal(fake_plan(f, profile), 0);
	for (size_t i = 0; i < f->plan.steps.n; i++)
		if (f->plan.steps.item[i].op == STEP_SEAL_SECCOMP)
			f->plan.steps.item[i].data = &filter;
	return (struct record){.name = "make-3f2a",
			       .profile = "build",
			       .network = "none",
			       .command = "make -j8",
			       .init_pid = 4711,
			       .user_ns = 4026532177,
			       .pid_ns = 4026532181,
			       .started_ns = 123456789012,
			       .status = RECORD_RUNNING,
			       .plan = f->plan};
}

static void case_what_was_written_is_read(void **state)
{
	struct fake *f = *state;
	struct record r = make(f), back;
	size_t size;
	char *bytes = record_encode(&f->arena, &r, &size);

	assert_int_equal(record_decode(&f->arena, bytes, size, &back), 0);
	assert_string_equal(back.name, r.name);
	assert_string_equal(back.profile, r.profile);
	assert_string_equal(back.network, r.network);
	assert_string_equal(back.command, r.command);
	assert_null(back.cgroup);
	assert_int_equal(back.init_pid, r.init_pid);
	assert_int_equal(back.user_ns, r.user_ns);
	assert_int_equal(back.pid_ns, r.pid_ns);
	assert_int_equal(back.started_ns, r.started_ns);
	assert_int_equal(back.status, RECORD_RUNNING);
	assert_int_equal(back.plan.steps.n, r.plan.steps.n);
	for (size_t i = 0; i < r.plan.steps.n; i++) {
		const struct step *a = &r.plan.steps.item[i];
		const struct step *b = &back.plan.steps.item[i];

		assert_int_equal(a->op, b->op);
		assert_string_equal(plan_describe(&f->arena, &r.plan, a),
				    plan_describe(&f->arena, &back.plan, b));
		assert_string_equal(origin_text(&f->arena, a->from),
				    origin_text(&f->arena, b->from));
	}
}

static void case_the_seal_comes_back_whole(void **state)
{
	struct fake *f = *state;
	struct record r = make(f), back;
	size_t size;
	char *bytes = record_encode(&f->arena, &r, &size);
	const struct landlock *l, *m;
	const struct exec_data *e;
	const struct filter *g;

	assert_int_equal(record_decode(&f->arena, bytes, size, &back), 0);
	l = fake_step(f, STEP_SEAL_LANDLOCK, NULL)->data;
	f->plan = back.plan;
	m = fake_step(f, STEP_SEAL_LANDLOCK, NULL)->data;
	assert_int_equal(m->handled, l->handled);
	assert_int_equal(m->rules.n, l->rules.n);
	assert_string_equal(m->rules.item[0].path, l->rules.item[0].path);
	assert_int_equal(m->keep->fd[0], 5);
	g = fake_step(f, STEP_SEAL_SECCOMP, NULL)->data;
	assert_int_equal(g->image.length, 1);
	assert_memory_equal(g->image.code, code, sizeof(code));
	e = fake_step(f, STEP_EXEC, NULL)->data;
	assert_non_null(e->envp[0]);
	assert_int_equal(*(const uint64_t *)fake_step(f, STEP_SEAL_CAPS, NULL)->data,
			 1U << 13);
}

static void case_the_head_alone_can_be_read(void **state)
{
	struct fake *f = *state;
	struct record r = make(f), back;
	size_t size;
	char *bytes = record_encode(&f->arena, &r, &size);

	assert_int_equal(record_decode_head(&f->arena, bytes, 2048, size, &back), 0);
	assert_string_equal(back.name, "make-3f2a");
	assert_int_equal(back.plan.steps.n, 0);
	assert_int_equal(record_decode_head(&f->arena, bytes, 40, size, &back),
			 -EBADMSG);
	assert_int_equal(record_decode_head(&f->arena, bytes, 2048, size + 1, &back),
			 -EBADMSG);
	assert_int_equal(record_decode_head(&f->arena, bytes, 10, 10, &back), -ENODATA);
}

static void case_the_status_is_where_it_is_said_to_be(void **state)
{
	struct fake *f = *state;
	struct record r = make(f), back;
	size_t size;
	char *bytes = record_encode(&f->arena, &r, &size);
	uint32_t word = record_status_word(7);

	memcpy(bytes + RECORD_STATUS_OFFSET, &word, sizeof(word));
	assert_int_equal(record_decode(&f->arena, bytes, size, &back), 0);
	assert_int_equal(back.status, 7);
}

static void case_a_record_that_is_being_written_is_not_complete(void **state)
{
	struct fake *f = *state;
	struct record r = make(f), back;
	size_t size;
	char *bytes = record_encode(&f->arena, &r, &size);

	for (size_t n = 0; n < size; n += 97)
		assert_int_equal(record_decode(&f->arena, bytes, n, &back), -ENODATA);
	assert_int_equal(record_decode(&f->arena, bytes, size + 1, &back), -EBADMSG);
}

static void case_another_version_is_told_from_nonsense(void **state)
{
	struct fake *f = *state;
	struct record r = make(f), back;
	size_t size;
	char *bytes = record_encode(&f->arena, &r, &size);

	bytes[12] ^= 1;
	assert_int_equal(record_decode(&f->arena, bytes, size, &back), -EPROTO);
	bytes[0] ^= 1;
	assert_int_equal(record_decode(&f->arena, bytes, size, &back), -EBADMSG);
}

/* Whatever byte is another: it is refused, or read and shown, and never beyond its end,
 * which ASan sees.
 */
static void case_no_byte_leads_astray(void **state)
{
	struct fake *f = *state;
	struct record r = make(f), back;
	FILE *nowhere = fopen("/dev/null", "w");
	size_t size, n_refused = 0;
	char *bytes = record_encode(&f->arena, &r, &size);

	for (size_t i = 24; i < size; i++) {
		struct arena a = {0};

		bytes[i] = (char)~bytes[i];
		if (record_decode(&a, bytes, size, &back) < 0)
			n_refused++;
		else
			plan_print(&a, &back.plan, nowhere);
		bytes[i] = (char)~bytes[i];
		arena_free(&a);
	}
	(void)fclose(nowhere);
	assert_true(n_refused > 100);
}

#define CASE(f) cmocka_unit_test_setup_teardown(f, fake_setup, fake_teardown)

int main(void)
{
	static const struct CMUnitTest tests[] = {
		CASE(case_what_was_written_is_read),
		CASE(case_the_seal_comes_back_whole),
		CASE(case_the_head_alone_can_be_read),
		CASE(case_the_status_is_where_it_is_said_to_be),
		CASE(case_a_record_that_is_being_written_is_not_complete),
		CASE(case_another_version_is_told_from_nonsense),
		CASE(case_no_byte_leads_astray),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
