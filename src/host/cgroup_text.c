/* cgroup_text.c - the words of the files of a cgroup, as numbers.
 * May: compute.  Must not: ask the host.
 */
#include "host/cgroup_text.h"

#include "base/util.h"

static const char *next_line(const char *text)
{
	text += strcspn(text, "\n");
	return text + (*text == '\n');
}

/* The number that text begins with, and what is behind it; numbers too large become the
 * largest. Returns NULL where there is none.
 */
static const char *take_number(const char *text, uint64_t *ret_value)
{
	uint64_t n = 0;

	if (*text < '0' || *text > '9')
		return NULL;
	for (; *text >= '0' && *text <= '9'; text++) {
		uint64_t digit = (uint64_t)(*text - '0');

		n = n > (UINT64_MAX - digit) / 10 ? UINT64_MAX : n * 10 + digit;
	}
	*ret_value = n;
	return text;
}

static int is_end(const char *text)
{
	return *text == '\0' || *text == '\n' || *text == ' ';
}

int cgroup_text_value(const char *text, const char *key, uint64_t *ret_value)
{
	for (; *text; text = next_line(text)) {
		const char *rest = str_after(text, key);

		if (!rest || *rest != ' ')
			continue;
		rest = take_number(rest + 1, ret_value);
		return rest && is_end(rest) ? 0 : -1;
	}
	return -1;
}

int cgroup_text_number(const char *text, uint64_t *ret_value)
{
	const char *rest = str_after(text, "max");

	if (rest)
		*ret_value = UINT64_MAX;
	else
		rest = take_number(text, ret_value);
	return rest && is_end(rest) ? 0 : -1;
}

uint64_t cgroup_text_sum(const char *text, const char *key)
{
	uint64_t sum = 0, n;

	while (*text) {
		size_t length = strcspn(text, " \n");
		const char *rest = str_after(text, key);

		if (rest && *rest == '=' && take_number(rest + 1, &n))
			sum = sum > UINT64_MAX - n ? UINT64_MAX : sum + n;
		text += length + (text[length] != '\0');
	}
	return sum;
}

int cgroup_text_pressure(const char *text, const char *line,
			 unsigned int *ret_hundredths)
{
	for (; *text; text = next_line(text)) {
		const char *rest = str_after(text, line);
		uint64_t whole, part = 0;

		rest = rest ? str_after(rest, " avg10=") : NULL;
		rest = rest ? take_number(rest, &whole) : NULL;
		if (!rest)
			continue;
		/* The kernel writes two digits behind the point. */
		if (rest[0] == '.' && rest[1] && rest[2] &&
		    (!take_number(rest + 1, &part) || part > 99))
			return -1;
		if (whole > 100)
			return -1;
		*ret_hundredths = (unsigned int)(whole * 100 + part);
		return 0;
	}
	return -1;
}

const char *cgroup_text_path(const char *text, unsigned int *ret_length)
{
	for (; *text; text = next_line(text)) {
		const char *path = str_after(text, "0::");

		if (!path)
			continue;
		*ret_length = (unsigned int)strcspn(path, "\n");
		return path;
	}
	return NULL;
}
