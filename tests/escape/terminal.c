/* terminal.c - attackers of the caller's terminal and of the standard streams.
 */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/util.h"
#include "escape/attack.h"

#define HIGH_BITS	  (1UL << 32) /* the kernel looks at 32 bits of a request only */
#define TIOCLINUX_REQUEST 0x541CUL

static int request(unsigned long number, const void *argument)
{
	return result_of(syscall(SYS_ioctl, 0, number, argument));
}

static int push_keys(void)
{
	return request(TIOCSTI, "\n");
}

static int push_keys_high(void)
{
	return request(TIOCSTI | HIGH_BITS, "\n");
}

static int set_discipline(void)
{
	const int n_tty = 0;

	return request(TIOCSETD, &n_tty);
}

static int set_discipline_high(void)
{
	const int n_tty = 0;

	return request(TIOCSETD | HIGH_BITS, &n_tty);
}

static int use_console(void)
{
	const char shift_state[2] = {6, 0};

	return request(TIOCLINUX_REQUEST, shift_state);
}

/* The terminal itself, as the caller has it: by its device. */
static int is_callers(const char *path)
{
	struct stat st;
	int fd = open(path, O_RDWR | O_NOCTTY | O_CLOEXEC);

	if (fd < 0 || fstat(fd, &st) < 0)
		return -errno;
	return st.st_dev == (dev_t)victim_number("tty-dev") &&
			       st.st_ino == (ino_t)victim_number("tty-ino")
		       ? 0
		       : -NOTHING;
}

static int have_terminal(void)
{
	return is_callers("/proc/self/fd/0");
}

static int open_by_name(void)
{
	return is_callers(victim("tty-name"));
}

static const struct attack terminal[] = {
	{"type into the caller's shell", "CVE-2017-5226", push_keys, "EPERM",
	 "where dev.tty.legacy_tiocsti is 0"},
	{"type with high bits set", "CVE-2019-10063", push_keys_high, "EPERM",
	 "where dev.tty.legacy_tiocsti is 0"},
	{"change the line discipline", "CVE-2017-2636, CVE-2023-31082", set_discipline,
	 "EPERM", NULL},
	{"change it with high bits set", "CVE-2019-10063", set_discipline_high, "EPERM",
	 NULL},
	{"paste on a console", "CVE-2023-28100", use_console, "EPERM",
	 "works on a virtual console only"},
	{"hold the caller's terminal", "CVE-2016-7545", have_terminal, "nothing ENOENT",
	 NULL},
	{"open the caller's terminal by its name", "CVE-2016-7545", open_by_name,
	 "nothing ENOENT", NULL},
};

const struct attack_table attack_terminal = {"terminal", terminal, ARRAY_SIZE(terminal),
					     0};

/* --- The standard streams: 0 is a file for reading, 1 one that is appended to ---------- */

static int reopen(const char *path, int flags)
{
	return result_of(open(path, flags | O_CLOEXEC));
}

static int write_stdin(void)
{
	return reopen("/proc/self/fd/0", O_WRONLY);
}

static int truncate_stdout(void)
{
	return reopen("/proc/self/fd/1", O_WRONLY | O_TRUNC);
}

static int truncate_dev_stdin(void)
{
	return reopen("/dev/stdin", O_WRONLY | O_TRUNC);
}

static int read_stdout(void)
{
	return reopen("/proc/self/fd/1", O_RDONLY);
}

static const struct attack streams[] = {
	{"write the file that it reads", "proc(5), /proc/PID/fd", write_stdin, "EACCES",
	 NULL},
	{"empty the file that it appends to", "proc(5), /proc/PID/fd", truncate_stdout,
	 "EACCES", NULL},
	{"empty the file that it reads", "by /dev/stdin", truncate_dev_stdin, "EACCES",
	 NULL},
	{"read the file that it appends to", "logs of others", read_stdout, "EACCES",
	 NULL},
};

const struct attack_table attack_streams = {"streams", streams, ARRAY_SIZE(streams), 1};
