/* id_range.h - ranges of user and group ids: as subid(5) has them, and as `ids` asks for them.
 * May: judge the user's words.
 */
#ifndef SANDBOX_TEXT_ID_RANGE_H
#define SANDBOX_TEXT_ID_RANGE_H

#include <stddef.h>
#include <stdint.h>

#define ID_MAX (UINT32_MAX - 1) /* the highest number means "no id" to the kernel */

enum id_kind {
	ID_UID,
	ID_GID,
	N_ID_KINDS,
};

extern const char *const id_kind_name[N_ID_KINDS]; /* "uid", "gid" */

struct id_range {
	uint32_t first;
	uint32_t count; /* at least 1; the last one is ID_MAX at most */
};

/* A word of `ids`, [uid:|gid:]INSIDE:OUTSIDE:COUNT. */
struct id_word {
	int is_of[N_ID_KINDS];
	int is_relative; /* "+N": outside is counted from the start of the caller's ranges */
	uint32_t inside;
	uint32_t outside;
	uint32_t count;
};

/* Returns 0, or -1: it is no such word. */
int id_word_parse(const char *text, struct id_word *ret_word);

/* A line of /etc/subuid or /etc/subgid, NAME:FIRST:COUNT with or without a line break. A range
 * that goes beyond ID_MAX is cut off there. Returns 0, or -1: it is none.
 */
int id_range_parse(const char *line, struct id_range *ret_range);

/* Is the line about the account with this name or number? */
int id_range_is_of(const char *line, const char *name, uint32_t uid);

/* The last id of a range. */
uint32_t id_range_last(const struct id_range *r);

#endif
