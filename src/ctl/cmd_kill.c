/* cmd_kill.c - `sandboxctl kill` and `wait`: the end of a sandbox, caused or awaited.
 * May: signal, wait, print.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <sys/syscall.h>

#include "ctl/ctl.h"
#include "ctl/running.h"
#include "parent/launch.h"
#include "text/names.h"

/* A number, or a name with or without SIG. Returns 0 for what is none. */
static int signal_of(const char *word)
{
	const char *name = str_after(word, "SIG") ? word + 3 : word;
	uint64_t number;

	if (names_parse_number(word, NSIG - 1, &number) == 0)
		return (int)number;
	for (int i = 1; i < NSIG; i++)
		if (sigabbrev_np(i) && strcasecmp(sigabbrev_np(i), name) == 0)
			return i;
	return 0;
}

static int send_signal(struct roster *r, const char *name, int sig)
{
	struct running s;
	autoclose int pidfd = -1;

	if (roster_find(r, name, &s, &pidfd) < 0)
		return -1;
	close_owned(&s.r.fd);
	/* PID 1 passes it on to the program, and ends with all others at SIGKILL. */
	if (syscall(SYS_pidfd_send_signal, pidfd, sig, NULL, 0) == 0)
		return 0;
	return diag_error(&r->diag, NULL, "cannot signal '%s': %s", name,
			  errno == ESRCH ? "it has just ended" : strerror(errno));
}

int ctl_kill(int argc, char **argv, char **env)
{
	struct roster r;
	int sig = SIGTERM, i = 1, status = CTL_YES;

	if (argc > 2 && str_equal(argv[1], "-s")) {
		sig = signal_of(argv[2]);
		i = 3;
		if (!sig)
			return ctl_usage("kill: unknown signal '%s'", argv[2]);
	}
	if (i >= argc || argv[i][0] == '-')
		return ctl_usage("kill: name the sandbox: kill [-s SIGNAL] NAME...",
				 "");
	if (sig == SIGSTOP)
		return ctl_usage("kill: to stop a sandbox: sandboxctl pause %s",
				 argv[i]);
	if (roster_begin(&r, env) < 0)
		return roster_end(&r, CTL_NO);
	for (; i < argc; i++)
		if (send_signal(&r, argv[i], sig) < 0)
			status = CTL_NO;
	return roster_end(&r, status);
}

/* The launcher writes the exit status into its record before it lets the lock go. */
static int await(struct roster *r, const struct running *s)
{
	struct flock lock = {.l_type = F_RDLCK, .l_whence = SEEK_SET};
	uint32_t word;

	while (fcntl(s->r.fd, F_SETLKW, &lock) < 0)
		if (errno != EINTR)
			return diag_error(&r->diag, NULL, "cannot wait for '%s': %s",
					  s->name, strerror(errno));
	if (pread(s->r.fd, &word, sizeof(word), RECORD_STATUS_OFFSET) != sizeof(word) ||
	    (int)word == RECORD_RUNNING)
		return diag_error(&r->diag, NULL,
				  "the launcher of '%s' was killed: how the program "
				  "ended is not known",
				  s->name);
	return (int)(word & 0xff);
}

int ctl_wait(int argc, char **argv, char **env)
{
	struct roster r;
	struct running s;
	autoclose int pidfd = -1;
	int status;

	if (argc != 2)
		return ctl_usage("wait: name one sandbox: wait NAME", "");
	if (roster_begin(&r, env) < 0 || roster_find(&r, argv[1], &s, &pidfd) < 0)
		return roster_end(&r, EXIT_OURS);
	status = await(&r, &s);
	close_owned(&s.r.fd);
	return roster_end(&r, status < 0 ? EXIT_OURS : status);
}
