/* test_promise_judge.c - a plan against what was measured: kept when it is as planned, and
 * broken, in the promise that it is about, when one line is not. The mounts are in
 * test_promise_mount.c, what the program gets in test_promise_program.c.
 */
#include "unit/unit.h"

#include "unit/faithful.h"

/* --- As planned -------------------------------------------------------------------------- */

#define HOST(text) fake_add(*state, text)

/* A host on which all that can be promised is. */
static const char whole_host[] =
	"apparmor on\nselinux on\nlabel sandbox-program\nlabel "
	"sandbox-untrusted\nlabel sandbox_program_t\n"
	"boot-id 1-2\nmachine-id 34\nprivileged\n"
	"subuid 200000 5\nsubgid 200000 5\n"
	"groups audio\n";
static const char whole_profile[] = "write-execute deny\nkeep-fd 7\nkeep-fd 5\n"
				    "limit nofile 100\n";

static size_t count(struct fake *f, enum promise_id id)
{
	struct judge j = faithful_judge(f, faithful_inside(f), faithful_outside(f));
	size_t n = 0;

	for (size_t i = 0; i < j.judgements.n; i++)
		n += j.judgements.item[i].promise == id;
	return n;
}

static void case_a_sandbox_as_planned_keeps_every_promise(void **state)
{
	static const char *const profiles[] = {
		"",
		whole_profile,
		"network host\nnested userns\nlandlock none\n",
		"network loopback\ngroups keep\n",
		"capabilities net_raw chown\nuser root\n",
		"capabilities setuid\nids auto\n",
		"syscalls allow bpf @mount unshare\nsyscalls deny chroot\n",
		"hostname box\nenv A=b\nno env PATH\nterminal inherit\n",
		"optional limit nofile 1\nlimit core unlimited\n",
		"read /usr\nwrite /home/user/project\nhide /usr/lib\ntmpfs /t 4M\n",
	};
	struct fake *f = *state;

	HOST("subuid 100000 5\nsubgid 100000 5\n");
	for (int whole = 0; whole < 2; whole++) {
		for (size_t i = 0; i < ARRAY_SIZE(profiles); i++) {
			faithful_plan(f, profiles[i]);
			assert_string_equal(faithful_broken(f, faithful_inside(f),
							    faithful_outside(f)),
					    "");
		}
		HOST(whole_host);
	}
}

static void case_every_promise_that_is_made_is_judged(void **state)
{
	struct fake *f = *state;

	HOST(whole_host);
	for (int i = 0; i < N_PROMISES; i++) {
		faithful_plan(f, whole_profile);
		assert_null(promise_missing(&f->plan, (enum promise_id)i));
		assert_true(count(f, (enum promise_id)i) > 0);
	}
}

static void case_a_promise_that_is_not_made_is_not_judged(void **state)
{
	struct fake *f = *state;

	f->facts.has_time_ns = 0;
	faithful_plan(f, "network host\nnested userns\nlandlock none\n");
	for (int i = 0; i < N_PROMISES; i++)
		assert_int_equal(count(f, (enum promise_id)i) > 0,
				 !promise_missing(&f->plan, (enum promise_id)i));
	assert_int_equal(count(f, PROMISE_NETWORK), 0);
}

static void case_a_judgement_has_the_line_that_caused_it(void **state)
{
	struct fake *f = *state;
	struct judge j;
	int is_seen = 0;

	faithful_plan(f, "\nlimit nofile 100\n");
	j = faithful_judge(f, faithful_inside(f), faithful_outside(f));
	for (size_t i = 0; i < j.judgements.n; i++) {
		const struct judgement *v = &j.judgements.item[i];

		assert_true(v->about && *v->about && v->expected && v->measured);
		assert_non_null(v->from);
		if (v->promise == PROMISE_LIMITS && str_equal(v->about, "nofile"))
			is_seen = v->from->line == 2;
	}
	assert_true(is_seen);
}

static void case_what_says_nothing_keeps_nothing(void **state)
{
	struct fake *f = *state;
	struct judge j;

	HOST(whole_host);
	faithful_plan(f, whole_profile);
	j = faithful_judge(f, "", faithful_outside(f));
	assert_true(j.judgements.n > 60);
	for (size_t i = 0; i < j.judgements.n; i++)
		if (j.judgements.item[i].is_kept)
			fail_msg("%s %s", promise_words[j.judgements.item[i].promise],
				 j.judgements.item[i].about);
}

/* --- A line less ------------------------------------------------------------------------- */

/* What a sandbox can do without: variables, and a cover that the kernel has no entry for. */
static int may_be_missing(const char *line)
{
	return str_after(line, "env\t") || str_after(line, "mount\t/proc/keys\t") ||
	       str_after(line, "call\tx32-getpid\t");
}

