/* step_ns.c - steps on namespaces other than the mount namespace.
 * May: act on its own new namespaces.  Must not: allocate, print, decide.
 */
#include <errno.h>
#include <grp.h>
#include <linux/sched.h>
#include <net/if.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>

#include "child/child.h"

#ifndef CLONE_NEWTIME
#define CLONE_NEWTIME 0x00000080 /* Linux 5.6, linux/sched.h */
#endif

int step_id_groups(struct child *c UNUSED, const struct step *s UNUSED)
{
	return setgroups(0, NULL) < 0 ? -errno : 0;
}

/* The namespace was made while we were in the launcher's cgroup: seen from there, ours would
 * have a path, with a name that tells something. From here it is "/", and what is around it,
 * the limits too, lies outside.
 */
int step_cgroup_root(struct child *c UNUSED, const struct step *s UNUSED)
{
	return unshare(CLONE_NEWCGROUP) < 0 ? -errno : 0;
}

/* The clocks show no difference yet; children of PID 1 enter it, PID 1 stays outside. */
int step_ns_time(struct child *c UNUSED, const struct step *s UNUSED)
{
	return unshare(CLONE_NEWTIME) < 0 ? -errno : 0;
}

/* Without a session of its own the program could open /dev/tty, the caller's terminal, and
 * push key strokes into it (CVE-2017-5226).
 */
int step_session_new(struct child *c UNUSED, const struct step *s UNUSED)
{
	return setsid() < 0 ? -errno : 0;
}

int step_ns_hostname(struct child *c UNUSED, const struct step *s)
{
	return sethostname(s->text, strlen(s->text)) < 0 ? -errno : 0;
}

int step_net_loopback(struct child *c UNUSED, const struct step *s UNUSED)
{
	/* netdevice(7) ioctls work on any socket, and AF_UNIX is there in every kernel. */
	autoclose int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	struct ifreq request = {.ifr_name = "lo", .ifr_flags = IFF_UP};

	if (fd < 0 || ioctl(fd, SIOCSIFFLAGS, &request) < 0)
		return -errno;
	return 0;
}

/* Until exec we are a process with the host's memory and with all capabilities in there: who
 * runs inside may neither trace us nor look at our descriptors (CVE-2016-9962), which takes
 * more than having our uid.
 */
int step_ns_join(struct child *c, const struct step *s)
{
	if ((s->number[0] & CLONE_NEWPID) && prctl(PR_SET_DUMPABLE, 0) < 0)
		return -errno;
	return setns(c->join_fd, (int)s->number[0]) < 0 ? -errno : 0;
}

/* A sandbox that shares namespaces with another one has joined these first, and its own belong
 * to the same user namespace. Only a child is in a new pid namespace: one that has the
 * launcher for its parent, to which it is what the first clone is to others.
 */
int step_ns_new(struct child *c, const struct step *s)
{
	struct clone_args args = {.flags = s->number[0] | CLONE_PARENT};
	struct report r = {.kind = REPORT_CHILD};
	long pid;

	if (c->plan->joins != JOIN_SHARE)
		return 0; /* done by the launcher's clone */
	pid = syscall(SYS_clone3, &args, sizeof(args));
	if (pid < 0)
		return -errno;
	if (pid == 0)
		return child_await(c); /* until the launcher knows us */
	r.pid = (pid_t)pid;
	_exit(write(c->control, &r, sizeof(r)) == sizeof(r) ? 0 : 125);
}
