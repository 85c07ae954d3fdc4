/* watch.c - from the start of the program to its end: signals, stops, the terminal.
 * May: signal the sandbox's PID 1 and our own process group, stop ourselves, warn. Must
 * not: give up before PID 1 has ended, allocate.
 */
#include "parent/watch.h"

#include <errno.h>
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/syscall.h>
#include <sys/timerfd.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/util.h"
#include "child/shed.h"
#include "parent/relay.h"

#define STATUS_TIME    124 /* as timeout(1) has it */
#define STATUS_UNKNOWN 125
#define STATUS_SIGNAL  128

/* What becomes of a signal that reaches us. The rule: whoever signals `sandbox` means
 * the program, so it is passed on, whatever it is, and the program decides. The
 * exceptions:
 */
enum signal_way {
	WAY_FORWARD,
	WAY_KEY,      /* a key of the terminal sends it to all of its foreground */
	WAY_STOP,     /* the same, and we stop when the program has */
	WAY_CONTINUE, /* the terminal may have changed meanwhile */
	WAY_RESIZE,   /* the terminal has changed; the pty tells the program itself */
	WAY_NONE,     /* about us, not about the program */
};

static const unsigned char signal_way[NSIG] = {
	[SIGINT] = WAY_KEY,   [SIGQUIT] = WAY_KEY,	[SIGTSTP] = WAY_STOP,
	[SIGTTIN] = WAY_STOP, [SIGCONT] = WAY_CONTINUE, [SIGWINCH] = WAY_RESIZE,
	[SIGCHLD] = WAY_NONE, [SIGPIPE] = WAY_NONE, /* from a warning of ours that
						       nobody reads */
};

/* These stay as they are: faults of our own; and SIGTTOU, which keeps a process in the
 * background from changing the terminal's modes (terminal.c).
 */
static const int unblocked[] = {SIGSEGV, SIGBUS,  SIGFPE, SIGILL,
				SIGTRAP, SIGABRT, SIGSYS, SIGTTOU};

enum watch_poll {
	WATCH_POLL_SIGNAL,
	WATCH_POLL_INIT,
	WATCH_POLL_STOP,
	WATCH_POLL_TIME,
	WATCH_POLL_RELAY,
	N_WATCH_POLLS = WATCH_POLL_RELAY + N_RELAY_POLLS,
};

struct watcher {
	const struct watch *w;
	int signal_fd;
	int time_fd; /* timerfd of the time limit, -1: none */
	int time_is_up;
	int stop_expected; /* we were told to stop and passed it on */
	int key_signal; /* SIGINT or SIGQUIT, when the last key signal to us was that */
	int has_ended;
	int is_hurried; /* told to end when the program had ended: never mind its output
			 */
	int status;
	int is_light; /* what is not needed for long has been given back */
	struct shed shed;
	struct relay relay;
};

static void fill_handled(sigset_t *ret_set)
{
	(void)sigfillset(ret_set); /* valid arguments, here and below */
	for (size_t i = 0; i < ARRAY_SIZE(unblocked); i++)
		(void)sigdelset(ret_set, unblocked[i]);
}

void watch_block_signals(sigset_t *ret_old)
{
	sigset_t handled;

	fill_handled(&handled);
	(void)sigprocmask(SIG_BLOCK, &handled, ret_old); /* valid arguments */
	/* A caller that ignores SIGCHLD would leave us without the exit status. */
	(void)signal(SIGCHLD, SIG_DFL); /* a valid signal */
}

/* The terminal is put in order first; the next relay_update takes it back. */
static void warn(struct watcher *s, const char *what)
{
	int error = errno;

	terminal_leave_raw(&s->relay.user);
	fprintf(stderr, "sandbox: warning: cannot %s: %s\n", what, strerror(error));
}

static void forward(struct watcher *s, int sig)
{
	/* ESRCH: it ended just now, and poll is about to say so. */
	if (syscall(SYS_pidfd_send_signal, s->w->pidfd, sig, NULL, 0) < 0 &&
	    errno != ESRCH)
		warn(s, "pass a signal on");
}

static void continue_program(struct watcher *s)
{
	s->stop_expected = 0;
	relay_continue(&s->relay);
	forward(s, SIGCONT);
}

/* Stops us as SIGTSTP stops any program: in view of the shell, and not at all where no
 * shell could continue us (an orphaned process group). `group`: 0 for all that the key
 * would have stopped, else our own id. Returns whether we have been continued from a
 * stop.
 */
