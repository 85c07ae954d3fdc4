/* nested.c - attackers in a user namespace of their own, with all capabilities over a network
 * of its own: for `nested userns` with `network host`.
 */
#include <linux/if_link.h>
#include <linux/netlink.h>
#include <linux/pkt_sched.h>
#include <linux/rtnetlink.h>
#include <linux/sockios.h>
#include <net/if.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/util.h"
#include "escape/attack.h"

/* By the bare call, as browsers make it; the child's answer is an errno. */
static int with_own_network(int (*run)(void))
{
	long pid = syscall(SYS_clone, CLONE_NEWUSER | CLONE_NEWNET | SIGCHLD, NULL,
			   NULL, NULL, NULL);
	int status;

	if (pid == 0)
		_exit(-run());
	if (pid < 0 || waitpid((pid_t)pid, &status, 0) < 0)
		return -errno;
	return WIFEXITED(status) ? -WEXITSTATUS(status) : -EINTR;
}

struct request {
	struct nlmsghdr head;
	char rest[256];
};

static void *append(struct request *r, size_t size)
{
	void *place = (char *)r + NLMSG_ALIGN(r->head.nlmsg_len);

	r->head.nlmsg_len = (uint32_t)(NLMSG_ALIGN(r->head.nlmsg_len) + size);
	return place;
}

static void append_text(struct request *r, unsigned short type, const char *text)
{
	size_t n = strlen(text) + 1;
	struct rtattr *a = append(r, RTA_LENGTH(n));

	a->rta_type = type;
	a->rta_len = (unsigned short)RTA_LENGTH(n);
	memcpy(RTA_DATA(a), text, n);
}

static void begin(struct request *r, unsigned short type)
{
	*r = (struct request){.head = {.nlmsg_len = NLMSG_LENGTH(0),
				       .nlmsg_type = type,
				       .nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK |
						      NLM_F_CREATE | NLM_F_EXCL}};
}

static int ask(const struct request *r)
{
	struct {
		struct nlmsghdr head;
		struct nlmsgerr error;
		char rest[512];
	} answer;
	int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);

	if (fd < 0 || send(fd, r, r->head.nlmsg_len, 0) < 0 ||
	    recv(fd, &answer, sizeof(answer), 0) < 0)
		return -errno;
	return answer.head.nlmsg_type == NLMSG_ERROR ? answer.error.error : -EPROTO;
}

static int make_bridge(void)
{
	struct request r;
	struct ifinfomsg *link;
	struct rtattr *info;

	begin(&r, RTM_NEWLINK);
	link = append(&r, sizeof(*link));
	link->ifi_family = AF_UNSPEC;
	append_text(&r, IFLA_IFNAME, "escape0");
	info = append(&r, RTA_LENGTH(0));
	info->rta_type = IFLA_LINKINFO;
	append_text(&r, IFLA_INFO_KIND, "bridge");
	info->rta_len = (unsigned short)((char *)&r + r.head.nlmsg_len - (char *)info);
	return ask(&r);
}

static int make_discipline(void)
{
	struct request r;
	struct tcmsg *to;

	begin(&r, RTM_NEWQDISC);
	to = append(&r, sizeof(*to));
	to->tcm_ifindex = 1; /* lo */
	to->tcm_handle = TC_H_MAKE(1U << 16, 0);
	to->tcm_parent = TC_H_ROOT;
	append_text(&r, TCA_KIND, "pfifo");
	return ask(&r);
}

static int request_any(unsigned long number, void *argument)
{
	/* Any socket is asked, whatever its family. */
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	return fd < 0 ? -errno : result_of(ioctl(fd, number, argument));
}

static int make_old_bridge(void)
{
	char name[IFNAMSIZ] = "escape1";

	return request_any(SIOCBRADDBR, name);
}

static int set_up(unsigned long high_bits)
{
	struct ifreq lo = {.ifr_name = "lo", .ifr_flags = IFF_UP};

	return request_any(SIOCSIFFLAGS | high_bits, &lo);
}

static int set_lo_up(void)
{
	return set_up(0);
}

static int set_lo_up_high(void)
{
	return set_up(1UL << 32);
}

#define NESTED(id, run)                       \
	static int id(void)                   \
	{                                     \
		return with_own_network(run); \
	}
NESTED(bridge_by_netlink, make_bridge)
NESTED(discipline_by_netlink, make_discipline)
NESTED(bridge_by_ioctl, make_old_bridge)
NESTED(flags_by_ioctl, set_lo_up)
NESTED(flags_by_ioctl_high, set_lo_up_high)

static const struct attack attacks[] = {
	{"make a bridge by netlink", "each kind of link is a module of its own",
	 bridge_by_netlink, "EAFNOSUPPORT", "the kernel may lack it"},
	{"add a queueing discipline", "CVE-2023-31436, CVE-2023-3609",
	 discipline_by_netlink, "EAFNOSUPPORT", "the kernel may lack it"},
	{"make a bridge by ioctl", "the same without netlink", bridge_by_ioctl, "EPERM",
	 "the kernel may lack it"},
	{"switch an interface on", "the same without netlink", flags_by_ioctl, "EPERM",
	 NULL},
	{"switch it on with high bits set", "CVE-2019-10063", flags_by_ioctl_high,
	 "EPERM", NULL},
};

const struct attack_table attack_nested = {"nested", attacks, ARRAY_SIZE(attacks), 1};
