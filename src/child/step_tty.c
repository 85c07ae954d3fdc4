/* step_tty.c - the program's own terminal.
 * May: act on its own new namespaces.  Must not: allocate, print, decide.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <termios.h>

#include "child/child.h"

static int send_master(const struct child *c, int master)
{
	struct report r = {.kind = REPORT_TTY};
	struct iovec part = {.iov_base = &r, .iov_len = sizeof(r)};
	union {
		struct cmsghdr header; /* for its alignment */
		char bytes[CMSG_SPACE(sizeof(int))];
	} control = {0};
	struct msghdr message = {
		.msg_iov = &part,
		.msg_iovlen = 1,
		.msg_control = control.bytes,
		.msg_controllen = sizeof(control.bytes),
	};
	struct cmsghdr *header = CMSG_FIRSTHDR(&message);

	header->cmsg_level = SOL_SOCKET;
	header->cmsg_type = SCM_RIGHTS;
	header->cmsg_len = CMSG_LEN(sizeof(int));
	memcpy(CMSG_DATA(header), &master, sizeof(int));
	return sendmsg(c->control, &message, MSG_NOSIGNAL) < 0 ? -errno : 0;
}

/* The pty comes from the sandbox's own devpts, so that its name (/dev/pts/0) is true
 * inside. We lead the session and stay in a background group of it; were the program its
 * own session leader, its group would be orphaned and ^Z ignored (setpgid(2)).
 */
int step_tty_open(struct child *c, const struct step *s UNUSED)
{
	autoclose int master = open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC);
	autoclose int slave = -1;
	int unlocked = 0, r;

	if (master < 0 || ioctl(master, TIOCSPTLCK, &unlocked) < 0)
		return -errno;
	slave = ioctl(master, TIOCGPTPEER, O_RDWR | O_NOCTTY | O_CLOEXEC);
	if (slave < 0 || ioctl(slave, TIOCSCTTY, 0) < 0)
		return -errno;
	r = send_master(c, master);
	if (r < 0)
		return r;
	c->tty = take_fd(&slave);
	/* The launcher sets size and modes before the program can look at them. */
	return child_await(c);
}

int step_tty_attach(struct child *c, const struct step *s)
{
	static const unsigned int flag[] = {TTY_STDIN, TTY_STDOUT, TTY_STDERR};
	pid_t group = getpid();

	/* From the background this would stop us, if SIGTTOU were not blocked (tcsetpgrp(3)). */
	if (setpgid(0, 0) < 0 || ioctl(c->tty, TIOCSPGRP, &group) < 0)
		return -errno;
	for (int fd = 0; fd < 3; fd++)
		if ((s->flags & flag[fd]) && dup2(c->tty, fd) < 0)
			return -errno;
	return 0;
}
