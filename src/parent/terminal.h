/* terminal.h - the terminal of the user who called us: whose turn it is, its modes, its
 * size. May: change its modes while we are in its foreground, and must then put them
 * back.
 */
#ifndef SANDBOX_PARENT_TERMINAL_H
#define SANDBOX_PARENT_TERMINAL_H

#include <termios.h>

struct terminal {
	int keys;      /* read from; its modes and size are the terminal's; -1: none */
	int screen;    /* written to; -1: none */
	int may_block; /* the descriptors' flags are not ours alone: no O_NONBLOCK */
	int is_raw;    /* `saved` waits to be put back */
	int is_bare;   /* and output goes out unchanged, too */
	struct termios saved;
};

/* Opens the terminal behind those of our descriptors 0-2 that `tty` (enum tty_flag)
 * names, or our controlling terminal when it names none. What cannot be had stays -1.
 */
void terminal_open(struct terminal *ret_terminal, unsigned int tty);

/* Puts the modes back and closes. */
void terminal_close(struct terminal *t);

/* Closes without touching the modes: after a hangup. */
void terminal_drop(struct terminal *t);

/* Whether we may read from it and change its modes now. */
int terminal_is_foreground(const struct terminal *t);

/* Every key comes at once and unchanged; with is_bare output goes out unchanged, too.
 * May be repeated. Must be called in the foreground only.
 */
void terminal_enter_raw(struct terminal *t, int is_bare);

/* Puts the modes back when we are in the foreground; otherwise who is there has set
 * them. */
void terminal_leave_raw(struct terminal *t);

/* Gives the terminal behind fd the size of this one. */
void terminal_copy_size(const struct terminal *t, int fd);

#endif
