/* relay.h - bytes between the user's terminal and the program's own.
 * May: read and write both, change the modes of both.
 */
#ifndef SANDBOX_PARENT_RELAY_H
#define SANDBOX_PARENT_RELAY_H

#include <poll.h>
#include <stddef.h>
#include <stdint.h>

#include "parent/keys.h"
#include "parent/terminal.h"

/* The kernel hands out a line of at most 4096 bytes; one more to end a line with. */
#define RELAY_BUFFER_SIZE (4096 + 1)

struct relay_buffer {
	size_t start;
	size_t end;
	char data[RELAY_BUFFER_SIZE];
};

enum relay_poll {
	RELAY_POLL_KEYS,
	RELAY_POLL_SCREEN,
	RELAY_POLL_PTY,
	N_RELAY_POLLS,
};

struct relay {
	struct terminal user;
	struct keys keys;
	int master;	   /* of the program's pty; -1: none */
	unsigned int tty;  /* enum tty_flag */
	int is_foreground; /* as relay_update found it */
	int is_taken; /* the program has changed its modes: it edits or hides input */
	int is_told;  /* RELAY_STOP was returned for this */
	int is_ended; /* the program is gone, only its last words are left */
	int is_fresh; /* nothing of `out` has been shown yet */
	int looks_twice;      /* it may be about to change its modes: look again soon */
	uint64_t pty_rest_ms; /* leave the pty alone until then */
	struct relay_buffer in;	 /* keys to pty */
	struct relay_buffer out; /* pty to screen */
};

/* What watch has to do for it. */
enum relay_event {
	RELAY_NOTHING,
	RELAY_HANGUP, /* our terminal is gone: SIGHUP, then relay_close_pty */
	RELAY_STOP,   /* the program wants the terminal out of turn: stop it */
};

/* Gives a new pty the modes and size of the user's terminal. Must be called before the
 * program can look at them.
 */
void relay_prepare_pty(int master, unsigned int tty);

/* Takes master (or -1: then it only knows whether we are in the foreground). */
void relay_open(struct relay *ret_relay, int master, unsigned int tty);

/* Takes the program's terminal away: it reads the end of file and writes with EIO. */
void relay_close_pty(struct relay *r);

/* Puts the terminal's modes back and closes everything. */
void relay_close(struct relay *r);

/* Finds out whose turn it is and sets the modes accordingly. Must be called before each
 * relay_poll.
 */
enum relay_event relay_update(struct relay *r);

/* What to wait for, in N_RELAY_POLLS slots; returns the longest wait in ms, -1: any. */
int relay_poll(struct relay *r, struct pollfd *ret_polls);

/* Moves what can be moved without waiting. */
enum relay_event relay_move(struct relay *r, const struct pollfd *polls);

/* Before a stop: shows what the program has written and puts the modes back. */
void relay_stop(struct relay *r);

/* After a stop: modes and size again. */
void relay_continue(struct relay *r);

/* The program has ended; its output is still to be shown while relay_is_draining. */
void relay_end(struct relay *r);
int relay_is_draining(const struct relay *r);

/* Does to the program's foreground what the key for SIGINT, SIGQUIT or SIGTSTP would
 * do. Returns 0 or -1 when there is no pty to do it with.
 */
int relay_signal(struct relay *r, int sig);

/* The user's terminal has a new size. */
void relay_resize(struct relay *r);

#endif
