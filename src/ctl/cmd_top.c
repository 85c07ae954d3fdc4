/* cmd_top.c - `sandboxctl top`: the table of list, again each second, until a key says so.
 * May: use the terminal, and leave it as it was.
 */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <sys/signalfd.h>
#include <termios.h>
#include <time.h>

#include "ctl/ctl.h"
#include "ctl/table.h"

#define INTERVAL_MS 1000

/* The alternate screen, without a cursor; and back (xterm's control sequences). */
#define SCREEN_ENTER "\033[?1049h\033[?25l"
#define SCREEN_LEAVE "\033[?25h\033[?1049l"
#define SCREEN_TOP   "\033[H"
#define LINE_REST    "\033[K"
#define SCREEN_REST  "\033[J"

struct sample {
	pid_t init_pid;
	uint64_t cpu_ticks;
};

struct top {
	struct termios before;
	int signal_fd;
	struct timespec at;    /* of the last sample */
	struct sample *sample; /* from malloc: it outlives a roster */
	size_t n_samples;
};

static void enter_screen(struct top *t)
{
	struct termios raw = t->before;

	raw.c_lflag &= ~(tcflag_t)(ICANON | ECHO);
	raw.c_cc[VMIN] = 0;
	raw.c_cc[VTIME] = 0;
	(void)tcsetattr(STDIN_FILENO, TCSADRAIN, &raw); /* keys show then: no harm */
	fputs(SCREEN_ENTER, stdout);
}

static void leave_screen(const struct top *t)
{
	fputs(SCREEN_LEAVE, stdout);
	(void)fflush(stdout); /* main() looks at the stream's state */
	(void)tcsetattr(STDIN_FILENO, TCSADRAIN, &t->before);
}

static uint64_t ticks_before(const struct top *t, const struct running *s)
{
	for (size_t i = 0; i < t->n_samples; i++)
		if (t->sample[i].init_pid == s->r.record.init_pid)
			return t->sample[i].cpu_ticks;
	return s->use.cpu_ticks;
}

static void keep_samples(struct top *t, const struct roster *r)
{
	free(t->sample);
	t->sample = calloc(r->list.n + 1, sizeof(*t->sample));
	t->n_samples = t->sample ? r->list.n : 0;
	for (size_t i = 0; i < t->n_samples; i++)
		t->sample[i] = (struct sample){r->list.item[i].r.record.init_pid,
					       r->list.item[i].use.cpu_ticks};
}

/* What each has used since the last time, in percent of a processor. */
static const double *cpu_since(struct top *t, struct roster *r)
{
	double *percent = arena_alloc(&r->arena, (r->list.n + 1) * sizeof(*percent));
	struct timespec now;
	double seconds;

	clock_gettime(CLOCK_MONOTONIC, &now);
	seconds = (double)(now.tv_sec - t->at.tv_sec) +
		  (double)(now.tv_nsec - t->at.tv_nsec) / 1e9;
	for (size_t i = 0; i < r->list.n && seconds > 0; i++) {
		const struct running *s = &r->list.item[i];
		uint64_t before = ticks_before(t, s);

		if (t->n_samples && s->use.cpu_ticks > before)
			percent[i] = 100 * (double)(s->use.cpu_ticks - before) /
				     (double)sysconf(_SC_CLK_TCK) / seconds;
	}
	t->at = now;
	return percent;
}

/* Returns 0, or -1 when the list cannot be had. */
static int show(struct top *t, char *const *env)
{
	struct table table = {.end_of_line = LINE_REST};
	struct roster r;

	if (roster_begin(&r, env) < 0 || roster_read(&r) < 0) {
		leave_screen(t);
		(void)roster_end(&r, 0);
		return -1;
	}
	table_measure(&table);
	table.cpu_percent = cpu_since(t, &r);
	keep_samples(t, &r);
	fputs(SCREEN_TOP, stdout);
	if (r.list.n)
		table_print(&r, &table);
	else
		puts("no sandbox is running; q ends this" LINE_REST);
	fputs(SCREEN_REST, stdout);
	(void)fflush(stdout); /* main() looks at the stream's state */
	return roster_end(&r, 0);
}

static void stop_ourselves(const struct top *t)
{
	leave_screen(t);
	(void)raise(SIGSTOP); /* cannot be blocked; here we go on when continued */
}

/* A signal or a key, if one comes in time. Returns whether that is the end. */
static int await(struct top *t)
{
	struct pollfd polls[] = {{.fd = t->signal_fd, .events = POLLIN},
				 {.fd = STDIN_FILENO, .events = POLLIN}};
	struct signalfd_siginfo info;
	char key;

	if (poll(polls, ARRAY_SIZE(polls), INTERVAL_MS) < 0)
		return errno != EINTR;
	if (polls[0].revents &&
	    read(t->signal_fd, &info, sizeof(info)) == (ssize_t)sizeof(info)) {
		if (info.ssi_signo == SIGTSTP) {
			stop_ourselves(t);
			enter_screen(t);
			return 0;
		}
		return info.ssi_signo != SIGWINCH;
	}
	if (polls[1].revents) /* at its end as well */
		return read(STDIN_FILENO, &key, 1) != 1 || key == 'q' || key == 'Q';
	return 0;
}

int ctl_top(int argc UNUSED, char **argv, char **env)
{
	static const int handled[] = {SIGINT,  SIGTERM, SIGHUP,
				      SIGQUIT, SIGTSTP, SIGWINCH};
	struct top t = {0};
	sigset_t set;
	int bad = ctl_read_words(argv, NULL, 0, 0);

	if (bad)
		return bad;
	if (!isatty(STDOUT_FILENO) || tcgetattr(STDIN_FILENO, &t.before) < 0)
		return ctl_usage("top",
				 "it needs a terminal; elsewhere: sandboxctl list, or "
				 "stats --follow");
	sigemptyset(&set);
	for (size_t i = 0; i < ARRAY_SIZE(handled); i++)
		sigaddset(&set, handled[i]);
	(void)sigprocmask(SIG_BLOCK, &set, NULL); /* valid arguments */
	t.signal_fd = signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC);
	if (t.signal_fd < 0)
		return CTL_NO;
	enter_screen(&t);
	do
		bad = show(&t, env);
	while (bad == 0 && !await(&t));
	if (bad == 0)
		leave_screen(&t);
	free(t.sample);
	close_owned(&t.signal_fd);
	return bad < 0 ? CTL_NO : CTL_YES;
}
