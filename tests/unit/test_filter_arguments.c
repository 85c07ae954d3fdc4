/* test_filter_arguments.c - truth tables of every argument condition, each against a
 * predicate written down a second time here, with and without junk in the upper halves.
 */
#include <linux/capability.h>
#include <sched.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>

#include "unit/filtered.h"
#include "unit/unit.h"

static const uint32_t tokens[] = {SCMP_ARCH_X86_64, SCMP_ARCH_AARCH64};

/* --- Namespaces ------------------------------------------------------------------ */

static const uint32_t namespace_flags[] = {CLONE_NEWNS,	 CLONE_NEWCGROUP, CLONE_NEWUTS,
					   CLONE_NEWIPC, CLONE_NEWUSER,	  CLONE_NEWPID,
					   CLONE_NEWNET};
#define N_MIXTURES (1U << ARRAY_SIZE(namespace_flags))

static uint32_t mix_namespaces(unsigned int mixture)
{
	uint32_t flags = 0;

	for (size_t i = 0; i < ARRAY_SIZE(namespace_flags); i++)
		if (mixture & (1U << i))
			flags |= namespace_flags[i];
	return flags;
}

/* fork, vfork, a thread of glibc, and the one flag that clone does not take. */
static const uint32_t other_flags[] = {17, CLONE_VM | CLONE_VFORK | 17, 0x3d0f00,
				       CLONE_FS | CLONE_PARENT | 17, 0x80};

static void check_clone(struct filtered *t, uint32_t token, int nested)
{
	t->policy.nested_userns.value = nested;
	filtered_build(t, token);
	for (unsigned int i = 0; i < N_MIXTURES; i++) {
		uint32_t flags = mix_namespaces(i);
		int none = flags == 0;
		int inner = flags == CLONE_NEWPID ||
			    ((flags & CLONE_NEWUSER) &&
			     !(flags & (CLONE_NEWNS | CLONE_NEWCGROUP | CLONE_NEWUTS)));

		for (size_t k = 0; k < ARRAY_SIZE(other_flags); k++)
			filtered_expect(
				t, filtered_allow_if(none || (nested && inner), EPERM),
				"clone", flags | other_flags[k], 0, 0);
	}
}

static void case_clone_makes_no_namespace(void **state)
{
	for (size_t i = 0; i < ARRAY_SIZE(tokens); i++)
		check_clone(*state, tokens[i], 0);
}

static void case_nested_clone_makes_what_browsers_need(void **state)
{
	for (size_t i = 0; i < ARRAY_SIZE(tokens); i++)
		check_clone(*state, tokens[i], 1);
}

static void case_nested_unshare_makes_user_or_pid_namespaces(void **state)
{
	struct filtered *t = *state;

	t->policy.nested_userns.value = 1;
	for (size_t k = 0; k < ARRAY_SIZE(tokens); k++) {
		filtered_build(t, tokens[k]);
		for (unsigned int i = 0; i < N_MIXTURES; i++) {
			uint32_t flags = mix_namespaces(i);
			int inner = flags == CLONE_NEWUSER || flags == CLONE_NEWPID;

			filtered_expect(t, filtered_allow_if(inner, EPERM), "unshare",
					flags, 0, 0);
			filtered_expect(t, REFUSE(EPERM), "unshare",
					flags | CLONE_FILES, 0, 0);
			filtered_expect(t, REFUSE(EPERM), "unshare", flags | 0x80, 0,
					0);
		}
	}
}

static void case_without_nested_unshare_and_chroot_are_refused(void **state)
{
	filtered_build(*state, SCMP_ARCH_X86_64);
	for (unsigned int i = 0; i < N_MIXTURES; i++)
		filtered_expect(*state, REFUSE(EPERM), "unshare", mix_namespaces(i), 0,
				0);
	filtered_expect(*state, REFUSE(EPERM), "chroot", 0, 0, 0);
	filtered_expect(*state, REFUSE(EPERM), "setns", 0, 0, 0);
	filtered_expect(*state, REFUSE(ENOSYS), "clone3", 0, 0, 0);
}

