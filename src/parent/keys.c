/* keys.c - what the user types: whose it is, and which signals it means.
 * May: read the user's terminal.  Must not: change its modes, wait.
 */
#include "parent/keys.h"

#include <signal.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

#include "base/util.h"
#include "parent/lines.h"
#include "plan/plan.h"

#define REST_MS	 250
#define YIELD_MS 100

static const struct {
	int sig;
	int key; /* index into c_cc */
} key_table[] = {{SIGINT, VINTR}, {SIGQUIT, VQUIT}, {SIGTSTP, VSUSP}};

uint64_t keys_now_ms(void)
{
	struct timespec now = {0};

	(void)clock_gettime(CLOCK_MONOTONIC, &now); /* cannot fail with this clock */
	return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

/* Remembers which signals the user meant to send, by the user's own keys: the program
 * must not be able to call the letter e its interrupt key.
 */
static void note_signals(struct keys *k, const cc_t *key, const char *text, size_t n)
{
	for (size_t i = 0; i < ARRAY_SIZE(key_table); i++) {
		cc_t wanted = key[key_table[i].key];

		if (wanted != _POSIX_VDISABLE && memchr(text, wanted, n))
			k->typed |= 1U << i;
	}
}

/* In `sandbox a | sandbox b` both of us have the terminal, and a line is for a, whose
 * stdin it is. In `curl ... | sandbox sh` nobody else has, and a script that asks a
 * question on /dev/tty must get the answer. So with another stdin we let a line lie for
 * a moment, and take it only if nobody else does.
 */
static int must_yield(struct keys *k, int fd, unsigned int tty)
{
	uint64_t now = keys_now_ms();
	int ready;

	if (tty & TTY_STDIN)
		return 0;
	if (ioctl(fd, FIONREAD, &ready) < 0)
		ready = 0;
	if (k->seen_ms && ready == k->seen && now - k->seen_ms < 2 * YIELD_MS) {
		k->seen_ms = 0;
		return 0;
	}
	k->seen = ready;
	k->seen_ms = now;
	k->rest_ms = now + YIELD_MS;
	return 1;
}

size_t keys_read(struct keys *k, const struct terminal *t, int master, unsigned int tty,
		 char *ret_text, size_t room)
{
	ssize_t n;

	if (t->is_raw) {
		n = read(t->keys, ret_text, room);
		if (n > 0)
			note_signals(k, t->saved.c_cc, ret_text, (size_t)n);
	} else if (must_yield(k, t->keys, tty)) {
		return 0;
	} else {
		n = lines_read(t->keys, master, ret_text, room);
	}
	if (n > 0)
		return (size_t)n;
	/* Another program reads these keys, or was faster, or we are no longer in the
	 * foreground (EIO). They may stay ready, so do not ask for them at once.
	 */
	k->rest_ms = keys_now_ms() + REST_MS;
	return 0;
}

int keys_was_typed(struct keys *k, int sig)
{
	unsigned int bit = 0;

	for (size_t i = 0; i < ARRAY_SIZE(key_table); i++)
		if (key_table[i].sig == sig)
			bit = 1U << i;
	if (!(k->typed & bit))
		return 0;
	k->typed &= ~bit;
	return 1;
}
