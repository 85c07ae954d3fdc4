/* test_filter_requests.c - truth tables of what is refused by request: ioctl and fcntl, and
 * what words of the policy take back; each against numbers written down a second time here.
 */
#include <linux/fiemap.h>
#include <linux/fs.h>
#include <linux/sockios.h>
#include <sys/mman.h>
#include <sys/shm.h>

#include "unit/filtered.h"
#include "unit/unit.h"

static const uint32_t tokens[] = {SCMP_ARCH_X86_64, SCMP_ARCH_AARCH64};

static int is_among(uint32_t number, const uint32_t *list, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (list[i] == number)
			return 1;
	return 0;
}
#define AMONG(number, list) is_among(number, list, ARRAY_SIZE(list))

/* --- Interfaces ------------------------------------------------------------------ */

/* With names, as far as headers have them; each has to be refused. */
static const uint32_t changing[] = {
	SIOCADDRT,	    SIOCDELRT,
	SIOCRTMSG,	    SIOCSIFLINK,
	SIOCSIFFLAGS,	    SIOCSIFADDR,
	SIOCSIFDSTADDR,	    SIOCSIFBRDADDR,
	SIOCSIFNETMASK,	    SIOCSIFMETRIC,
	SIOCSIFMEM,	    SIOCSIFMTU,
	SIOCSIFNAME,	    SIOCSIFHWADDR,
	SIOCSIFENCAP,	    SIOCSIFSLAVE,
	SIOCADDMULTI,	    SIOCDELMULTI,
	SIOCSIFPFLAGS,	    SIOCDIFADDR,
	SIOCSIFHWBROADCAST, SIOCGIFBR,
	SIOCSIFBR,	    SIOCSIFTXQLEN,
	SIOCETHTOOL,	    SIOCSMIIREG,
	SIOCWANDEV,	    SIOCDARP,
	SIOCSARP,	    SIOCSIFMAP,
	SIOCADDDLCI,	    SIOCDELDLCI,
	SIOCGIFVLAN,	    SIOCSIFVLAN,
	SIOCBONDENSLAVE,    SIOCBONDRELEASE,
	SIOCBONDSETHWADDR,  SIOCBONDCHANGEACTIVE,
	SIOCBRADDBR,	    SIOCBRDELBR,
	SIOCBRADDIF,	    SIOCBRDELIF,
	SIOCSHWTSTAMP,
};

/* What programs ask with: none of them may be refused. */
static const uint32_t asking[] = {
	SIOCSPGRP,     SIOCGPGRP,    SIOCATMARK,     SIOCGIFNAME,    SIOCGIFCONF,
	SIOCGIFFLAGS,  SIOCGIFADDR,  SIOCGIFDSTADDR, SIOCGIFBRDADDR, SIOCGIFNETMASK,
	SIOCGIFMETRIC, SIOCGIFMEM,   SIOCGIFMTU,     SIOCGIFHWADDR,  SIOCGIFINDEX,
	SIOCGIFTXQLEN, SIOCGIFENCAP, SIOCGIFSLAVE,   SIOCGIFPFLAGS,  SIOCGIFCOUNT,
	SIOCGARP,      SIOCGIFMAP,   SIOCOUTQNSD,    SIOCGHWTSTAMP,  SIOCGMIIPHY,
	SIOCGMIIREG,
};

static int is_changing(uint32_t request)
{
	uint32_t bond = 0x8990, private = 0x89e0; /* with the bond's two that ask */

	return AMONG(request, changing) || (request >= bond && request < bond + 8) ||
	       (request >= private && request < private + 0x20);
}

static void case_nested_userns_changes_no_interfaces(void **state)
{
	struct filtered *t = *state;

	t->policy.nested_userns.value = 1;
	for (size_t k = 0; k < ARRAY_SIZE(tokens); k++) {
		filtered_build(t, tokens[k]);
		for (uint32_t r = 0x8800; r < 0x8b00; r++) {
			filtered_expect(t, filtered_allow_if(!is_changing(r), EPERM),
					"ioctl", 3, r, 0);
			filtered_expect(t, ALLOW, "ioctl", r, r | 0x10000, r);
		}
		for (size_t i = 0; i < ARRAY_SIZE(changing); i++)
			filtered_expect(t, REFUSE(EPERM), "ioctl", 3, changing[i], 1);
		for (size_t i = 0; i < ARRAY_SIZE(asking); i++)
			filtered_expect(t, ALLOW, "ioctl", 3, asking[i], 1);
	}
}

