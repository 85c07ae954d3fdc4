/* names.h - the words that values are chosen from: limits, capabilities.
 * May: nothing but look up.
 */
#ifndef SANDBOX_TEXT_NAMES_H
#define SANDBOX_TEXT_NAMES_H

#include <stddef.h>
#include <stdint.h>

enum limit_kind {
	LIMIT_NUMBER,
	LIMIT_SIZE,   /* bytes, with K, M, G, T behind the number */
	LIMIT_TIME,   /* seconds, with s, m, h, d behind the number */
	LIMIT_COUNT,  /* a number above 0 */
	LIMIT_AMOUNT, /* bytes, more than none */
	LIMIT_CPU,    /* hundredths of a processor, as 150% or 1.5 */
};

/* In place of RLIMIT_*. The first: how long the sandbox may run; the launcher ends it then.
 * Those after it hold for the sandbox as a whole, in a cgroup of its own.
 */
enum limit_resource {
	LIMIT_RESOURCE_TIME = -1,
	LIMIT_RESOURCE_MEMORY = -2,
	LIMIT_RESOURCE_SWAP = -3,
	LIMIT_RESOURCE_CPU = -4,
	LIMIT_RESOURCE_PIDS = -5,
	LIMIT_RESOURCE_IO = -6,
};

/* Namespaces that two sandboxes may share, as CLONE_NEW*: "net,ipc". That of processes is none:
 * what the one leaves behind would live on with the other. Returns 0 or -1.
 */
int names_parse_shared(const char *text, uint64_t *ret_flags);

struct limit_name {
	const char *name;
	int resource; /* RLIMIT_* of getrlimit(2), or LIMIT_RESOURCE_* */
	enum limit_kind kind;
	const char *help; /* with the unit */
};

extern const struct limit_name limit_table[];
extern const size_t n_limits;

/* The row, or NULL. */
const struct limit_name *limit_find(const char *name);

/* Whether a limit holds for the sandbox as a whole, which takes a cgroup. */
int limit_needs_cgroup(int resource);

/* Words of promise.def, in its order; NULL ends them. */
enum promise_id {
#define PROMISE(id, word, what) PROMISE_##id,
#include "text/promise.def"
#undef PROMISE
	N_PROMISES,
};

extern const char *const promise_words[N_PROMISES + 1];

/* The word's number, or -1. */
int promise_find(const char *word);

/* Names of capabilities(7) without cap_, at their numbers. */
extern const char *const capability_name[];
extern const size_t n_capabilities;

/* The number of "net_admin", "cap_net_admin" or "CAP_NET_ADMIN", or -1. */
int capability_find(const char *name);

/* "512", "64K", "2G": bytes, suffixes are powers of 1024. Returns 0 or -1. */
int names_parse_size(const char *text, uint64_t *ret_bytes);

/* "90", "90s", "5m", "2h", "1d": seconds, at most ten years. Returns 0 or -1. */
int names_parse_time(const char *text, uint64_t *ret_seconds);

/* "150%", "2" or "1.5" processors: hundredths of one, at least 1. Returns 0 or -1. */
int names_parse_cpu(const char *text, uint64_t *ret_percent);

/* What limit l is set to by text. Returns 0 or -1. */
int limit_parse(const struct limit_name *l, const char *text, uint64_t *ret_value);

/* A decimal number that fits. Returns 0 or -1. */
int names_parse_number(const char *text, uint64_t max, uint64_t *ret_number);

#endif
