/* network.c - attackers of the network, and of what is shared between processes.
 */
#include <arpa/inet.h>
#include <linux/keyctl.h>
#include <linux/netlink.h>
#include <mqueue.h>
#include <net/if.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/msg.h>
#include <sys/shm.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/util.h"
#include "escape/attack.h"

#ifndef AF_VSOCK
#define AF_VSOCK 40
#endif

static int connect_tcp(void)
{
	struct sockaddr_in to = {.sin_family = AF_INET,
				 .sin_port = htons((uint16_t)victim_number("port")),
				 .sin_addr = {htonl(INADDR_LOOPBACK)}};
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (fd < 0)
		return -errno;
	return result_of(connect(fd, (const struct sockaddr *)&to, sizeof(to)));
}

/* skip: 1 for an abstract name, which begins with a NUL. */
static int connect_unix(const char *name, size_t skip)
{
	struct sockaddr_un to = {.sun_family = AF_UNIX};
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	size_t n = strlen(name);

	if (fd < 0)
		return -errno;
	memcpy(to.sun_path + skip, name, n);
	return result_of(connect(
		fd, (const struct sockaddr *)&to,
		(socklen_t)(offsetof(struct sockaddr_un, sun_path) + skip + n)));
}

static int connect_abstract(void)
{
	return connect_unix(victim("abstract"), 1);
}

static int connect_path(void)
{
	return connect_unix(victim("socket"), 0);
}

static int see_interfaces(void)
{
	struct if_nameindex *all = if_nameindex();
	int found = 0;

	if (!all)
		return -errno;
	for (const struct if_nameindex *i = all; i->if_index; i++)
		found |= !str_equal(i->if_name, "lo");
	if_freenameindex(all);
	return found ? 0 : -NOTHING;
}

static int open_socket(int family, int type, int protocol)
{
	return result_of(socket(family, type | SOCK_CLOEXEC, protocol));
}

static int open_vsock(void)
{
	return open_socket(AF_VSOCK, SOCK_STREAM, 0);
}

static int open_alg(void)
{
	return open_socket(AF_ALG, SOCK_SEQPACKET, 0);
}

static int open_uevents(void)
{
	return open_socket(AF_NETLINK, SOCK_RAW, NETLINK_KOBJECT_UEVENT);
}

static int open_netfilter(void)
{
	return open_socket(AF_NETLINK, SOCK_RAW, NETLINK_NETFILTER);
}

static int open_xfrm(void)
{
	return open_socket(AF_NETLINK, SOCK_RAW, NETLINK_XFRM);
}

static int open_sock_diag(void)
{
	return open_socket(AF_NETLINK, SOCK_RAW, NETLINK_SOCK_DIAG);
}

static int open_bluetooth(void)
{
	return open_socket(AF_BLUETOOTH, SOCK_RAW, 1);
}

static int open_packet(void)
{
	return open_socket(AF_PACKET, SOCK_RAW, 0);
}

static const struct attack network[] = {
	{"reach a server on 127.0.0.1", "databases, debuggers, other users' tools",
	 connect_tcp, "EAFNOSUPPORT", NULL},
	{"reach an abstract socket", "CVE-2020-15257; X11, session buses",
	 connect_abstract, "ECONNREFUSED", NULL},
	{"reach a socket in the file system", "ssh-agent, gpg-agent, docker",
	 connect_path, "ENOENT", NULL},
	{"see network interfaces", "what the machine is", see_interfaces,
	 "nothing EAFNOSUPPORT", NULL},
	{"open AF_VSOCK", "not confined by a network namespace: vsock(7)", open_vsock,
	 "EAFNOSUPPORT EPERM", "the kernel may lack it"},
	{"open AF_ALG", "CVE-2017-7518 and kin: little used kernel code", open_alg,
	 "EAFNOSUPPORT EPERM", "the kernel may lack it"},
	{"open AF_BLUETOOTH", "CVE-2020-12351 and kin", open_bluetooth,
	 "EAFNOSUPPORT EPERM", "the kernel may lack it"},
	{"open AF_PACKET", "CVE-2016-8655, CVE-2020-14386", open_packet,
	 "EAFNOSUPPORT EPERM", "needs CAP_NET_RAW"},
	{"open NETLINK_KOBJECT_UEVENT", "devices that come and go", open_uevents,
	 "EAFNOSUPPORT EPERM EPROTONOSUPPORT", NULL},
	{"open NETLINK_NETFILTER", "CVE-2022-1015, CVE-2024-1086", open_netfilter,
	 "EAFNOSUPPORT EPERM EPROTONOSUPPORT", "the kernel may lack it"},
	{"open NETLINK_XFRM", "CVE-2022-27666 and kin", open_xfrm,
	 "EAFNOSUPPORT EPERM EPROTONOSUPPORT", "the kernel may lack it"},
	{"open NETLINK_SOCK_DIAG", "who talks to whom", open_sock_diag,
	 "EAFNOSUPPORT EPERM EPROTONOSUPPORT", "the kernel may lack it"},
};

const struct attack_table attack_network = {"network", network, ARRAY_SIZE(network), 0};

static int find_shared_memory(void)
{
	return result_of(shmget((key_t)victim_number("shm-key"), 1, 0400));
}

static int find_message_queue(void)
{
	return result_of(msgget((key_t)victim_number("shm-key"), 0400));
}

static int find_posix_queue(void)
{
	return result_of(mq_open(victim("mq"), O_RDONLY | O_CLOEXEC));
}

static int find_key(void)
{
	return result_of(syscall(SYS_keyctl, KEYCTL_SEARCH, KEY_SPEC_SESSION_KEYRING,
				 "user", victim("key"), 0));
}

static int request_key(void)
{
	return result_of(syscall(SYS_request_key, "user", victim("key"), NULL, 0));
}

static int add_key(void)
{
	return result_of(syscall(SYS_add_key, "user", "escape", "x", (size_t)1,
				 KEY_SPEC_PROCESS_KEYRING));
}

static const struct attack ipc[] = {
	{"find System V shared memory", "sysvipc(7)", find_shared_memory, "ENOENT",
	 NULL},
	{"find a System V message queue", "sysvipc(7)", find_message_queue,
	 "ENOENT EPERM", NULL},
	{"find a POSIX message queue", "mq_overview(7)", find_posix_queue,
	 "ENOENT EPERM ENOSYS", "the kernel may lack it"},
	{"find a key in the session keyring", "session-keyring(7): Kerberos, disk keys",
	 find_key, "EPERM", NULL},
	{"request a key", "request_key(2)", request_key, "EPERM", NULL},
	{"add a key", "CVE-2016-0728 and kin", add_key, "EPERM", NULL},
};

const struct attack_table attack_ipc = {"ipc", ipc, ARRAY_SIZE(ipc), 0};
