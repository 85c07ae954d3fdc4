/* arena.h - memory that lives until the program has been started.
 * May: take memory from the heap, end the program when there is none.
 */
#ifndef SANDBOX_BASE_ARENA_H
#define SANDBOX_BASE_ARENA_H

#include <stdarg.h>
#include <stddef.h>

#include "base/util.h"

struct arena_block;

struct arena {
	struct arena_block *blocks;
};

/* size_bytes of zeroed memory, aligned for any type; never NULL. */
void *arena_alloc(struct arena *a, size_t size_bytes);

/* A copy of old (old_bytes long, or NULL) with room for new_bytes. */
void *arena_grow(struct arena *a, void *old, size_t old_bytes, size_t new_bytes);

/* A copy of the first n bytes of s, with a NUL behind them. */
char *arena_copy(struct arena *a, const char *s, size_t n);

/* A copy of the string s. */
char *arena_string(struct arena *a, const char *s);

char *arena_printf(struct arena *a, const char *format, ...) PRINTF_LIKE(2, 3);
char *arena_vprintf(struct arena *a, const char *format, va_list ap) PRINTF_LIKE(2, 0);

/* Where block i is, of which the arena holds as many as it has grown to. Returns 0 behind the
 * last.
 */
int arena_block(const struct arena *a, size_t i, const void **ret_begin,
		size_t *ret_bytes);

/* Gives everything back. The arena is empty and usable afterwards. */
void arena_free(struct arena *a);

/* Growing arrays: a struct with the members `item`, `n` and `room`, all zero at first. */
#define VEC(type)            \
	struct {             \
		type *item;  \
		size_t n;    \
		size_t room; \
	}

/* A new zeroed last element of the vector; the pointer holds until the next push. */
#define vec_push(a, v)                                             \
	(vec_reserve((a), (void **)&(v)->item, &(v)->room, (v)->n, \
		     sizeof(*(v)->item)),                          \
	 memset(&(v)->item[(v)->n], 0, sizeof(*(v)->item)), &(v)->item[(v)->n++])

void vec_reserve(struct arena *a, void **item, size_t *room, size_t n,
		 size_t size_bytes);

#endif
