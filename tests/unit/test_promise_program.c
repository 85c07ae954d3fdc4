/* test_promise_program.c - what was measured of the program's filter, limits, descriptors and
 * variables, and of PID 1, against the plan.
 */
#include "unit/unit.h"

#include <inttypes.h>
#include <sys/resource.h>

#include "unit/faithful.h"

#define HOST(text) fake_add(*state, text)

/* --- System calls ------------------------------------------------------------------------ */

static void case_a_filter_is_on_and_answers_as_decided(void **state)
{
	CHECK("",
	      {"status\tSeccomp\t", "status\tSeccomp\t0",
	       "system-calls: Seccomp: 2, but 0\n"},
	      {"status\tSeccomp\t", "status\tSeccomp_filters\t2",
	       "system-calls: Seccomp: 2, but nothing\n"},
	      {"call\tbpf\t", "call\tbpf\tEINVAL",
	       "system-calls: call bpf: EPERM, but EINVAL\n"},
	      {"call\tbpf\t", "call\tbpf\tENOSYS",
	       "system-calls: call bpf: EPERM, but ENOSYS\n"},
	      {"call\tcall-1020\t", "call\tcall-1020\tEPERM",
	       "system-calls: call call-1020: ENOSYS, but EPERM\n"},
	      {"call\tx32-getpid\t", "call\tx32-getpid\t0",
	       "system-calls: call x32-getpid: SIGSYS|ENOSYS, but 0\n"},
	      {"call\tx32-getpid\t", "call\tx32-getpid\tSIGSEGV",
	       "system-calls: call x32-getpid: SIGSYS|ENOSYS, but SIGSEGV\n"},
	      {"call\tx32-getpid\t", "call\tx32-getpid\tENOSYS", ""});
}

static void case_a_call_that_was_not_tried_is_not_refused(void **state)
{
	CHECK("",
	      {"call\tbpf\t", NULL,
	       "system-calls: calls that were not tried: none, but bpf\n"},
	      {"call\tbpf\t", "call\tbpf\tnot tried",
	       "system-calls: call bpf: EPERM, but not tried\n"},
	      {"call\tmount\t", "call\tmount2\tENOSYS",
	       "system-calls: calls that were not tried: none, but mount\n"});
}

static void case_every_answer_about_a_call_counts(void **state)
{
	CHECK("", {"call\tbpf\t", "call\tbpf\tEPERM\ncall\tbpf\t0",
		   "system-calls: call bpf: EPERM, but 0\n"});
}

static void case_a_call_that_no_table_knows_answers_enosys(void **state)
{
	CHECK("", {"call\tbpf\t", "call\tbpf\tEPERM\ncall\tnewest\tEPERM",
		   "system-calls: call newest: ENOSYS, but EPERM\n"});
}

static void case_a_call_that_is_allowed_may_answer_anything(void **state)
{
	CHECK("syscalls allow bpf\n", {"call\tbpf\t", "call\tbpf\t0", ""},
	      {"call\tbpf\t", "call\tbpf\tEPERM", ""});
	CHECK("syscalls deny getpid\n",
	      {"call\tbpf\t", "call\tbpf\tEPERM\ncall\tgetpid\t0",
	       "system-calls: call getpid: EPERM, but 0\n"});
}

static void case_sockets_are_refused_by_family(void **state)
{
	CHECK("", {"call\tsocket-inet\t", "call\tsocket-inet\t0",
		   "system-calls: call socket-inet: EAFNOSUPPORT, but 0\n"});
	CHECK("network host\n", {"call\tsocket-inet\t", "call\tsocket-inet\t0", ""},
	      {"call\tsocket-vsock\t", "call\tsocket-vsock\tEPERM",
	       "system-calls: call socket-vsock: EAFNOSUPPORT, but EPERM\n"});
}

