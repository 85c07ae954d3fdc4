/* text.c - showing strings that others chose, and guessing what a word was meant to be.
 * May: compute.  Must not: print.
 */
#include "base/text.h"

#include <stdint.h>
#include <stdio.h>

#include "base/util.h"

size_t text_utf8_length(const unsigned char *s, size_t n)
{
	static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
	uint32_t c;
	size_t len;

	if (n == 0)
		return 0;
	if (s[0] < 0x80)
		return 1;
	if (s[0] >= 0xc2 && s[0] < 0xe0)
		len = 2;
	else if (s[0] >= 0xe0 && s[0] < 0xf0)
		len = 3;
	else if (s[0] >= 0xf0 && s[0] < 0xf5)
		len = 4;
	else
		return 0;
	if (n < len)
		return 0;
	c = s[0] & (0x7fU >> len);
	for (size_t i = 1; i < len; i++) {
		if ((s[i] & 0xc0) != 0x80)
			return 0;
		c = c << 6 | (s[i] & 0x3f);
	}
	if (c < least[len] || c > 0x10ffff || (c >= 0xd800 && c < 0xe000))
		return 0;
	return len;
}

static uint32_t code_point(const unsigned char *s, size_t len)
{
	uint32_t c = len == 1 ? s[0] : s[0] & (0x7fU >> len);

	for (size_t i = 1; i < len; i++)
		c = c << 6 | (s[i] & 0x3fU);
	return c;
}

/* Controls and bidirectional overrides move the cursor or the reading direction. What is shown
 * as nothing (Default_Ignorable_Code_Point of Unicode's DerivedCoreProperties.txt, and the
 * blank letters) makes two names look the same; that some scripts write with joiners is less
 * than that.
 */
static const struct {
	uint32_t first, last;
} unprintable[] = {
	{0x00, 0x1f},	  {0x7f, 0x9f},	      {0xad, 0xad},	  {0x34f, 0x34f},
	{0x61c, 0x61c},	  {0x115f, 0x1160},   {0x17b4, 0x17b5},	  {0x180b, 0x180f},
	{0x200b, 0x200f}, {0x2028, 0x202e},   {0x2060, 0x206f},	  {0x2800, 0x2800},
	{0x3164, 0x3164}, {0xfe00, 0xfe0f},   {0xfeff, 0xfeff},	  {0xffa0, 0xffa0},
	{0xfff0, 0xfffb}, {0x1bca0, 0x1bca3}, {0x1d173, 0x1d17a}, {0xe0000, 0xe0fff},
};

static int is_printable(const unsigned char *s, size_t len)
{
	uint32_t c = code_point(s, len);

	for (size_t i = 0; i < ARRAY_SIZE(unprintable); i++)
		if (c <= unprintable[i].last)
			return c < unprintable[i].first;
	return 1;
}

/* prefix: what stands before the two hexadecimal digits of a byte without a name. */
static char *escape_byte(char *to, unsigned char c, const char *prefix)
{
	if (c == '\n')
		return stpcpy(to, "\\n");
	if (c == '\t')
		return stpcpy(to, "\\t");
	return to + sprintf(to, "%s%02x", prefix, c);
}

char *text_escape(struct arena *a, const char *s)
{
	const unsigned char *from = (const unsigned char *)s;
	size_t left = strlen(s);
	char *text = arena_alloc(a, left * 4 + 1);
	char *to = text;

	while (left > 0) {
		size_t len = text_utf8_length(from, left);

		if (len > 0 && is_printable(from, len)) {
			to = mempcpy(to, from, len);
		} else {
			len = len ? len : 1;
			for (size_t i = 0; i < len; i++)
				to = escape_byte(to, from[i], "\\x");
		}
		from += len;
		left -= len;
	}
	*to = '\0';
	return text;
}

static char *escape_unprintable(char *to, const unsigned char *s, size_t len)
{
	uint32_t c = code_point(s, len);

	if (c < 0x10000)
		return to + sprintf(to, "\\u%04x", c);
	c -= 0x10000;
	return to +
	       sprintf(to, "\\u%04x\\u%04x", 0xd800 + (c >> 10), 0xdc00 + (c & 0x3ff));
}

char *text_json(struct arena *a, const char *s)
{
	const unsigned char *from = (const unsigned char *)s;
	size_t left = strlen(s);
	char *text = arena_alloc(a, left * 6 + 3);
	char *to = text;

	*to++ = '"';
	while (left > 0) {
		size_t len = text_utf8_length(from, left);

		if (len == 1 && (*from == '"' || *from == '\\')) {
			*to++ = '\\';
			*to++ = (char)*from;
		} else if (len > 0 && is_printable(from, len)) {
			to = mempcpy(to, from, len);
		} else if (len > 1) {
			to = escape_unprintable(to, from, len);
		} else {
			/* JSON has no bytes: an invalid one becomes U+00XX. */
			len = 1;
			to = escape_byte(to, *from, "\\u00");
		}
		from += len;
		left -= len;
	}
	(void)stpcpy(to, "\"");
	return text;
}

#define WORD_MAX 32

/* Edits (insert, delete, change, swap of neighbours) that turn a into b. */
static size_t edit_distance(const char *a, const char *b)
{
	size_t row[3][WORD_MAX + 1];
	size_t *before = row[0], *last = row[1], *now = row[2];
	size_t na = strlen(a), nb = strlen(b);

	if (na > WORD_MAX || nb > WORD_MAX)
		return SIZE_MAX;
	for (size_t j = 0; j <= nb; j++)
		last[j] = j;
	for (size_t i = 1; i <= na; i++) {
		size_t *spare = before;

		now[0] = i;
		for (size_t j = 1; j <= nb; j++) {
			size_t best = last[j - 1] + (a[i - 1] != b[j - 1]);

			if (last[j] + 1 < best)
				best = last[j] + 1;
			if (now[j - 1] + 1 < best)
				best = now[j - 1] + 1;
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] &&
			    a[i - 2] == b[j - 1] && before[j - 2] + 1 < best)
				best = before[j - 2] + 1;
			now[j] = best;
		}
		before = last;
		last = now;
		now = spare;
	}
	return last[nb];
}

/* The shortest of the names that begin with word, which is no mere letter or two; or NULL. */
static const char *shortest_with(const char *word, const char *const *names, size_t n)
{
	size_t length = strlen(word);
	const char *shortest = NULL;

	for (size_t i = 0; length > 2 && i < n; i++)
		if (strncmp(names[i], word, length) == 0 &&
		    (!shortest || strlen(names[i]) < strlen(shortest)))
			shortest = names[i];
	return shortest;
}

const char *text_nearest(const char *word, const char *const *names, size_t n)
{
	size_t length = strlen(word), limit = length <= 3 ? 1 : 2;
	const char *nearest = NULL;
	size_t best = limit + 1;

	for (size_t i = 0; i < n; i++) {
		size_t other = strlen(names[i]), distance;

		/* Each byte more or less is an edit. */
		if ((length > other ? length - other : other - length) >= best)
			continue;
		distance = edit_distance(word, names[i]);
		if (distance < best) {
			best = distance;
			nearest = names[i];
		}
	}
	return nearest ? nearest : shortest_with(word, names, n);
}
