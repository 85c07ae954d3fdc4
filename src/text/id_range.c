/* id_range.c - ranges of user and group ids: as subid(5) has them, and as `ids` asks for them.
 * May: judge the user's words.  Must not: know the host.
 */
#include "text/id_range.h"

#include <stdio.h>
#include <string.h>

#include "base/util.h"
#include "text/names.h"

const char *const id_kind_name[N_ID_KINDS] = {"uid", "gid"};

uint32_t id_range_last(const struct id_range *r)
{
	return r->first + (r->count - 1);
}

/* The number up to the next colon or the end; *text is then behind it. */
static int take_number(const char **text, uint64_t *ret_number)
{
	size_t n = strcspn(*text, ":");
	char digits[16];

	if (n >= sizeof(digits))
		return -1;
	memcpy(digits, *text, n);
	digits[n] = '\0';
	*text += n + ((*text)[n] == ':');
	return names_parse_number(digits, UINT32_MAX, ret_number);
}

static int count_colons(const char *text)
{
	int n = 0;

	for (; *text; text++)
		n += *text == ':';
	return n;
}

int id_word_parse(const char *text, struct id_word *ret_word)
{
	struct id_word w = {.is_of = {1, 1}};
	uint64_t inside, outside, count;
	const char *rest;

	for (int kind = 0; kind < N_ID_KINDS; kind++) {
		rest = str_after(text, id_kind_name[kind]);
		if (!rest || *rest != ':')
			continue;
		w.is_of[!kind] = 0;
		text = rest + 1;
		break;
	}
	if (count_colons(text) != 2 || take_number(&text, &inside) < 0)
		return -1;
	w.is_relative = *text == '+';
	text += w.is_relative;
	if (take_number(&text, &outside) < 0 || take_number(&text, &count) < 0)
		return -1;
	if (count == 0 || inside + (count - 1) > ID_MAX ||
	    outside + (count - 1) > ID_MAX)
		return -1;
	w.inside = (uint32_t)inside;
	w.outside = (uint32_t)outside;
	w.count = (uint32_t)count;
	*ret_word = w;
	return 0;
}

int id_range_parse(const char *line, struct id_range *ret_range)
{
	const char *text = strchr(line, ':');
	uint64_t first, count;
	char plain[64];
	size_t n;

	if (!text)
		return -1;
	n = strcspn(++text, "\r\n");
	if (n >= sizeof(plain))
		return -1;
	memcpy(plain, text, n);
	plain[n] = '\0';
	text = plain;
	if (count_colons(text) != 1 || take_number(&text, &first) < 0 ||
	    take_number(&text, &count) < 0)
		return -1;
	if (count == 0 || first > ID_MAX)
		return -1;
	if (count > ID_MAX - first + 1)
		count = ID_MAX - first + 1;
	*ret_range =
		(struct id_range){.first = (uint32_t)first, .count = (uint32_t)count};
	return 0;
}

int id_range_is_of(const char *line, const char *name, uint32_t uid)
{
	size_t n = strcspn(line, ":");
	char number[16];

	if (!line[n] || n == 0)
		return 0;
	snprintf(number, sizeof(number), "%u", uid);
	return (strlen(name) == n && !memcmp(line, name, n)) ||
	       (strlen(number) == n && !memcmp(line, number, n));
}