static void case_nested_opens_no_mounts(void **state)
{
	static const char *const names[] = {
		"mount",  "umount2", "pivot_root", "open_tree",	    "move_mount",
		"fsopen", "fsmount", "fsconfig",   "mount_setattr", "setns"};
	struct filtered *t = *state;

	t->policy.nested_userns.value = 1;
	filtered_build(t, SCMP_ARCH_X86_64);
	for (size_t i = 0; i < ARRAY_SIZE(names); i++)
		filtered_expect(t, REFUSE(EPERM), names[i], 0, 0, 0);
	filtered_expect(t, ALLOW, "chroot", 0, 0, 0);
	filtered_expect(t, REFUSE(ENOSYS), "clone3", 0, 0, 0);
}

/* --- Sockets --------------------------------------------------------------------- */

enum opened {
	OPENED_ROUTE = 1,
	OPENED_RAW = 2,
	OPENED_INET = 4,
};

static int is_good_socket(uint32_t family, uint32_t type, uint32_t protocol, int opened)
{
	int ping = family == AF_INET ? 1 : 58;

	if (family == AF_UNIX)
		return 1;
	if (family == AF_PACKET)
		return opened & OPENED_RAW;
	if (family == AF_NETLINK)
		return (opened & OPENED_ROUTE) && protocol == 0 &&
		       (type == SOCK_DGRAM || type == SOCK_RAW);
	if (family != AF_INET && family != AF_INET6)
		return 0;
	if (type == SOCK_RAW)
		return opened & OPENED_RAW;
	if (!(opened & OPENED_INET))
		return 0;
	if (type == SOCK_STREAM)
		return protocol == 0 || protocol == 6;
	return type == SOCK_DGRAM &&
	       (protocol == 0 || protocol == 17 || protocol == (uint32_t)ping);
}

static void check_sockets(struct filtered *t, int opened)
{
	/* none, ICMP, IGMP, TCP, UDP, DCCP, ICMPv6, L2TP, SCTP, UDP-Lite, raw, SMC, MPTCP */
	static const uint32_t protocols[] = {0,	  1,   2,   6,	 17,  33,  58,
					     115, 132, 136, 255, 256, 262, UINT32_MAX};
	static const uint32_t flags[] = {0, SOCK_CLOEXEC, SOCK_CLOEXEC | SOCK_NONBLOCK};

	for (uint32_t family = 0; family < 48; family++)
		for (uint32_t type = 0; type < 12; type++)
			for (size_t p = 0; p < ARRAY_SIZE(protocols); p++)
				for (size_t f = 0; f < ARRAY_SIZE(flags); f++)
					filtered_expect(
						t,
						filtered_allow_if(
							is_good_socket(family, type,
								       protocols[p],
								       opened),
							EAFNOSUPPORT),
						"socket", family, type | flags[f],
						protocols[p]);
	filtered_expect(t, REFUSE(EAFNOSUPPORT), "socket", UINT32_MAX, SOCK_STREAM, 0);
	filtered_expect(t, REFUSE(EAFNOSUPPORT), "socket", 0x10000 | AF_UNIX,
			SOCK_STREAM, 0);
}

static void case_sockets_without_network_are_unix(void **state)
{
	for (size_t i = 0; i < ARRAY_SIZE(tokens); i++) {
		filtered_build(*state, tokens[i]);
		check_sockets(*state, 0);
	}
}

static void case_sockets_of_loopback_are_also_inet(void **state)
{
	struct filtered *t = *state;

	t->policy.network.value = NETWORK_LOOPBACK;
	for (size_t i = 0; i < ARRAY_SIZE(tokens); i++) {
		filtered_build(t, tokens[i]);
		check_sockets(t, OPENED_INET);
	}
}

static void case_sockets_with_network_are_also_netlink_route(void **state)
{
	struct filtered *t = *state;

	t->policy.network.value = NETWORK_HOST;
	for (size_t i = 0; i < ARRAY_SIZE(tokens); i++) {
		filtered_build(t, tokens[i]);
		check_sockets(t, OPENED_INET | OPENED_ROUTE);
	}
}

