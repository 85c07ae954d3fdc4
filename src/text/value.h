/* value.h - are the values of a setting of the right kind?
 * May: judge the user's words.
 */
#ifndef SANDBOX_TEXT_VALUE_H
#define SANDBOX_TEXT_VALUE_H

#include "base/arena.h"
#include "text/lex.h"
#include "text/setting.h"

/* Checks the n words against the row of s->key and puts them into s, paths cleaned.
 * base is the directory that relative paths start from, or NULL where they are an error.
 * Returns 0 or -1.
 */
int value_check(struct arena *a, struct diag *d, const char *base,
		const struct word *word, size_t n, struct setting *s);

/* How many values the setting needs: `no` names what is taken back, without its further
 * values, and for what there is one of (`no network`) not even that.
 */
unsigned int value_least(const struct setting *s);

/* Is text a name for profiles and homes: letters, digits and . _ + - without leading dot
 * or dash, at most 64?
 */
int value_is_name(const char *text);

#endif
