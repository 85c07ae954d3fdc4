/* util.h - ownership helpers and small macros used in every room.
 * May: nothing but close and free what it was given.
 */
#ifndef SANDBOX_BASE_UTIL_H
#define SANDBOX_BASE_UTIL_H

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define ARRAY_SIZE(a)	     (sizeof(a) / sizeof((a)[0]))
#define PRINTF_LIKE(fmt, va) __attribute__((format(printf, fmt, va)))
#define UNUSED		     __attribute__((unused))

static inline void close_owned(int *fd)
{
	if (*fd >= 0)
		(void)close(*fd); /* nothing was written that could be lost */
	*fd = -1;
}

static inline void free_owned(void *p)
{
	free(*(void **)p);
}

/* A descriptor closed when its variable goes out of scope; hand it over with take_fd. */
#define autoclose __attribute__((cleanup(close_owned)))
/* The same for memory from malloc. */
#define autofree __attribute__((cleanup(free_owned)))

/* Moves the descriptor out of an autoclose variable. */
static inline int take_fd(int *fd)
{
	int taken = *fd;

	*fd = -1;
	return taken;
}

static inline int str_equal(const char *a, const char *b)
{
	return strcmp(a, b) == 0;
}

/* The rest of s behind prefix, or NULL when s does not begin with it. */
static inline const char *str_after(const char *s, const char *prefix)
{
	size_t n = strlen(prefix);

	return strncmp(s, prefix, n) == 0 ? s + n : NULL;
}

#endif
