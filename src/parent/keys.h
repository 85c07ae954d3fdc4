/* keys.h - what the user types: whose it is, and which signals it means.
 * May: read the user's terminal.
 */
#ifndef SANDBOX_PARENT_KEYS_H
#define SANDBOX_PARENT_KEYS_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "parent/terminal.h"

struct keys {
	unsigned int typed; /* bits: signal keys passed on as bytes */
	uint64_t rest_ms;   /* leave them alone until then; 0: no need */
	uint64_t seen_ms;   /* when a line for someone else was first seen, */
	int seen;	    /* and how much of it */
};

/* Reads what is ready, for the program behind master. `tty` (enum tty_flag) says which
 * of our descriptors are the terminal. Returns how many bytes, or 0 and sets rest_ms:
 * the keys are another program's, or gone already. room must be above 4096.
 */
size_t keys_read(struct keys *k, const struct terminal *t, int master, unsigned int tty,
		 char *ret_text, size_t room);

/* Whether the user typed the key for SIGINT, SIGQUIT or SIGTSTP since this was last
 * asked, and it was passed on as a byte.
 */
int keys_was_typed(struct keys *k, int sig);

/* Milliseconds of a clock that never goes back. */
uint64_t keys_now_ms(void);

#endif