/* A program that makes a user namespace may configure what netlink leads to. */
static void case_sockets_with_network_and_nested_userns_are_no_netlink(void **state)
{
	struct filtered *t = *state;

	t->policy.network.value = NETWORK_HOST;
	t->policy.nested_userns.value = 1;
	for (size_t i = 0; i < ARRAY_SIZE(tokens); i++) {
		filtered_build(t, tokens[i]);
		check_sockets(t, OPENED_INET);
	}
	vec_push(&t->arena, &t->policy.capabilities)->number = CAP_NET_ADMIN;
	filtered_build(t, SCMP_ARCH_X86_64);
	check_sockets(t, OPENED_INET | OPENED_ROUTE);
}

static void case_kept_capabilities_open_their_sockets(void **state)
{
	struct filtered *t = *state;

	vec_push(&t->arena, &t->policy.capabilities)->number = CAP_NET_RAW;
	filtered_build(t, SCMP_ARCH_X86_64);
	check_sockets(t, OPENED_RAW);
	vec_push(&t->arena, &t->policy.capabilities)->number = CAP_NET_ADMIN;
	filtered_build(t, SCMP_ARCH_X86_64);
	check_sockets(t, OPENED_RAW | OPENED_ROUTE);
}

static void case_socket_pairs_are_unix(void **state)
{
	for (size_t i = 0; i < ARRAY_SIZE(tokens); i++) {
		filtered_build(*state, tokens[i]);
		for (uint32_t family = 0; family < 48; family++)
			filtered_expect(
				*state,
				filtered_allow_if(family == AF_UNIX, EAFNOSUPPORT),
				"socketpair", family, SOCK_STREAM, 0);
	}
}

/* IPsec policies, iptables, arptables, ebtables and IPVS; TCP_ULP. */
static int error_of_option(uint32_t level, uint32_t option)
{
	if (level == 6)
		return option == 31 ? ENOPROTOOPT : 0;
	if (level == 41)
		return option == 34 || option == 35 || option == 64 || option == 65
			       ? EPERM
			       : 0;
	if (level != 0)
		return 0;
	if (option == 16 || option == 17 || option == 64 || option == 65 ||
	    option == 96 || option == 97 || option == 128 || option == 129)
		return EPERM;
	return option >= 1152 && option < 1216 ? EPERM : 0;
}

static void case_socket_options_configure_no_firewall_and_no_kernel_tls(void **state)
{
	static const uint32_t levels[] = {0,  1,   6,	17,  41,
					  58, 255, 263, 282, UINT32_MAX};

	for (size_t k = 0; k < ARRAY_SIZE(tokens); k++) {
		filtered_build(*state, tokens[k]);
		for (size_t l = 0; l < ARRAY_SIZE(levels); l++)
			for (uint32_t option = 0; option < 1300; option++) {
				int error = error_of_option(levels[l], option);

				filtered_expect(*state,
						filtered_allow_if(error == 0, error),
						"setsockopt", 3, levels[l], option);
			}
	}
}

/* --- The rest -------------------------------------------------------------------- */

static void case_terminals_get_no_input_pushed(void **state)
{
	/* TIOCSTI, TIOCLINUX, TIOCSETD on both architectures. */
	static const uint32_t refused[] = {0x5412, 0x541c, 0x5423};

	for (size_t k = 0; k < ARRAY_SIZE(tokens); k++) {
		filtered_build(*state, tokens[k]);
		for (uint32_t request = 0x5400; request < 0x5500; request++) {
			int bad = 0;

			for (size_t i = 0; i < ARRAY_SIZE(refused); i++)
				bad |= request == refused[i];
			filtered_expect(*state, filtered_allow_if(!bad, EPERM), "ioctl",
					0, request, 0);
			filtered_expect(*state, ALLOW, "ioctl", request, 0, request);
			filtered_expect(*state, ALLOW, "ioctl", 0, request | 0x10000,
					0);
		}
	}
}