static void case_netlink_is_refused_where_interfaces_can_be_made(void **state)
{
	CHECK("", {"call\tsocket-netlink\t", "call\tsocket-netlink\t0",
		   "system-calls: call socket-netlink: EAFNOSUPPORT, but 0\n"});
	CHECK("network host\n",
	      {"call\tsocket-netlink\t", "call\tsocket-netlink\t0", ""});
	CHECK("network host\nnested userns\n",
	      {"call\tsocket-netlink\t", "call\tsocket-netlink\t0",
	       "system-calls: call socket-netlink: EAFNOSUPPORT, but 0\n"},
	      {"call\tioctl-SIOCSIFFLAGS\t", "call\tioctl-SIOCSIFFLAGS\tEBADF",
	       "system-calls: call ioctl-SIOCSIFFLAGS: EPERM, but EBADF\n"});
}

static void case_arguments_are_refused_where_the_filter_says_so(void **state)
{
	CHECK("",
	      {"call\tioctl-GETFSUUID\t", "call\tioctl-GETFSUUID\tEBADF",
	       "system-calls: call ioctl-GETFSUUID: ENOTTY, but EBADF\n"},
	      {"call\tfcntl-SETLEASE\t", NULL,
	       "system-calls: call fcntl-SETLEASE: EPERM, but nothing\n"},
	      {"call\tfcntl-SETLEASE\t",
	       "call\tfcntl-SETLEASE\tEPERM\ncall\tkill-group\t0", ""});
	CHECK("terminal inherit\n",
	      {"call\tkill-group\t", "call\tkill-group\t0",
	       "system-calls: call kill-group: EPERM, but 0\n"},
	      {"call\tsetpriority-group\t", "call\tsetpriority-group\tESRCH",
	       "system-calls: call setpriority-group: EPERM, but ESRCH\n"});
	CHECK("terminal inherit\nsyscalls allow kill\n",
	      {"call\tkill-group\t", "call\tkill-group\t0", ""});
}

static void case_the_terminal_s_requests_are_refused_by_the_filter(void **state)
{
	CHECK("terminal inherit\n",
	      {"call\tioctl-TIOCSTI\t", "call\tioctl-TIOCSTI\tEBADF",
	       "terminal: call ioctl-TIOCSTI: EPERM, but EBADF\n"},
	      {"call\tioctl-TIOCSTI-high\t", "call\tioctl-TIOCSTI-high\tENOTTY",
	       "terminal: call ioctl-TIOCSTI-high: EPERM, but ENOTTY\n"},
	      {"call\tioctl-TIOCLINUX\t", NULL,
	       "terminal: call ioctl-TIOCLINUX: EPERM, but nothing\n"},
	      {"call\tioctl-TIOCSETD\t", "call\tioctl-TIOCSETD\t0",
	       "terminal: call ioctl-TIOCSETD: EPERM, but 0\n"});
}

static void case_memory_is_not_written_and_executed(void **state)
{
	CHECK("write-execute deny\n",
	      {"call\tmmap-write-execute\t", "call\tmmap-write-execute\tEPERM", ""},
	      {"call\tmmap-write-execute\t", "call\tmmap-write-execute\t0",
	       "write-execute: call mmap-write-execute: EACCES|EPERM, but 0\n"},
	      {"call\tmprotect-execute\t", "call\tmprotect-execute\t0",
	       "write-execute: call mprotect-execute: EACCES|EPERM, but 0\n"},
	      {"call\tmemfd-execute\t", "call\tmemfd-execute\t0",
	       "write-execute: call memfd-execute: ENOSYS|EPERM, but 0\n"},
	      {"call\tshm-execute\t", NULL,
	       "write-execute: call shm-execute: EACCES|EPERM|ENOSYS, but nothing\n"});
}

static void case_what_is_allowed_by_name_is_no_promise(void **state)
{
	CHECK("write-execute deny\nsyscalls allow memfd_create\nsyscalls allow shmat\n",
	      {"call\tmemfd-execute\t", "call\tmemfd-execute\t0", ""},
	      {"call\tshm-execute\t", "call\tshm-execute\t0", ""},
	      {"call\tmprotect-execute\t", "call\tmprotect-execute\t0",
	       "write-execute: call mprotect-execute: EACCES|EPERM, but 0\n"});
	CHECK("write-execute deny\nsyscalls allow @memory\n",
	      {"call\tmemfd-execute\t", "call\tmemfd-execute\t0",
	       "write-execute: call memfd-execute: ENOSYS|EPERM, but 0\n"});
}

