/* lines.c - whole lines from a terminal that edits and echoes them itself.
 * May: read and write the descriptors it is given, change the modes of the pty.  Must
 * not: change the modes of the user's terminal, wait.
 */
#include "parent/lines.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/util.h"

#define COOKED ((tcflag_t)(ICANON | ECHO | ISIG))

void lines_make_cooked(struct termios *modes)
{
	modes->c_iflag |= ICRNL | IXON;
	modes->c_oflag |= OPOST | ONLCR;
	modes->c_lflag |= COOKED | IEXTEN | ECHOE | ECHOK | ECHOCTL | ECHOKE;
}

int lines_are_cooked(const struct termios *modes)
{
	return (modes->c_lflag & COOKED) == COOKED;
}

static int is_whole(const struct termios *modes, const char *text, size_t n)
{
	const cc_t *key = modes->c_cc;
	cc_t last = (cc_t)text[n - 1];

	return last == '\n' ||
	       (last != _POSIX_VDISABLE && (last == key[VEOL] || last == key[VEOL2]));
}

ssize_t lines_read(int keys, int master, char *ret_text, size_t room)
{
	struct termios outer, inner;
	ssize_t n;

	/* Without ICANON another program, such as the pager at the end of our pipeline,
	 * is reading single keys. They are its keys.
	 */
	if (tcgetattr(keys, &outer) < 0 || !(outer.c_lflag & ICANON))
		return 0;
	n = read(keys, ret_text, room - 1);
	if (n < 0)
		return -1;
	if ((n == 0 || !is_whole(&outer, ret_text, (size_t)n)) &&
	    tcgetattr(master, &inner) == 0)
		ret_text[n++] = (char)inner.c_cc[VEOF];
	return n;
}

/* The pty echoes when its line discipline takes the keys in, in a worker of the kernel
 * and so some time after write() has returned. We would like to ask whether that has
 * happened; nothing tells. But poll() on the other side finishes that work first when
 * there was nothing to read before. If there was, the line may be shown twice, and
 * nothing worse.
 */
static void let_arrive(int master)
{
	autoclose int slave = ioctl(master, TIOCGPTPEER, O_RDWR | O_NOCTTY | O_CLOEXEC);
	struct pollfd p = {.fd = slave, .events = POLLIN};

	if (slave >= 0)
		(void)poll(&p, 1, 0); /* for what it does on the way */
}

ssize_t lines_write(int master, const char *text, size_t n)
{
	struct termios modes, silent;
	ssize_t written;

	if (tcgetattr(master, &modes) < 0 || !(modes.c_lflag & ECHO))
		return write(master, text, n);
	silent = modes;
	silent.c_lflag &= ~(tcflag_t)(ECHO | ECHONL);
	(void)tcsetattr(master, TCSANOW, &silent); /* on failure it is shown twice */
	written = write(master, text, n);
	let_arrive(master);
	(void)tcsetattr(master, TCSANOW, &modes); /* as it was read above */
	return written;
}

static int adds_cr(int fd)
{
	const tcflag_t both = OPOST | ONLCR;
	struct termios modes;

	return tcgetattr(fd, &modes) == 0 && (modes.c_oflag & both) == both;
}

size_t lines_undo_crlf(int screen, int master, char *text, size_t n)
{
	size_t left = 0;

	if (!adds_cr(screen) || !adds_cr(master))
		return n;
	/* A pair that is torn between two reads keeps its second return: it does no
	 * harm. */
	for (size_t i = 0; i < n; i++)
		if (text[i] != '\r' || i + 1 == n || text[i + 1] != '\n')
			text[left++] = text[i];
	return left;
}
