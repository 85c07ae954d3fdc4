/* terminal.c - the terminal of the user who called us: whose turn it is, its modes, its
 * size. May: open it anew, change its modes while we are in its foreground.  Must not:
 * read or write it, set O_NONBLOCK on a descriptor that we were started with.
 */
#include "parent/terminal.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/ioctl.h>

#include "base/util.h"
#include "plan/plan.h"

#define OPEN_FLAGS (O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC)

/* O_NONBLOCK belongs to the open file, which our descriptors 0-2 share with the shell
 * and with everything else that it has started. So we open the terminal a second time.
 * It is /dev/tty for the controlling terminal (which opens whatever its permissions
 * are, as after su); others are found through /proc. Where both fail, the shared one
 * must do.
 */
static int open_again(int fd, int *may_block)
{
	char path[sizeof("/proc/self/fd/") + 3 * sizeof(fd)];
	int opened;

	if (fd < 0 || tcgetsid(fd) == getsid(0))
		return open("/dev/tty", OPEN_FLAGS);
	(void)snprintf(path, sizeof(path), "/proc/self/fd/%d", fd); /* sized to fit */
	opened = open(path, OPEN_FLAGS);
	if (opened < 0) {
		*may_block = 1;
		opened = fcntl(fd, F_DUPFD_CLOEXEC, 3);
	}
	return opened;
}

void terminal_open(struct terminal *ret_terminal, unsigned int tty)
{
	struct terminal t = {.keys = -1, .screen = -1};

	t.keys = open_again(tty & TTY_STDIN    ? STDIN_FILENO
			    : tty & TTY_STDOUT ? STDOUT_FILENO
			    : tty & TTY_STDERR ? STDERR_FILENO
					       : -1,
			    &t.may_block);
	t.screen = open_again(tty & TTY_STDOUT	 ? STDOUT_FILENO
			      : tty & TTY_STDERR ? STDERR_FILENO
			      : tty & TTY_STDIN	 ? STDIN_FILENO
						 : -1,
			      &t.may_block);
	*ret_terminal = t;
}

void terminal_drop(struct terminal *t)
{
	close_owned(&t->keys);
	close_owned(&t->screen);
	t->keys = t->screen = -1;
	t->is_raw = t->may_block = 0;
}

void terminal_close(struct terminal *t)
{
	terminal_leave_raw(t);
	terminal_drop(t);
}

int terminal_is_foreground(const struct terminal *t)
{
	pid_t group;

	if (t->keys < 0)
		return 0;
	group = tcgetpgrp(t->keys);
	if (group < 0)
		return errno ==
		       ENOTTY; /* not our controlling one: no job control on it */
	return group == getpgrp();
}

void terminal_enter_raw(struct terminal *t, int is_bare)
{
	struct termios raw;

	if (!t->is_raw && tcgetattr(t->keys, &t->saved) < 0)
		return; /* hung up: poll will say so */
	raw = t->saved;
	raw.c_iflag &= ~(tcflag_t)(IGNBRK | BRKINT | PARMRK | ISTRIP | INLCR | IGNCR |
				   ICRNL | IUCLC | IXON);
	if (is_bare)
		raw.c_oflag &= ~(tcflag_t)OPOST;
	raw.c_lflag &= ~(tcflag_t)(ISIG | ICANON | ECHO | ECHONL | IEXTEN);
	/* Another reader of a shared open file may be faster; the read must not wait
	 * then. */
	raw.c_cc[VMIN] = t->may_block ? 0 : 1;
	raw.c_cc[VTIME] = 0;
	/* Should we have lost the foreground this very moment, SIGTTOU stops us here,
	 * before the shell's modes are touched; that is why it is neither blocked nor
	 * handled.
	 */
	if (tcsetattr(t->keys, TCSANOW, &raw) < 0)
		return;
	t->is_raw = 1;
	t->is_bare = is_bare;
}

void terminal_leave_raw(struct terminal *t)
{
	if (t->is_raw && terminal_is_foreground(t))
		(void)tcsetattr(t->keys, TCSANOW,
				&t->saved); /* fails only when hung up */
	t->is_raw = 0;
}

void terminal_copy_size(const struct terminal *t, int fd)
{
	struct winsize size;

	if (ioctl(t->screen, TIOCGWINSZ, &size) == 0)
		(void)ioctl(fd, TIOCSWINSZ,
			    &size); /* a wrong size is no reason to stop */
}