/* --- Landlock ---------------------------------------------------------------------------- */

/* What is broken with so many layers outside and inside. */
static const char *layers(struct fake *f, const char *outside, const char *inside)
{
	return faithful_broken(
		f,
		faithful_but(f, faithful_inside(f), "landlock\t",
			     arena_printf(&f->arena, "landlock\tlayers\t%s", inside)),
		faithful_but(f, faithful_outside(f), "landlock\t",
			     arena_printf(&f->arena, "landlock\tlayers\t%s", outside)));
}

static void case_there_is_one_layer_more_than_outside(void **state)
{
	static const struct {
		const char *outside, *inside;
		int is_kept;
	} table[] = {
		{"0", "1", 1},
		{"3", "4", 1},
		{"15", "16", 1},
		{"none", "1", 1},
		{"0", "0", 0},
		{"1", "1", 0},
		{"1", "3", 0},
		{"2", "1", 0},
		{"0", "", 0},
		{"0", "none", 0},
		{"none", "none", 0},
		{"0", "1x", 0},
		{"ENOSYS", "1", 0},
		{"", "1", 0},
		{"18446744073709551615", "0", 0},
	};
	struct fake *f = *state;

	faithful_plan(f, "landlock auto\n");
	for (size_t i = 0; i < ARRAY_SIZE(table); i++) {
		const char *broken = layers(f, table[i].outside, table[i].inside);

		if ((*broken == '\0') != table[i].is_kept)
			fail_msg("%s, %s: '%s'", table[i].outside, table[i].inside,
				 broken);
	}
	assert_string_equal(layers(f, "1", "1"),
			    "landlock: layers: one more than 1, but 1\n");
}

static void case_init_may_be_out_of_sight(void **state)
{
	const char *const lines[] = {"line\t/proc/1/cmdline\t", "init\tSeccomp\t",
				     "init\tCapEff\t"};
	const char *inside;

	faithful_plan(*state, "");
	inside = faithful_inside(*state);
	for (size_t i = 0; i < ARRAY_SIZE(lines); i++)
		inside = faithful_but(*state, inside, lines[i],
				      i ? NULL : "line\t/proc/1/cmdline\tEACCES");
	assert_true(*faithful_broken(*state, inside, faithful_outside(*state)));
	inside = faithful_but(*state, inside, "line\t/proc/1/cmdline\t",
			      "line\t/proc/1/cmdline\tEACCES\ninit\tstatus\tEACCES");
	assert_string_equal(faithful_broken(*state, inside, faithful_outside(*state)),
			    "");
}

static void case_the_scope_is_what_keeps_signals_from_init(void **state)
{
	CHECK("landlock auto\n",
	      {"call\tkill-init\t", "call\tkill-init\t0",
	       "landlock-scope: call kill-init: EPERM|EACCES, but 0\n"});
}

static void case_memory_is_not_written_through_proc(void **state)
{
	CHECK("", {"call\tproc-mem-write\t", "call\tproc-mem-write\t0",
		   "landlock: call proc-mem-write: EACCES|ENOENT, but 0\n"});
	CHECK("write-execute deny\n",
	      {"call\tproc-mem-write\t", "call\tproc-mem-write\t0",
	       "landlock: call proc-mem-write: EACCES|ENOENT, but 0\n"
	       "write-execute: call proc-mem-write: EACCES|ENOENT, but 0\n"});
	CHECK("nested userns\n",
	      {"call\tproc-mem-write\t", "call\tproc-mem-write\t0", ""});
	HOST("landlock 0\n");
	CHECK("write-execute deny\n",
	      {"call\tproc-mem-write\t", "call\tproc-mem-write\t0", ""});
}

