/* fuzz.c - what must hold of whatever is said and printed.
 */
#include "fuzz/fuzz.h"

#include <string.h>

#include "base/text.h"

size_t fuzz_split(const uint8_t *data, size_t size, const uint8_t **ret_rest,
		  size_t *ret_rest_size)
{
	static const char mark[] = "\n---\n";
	const uint8_t *found = memmem(data, size, mark, sizeof(mark) - 1);

	*ret_rest = found ? found + sizeof(mark) - 1 : data + size;
	*ret_rest_size = size - (size_t)(*ret_rest - data);
	return found ? (size_t)(found - data) + 1 : size;
}

void fuzz_check_text(const char *text)
{
	for (const char *c = text; *c; c++)
		MUST(*c == '\n' || ((unsigned char)*c >= 0x20 && *c != 0x7f));
}

const char *fuzz_judge(struct fake *f, int result)
{
	const char *said;

	MUST(result == 0 || result == -1);
	MUST((result == 0) == (f->diag.n_errors == 0));
	for (size_t i = 0; i < f->diag.entries.n; i++)
		MUST(f->diag.entries.item[i].message);
	said = fake_said(f);
	fuzz_check_text(said);
	return said;
}

/* --- JSON, as RFC 8259 has it -------------------------------------------------------- */

static const char *skip_value(const char *at);

static const char *skip_blanks(const char *at)
{
	return at + strspn(at, " \t\r\n");
}

static const char *skip_string(const char *at)
{
	MUST(*at == '"');
	for (at++; *at != '"'; at++) {
		MUST((unsigned char)*at >= 0x20);
		if (*at != '\\')
			continue;
		at++;
		MUST(*at && strchr("\"\\/bfnrtu", *at));
		if (*at == 'u') {
			MUST(strspn(at + 1, "0123456789abcdefABCDEF") >= 4);
			at += 4;
		}
	}
	return at + 1;
}

static const char *skip_list(const char *at, char end, int has_names)
{
	at = skip_blanks(at + 1);
	if (*at == end)
		return at + 1;
	for (;;) {
		if (has_names) {
			at = skip_blanks(skip_string(skip_blanks(at)));
			MUST(*at == ':');
			at++;
		}
		at = skip_blanks(skip_value(skip_blanks(at)));
		if (*at == end)
			return at + 1;
		MUST(*at == ',');
		at++;
	}
}

static const char *skip_value(const char *at)
{
	static const char *const words[] = {"true", "false", "null"};
	size_t n = strspn(at, "-+.eE0123456789");

	if (*at == '"')
		return skip_string(at);
	if (*at == '{')
		return skip_list(at, '}', 1);
	if (*at == '[')
		return skip_list(at, ']', 0);
	for (size_t i = 0; i < ARRAY_SIZE(words); i++)
		if (str_after(at, words[i]))
			return str_after(at, words[i]);
	MUST(n > 0);
	return at + n;
}

void fuzz_check_json(const char *text)
{
	MUST(!*skip_blanks(skip_value(skip_blanks(text))));
}
