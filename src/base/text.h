/* text.h - showing strings that others chose, and guessing what a word was meant to be.
 * May: write to the stream it is given.
 */
#ifndef SANDBOX_BASE_TEXT_H
#define SANDBOX_BASE_TEXT_H

#include <stddef.h>

#include "base/arena.h"

/* s with control characters, DEL, what is invisible, and bytes that are not UTF-8 shown as \n,
 * \t or \xHH, so that no printed name can drive a terminal (CVE-2021-43860, CVE-2023-28101)
 * or look like another one.
 */
char *text_escape(struct arena *a, const char *s);

/* Length in bytes of the UTF-8 sequence at s (n bytes left): 1 to 4, or 0 if it is none. */
size_t text_utf8_length(const unsigned char *s, size_t n);

/* s as a JSON string with its quotes. */
char *text_json(struct arena *a, const char *s);

/* Which of the n names is meant by word: the nearest one, or the shortest that begins with it
 * where none is near, or NULL.
 */
const char *text_nearest(const char *word, const char *const *names, size_t n);

#endif