static void case_in_proc_of_root_nothing_is_written(void **state)
{
	HOST("uid 0\n");
	CHECK("", {"call\tproc-mem-write\t", "call\tproc-mem-write\tEROFS", ""});
	CHECK("", {"call\tproc-mem-write\t", "call\tproc-mem-write\tEACCES",
		   "landlock: call proc-mem-write: EROFS, but EACCES\n"});
}

/* --- Limits ------------------------------------------------------------------------------ */

static const char *limit_line(struct fake *f, const char *value)
{
	return arena_printf(&f->arena, "limit\t%d\t%s", RLIMIT_NOFILE, value);
}

static const char *limited(struct fake *f, const char *value)
{
	return faithful_broken(f,
			       faithful_but(f, faithful_inside(f), limit_line(f, ""),
					    limit_line(f, value)),
			       faithful_outside(f));
}

#define LIMITED(value, wanted) assert_string_equal(limited(*state, value), wanted)

static void case_a_limit_is_kept_up_to_its_value(void **state)
{
	faithful_plan(*state, "limit nofile 100\n");
	LIMITED("100", "");
	LIMITED("99", "");
	LIMITED("0", "");
	LIMITED("101", "limits: nofile: 100 at most, but 101\n");
	LIMITED("18446744073709551615",
		"limits: nofile: 100 at most, but 18446744073709551615\n");
}

static void case_what_is_no_number_is_no_limit(void **state)
{
	faithful_plan(*state, "limit nofile 100\n");
	LIMITED("", "limits: nofile: 100 at most, but \n");
	LIMITED("-1", "limits: nofile: 100 at most, but -1\n");
	LIMITED("EPERM", "limits: nofile: 100 at most, but EPERM\n");
	LIMITED("5 ", "limits: nofile: 100 at most, but 5 \n");
	LIMITED("0x5", "limits: nofile: 100 at most, but 0x5\n");
	LIMITED("18446744073709551616",
		"limits: nofile: 100 at most, but 18446744073709551616\n");
}

static void case_a_lower_limit_of_the_host_stays(void **state)
{
	faithful_plan(*state, "");
	LIMITED("1024", "");
	LIMITED("65536", "");
	LIMITED("65537", "limits: nofile: 65536 at most, but 65537\n");
}

static void case_unlimited_is_kept_by_anything(void **state)
{
	faithful_plan(*state, "limit nofile unlimited\n");
	LIMITED("18446744073709551615", "");
	LIMITED("7", "");
}

static void case_an_optional_limit_is_no_promise(void **state)
{
	faithful_plan(*state, "optional limit nofile 100\n");
	LIMITED("101", "");
}

static void case_a_limit_of_another_resource_does_not_count(void **state)
{
	struct fake *f = *state;
	char *inside;

	faithful_plan(f, "limit nofile 100\n");
	inside =
		faithful_but(f, faithful_inside(f), limit_line(f, ""),
			     arena_printf(&f->arena, "limit\t%d0\t100", RLIMIT_NOFILE));
	assert_string_equal(faithful_broken(f, inside, faithful_outside(f)),
			    "limits: nofile: 100 at most, but nothing\n");
}

/* --- What it has ------------------------------------------------------------------------- */

static void case_descriptors_are_those_of_the_plan(void **state)
{
	CHECK("",
	      {"fd\t2", "fd\t2\nfd\t3",
	       "descriptors: descriptors: 0 1 2, but 0 1 2 3\n"},
	      {"fd\t2", "fd\t20", "descriptors: descriptors: 0 1 2, but 0 1 20\n"},
	      {"fd\t", NULL, "descriptors: descriptors: 0 1 2, but \n"});
	CHECK("keep-fd 7\nkeep-fd 5\n",
	      {"fd\t5", "fd\t6",
	       "descriptors: descriptors: 0 1 2 5 7, but 0 1 2 7 6\n"},
	      {"fd\t7", NULL, "descriptors: descriptors: 0 1 2 5 7, but 0 1 2 5\n"});
}