static char *next_line(struct fake *f, const char **at)
{
	size_t n = strcspn(*at, "\n");
	char *line = arena_copy(&f->arena, *at, n);

	*at += n + 1;
	return line;
}

static void case_a_line_that_is_missing_breaks_what_stands_on_it(void **state)
{
	struct fake *f = *state;
	const char *inside, *outside;

	HOST(whole_host);
	faithful_plan(f, whole_profile);
	inside = faithful_inside(f);
	outside = faithful_outside(f);
	for (const char *at = inside; *at;) {
		const char *line = next_line(f, &at);
		char *less = faithful_but(f, inside, line, NULL);
		int is_broken = *faithful_broken(f, less, outside) != '\0';

		if (is_broken == may_be_missing(line))
			fail_msg("without '%s': %s", line,
				 is_broken ? "broken" : "all kept");
	}
}

static void case_a_line_without_its_value_is_a_line_less(void **state)
{
	struct fake *f = *state;
	const char *inside, *outside;

	HOST(whole_host);
	faithful_plan(f, whole_profile);
	inside = faithful_inside(f);
	outside = faithful_outside(f);
	for (const char *at = inside; *at;) {
		const char *line = next_line(f, &at);
		size_t n = strcspn(line, "\t") + 1;
		char *name = arena_copy(&f->arena, line, n + strcspn(line + n, "\t"));

		if (may_be_missing(line) || str_after(line, "fd\t") ||
		    str_after(line, "interface\t"))
			continue;
		if (!*faithful_broken(f, faithful_but(f, inside, line, name), outside))
			fail_msg("'%s' is enough", name);
	}
}

static void case_without_the_words_from_outside_nothing_is_another(void **state)
{
	struct fake *f = *state;

	faithful_plan(f, "");
	assert_string_equal(
		faithful_broken(f, faithful_inside(f), ""),
		"namespaces: user namespace: another one than ours, but user:[2]\n"
		"namespaces: mnt namespace: another one than ours, but mnt:[2]\n"
		"namespaces: pid namespace: another one than ours, but pid:[2]\n"
		"namespaces: ipc namespace: another one than ours, but ipc:[2]\n"
		"namespaces: uts namespace: another one than ours, but uts:[2]\n"
		"namespaces: cgroup namespace: another one than ours, but cgroup:[2]\n"
		"namespaces: net namespace: another one than ours, but net:[2]\n"
		"time-namespace: time namespace: another one than ours, but time:[2]\n"
		"landlock: layers: one more than outside, but 1\n");
}

/* --- A line that is another -------------------------------------------------------------- */

static void case_a_namespace_that_is_ours_or_none_is_broken(void **state)
{
	CHECK("",
	      {"ns\tpid\t", "ns\tpid\tpid:[1]",
	       "namespaces: pid namespace: another one than pid:[1], but pid:[1]\n"},
	      {"ns\tnet\t", "ns\tnet\tENOENT",
	       "namespaces: net namespace: another one than net:[1], but ENOENT\n"},
	      {"ns\tmnt\t", "ns\tmnt\tpid:[2]",
	       "namespaces: mnt namespace: another one than mnt:[1], but pid:[2]\n"},
	      {"ns\tuser\t", "ns\tuser\tuser:[",
	       "namespaces: user namespace: another one than user:[1], but user:[\n"},
	      {"ns\ttime\t", "ns\ttime\ttime:[1]",
	       "time-namespace: time namespace: another one than time:[1], but "
	       "time:[1]\n"},
	      {"ns\ttime\t", "ns\ttime\tENOENT",
	       "time-namespace: time namespace: another one than time:[1], but "
	       "ENOENT\n"});
}

static void case_namespaces_that_nobody_could_look_at_are_broken(void **state)
{
	struct fake *f = *state;
	char *outside;

	faithful_plan(f, "");
	outside =
		faithful_but(f, faithful_outside(f), "ns\tuser\t", "ns\tuser\tEACCES");
	assert_string_equal(faithful_broken(f, faithful_inside(f), outside),
			    "namespaces: user namespace: another one than EACCES, but "
			    "user:[2]\n");
}

static void case_an_interface_besides_lo_is_broken(void **state)
{
	CHECK("",
	      {"interface\tlo", "interface\teth0",
	       "no-network: interfaces: lo, but eth0\n"},
	      {"interface\tlo", "interface\tlo\ninterface\ttun0",
	       "no-network: interfaces: lo, but lo tun0\n"},
	      {"interface\tlo", "interface\tlo0",
	       "no-network: interfaces: lo, but lo0\n"},
	      {"interface\tlo", NULL, "no-network: interfaces: lo, but \n"});
}

