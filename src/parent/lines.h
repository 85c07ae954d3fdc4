/* lines.h - whole lines from a terminal that edits and echoes them itself.
 * May: read and write the descriptors it is given.
 */
#ifndef SANDBOX_PARENT_LINES_H
#define SANDBOX_PARENT_LINES_H

#include <stddef.h>
#include <sys/types.h>
#include <termios.h>

/* Makes the modes those of a shell's command: lines, echo, signals by key. */
void lines_make_cooked(struct termios *modes);

/* Whether a terminal with these modes edits lines, echoes and turns keys into signals.
 */
int lines_are_cooked(const struct termios *modes);

/* Reads a line of the terminal `keys`, as the keys that make the pty behind master
 * deliver the same: a line cut off by ^D, or an empty one, gets the end-of-file key at
 * its end. room must be above 4096. Returns how many, 0 when another program has the
 * keys now, or -1.
 */
ssize_t lines_read(int keys, int master, char *ret_text, size_t room);

/* write() to the pty without its echo: the user's terminal has shown the text already.
 */
ssize_t lines_write(int master, const char *text, size_t n);

/* Takes out of n bytes of the pty's output, in place, the carriage returns that
 * `screen` will put before the line feeds itself; returns how many are left.
 */
size_t lines_undo_crlf(int screen, int master, char *text, size_t n);

#endif
