/* relay.c - bytes between the user's terminal and the program's own.
 * May: read and write both, change the modes of both.  Must not: wait (but for
 * relay_stop, a moment), allocate, print, end.
 *
 * Which of our descriptors are the terminal decides how it is shared.
 *
 * With both stdin and stdout it is the program's alone: raw while we are in the
 * foreground, and the program's own pty does the echo, the editing and the signals of
 * keys.
 *
 * Otherwise the rest of a pipeline lives on it too, as in `sandbox gen | less`, and two
 * that change its modes would fight. We leave them alone and pass whole lines on; ^C
 * and ^Z reach the whole pipeline as signals. When the program changes the modes of its
 * pty (fzf, less, a password prompt), we do to the user's what it would have done: raw,
 * until it puts them back.
 *
 * In the background nothing is read and no mode changed; output goes on, unless `stty
 * tostop` forbids it: then SIGTTOU stops us as it stops everyone.
 */
#include "parent/relay.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/util.h"
#include "parent/lines.h"
#include "plan/plan.h"

/* Nothing tells a process that its job came to the foreground while it was running,
 * that another program is done with the keys, or that a pty was opened again: look now
 * and then.
 */
#define LOOK_MS 250
/* After keys for it and after output of it the program may be about to change its
 * modes, and nothing tells when it does: look again that soon.
 */
#define TWICE_MS 30
/* A stop must not wait for long on a screen that is held with ^S. */
#define STOP_MS	    200
#define STOP_ROUNDS 64
/* A terminal that may block gets what its driver surely has room for. */
#define SMALL_WRITE 256

static size_t buffer_level(const struct relay_buffer *b)
{
	return b->end - b->start;
}

static int is_alone(unsigned int tty)
{
	return (tty & TTY_STDIN) && (tty & TTY_STDOUT);
}

void relay_prepare_pty(int master, unsigned int tty)
{
	struct terminal user;
	struct termios modes;

	terminal_open(&user, tty);
	if (tcgetattr(user.keys, &modes) == 0) {
		/* In the background these are the shell's, which is editing its next
		 * line; in a pipeline they may be those of the pager at its end.
		 */
		if (!is_alone(tty) || !terminal_is_foreground(&user))
			lines_make_cooked(&modes);
		/* On failure it keeps the kernel's defaults, which do as well. */
		(void)tcsetattr(master, TCSANOW, &modes);
	}
	terminal_copy_size(&user, master);
	terminal_close(&user);
}

void relay_open(struct relay *ret_relay, int master, unsigned int tty)
{
	memset(ret_relay, 0, sizeof(*ret_relay));
	ret_relay->master = master;
	ret_relay->tty = tty;
	terminal_open(&ret_relay->user, tty);
	if (master >= 0)
		(void)fcntl(master, F_SETFL, O_RDWR | O_NONBLOCK); /* valid flags */
}

void relay_close_pty(struct relay *r)
{
	close_owned(&r->master);
	r->master = -1;
}

void relay_close(struct relay *r)
{
	terminal_close(&r->user);
	relay_close_pty(r);
}

/* Without a pty of its own, a program that changes the modes in the background is
 * stopped at that. Here it would paint over the shell that the user is talking to.
 */
static enum relay_event call_to_order(struct relay *r)
{
	int was_told = r->is_told;

	r->is_told = r->is_taken && r->user.keys >= 0;
	return r->is_told && !was_told ? RELAY_STOP : RELAY_NOTHING;
}

/* The others in a pipeline print to the terminal as well, and their lines should begin
 * at the left: so while the program only hides or edits its input, output stays as it
 * is.
 */
static void take_terminal(struct relay *r, const struct termios *pty)
{
	int is_bare = is_alone(r->tty) || !(pty->c_oflag & OPOST);

	if (!r->user.is_raw || r->user.is_bare != is_bare)
		terminal_enter_raw(&r->user, is_bare);
}

enum relay_event relay_update(struct relay *r)
{
	int was_foreground = r->is_foreground;
	struct termios pty;