static void case_empty_covers_are_enough_for_who_passes_over_modes(void **state)
{
	CHECK("", {"read\t/proc/keys\t", "read\t/proc/keys\tempty",
		   "proc: read /proc/keys: EACCES|ENOENT, but empty\n"});
	CHECK("capabilities dac_override\n",
	      {"read\t/proc/keys\t", "read\t/proc/keys\tempty", ""},
	      {"read\t/proc/keys\t", "read\t/proc/keys\t0",
	       "proc: read /proc/keys: EACCES|ENOENT|empty, but 0\n"});
}

static void case_ids_and_groups_are_those_of_the_plan(void **state)
{
	HOST("privileged\ngroups audio\n");
	CHECK("user 5:6\n",
	      {"status\tUid\t", "status\tUid\t5 5 5 0",
	       "ids: uid: 5 5 5 5, but 5 5 5 0\n"},
	      {"status\tUid\t", "status\tUid\t5", "ids: uid: 5 5 5 5, but 5\n"},
	      {"status\tGid\t", "status\tGid\t6 6 6 60",
	       "ids: gid: 6 6 6 6, but 6 6 6 60\n"},
	      {"status\tGroups\t", "status\tGroups\t6", "no-groups: groups: , but 6\n"},
	      {"status\tGroups\t", "status\tGroups",
	       "no-groups: groups: , but nothing\n"});
}

static void case_the_id_maps_are_those_of_the_plan(void **state)
{
	HOST("subuid 100000 10\nsubgid 100000 10\n");
	CHECK("user root\nids auto\n",
	      {"uid-map\t1\t100000 10", "uid-map\t1\t100000 11",
	       "ids: uid-map: a line of the plan, but 1 100000 11\n"},
	      {"uid-map\t1\t100000 10", NULL, "ids: uid-map: 2 lines, but 1\n"},
	      {"gid-map\t0\t1000 1", "gid-map\t0\t0 1",
	       "ids: gid-map: a line of the plan, but 0 0 1\n"},
	      {"gid-map\t0\t1000 1", "gid-map\t0\t1000 1\ngid-map\t20\t20 1",
	       "ids: gid-map: a line of the plan, but 20 20 1\n"
	       "ids: gid-map: 2 lines, but 3\n"},
	      {"status\tGroups\t", "status\tGroups\t4",
	       "no-groups: groups: , but 4\n"});
	CHECK("user root\nids auto\ncapabilities setuid\n",
	      {"securebits\t", "securebits\tall\t47", ""},
	      {"securebits\t", "securebits\tall\t10",
	       "securebits: securebits: 11: both locked, keep_caps not set, but 10\n"},
	      {"init\tCapEff", "init\tCapEff\t0000000000000021",
	       "init: capabilities of PID 1: 0000000000000020, but "
	       "0000000000000021\n"});
}

static void case_who_has_no_other_groups_may_have_its_own_as_one(void **state)
{
	CHECK("user 5:6\n", {"status\tGroups\t", "status\tGroups\t6", ""},
	      {"status\tGroups\t", "status\tGroups\t65534",
	       "no-groups: groups: , but 65534\n"},
	      {"status\tGroups\t", "status\tGroups\t6 7",
	       "no-groups: groups: , but 6 7\n"});
}

static void case_proc_tells_nothing_and_takes_nothing(void **state)
{
	CHECK("",
	      {"read\t/proc/keys\t", "read\t/proc/keys\t0",
	       "proc: read /proc/keys: EACCES|ENOENT, but 0\n"},
	      {"read\t/proc/keys\t", "read\t/proc/keys\tENOENT", ""},
	      {"read\t/proc/keys\t", "read\t/proc/keys\tEACCES|ENOENT",
	       "proc: read /proc/keys: EACCES|ENOENT, but EACCES|ENOENT\n"},
	      {"read\t/proc/keys\t", "read\t/proc/keys\tEACCE",
	       "proc: read /proc/keys: EACCES|ENOENT, but EACCE\n"},
	      {"read\t/proc/keys\t", "read\t/proc/keys\t|",
	       "proc: read /proc/keys: EACCES|ENOENT, but |\n"},
	      {"write\t/proc/sys/", "write\t/proc/sys/kernel/core_pattern\tEACCES", ""},
	      {"write\t/proc/sys/", "write\t/proc/sys/kernel/core_pattern\t0",
	       "proc-sys: write /proc/sys/kernel/core_pattern: EROFS|EACCES, but 0\n"});
}

