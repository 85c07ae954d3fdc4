/* attack.h - attackers that run in a sandbox, one row each: what they try, and why.
 * An attacker gets 0 when it had success, else -errno of what stopped it, or NOTHING when
 * it found nothing to attack.
 */
#ifndef SANDBOX_ESCAPE_ATTACK_H
#define SANDBOX_ESCAPE_ATTACK_H

#include <errno.h>
#include <stddef.h>
#include <sys/types.h>

#define NOTHING 4096 /* larger than any errno: what it looked for is not there */

struct attack {
	const char *name;
	const char *why; /* what it breaks, with the CVE or manual page that tells */
	int (*run)(void);
	/* What must stop it in the `default` profile: errnos, as text, or "nothing". */
	const char *expected;
	/* Where a row cannot have success outside either, as an ordinary user or on this
	 * kernel, it proves nothing there: why, or NULL.
	 */
	const char *outside;
};

struct attack_table {
	const char *layer;
	const struct attack *attack;
	size_t n;
	int is_apart; /* in a run of its own, started in another way: columns.sh */
};

extern const struct attack_table attack_files, attack_processes, attack_network,
	attack_ipc, attack_terminal, attack_kernel, attack_rights, attack_streams,
	attack_memory, attack_group, attack_nested, attack_chroot;

/* The value of the argument NAME=VALUE: where the victim's things are. */
const char *victim(const char *name);
long victim_number(const char *name);

/* Who started the attackers: inside, the launcher's own process. */
pid_t victim_starter(void);

/* -errno when result is negative. */
int result_of(long result);

/* Does the file say anything? Its first bytes, NUL-terminated, go to text. */
int read_text(const char *path, char *text, size_t size);

#endif
