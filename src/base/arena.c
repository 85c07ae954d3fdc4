/* arena.c - bump allocation: everything lives until the program has been started.
 * May: take memory from the heap, end the program when there is none.
 */
#include "base/arena.h"

#include <stdint.h>
#include <stdio.h>

/* Beyond malloc's threshold for mmap (mallopt(3)), so that freeing a block gives it back
 * to the kernel; pages that are not used cost nothing.
 */
#define BLOCK_BYTES (256 * 1024)
#define ALIGN_BYTES 16

struct arena_block {
	struct arena_block *next;
	size_t used;
	size_t size;
	_Alignas(ALIGN_BYTES) char bytes[];
};

static void out_of_memory(void)
{
	fputs("sandbox: out of memory\n", stderr);
	exit(125);
}

static struct arena_block *add_block(struct arena *a, size_t size_bytes)
{
	size_t size = size_bytes > BLOCK_BYTES ? size_bytes : BLOCK_BYTES;
	struct arena_block *b;

	if (size > SIZE_MAX - sizeof(*b))
		out_of_memory();
	b = calloc(1, sizeof(*b) + size); /* new from the kernel it is zero already */
	if (!b)
		out_of_memory();
	b->next = a->blocks;
	b->size = size;
	a->blocks = b;
	return b;
}

void *arena_alloc(struct arena *a, size_t size_bytes)
{
	struct arena_block *b = a->blocks;
	void *p;

	if (size_bytes > SIZE_MAX - ALIGN_BYTES)
		out_of_memory();
	size_bytes = (size_bytes + ALIGN_BYTES - 1) & ~(size_t)(ALIGN_BYTES - 1);
	if (!b || b->size - b->used < size_bytes)
		b = add_block(a, size_bytes);
	p = b->bytes + b->used;
	b->used += size_bytes;
	return p;
}

void *arena_grow(struct arena *a, void *old, size_t old_bytes, size_t new_bytes)
{
	void *p = arena_alloc(a, new_bytes);

	if (old)
		memcpy(p, old, old_bytes);
	return p;
}

char *arena_copy(struct arena *a, const char *s, size_t n)
{
	char *p = arena_alloc(a, n + 1);

	memcpy(p, s, n);
	return p;
}

char *arena_string(struct arena *a, const char *s)
{
	return arena_copy(a, s, strlen(s));
}

char *arena_vprintf(struct arena *a, const char *format, va_list ap)
{
	struct arena_block *b = a->blocks;
	char *here = b ? b->bytes + b->used : NULL, *p;
	va_list again;
	int n;

	/* Mostly it fits where it will be. Where it does not, the rest of this block is never
	 * used: the next one is begun.
	 */
	va_copy(again, ap);
	n = vsnprintf(here, b ? b->size - b->used : 0, format, again);
	va_end(again);
	if (n < 0)
		out_of_memory();
	p = arena_alloc(a, (size_t)n + 1);
	if (p != here)
		(void)vsnprintf(p, (size_t)n + 1, format, ap); /* measured just above */
	return p;
}

char *arena_printf(struct arena *a, const char *format, ...)
{
	va_list ap;
	char *p;

	va_start(ap, format);
	p = arena_vprintf(a, format, ap);
	va_end(ap);
	return p;
}

void vec_reserve(struct arena *a, void **item, size_t *room, size_t n,
		 size_t size_bytes)
{
	size_t want = *room ? *room * 2 : 8;

	if (n < *room)
		return;
	if (want > SIZE_MAX / size_bytes)
		out_of_memory();
	*item = arena_grow(a, *item, n * size_bytes, want * size_bytes);
	*room = want;
}

int arena_block(const struct arena *a, size_t i, const void **ret_begin,
		size_t *ret_bytes)
{
	const struct arena_block *b = a->blocks;

	while (b && i-- > 0)
		b = b->next;
	if (!b)
		return 0;
	*ret_begin = b;
	*ret_bytes = sizeof(*b) + b->size;
	return 1;
}

void arena_free(struct arena *a)
{
	while (a->blocks) {
		struct arena_block *next = a->blocks->next;

		free(a->blocks);
		a->blocks = next;
	}
}