static void case_the_identity_is_the_made_up_one(void **state)
{
	HOST(whole_host);
	CHECK("hostname box\n",
	      {"host\tname\t", "host\tname\treal",
	       "identity: host name: box, but real\n"},
	      {"host\tname\t", "host\tname\tboxes",
	       "identity: host name: box, but boxes\n"},
	      {"line\t/etc/machine-id\t", "line\t/etc/machine-id\t3",
	       "identity: /etc/machine-id: 34, but 3\n"},
	      {"line\t/proc/sys/kernel/random/boot_id\t",
	       "line\t/proc/sys/kernel/random/boot_id\tENOENT",
	       "identity: /proc/sys/kernel/random/boot_id: 1-2, but ENOENT\n"});
}

static void case_no_inner_namespace_can_be_made(void **state)
{
	CHECK("",
	      {"line\t/proc/sys/user/max_user_namespaces\t",
	       "line\t/proc/sys/user/max_user_namespaces\t00",
	       "no-inner-namespaces: max_user_namespaces: 0, but 00\n"},
	      {"call\tunshare\t", "call\tunshare\t0",
	       "no-inner-namespaces: call unshare: EPERM|ENOSPC, but 0\n"
	       "system-calls: call unshare: EPERM, but 0\n"});
	/* Where the filter lets it pass, the limit answers. */
	CHECK("syscalls allow unshare\n",
	      {"call\tunshare\t", "call\tunshare\tENOSPC", ""},
	      {"call\tunshare\t", "call\tunshare\t0",
	       "no-inner-namespaces: call unshare: EPERM|ENOSPC, but 0\n"});
}

static void case_all_five_sets_are_those_of_the_plan(void **state)
{
	CHECK("",
	      {"status\tCapBnd\t", "status\tCapBnd\t000001ffffffffff",
	       "capabilities: CapBnd: 0000000000000000, but 000001ffffffffff\n"},
	      {"status\tCapAmb\t", "status\tCapAmb\t0",
	       "capabilities: CapAmb: 0000000000000000, but 0\n"});
	CHECK("capabilities chown\n",
	      {"status\tCapInh\t", "status\tCapInh\t0000000000000003",
	       "capabilities: CapInh: 0000000000000001, but 0000000000000003\n"},
	      {"status\tCapEff\t", "status\tCapEff\t0000000000000000",
	       "capabilities: CapEff: 0000000000000001, but 0000000000000000\n"});
}

#define BITS(n, wanted)                                       \
	{                                                     \
		"securebits\t", "securebits\tall\t" n, wanted \
	}
#define WRONG(wanted, n) \
	"securebits: securebits: " wanted ": all locked, keep_caps not set, but " n "\n"

static void case_securebits_are_all_locked(void **state)
{
	CHECK("", BITS("239", ""), BITS("495", ""), BITS("47", WRONG("239", "47")),
	      BITS("255", WRONG("239", "255")), BITS("0", WRONG("239", "0")),
	      BITS("-1", WRONG("239", "-1")), BITS("", WRONG("239", "")),
	      BITS("0xef", WRONG("239", "0xef")));
	/* The kept ones pass through the ambient set. */
	CHECK("capabilities chown\n", BITS("47", ""), BITS("239", ""),
	      BITS("46", WRONG("47", "46")), BITS("15", WRONG("47", "15")));
}

static void case_no_new_privs_is_on(void **state)
{
	CHECK("", {"status\tNoNewPrivs\t", "status\tNoNewPrivs\t0",
		   "no-new-privs: NoNewPrivs: 1, but 0\n"});
}

int main(void)
{
#define CASE(f) cmocka_unit_test_setup_teardown(f, fake_setup, fake_teardown)
	const struct CMUnitTest tests[] = {
		CASE(case_a_sandbox_as_planned_keeps_every_promise),
		CASE(case_every_promise_that_is_made_is_judged),
		CASE(case_a_promise_that_is_not_made_is_not_judged),
		CASE(case_a_judgement_has_the_line_that_caused_it),
		CASE(case_what_says_nothing_keeps_nothing),
		CASE(case_a_line_that_is_missing_breaks_what_stands_on_it),
		CASE(case_a_line_without_its_value_is_a_line_less),
		CASE(case_without_the_words_from_outside_nothing_is_another),
		CASE(case_a_namespace_that_is_ours_or_none_is_broken),
		CASE(case_namespaces_that_nobody_could_look_at_are_broken),
		CASE(case_an_interface_besides_lo_is_broken),
		CASE(case_empty_covers_are_enough_for_who_passes_over_modes),
		CASE(case_ids_and_groups_are_those_of_the_plan),
		CASE(case_the_id_maps_are_those_of_the_plan),
		CASE(case_who_has_no_other_groups_may_have_its_own_as_one),
		CASE(case_proc_tells_nothing_and_takes_nothing),
		CASE(case_the_identity_is_the_made_up_one),
		CASE(case_no_inner_namespace_can_be_made),
		CASE(case_all_five_sets_are_those_of_the_plan),
		CASE(case_securebits_are_all_locked),
		CASE(case_no_new_privs_is_on),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
