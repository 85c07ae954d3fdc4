/* filter_condition.c - what each condition compares.
 * May: nothing, it is data.
 */
#include "plan/filter_condition.h"

#include <asm/ioctls.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/netlink.h>
#include <linux/prctl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sched.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/shm.h>
#include <sys/socket.h>
#include <sys/stat.h>

#include "base/util.h"

#ifndef PR_SET_MEMORY_MERGE
#define PR_SET_MEMORY_MERGE 67 /* Linux 6.4 */
#endif

const struct condition condition_table[N_CONDITIONS] = {
#define CONDITION(id, name, kind, error, what) \
	[CONDITION_##id] = {name, CONDITION_##kind, error, what},
#include "plan/filter_condition.def"
#undef CONDITION
};

/* All namespace flags of clone. CLONE_NEWTIME is none of them: there it is part of the
 * signal number, and only unshare and clone3 take it.
 */
#define INNER_NAMESPACES (CLONE_NEWPID | CLONE_NEWNET | CLONE_NEWIPC)
#define OUTER_NAMESPACES (CLONE_NEWUSER | CLONE_NEWNS | CLONE_NEWCGROUP | CLONE_NEWUTS)
#define NAMESPACES	 (INNER_NAMESPACES | OUTER_NAMESPACES)

#define ALL	       UINT32_MAX
#define SOCK_TYPE_MASK 0xf /* above it are SOCK_CLOEXEC and SOCK_NONBLOCK */
#define SOCKET(f, t, p)                              \
	3,                                           \
	{                                            \
		{0, ALL, f}, {1, SOCK_TYPE_MASK, t}, \
		{                                    \
			2, ALL, p                    \
		}                                    \
	}
#define RAW(f)                                      \
	2,                                          \
	{                                           \
		{0, ALL, f},                        \
		{                                   \
			1, SOCK_TYPE_MASK, SOCK_RAW \
		}                                   \
	}
#define OPTION(l, m, o)         \
	2,                      \
	{                       \
		{1, ALL, l},    \
		{               \
			2, m, o \
		}               \
	}
#define ONE(a, mask, v)            \
	1,                         \
	{                          \
		{                  \
			a, mask, v \
		}                  \
	}

/* Of ioctl. BUT: whatever these bits are. */
#define IDENTITY(r)                                        \
	{                                                  \
		CONDITION_NO_HOST_IDENTITY, ONE(1, ALL, r) \
	}
#define INTERFACE(m, r)                                     \
	{                                                   \
		CONDITION_NO_INTERFACE_CHANGE, ONE(1, m, r) \
	}
#define BUT(bits) (ALL & ~UINT32_C(bits))

/* Numbers of newer kernels, or of headers that cannot be included here. */
#define SETDELEG	0x410	   /* F_SETDELEG, Linux 6.19 */
#define IOPRIO_PGRP	2	   /* IOPRIO_WHO_PGRP */
#define FS_UUID		0x80111500 /* FS_IOC_GETFSUUID */
#define FS_SYSFS_PATH	0x80811501 /* FS_IOC_GETFSSYSFSPATH */
#define FS_LABEL	0x81009431 /* FS_IOC_GETFSLABEL */
#define EXT4_UUID	0x8008662c /* EXT4_IOC_GETFSUUID */
#define PWSALT		0x40106614 /* FS_IOC_GET_ENCRYPTION_PWSALT, of ext4 and F2FS */
#define BTRFS_FS	0x8400941f /* BTRFS_IOC_FS_INFO */
#define BTRFS_DEV	0xd000941e /* BTRFS_IOC_DEV_INFO */
#define BTRFS_SUBVOL	0x81f8943c /* BTRFS_IOC_GET_SUBVOL_INFO */
#define XFS_GEOMETRY	0x8100587e /* XFS_IOC_FSGEOMETRY, and both older ones */
#define XFS_GEOMETRY_V1 0x80705864
#define XFS_GEOMETRY_V4 0x8070587c

/* Socket options by number: the headers that name them cannot be included together. */
#define PAIR	      (ALL & ~UINT32_C(1)) /* an even number and the one after it */
#define IPSEC_POLICY  16		   /* IP_IPSEC_POLICY, IP_XFRM_POLICY */
#define IPSEC_POLICY6 34 /* IPV6_IPSEC_POLICY is 34, IPV6_XFRM_POLICY 35 */
#define IPTABLES      64 /* IPT_SO_SET_REPLACE, _ADD_COUNTERS; the same in IPv6 */
#define ARPTABLES     96
#define EBTABLES      128
#define IPVS	      0x480 /* IP_VS_BASE_CTL, 64 numbers */
#define IPVS_MASK     (ALL & ~UINT32_C(0x3f))

const struct condition_rule condition_rule_table[] = {
	{CONDITION_NO_NEW_NAMESPACES, ONE(0, NAMESPACES, 0)},

	/* What Chromium and Firefox were seen to ask for, and any mixture of it. */
	{CONDITION_INNER_NAMESPACES, ONE(0, OUTER_NAMESPACES, CLONE_NEWUSER)},
	{CONDITION_INNER_NAMESPACES, ONE(0, NAMESPACES, CLONE_NEWPID)},
	{CONDITION_INNER_UNSHARE, ONE(0, ALL, CLONE_NEWUSER)},
	{CONDITION_INNER_UNSHARE, ONE(0, ALL, CLONE_NEWPID)},

	{CONDITION_PLAIN_PERSONALITY, ONE(0, ALL, 0)},
	{CONDITION_PLAIN_PERSONALITY, ONE(0, ALL, 0xffffffff)},

	/* A process with the same ids may lower the limits of any other one: of what exec
	 * brings in, before it is sealed, so that it fails to start. That a new limit is
	 * none but asked for cannot be seen: half of the pointer is not looked at.
	 */
	{CONDITION_OWN_LIMITS, ONE(0, ALL, 0)},

	{CONDITION_NO_DEVICE_NODE, ONE(1, S_IFMT, 0)},
	{CONDITION_NO_DEVICE_NODE, ONE(1, S_IFMT, S_IFREG)},
	{CONDITION_NO_DEVICE_NODE, ONE(1, S_IFMT, S_IFIFO)},
	{CONDITION_NO_DEVICE_NODE, ONE(1, S_IFMT, S_IFSOCK)},
	{CONDITION_NO_DEVICE_NODE_AT, ONE(2, S_IFMT, 0)},
	{CONDITION_NO_DEVICE_NODE_AT, ONE(2, S_IFMT, S_IFREG)},
	{CONDITION_NO_DEVICE_NODE_AT, ONE(2, S_IFMT, S_IFIFO)},
	{CONDITION_NO_DEVICE_NODE_AT, ONE(2, S_IFMT, S_IFSOCK)},

	{CONDITION_UNIX_SOCKET, ONE(0, ALL, AF_UNIX)},
	{CONDITION_INET_SOCKET, SOCKET(AF_INET, SOCK_STREAM, 0)},
	{CONDITION_INET_SOCKET, SOCKET(AF_INET, SOCK_STREAM, IPPROTO_TCP)},
	{CONDITION_INET_SOCKET, SOCKET(AF_INET, SOCK_DGRAM, 0)},
	{CONDITION_INET_SOCKET, SOCKET(AF_INET, SOCK_DGRAM, IPPROTO_UDP)},
	{CONDITION_INET_SOCKET, SOCKET(AF_INET, SOCK_DGRAM, IPPROTO_ICMP)},
	{CONDITION_INET_SOCKET, SOCKET(AF_INET6, SOCK_STREAM, 0)},
	{CONDITION_INET_SOCKET, SOCKET(AF_INET6, SOCK_STREAM, IPPROTO_TCP)},
	{CONDITION_INET_SOCKET, SOCKET(AF_INET6, SOCK_DGRAM, 0)},
	{CONDITION_INET_SOCKET, SOCKET(AF_INET6, SOCK_DGRAM, IPPROTO_UDP)},
	{CONDITION_INET_SOCKET, SOCKET(AF_INET6, SOCK_DGRAM, IPPROTO_ICMPV6)},
	{CONDITION_NETLINK_ROUTE, SOCKET(AF_NETLINK, SOCK_RAW, NETLINK_ROUTE)},
	{CONDITION_NETLINK_ROUTE, SOCKET(AF_NETLINK, SOCK_DGRAM, NETLINK_ROUTE)},
	{CONDITION_RAW_SOCKET, RAW(AF_INET)},
	{CONDITION_RAW_SOCKET, RAW(AF_INET6)},
	{CONDITION_RAW_SOCKET, ONE(0, ALL, AF_PACKET)},

	/* The program may hold a descriptor of the caller's terminal. TIOCSTI types
	 * into it (CVE-2017-5226), TIOCLINUX pastes into it, TIOCSETD loads a line
	 * discipline for it (CVE-2017-2636). Nothing that runs inside needs them.
	 */
	{CONDITION_NO_TERMINAL_INJECTION, ONE(1, ALL, TIOCSTI)},
	{CONDITION_NO_TERMINAL_INJECTION, ONE(1, ALL, TIOCLINUX)},
	{CONDITION_NO_TERMINAL_INJECTION, ONE(1, ALL, TIOCSETD)},

	/* What tells one host from all others, through any file of it. A kernel without
	 * them answers ENOTTY.
	 */
	IDENTITY(FS_UUID),
	IDENTITY(FS_SYSFS_PATH),
	IDENTITY(FS_LABEL),
	IDENTITY(EXT4_UUID),
	IDENTITY(PWSALT),
	IDENTITY(BTRFS_FS),
	IDENTITY(BTRFS_DEV),
	IDENTITY(BTRFS_SUBVOL),
	IDENTITY(XFS_GEOMETRY),
	IDENTITY(XFS_GEOMETRY_V1),
	IDENTITY(XFS_GEOMETRY_V4),

	/* What linux/sockios.h has for changing the network, in masks that leave out the
	 * requests that only ask; bridges and VLANs ask with the ones they change with.
	 * With `nested userns` the program is allowed to, in a namespace of its own.
	 */
	INTERFACE(ALL, 0x890b),	 /* SIOCADDRT */
	INTERFACE(PAIR, 0x890c), /* SIOCDELRT, RTMSG */
	INTERFACE(ALL, 0x8911),	 /* SIOCSIFLINK */
	/* SIOCSIFFLAGS, ADDR; DSTADDR, BRDADDR, NETMASK, METRIC; MEM, MTU, HWADDR, ENCAP */
	INTERFACE(BUT(2), 0x8914),
	INTERFACE(BUT(6), 0x8918),
	INTERFACE(BUT(6), 0x8920),
	INTERFACE(ALL, 0x8923), /* SIOCSIFNAME */
	/* SIOCSIFSLAVE, DELMULTI, SIFPFLAGS, DIFADDR */
	INTERFACE(BUT(6), 0x8930),
	INTERFACE(ALL, 0x8931),	   /* SIOCADDMULTI */
	INTERFACE(ALL, 0x8937),	   /* SIOCSIFHWBROADCAST */
	INTERFACE(PAIR, 0x8940),   /* SIOCGIFBR, SIFBR */
	INTERFACE(ALL, 0x8943),	   /* SIOCSIFTXQLEN */
	INTERFACE(ALL, 0x8946),	   /* SIOCETHTOOL */
	INTERFACE(ALL, 0x8949),	   /* SIOCSMIIREG */
	INTERFACE(ALL, 0x894a),	   /* SIOCWANDEV */
	INTERFACE(ALL, 0x8953),	   /* SIOCDARP */
	INTERFACE(ALL, 0x8955),	   /* SIOCSARP */
	INTERFACE(ALL, 0x8971),	   /* SIOCSIFMAP */
	INTERFACE(BUT(3), 0x8980), /* DLCI, VLAN */
	INTERFACE(BUT(7), 0x8990), /* SIOCBOND* */
	INTERFACE(BUT(3), 0x89a0), /* SIOCBR* */
	INTERFACE(ALL, 0x89b0),	   /* SIOCSHWTSTAMP */
	/* SIOCPROTOPRIVATE, SIOCDEVPRIVATE: multicast routes, tunnels, drivers */
	INTERFACE(BUT(0x1f), 0x89e0),

	/* Who may only read a file of the host could make it wait there with each open
	 * for a minute (/proc/sys/fs/lease-break-time), or watch a directory.
	 */
	{CONDITION_NO_LEASE, ONE(1, ALL, F_SETLEASE)},
	{CONDITION_NO_LEASE, ONE(1, ALL, F_NOTIFY)},
	{CONDITION_NO_LEASE, ONE(1, ALL, SETDELEG)},

	{CONDITION_NO_GROUP_SIGNAL, ONE(0, ALL, 0)},
	{CONDITION_NO_GROUP_PRIORITY, ONE(0, ALL, PRIO_PGRP)},
	{CONDITION_NO_GROUP_IO_PRIORITY, ONE(0, ALL, IOPRIO_PGRP)},

	/* With `nested userns` a program gets CAP_NET_ADMIN over a network namespace of
	 * its own. These options lead to code that such capabilities were turned into
	 * root with (CVE-2021-22555).
	 */
	{CONDITION_NO_NETWORK_ADMIN, OPTION(IPPROTO_IP, PAIR, IPSEC_POLICY)},
	{CONDITION_NO_NETWORK_ADMIN, OPTION(IPPROTO_IP, PAIR, IPTABLES)},
	{CONDITION_NO_NETWORK_ADMIN, OPTION(IPPROTO_IP, PAIR, ARPTABLES)},
	{CONDITION_NO_NETWORK_ADMIN, OPTION(IPPROTO_IP, PAIR, EBTABLES)},
	{CONDITION_NO_NETWORK_ADMIN, OPTION(IPPROTO_IP, IPVS_MASK, IPVS)},
	{CONDITION_NO_NETWORK_ADMIN, OPTION(IPPROTO_IPV6, PAIR, IPSEC_POLICY6)},
	{CONDITION_NO_NETWORK_ADMIN, OPTION(IPPROTO_IPV6, PAIR, IPTABLES)},

	/* TCP_ULP puts another protocol on a connection and loads its module for anyone
	 * (CVE-2023-0461). TLS libraries take ENOPROTOOPT as "no kernel TLS here".
	 */
	{CONDITION_NO_KERNEL_TLS, OPTION(IPPROTO_TCP, ALL, TCP_ULP)},

	/* Merged pages tell by the time that a write takes whether some other process
	 * of the host holds the same content. A kernel without KSM answers EINVAL.
	 */
	{CONDITION_NO_WRITE_EXECUTE,
	 ONE(2, PROT_WRITE | PROT_EXEC, PROT_WRITE | PROT_EXEC)},
	{CONDITION_NO_EXEC_GAIN, ONE(2, PROT_EXEC, PROT_EXEC)},
	{CONDITION_NO_EXEC_SHM, ONE(2, SHM_EXEC, SHM_EXEC)},
	{CONDITION_NO_PAGE_MERGING, ONE(2, ALL, MADV_MERGEABLE)},
	{CONDITION_NO_PROCESS_MERGING, ONE(0, ALL, PR_SET_MEMORY_MERGE)},
};
const size_t condition_n_rules = ARRAY_SIZE(condition_rule_table);