static int stop_ourselves(pid_t group)
{
	sigset_t stop, pending;

	(void)sigemptyset(&stop); /* valid arguments */
	(void)sigaddset(&stop, SIGTSTP);
	(void)kill(group, SIGTSTP); /* we may always signal ourselves */
	(void)sigprocmask(SIG_UNBLOCK, &stop, NULL);
	/* This is where we stop. */
	(void)sigprocmask(SIG_BLOCK, &stop, NULL);
	return sigpending(&pending) == 0 && sigismember(&pending, SIGCONT);
}

/* The program has stopped, so the shell must see us stop: it waits for us. When the
 * user typed ^Z, the program's pty stopped the program alone; on our terminal the key
 * would have stopped the rest of the pipeline and the script that runs it as well, and
 * shells wait until all of a job has stopped.
 *
 * Someone may also have stopped the program by name. In the foreground (bash's
 * `suspend`) the user needs the shell. In the background whoever did that will continue
 * the program and does not know of us: we would stay stopped behind a program that
 * runs.
 */
static void handle_stop(struct watcher *s)
{
	uint64_t sig;
	int typed;

	if (read(s->w->stop_fd, &sig, sizeof(sig)) != sizeof(sig))
		return; /* taken before */
	typed = keys_was_typed(&s->relay.keys, SIGTSTP);
	if (!s->stop_expected && !terminal_is_foreground(&s->relay.user))
		return;
	s->stop_expected = 0;
	relay_stop(&s->relay);
	/* If we were stopped, SIGCONT is pending and does the rest. If nothing can stop
	 * us, nothing may stop the program but SIGSTOP, as if it were in our place.
	 */
	if (!stop_ourselves(typed ? 0 : getpid()) && sig != SIGSTOP)
		continue_program(s);
}

static void handle_key(struct watcher *s, int sig, int is_typed)
{
	if (is_typed && sig != SIGTSTP)
		s->key_signal = sig;
	if (is_typed && !s->w->new_session)
		return; /* it got the key's signal from the terminal */
	if (is_typed && relay_signal(&s->relay, sig) == 0)
		return;
	forward(s, sig);
}

static void handle_signal(struct watcher *s, const struct signalfd_siginfo *info)
{
	int sig = (int)info->ssi_signo;
	int is_typed = info->ssi_code == SI_KERNEL;
	enum signal_way way = signal_way[sig];

	if (way == WAY_NONE)
		return;
	if (way == WAY_RESIZE)
		relay_resize(&s->relay);
	else if (way == WAY_CONTINUE)
		continue_program(s);
	else if (way == WAY_KEY || way == WAY_STOP)
		handle_key(s, sig, is_typed);
	if (way == WAY_STOP)
		s->stop_expected = 1;
	if (way == WAY_FORWARD || (way == WAY_RESIZE && !is_typed))
		forward(s, sig);
	if (s->has_ended && (way == WAY_FORWARD || way == WAY_KEY))
		s->is_hurried = 1;
}

static void handle_signals(struct watcher *s)
{
	struct signalfd_siginfo info;

	while (read(s->signal_fd, &info, sizeof(info)) == (ssize_t)sizeof(info))
		handle_signal(s, &info);
}

/* The program had its time; it is not asked, as it might not listen. */
static void handle_time(struct watcher *s)
{
	close_owned(&s->time_fd);
	s->time_fd = -1;
	s->time_is_up = !s->has_ended;
	s->is_hurried = 1;
	forward(s, SIGKILL);
}

static void open_timer(struct watcher *s)
{
	struct itimerspec when = {.it_value.tv_sec = (time_t)s->w->time_limit_s};

	s->time_fd = -1;
	if (s->w->time_limit_s == 0)
		return;
	s->time_fd = timerfd_create(CLOCK_BOOTTIME, TFD_CLOEXEC);
	if (s->time_fd >= 0 && timerfd_settime(s->time_fd, 0, &when, NULL) == 0)
		return;
	/* Never weaker in silence: without a clock the program gets no time at all. */
	warn(s, "watch the time limit; the program is ended");
	forward(s, SIGKILL);
}

static void handle_end(struct watcher *s)
{
	int status;
	pid_t pid;

	do
		pid = waitpid(s->w->init_pid, &status, __WALL);
	while (pid < 0 && errno == EINTR);
	s->has_ended = 1;
	relay_end(&s->relay);
	if (pid < 0)
		warn(s, "learn how the program ended");
	else if (WIFEXITED(status))
		s->status = WEXITSTATUS(status);
	else
		s->status = STATUS_SIGNAL + WTERMSIG(status);
}

