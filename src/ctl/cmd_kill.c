/* cmd_kill.c - `sandboxctl kill` and `wait`: the end of a sandbox, caused or awaited.
 * May: signal, wait, print.
 */
#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <sys/syscall.h>

#include "base/text.h"
#include "ctl/ctl.h"
#include "ctl/running.h"
#include "parent/launch.h"
#include "text/names.h"

/* A number, or a name with or without SIG. Returns 0 for what is none. */
static int signal_of(const char *word)
{
	const char *name = strncasecmp(word, "SIG", 3) == 0 ? word + 3 : word;
	uint64_t number;

	if (names_parse_number(word, NSIG - 1, &number) == 0)
		return (int)number;
	for (int i = 1; i < NSIG; i++)
		if (sigabbrev_np(i) && strcasecmp(sigabbrev_np(i), name) == 0)
			return i;
	return 0;
}

static int unknown_signal(const char *word)
{
	const char *name = strncasecmp(word, "SIG", 3) == 0 ? word + 3 : word;
	const char *names[NSIG], *near;
	char upper[16];
	size_t n = 0;

	for (size_t i = 0; i < sizeof(upper); i++)
		upper[i] = i < strnlen(name, sizeof(upper) - 1)
				   ? (char)toupper((unsigned char)name[i])
				   : '\0';
	for (int i = 1; i < NSIG; i++)
		if (sigabbrev_np(i))
			names[n++] = sigabbrev_np(i);
	near = text_nearest(upper, names, n);
	if (near)
		return ctl_usage("kill", "unknown signal '%s'; did you mean '%s'?",
				 word, near);
	return ctl_usage("kill", "unknown signal '%s'; see kill -l", word);
}

/* Takes "-s SIGNAL", "-9" and "-KILL" out of the words. Returns 0 or CTL_USAGE. */
static int take_signal(char **argv, int *ret_sig)
{
	char **to = argv + 1, **from = argv + 1;

	for (; *from && !str_equal(*from, "--"); from++) {
		const char *word = *from;

		if (word[0] != '-' || word[1] == '-' || !word[1]) {
			*to++ = *from;
			continue;
		}
		if (str_equal(word, "-s"))
			word = *++from;
		else
			word += word[1] == 's' && word[2] ? 2 : 1; /* -sKILL, -KILL */
		if (!word)
			return ctl_usage("kill", "-s: the signal is missing");
		*ret_sig = signal_of(word);
		if (!*ret_sig)
			return unknown_signal(word);
	}
	while ((*to++ = *from++))
		; /* the rest, and the NULL behind it */
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
	if (syscall(SYS_pidfd_send_signal, pidfd, sig, NULL, 0) == 0) {
		if (sig != SIGKILL && sig != SIGCONT &&
		    str_equal(running_state(&s), "paused"))
			diag_note(&r->diag, NULL,
				  "'%s' is paused: the signal waits until sandboxctl "
				  "resume %s",
				  name, name);
		return 0;
	}
	return diag_error(&r->diag, NULL, "cannot signal '%s': %s", name,
			  errno == ESRCH ? "it has just ended" : strerror(errno));
}

int ctl_kill(int argc UNUSED, char **argv, char **env)
{
	struct roster r;
	int sig = SIGTERM, status = take_signal(argv, &sig);

	if (status == 0)
		status = ctl_read_words(argv, NULL, 1, SIZE_MAX);
	if (status)
		return status;
	if (sig == SIGSTOP)
		return ctl_usage("kill", "to stop a sandbox: sandboxctl pause %s",
				 argv[1]);
	if (roster_begin(&r, env) < 0)
		return roster_end(&r, CTL_NO);
	for (char **name = argv + 1; *name; name++)
		if (send_signal(&r, *name, sig) < 0)
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

int ctl_wait(int argc UNUSED, char **argv, char **env)
{
	struct roster r;
	struct running s;
	autoclose int pidfd = -1;
	int status = ctl_read_words(argv, NULL, 1, 1);

	if (status)
		return status;
	if (roster_begin(&r, env) < 0 || roster_find(&r, argv[1], &s, &pidfd) < 0)
		return roster_end(&r, EXIT_OURS);
	status = await(&r, &s);
	close_owned(&s.r.fd);
	return roster_end(&r, status < 0 ? EXIT_OURS : status);
}