static void case_a_variable_that_is_not_planned_is_found(void **state)
{
	CHECK("env GREETING=hello=world\n",
	      {"env\tHOME", "env\tHOME\nenv\tAPI_TOKEN",
	       "environment: API_TOKEN: not there, but there\n"},
	      {"env\tHOME", "env\tHOM", "environment: HOM: not there, but there\n"},
	      {"env\tHOME", "env\tHOMER", "environment: HOMER: not there, but there\n"},
	      {"env\tHOME", "env\t", "environment: : not there, but there\n"},
	      {"env\tHOME", "env\tGREETING=hello",
	       "environment: GREETING=hello: not there, but there\n"},
	      {"env\tGREETING", "env\thome",
	       "environment: home: not there, but there\n"},
	      {"env\tGREETING", "env\t\xc3\xa4\x1b[0m",
	       "environment: \xc3\xa4\x1b[0m: not there, but there\n"},
	      {"env\tGREETING", NULL, ""},
	      {"env\t", NULL, "environment: variables: those of the plan, but 0\n"});
}

static void case_pid_1_is_bare_and_cannot_be_read(void **state)
{
	CHECK("",
	      {"read\t/proc/1/environ\t", "read\t/proc/1/environ\t0",
	       "init: read /proc/1/environ: EACCES, but 0\n"},
	      {"read\t/proc/1/fd\t", "read\t/proc/1/fd\tENOENT",
	       "init: read /proc/1/fd: EACCES, but ENOENT\n"},
	      {"read\t/proc/1/mem\t", NULL,
	       "init: read /proc/1/mem: EACCES, but nothing\n"},
	      {"line\t/proc/1/cmdline\t", "line\t/proc/1/cmdline\tsandbox",
	       "init: command line of PID 1: , but sandbox\n"},
	      {"line\t/proc/1/cmdline\t", "line\t/proc/1/cmdline",
	       "init: command line of PID 1: , but nothing\n"},
	      {"init\tSeccomp\t", "init\tSeccomp\t1",
	       "init: filter of PID 1: 2, but 1\n"},
	      {"init\tCapEff\t", "init\tCapEff\t0000000000200000",
	       "init: capabilities of PID 1: 0000000000000000, but "
	       "0000000000200000\n"});
}

int main(void)
{
#define CASE(f) cmocka_unit_test_setup_teardown(f, fake_setup, fake_teardown)
	const struct CMUnitTest tests[] = {
		CASE(case_a_filter_is_on_and_answers_as_decided),
		CASE(case_a_call_that_was_not_tried_is_not_refused),
		CASE(case_every_answer_about_a_call_counts),
		CASE(case_a_call_that_no_table_knows_answers_enosys),
		CASE(case_a_call_that_is_allowed_may_answer_anything),
		CASE(case_sockets_are_refused_by_family),
		CASE(case_netlink_is_refused_where_interfaces_can_be_made),
		CASE(case_arguments_are_refused_where_the_filter_says_so),
		CASE(case_the_terminal_s_requests_are_refused_by_the_filter),
		CASE(case_memory_is_not_written_and_executed),
		CASE(case_what_is_allowed_by_name_is_no_promise),
		CASE(case_memory_is_not_written_through_proc),
		CASE(case_in_proc_of_root_nothing_is_written),
		CASE(case_there_is_one_layer_more_than_outside),
		CASE(case_init_may_be_out_of_sight),
		CASE(case_the_scope_is_what_keeps_signals_from_init),
		CASE(case_a_limit_is_kept_up_to_its_value),
		CASE(case_what_is_no_number_is_no_limit),
		CASE(case_a_lower_limit_of_the_host_stays),
		CASE(case_unlimited_is_kept_by_anything),
		CASE(case_an_optional_limit_is_no_promise),
		CASE(case_a_limit_of_another_resource_does_not_count),
		CASE(case_descriptors_are_those_of_the_plan),
		CASE(case_a_variable_that_is_not_planned_is_found),
		CASE(case_pid_1_is_bare_and_cannot_be_read),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