static void handle_relay(struct watcher *s, enum relay_event event)
{
	if (event == RELAY_HANGUP) {
		/* In this order: the kernel's own SIGHUP for a lost terminal goes to
		 * PID 1, and while it is pending there, ours would be dropped.
		 */
		forward(s, SIGHUP);
		relay_close_pty(&s->relay);
	}
	if (event == RELAY_STOP) {
		s->stop_expected = 1;
		forward(s, SIGTTOU);
	}
}

/* Without poll there is nothing left to do but to wait, slowly enough not to burn. */
static void poll_failed(struct watcher *s)
{
	const struct timespec pause = {.tv_nsec = 100 * 1000 * 1000};

	if (errno == EINTR)
		return;
	warn(s, "wait for the program");
	(void)nanosleep(&pause, NULL); /* shorter is no harm */
}

/* As poll(2). When nothing comes for a while, a program that takes its time runs: what is needed
 * no more is given back, and what is needed seldom until it is.
 */
static int wait_for(struct watcher *s, struct pollfd *polls, int timeout_ms)
{
	int n;

	if (timeout_ms >= 0 && timeout_ms <= SHED_AFTER_MS)
		return poll(polls, N_WATCH_POLLS, timeout_ms);
	n = poll(polls, N_WATCH_POLLS, SHED_AFTER_MS);
	if (n != 0)
		return n;
	if (!s->is_light) {
		arena_free(s->w->arena);
		shed_find_clean(&s->shed);
		s->is_light = 1;
	}
	n = shed_poll(&s->shed, polls, N_WATCH_POLLS,
		      timeout_ms < 0 ? -1 : timeout_ms - SHED_AFTER_MS);
	if (n >= 0)
		return n;
	errno = -n;
	return -1;
}

static void watch_once(struct watcher *s)
{
	struct pollfd polls[N_WATCH_POLLS] = {
		[WATCH_POLL_SIGNAL] = {.fd = s->signal_fd, .events = POLLIN},
		[WATCH_POLL_INIT] = {.fd = s->has_ended ? -1 : s->w->pidfd,
				     .events = POLLIN},
		[WATCH_POLL_STOP] = {.fd = s->w->stop_fd, .events = POLLIN},
		[WATCH_POLL_TIME] = {.fd = s->time_fd, .events = POLLIN},
	};

	if (!s->has_ended)
		handle_relay(s, relay_update(&s->relay));
	if (wait_for(s, polls, relay_poll(&s->relay, &polls[WATCH_POLL_RELAY])) < 0) {
		poll_failed(s);
		return;
	}
	if (polls[WATCH_POLL_SIGNAL].revents)
		handle_signals(s);
	handle_relay(s, relay_move(&s->relay, &polls[WATCH_POLL_RELAY]));
	if (polls[WATCH_POLL_STOP].revents)
		handle_stop(s);
	if (polls[WATCH_POLL_TIME].revents)
		handle_time(s);
	if (polls[WATCH_POLL_INIT].revents)
		handle_end(s);
}

/* What ^C did to the program it would have done to all of our job, such as the script
 * that runs us; each of them would have decided for itself. That they do not see the
 * key is the pty's doing, so we make up for it, once the program has shown that it died
 * of the key.
 */
static void pass_key_on(struct watcher *s)
{
	static const int keys[] = {SIGINT, SIGQUIT};

	for (size_t i = 0; i < ARRAY_SIZE(keys); i++) {
		if (s->status != STATUS_SIGNAL + keys[i])
			continue;
		if (keys_was_typed(&s->relay.keys, keys[i]))
			(void)kill(0, keys[i]); /* we may always signal our own group */
		else if (s->key_signal == keys[i])
			(void)raise(keys[i]); /* the others have it already */
	}
}

int watch_run(const struct watch *w, int *ret_time_is_up)
{
	struct watcher s = {.w = w, .status = STATUS_UNKNOWN};
	sigset_t handled;

	relay_open(&s.relay, w->master, w->tty);
	fill_handled(&handled);
	s.signal_fd = signalfd(-1, &handled, SFD_NONBLOCK | SFD_CLOEXEC);
	if (s.signal_fd < 0)
		warn(&s, "receive signals");
	open_timer(&s);
	while (!s.has_ended || (relay_is_draining(&s.relay) && !s.is_hurried))
		watch_once(&s);
	relay_close(&s.relay);
	close_owned(&s.signal_fd);
	close_owned(&s.time_fd);
	*ret_time_is_up = s.time_is_up;
	if (s.time_is_up) {
		fprintf(stderr, "sandbox: ended by %s\n", w->time_line);
		return STATUS_TIME;
	}
	pass_key_on(&s);
	return s.status;
}