static void case_personality_is_plain_linux(void **state)
{
	static const uint32_t refused[] = {1,	     8,		0x20000,    0x40000,
					   0x400000, 0x1000000, 0xfffffffe, 0x7fffffff};

	for (size_t k = 0; k < ARRAY_SIZE(tokens); k++) {
		filtered_build(*state, tokens[k]);
		filtered_expect(*state, ALLOW, "personality", 0, 0, 0);
		filtered_expect(*state, ALLOW, "personality", UINT32_MAX, 0, 0);
		for (size_t i = 0; i < ARRAY_SIZE(refused); i++)
			filtered_expect(*state, REFUSE(EPERM), "personality",
					refused[i], 0, 0);
	}
}

static void case_limits_are_those_of_the_caller(void **state)
{
	for (size_t k = 0; k < ARRAY_SIZE(tokens); k++) {
		filtered_build(*state, tokens[k]);
		for (uint32_t resource = 0; resource < 16; resource++) {
			filtered_expect(*state, ALLOW, "prlimit64", 0, resource, 1);
			filtered_expect(*state, REFUSE(EPERM), "prlimit64", 1, resource,
					0);
			filtered_expect(*state, REFUSE(EPERM), "prlimit64", UINT32_MAX,
					resource, 1);
		}
	}
}

static int is_good_node(uint32_t mode)
{
	return S_ISREG(mode) || S_ISFIFO(mode) || S_ISSOCK(mode) ||
	       (mode & S_IFMT) == 0;
}

static void case_nodes_are_no_devices(void **state)
{
	static const uint32_t rights[] = {0, 0600, 0666, 06777, 01777};

	for (size_t k = 0; k < ARRAY_SIZE(tokens); k++) {
		filtered_build(*state, tokens[k]);
		for (uint32_t kind = 0; kind <= S_IFMT; kind += 010000)
			for (size_t i = 0; i < ARRAY_SIZE(rights); i++) {
				uint32_t mode = kind | rights[i];
				uint32_t wanted =
					filtered_allow_if(is_good_node(mode), EPERM);

				filtered_expect(*state, wanted, "mknodat", 4, 5, mode);
				/* The kernel takes the mode as 16 bits. */
				filtered_expect(*state, wanted, "mknodat", 4, 5,
						mode | 0xabc0000);
				if (tokens[k] == SCMP_ARCH_X86_64)
					filtered_expect(*state, wanted, "mknod", 4,
							mode, 5);
			}
	}
}

static void case_memory_is_not_merged_with_other_processes(void **state)
{
	for (size_t k = 0; k < ARRAY_SIZE(tokens); k++) {
		filtered_build(*state, tokens[k]);
		for (uint32_t i = 0; i < 128; i++) {
			filtered_expect(*state,
					filtered_allow_if(i != MADV_MERGEABLE, EINVAL),
					"madvise", i, MADV_MERGEABLE, i);
			filtered_expect(*state, filtered_allow_if(i != 67, EINVAL),
					"prctl", i, 67, 67);
		}
	}
}

int main(void)
{
#define CASE(f) cmocka_unit_test_setup_teardown(f, filtered_setup, filtered_teardown)
	const struct CMUnitTest tests[] = {
		CASE(case_clone_makes_no_namespace),
		CASE(case_nested_clone_makes_what_browsers_need),
		CASE(case_nested_unshare_makes_user_or_pid_namespaces),
		CASE(case_without_nested_unshare_and_chroot_are_refused),
		CASE(case_nested_opens_no_mounts),
		CASE(case_sockets_without_network_are_unix),
		CASE(case_sockets_of_loopback_are_also_inet),
		CASE(case_sockets_with_network_are_also_netlink_route),
		CASE(case_sockets_with_network_and_nested_userns_are_no_netlink),
		CASE(case_kept_capabilities_open_their_sockets),
		CASE(case_socket_pairs_are_unix),
		CASE(case_socket_options_configure_no_firewall_and_no_kernel_tls),
		CASE(case_terminals_get_no_input_pushed),
		CASE(case_personality_is_plain_linux),
		CASE(case_limits_are_those_of_the_caller),
		CASE(case_nodes_are_no_devices),
		CASE(case_memory_is_not_merged_with_other_processes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