static void case_others_are_stopped_by_their_lack_of_rights(void **state)
{
	struct filtered *t = *state;

	for (size_t k = 0; k < ARRAY_SIZE(tokens); k++) {
		filtered_build(t, tokens[k]);
		for (uint32_t r = 0x8800; r < 0x8b00; r++)
			filtered_expect(t, ALLOW, "ioctl", 3, r, 0);
	}
}

/* --- What names the host --------------------------------------------------------- */

static void case_file_systems_do_not_name_the_host(void **state)
{
	/* As strace prints them: FS, ext4 twice, Btrfs, XFS. */
	static const uint32_t naming[] = {
		0x80111500, 0x80811501, 0x81009431, 0x8008662c, 0x40106614, 0x8400941f,
		0xd000941e, 0x81f8943c, 0x8100587e, 0x8070587c, 0x80705864};
	/* Flags, attributes, clones, holes, block size, Btrfs' subvolumes. */
	static const uint32_t plain[] = {
		FS_IOC_GETFLAGS, FS_IOC_SETFLAGS, FS_IOC_FSGETXATTR, FICLONE,
		FICLONERANGE,	 FIDEDUPERANGE,	  FS_IOC_FIEMAP,     FIGETBSZ,
		0x5000940e,	 0x8008662d,	  0x80111501,	     0x0008662c};

	for (size_t k = 0; k < ARRAY_SIZE(tokens); k++) {
		filtered_build(*state, tokens[k]);
		for (size_t i = 0; i < ARRAY_SIZE(naming); i++) {
			filtered_expect(*state, REFUSE(ENOTTY), "ioctl", 3, naming[i],
					0);
			filtered_expect(*state, ALLOW, "ioctl", naming[i], 0,
					naming[i]);
		}
		for (size_t i = 0; i < ARRAY_SIZE(plain); i++)
			filtered_expect(*state, ALLOW, "ioctl", 3, plain[i], 0);
	}
}

/* --- Files that the host uses ---------------------------------------------------- */

static void case_files_are_not_leased_and_directories_not_watched(void **state)
{
	/* F_SETLEASE, F_NOTIFY, F_SETDELEG. */
	static const uint32_t refused[] = {1024, 1026, 1040};

	for (size_t k = 0; k < ARRAY_SIZE(tokens); k++) {
		filtered_build(*state, tokens[k]);
		for (uint32_t c = 0; c < 2048; c++) {
			uint32_t wanted = filtered_allow_if(!AMONG(c, refused), EPERM);

			/* With F_RDLCK, F_WRLCK and F_UNLCK. */
			for (uint32_t kind = 0; kind < 3; kind++)
				filtered_expect(*state, wanted, "fcntl", c, c, kind);
			filtered_expect(*state, ALLOW, "fcntl", c, c | 0x10000, c);
		}
	}
}

/* --- The caller's process group -------------------------------------------------- */

static void check_group(struct filtered *t, int is_own)
{
	static const uint32_t pids[] = {0, 1, 2, 4711, UINT32_MAX, UINT32_MAX - 1};

	filtered_add(t, 1, "@realtime", 1);
	for (size_t k = 0; k < ARRAY_SIZE(tokens); k++) {
		filtered_build(t, tokens[k]);
		for (size_t i = 0; i < ARRAY_SIZE(pids); i++)
			for (uint32_t sig = 0; sig < 65; sig++)
				filtered_expect(
					t, filtered_allow_if(is_own || pids[i], EPERM),
					"kill", pids[i], sig, 0);
		for (uint32_t which = 0; which < 4; which++) {
			filtered_expect(t,
					filtered_allow_if(is_own || which != 1, EPERM),
					"setpriority", which, 0, 19);
			filtered_expect(t, ALLOW, "getpriority", which, 0, 0);
			filtered_expect(t, filtered_allow_if(which != 2, EPERM),
					"ioprio_set", which, 0, 0);
		}
	}
}

static void case_an_own_process_group_is_the_program_s(void **state)
{
	struct filtered *t = *state;

	check_group(t, 1);
	t->policy.terminal.value = TERMINAL_INHERIT;
	t->policy.new_session.value = 1;
	check_group(t, 1);
}