	r->is_foreground = terminal_is_foreground(&r->user);
	if (tcgetattr(r->master, &pty) < 0)
		return RELAY_NOTHING; /* there is none */
	r->is_taken = !lines_are_cooked(&pty);
	if (!r->is_foreground) {
		r->user.is_raw = 0; /* the shell has set its own modes */
		return call_to_order(r);
	}
	r->is_told = 0;
	if (!was_foreground)
		terminal_copy_size(&r->user, r->master);
	if (is_alone(r->tty) || r->is_taken)
		take_terminal(r, &pty);
	else
		terminal_leave_raw(&r->user);
	return RELAY_NOTHING;
}

static int may_read_keys(const struct relay *r)
{
	if (r->is_ended || !r->is_foreground || buffer_level(&r->in) || r->keys.rest_ms)
		return 0;
	/* With stderr alone on the terminal a line is hardly meant for the program; a
	 * password that it asks for is.
	 */
	return r->user.is_raw || (r->tty & (TTY_STDIN | TTY_STDOUT));
}

/* What a program draws after changing the modes is for a screen of its own. In the
 * background it waits; without a pty, the program would not even have got so far.
 */
static int may_show(const struct relay *r)
{
	return buffer_level(&r->out) &&
	       (r->is_foreground || !r->is_taken || r->is_ended);
}

static void end_rest(uint64_t *rest_ms, uint64_t now)
{
	if (now >= *rest_ms)
		*rest_ms = 0;
}

static int is_idle(const struct relay *r)
{
	return r->master < 0 && !buffer_level(&r->out);
}

static int shorten(int wait_ms, uint64_t rest_ms, uint64_t now)
{
	if (!rest_ms || (wait_ms >= 0 && now + (uint64_t)wait_ms < rest_ms))
		return wait_ms;
	return (int)(rest_ms - now);
}

static int longest_wait_ms(const struct relay *r, uint64_t now)
{
	int wait_ms = -1;

	if (is_idle(r))
		return -1;
	if (r->is_ended && !buffer_level(&r->out))
		return 0; /* read_pty finds out whether there is more */
	if (r->looks_twice)
		wait_ms = TWICE_MS;
	else if (!r->is_foreground && r->user.keys >= 0)
		wait_ms = LOOK_MS;
	wait_ms = shorten(wait_ms, r->keys.rest_ms, now);
	return shorten(wait_ms, r->pty_rest_ms, now);
}

int relay_poll(struct relay *r, struct pollfd *ret_polls)
{
	uint64_t now = keys_now_ms();
	short pty = 0;

	end_rest(&r->keys.rest_ms, now);
	end_rest(&r->pty_rest_ms, now);
	if (!buffer_level(&r->out))
		pty |= POLLIN;
	if (buffer_level(&r->in))
		pty |= POLLOUT;
	/* A terminal is watched for its hangup even when there is nothing to read. A
	 * pty that nobody has open reports one all the time, so it is left out instead.
	 */
	ret_polls[RELAY_POLL_KEYS] = (struct pollfd){
		.fd = is_idle(r) ? -1 : r->user.keys,
		.events = may_read_keys(r) ? POLLIN : 0,
	};
	ret_polls[RELAY_POLL_SCREEN] = (struct pollfd){
		.fd = is_idle(r) ? -1 : r->user.screen,
		.events = may_show(r) ? POLLOUT : 0,
	};
	ret_polls[RELAY_POLL_PTY] = (struct pollfd){
		.fd = pty && !r->pty_rest_ms ? r->master : -1,
		.events = pty,
	};
	return longest_wait_ms(r, now);
}

static void read_keys(struct relay *r)
{
	r->in.start = 0;
	r->in.end = keys_read(&r->keys, &r->user, r->master, r->tty, r->in.data,
			      sizeof(r->in.data));
}

/* Returns 1 when something went. */
static int write_pty(struct relay *r)
{
	struct relay_buffer *b = &r->in;
	ssize_t n;

	if (r->user.is_raw)
		n = write(r->master, b->data + b->start, buffer_level(b));
	else
		n = lines_write(r->master, b->data + b->start, buffer_level(b));
	if (n > 0)
		b->start += (size_t)n;
	else if (n == 0 || (errno != EAGAIN && errno != EINTR))
		b->start = b->end; /* nobody has the pty open, nobody will read it */
	return n > 0;
}