static void case_the_caller_s_process_group_is_not(void **state)
{
	struct filtered *t = *state;

	t->policy.terminal.value = TERMINAL_INHERIT;
	t->policy.terminal.from.line = 6;
	check_group(t, 0);
	assert_string_equal(filtered_find(t, "kill")->when, "no-group-signal");
	assert_int_equal(filtered_find(t, "kill")->from->line, 6);
}

/* --- Written code ---------------------------------------------------------------- */

static void case_what_was_written_is_not_executed(void **state)
{
	struct filtered *t = *state;

	t->policy.write_execute_denied.value = 1;
	for (size_t k = 0; k < ARRAY_SIZE(tokens); k++) {
		filtered_build(t, tokens[k]);
		for (uint32_t prot = 0; prot < 8; prot++) {
			int both = (prot & PROT_WRITE) && (prot & PROT_EXEC);
			uint32_t gain = filtered_allow_if(!(prot & PROT_EXEC), EACCES);

			filtered_expect(t, filtered_allow_if(!both, EACCES), "mmap", 0,
					4096, prot);
			filtered_expect(t, gain, "mprotect", 0, 4096, prot);
			filtered_expect(t, gain, "pkey_mprotect", 0, 4096, prot);
		}
		filtered_expect(t, REFUSE(EACCES), "shmat", 1, 0, SHM_EXEC);
		filtered_expect(t, REFUSE(EACCES), "shmat", 1, 0,
				SHM_EXEC | SHM_RDONLY);
		filtered_expect(t, ALLOW, "shmat", 1, 0, SHM_RDONLY);
		for (uint32_t flags = 0; flags < 32; flags++)
			filtered_expect(t, REFUSE(ENOSYS), "memfd_create", 1, flags, 0);
	}
}

static void case_memory_with_a_descriptor_stays_with_the_others(void **state)
{
	struct filtered *t = *state;

	filtered_build(t, SCMP_ARCH_X86_64);
	filtered_expect(t, ALLOW, "memfd_create", 1, 0, 0);
	filtered_expect(t, ALLOW, "mprotect", 0, 4096, PROT_READ | PROT_EXEC);
	filtered_expect(t, ALLOW, "shmat", 1, 0, SHM_EXEC);
}

/* Naming a group keeps what the words take back, naming the call does not. */
static void case_what_is_taken_back_is_allowed_by_name_only(void **state)
{
	struct filtered *t = *state;

	t->policy.write_execute_denied.value = 1;
	t->policy.write_execute_denied.from.line = 4;
	filtered_add(t, 0, "@memory", 5);
	filtered_add(t, 1, "@memory", 6);
	filtered_add(t, 1, "@recent", 7);
	filtered_build(t, SCMP_ARCH_X86_64);
	assert_int_equal(filtered_find(t, "memfd_create")->verdict, VERDICT_ENOSYS);
	assert_int_equal(filtered_find(t, "memfd_create")->from->line, 4);
	assert_int_equal(filtered_find(t, "memfd_secret")->verdict, VERDICT_ENOSYS);
	assert_int_equal(filtered_find(t, "cachestat")->verdict, VERDICT_ALLOW);
	assert_string_equal(filtered_find(t, "mprotect")->when, "no-exec-gain");
	assert_int_equal(filtered_find(t, "madvise")->from->line, 6);
	filtered_add(t, 1, "memfd_create", 8);
	filtered_build(t, SCMP_ARCH_X86_64);
	filtered_expect(t, ALLOW, "memfd_create", 1, 0, 0);
	assert_int_equal(filtered_find(t, "memfd_create")->from->line, 8);
}

int main(void)
{
#define CASE(f) cmocka_unit_test_setup_teardown(f, filtered_setup, filtered_teardown)
	const struct CMUnitTest tests[] = {
		CASE(case_nested_userns_changes_no_interfaces),
		CASE(case_others_are_stopped_by_their_lack_of_rights),
		CASE(case_file_systems_do_not_name_the_host),
		CASE(case_files_are_not_leased_and_directories_not_watched),
		CASE(case_an_own_process_group_is_the_program_s),
		CASE(case_the_caller_s_process_group_is_not),
		CASE(case_what_was_written_is_not_executed),
		CASE(case_memory_with_a_descriptor_stays_with_the_others),
		CASE(case_what_is_taken_back_is_allowed_by_name_only),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