/* Returns 1 when there was something. */
static int read_pty(struct relay *r)
{
	ssize_t n = read(r->master, r->out.data, sizeof(r->out.data));

	r->out.start = r->out.end = 0;
	if (n > 0) {
		r->out.end = (size_t)n;
		r->is_fresh = 1;
		return 1;
	}
	if (n < 0 && errno == EINTR)
		return 0;
	if (r->is_ended) {
		/* All is read; with EAGAIN, someone outside holds the pty open. */
		relay_close_pty(r);
	} else if (n == 0 || errno != EAGAIN) {
		r->pty_rest_ms = keys_now_ms() + LOOK_MS;
	}
	return 0;
}

static void write_screen(struct relay *r)
{
	struct relay_buffer *b = &r->out;
	size_t most = r->user.may_block ? SMALL_WRITE : sizeof(b->data);
	size_t level;
	ssize_t n;

	if (r->is_fresh)
		b->end = lines_undo_crlf(r->user.screen, r->master, b->data, b->end);
	r->is_fresh = 0;
	level = buffer_level(b);
	n = write(r->user.screen, b->data + b->start, level < most ? level : most);
	if (n > 0)
		b->start += (size_t)n;
	else if (n == 0 || (errno != EAGAIN && errno != EINTR))
		b->start = b->end; /* no screen to show it on */
}

/* The user's terminal is gone. If it was ours, the program is to lose its own in the
 * same way; if we were in the background, it goes on and talks to nobody.
 */
static enum relay_event hang_up(struct relay *r)
{
	int was_ours = r->is_foreground;

	terminal_drop(&r->user);
	r->out.start = r->out.end;
	return was_ours ? RELAY_HANGUP : RELAY_NOTHING;
}

enum relay_event relay_move(struct relay *r, const struct pollfd *polls)
{
	const struct pollfd *keys = &polls[RELAY_POLL_KEYS];
	const struct pollfd *screen = &polls[RELAY_POLL_SCREEN];
	const struct pollfd *pty = &polls[RELAY_POLL_PTY];
	int is_raw_alone = r->user.is_raw && is_alone(r->tty);
	int sent = 0, came = 0;

	if (is_idle(r))
		return RELAY_NOTHING;
	if ((keys->revents | screen->revents) & (POLLHUP | POLLERR | POLLNVAL))
		return hang_up(r);
	if (keys->revents & POLLIN)
		read_keys(r);
	if (buffer_level(&r->in))
		sent = write_pty(r);
	if (!buffer_level(&r->out) &&
	    (r->is_ended || pty->revents & (POLLIN | POLLHUP | POLLERR)))
		came = read_pty(r);
	if (r->user.screen < 0)
		r->out.start = r->out.end; /* hung up: nobody to show it to */
	/* What just came may be meant for modes that the program has just set:
	 * relay_update first, then show it.
	 */
	if (may_show(r) && (!came || is_raw_alone) &&
	    (!r->user.may_block || screen->revents & POLLOUT))
		write_screen(r);
	r->looks_twice = (came || sent) && !is_raw_alone;
	return RELAY_NOTHING;
}

void relay_stop(struct relay *r)
{
	struct pollfd screen = {.fd = r->user.screen, .events = POLLOUT};

	for (int i = 0; i < STOP_ROUNDS && r->master >= 0; i++) {
		if (!buffer_level(&r->out) && !read_pty(r))
			break;
		if (!may_show(r) || poll(&screen, 1, STOP_MS) <= 0)
			break;
		write_screen(r);
	}
	terminal_leave_raw(&r->user);
}

void relay_continue(struct relay *r)
{
	r->is_told = 0;
	if (!terminal_is_foreground(&r->user))
		return;
	relay_resize(r);
	/* SIGSTOP left us no time to put the modes back; the shell has changed them. */
	if (r->user.is_raw)
		terminal_enter_raw(&r->user, r->user.is_bare);
}

void relay_end(struct relay *r)
{
	r->is_ended = 1;
	r->in.start = r->in.end;
	r->pty_rest_ms = 0;
}

int relay_is_draining(const struct relay *r)
{
	return r->is_ended && !is_idle(r);
}

int relay_signal(struct relay *r, int sig)
{
	if (r->master < 0)
		return -1;
	r->in.start = r->in.end; /* the key discards what was typed before it */
	return ioctl(r->master, TIOCSIG, sig);
}

void relay_resize(struct relay *r)
{
	if (r->master >= 0)
		terminal_copy_size(&r->user, r->master);
}
