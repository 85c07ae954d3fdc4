/* fuzz.c - what must hold of whatever is said and printed.
 */
#include "fuzz/fuzz.h"

#include <string.h>

#include "base/text.h"
#include "plan/promise.h"

size_t fuzz_split(const uint8_t *data, size_t size, const uint8_t **ret_rest,
		  size_t *ret_rest_size)
{
	static const char mark[] = "\n---\n";
	const uint8_t *found = memmem(data, size, mark, sizeof(mark) - 1);

	*ret_rest = found ? found + sizeof(mark) - 1 : data + size;
	*ret_rest_size = size - (size_t)(*ret_rest - data);
	return found ? (size_t)(found - data) + 1 : size;
}

/* Written without a look at text_utf8_length(). */
void fuzz_check_text(const char *text)
{
	static const unsigned char first[] = {0, 0, 0xc2, 0xe0, 0xf0, 0xf5};

	for (const char *at = text; *at;) {
		unsigned char c = (unsigned char)*at;
		size_t n = 1;

		MUST(c == '\n' || (c >= 0x20 && c != 0x7f));
		MUST(c < 0x80 || (c >= 0xc2 && c < 0xf5));
		while (c >= first[n + 1])
			n++;
		for (size_t i = 1; i < n; i++)
			MUST(((unsigned char)at[i] & 0xc0) == 0x80);
		/* U+0080 to U+009F are control characters as well. */
		MUST(c != 0xc2 || (unsigned char)at[1] >= 0xa0);
		at += n;
	}
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

/* --- Promises ------------------------------------------------------------------------ */

static void check_shown(struct arena *a, const char *text)
{
	const char *json;

	MUST(text);
	fuzz_check_text(text_escape(a, text));
	json = text_json(a, text);
	fuzz_check_text(json);
	fuzz_check_json(json);
}

static int is_number(const char *text)
{
	return *text && strspn(text, "0123456789") == strlen(text);
}

/* What can be said of a promise that counts as kept without a look at its judge. */
static void check_kept(const struct judgement *v, const char *inside)
{
	const char *number;

	MUST(!str_equal(v->measured, "nothing"));
	switch (v->promise) {
	case PROMISE_NAMESPACES:
	case PROMISE_TIME_NAMESPACE:
		number = strstr(v->measured, ":[");
		MUST(number && strspn(number + 2, "0123456789") > 0);
		break;
	case PROMISE_LIMITS:
	case PROMISE_SECUREBITS:
	case PROMISE_LANDLOCK:
		MUST(is_number(v->measured));
		break;
	case PROMISE_LANDLOCK_SCOPE:
		MUST(str_after(v->measured, "E"));
		break;
	case PROMISE_GROUPS:
		MUST(strstr(inside, "status\tGroups\t"));
		break;
	default:
		break;
	}
}

size_t fuzz_judge_promises(struct arena *a, const struct plan *p, const char *inside,
			   const char *outside)
{
	struct measured in, out;
	struct judge j = {.arena = a, .plan = p, .inside = &in, .outside = &out};
	size_t n_kept = 0, count[N_PROMISES] = {0};

	measured_parse(a, inside, &in);
	measured_parse(a, outside, &out);
	promise_judge(&j);
	for (size_t i = 0; i < j.judgements.n; i++) {
		const struct judgement *v = &j.judgements.item[i];

		MUST(v->promise < N_PROMISES && !promise_missing(p, v->promise));
		MUST(!v->from || v->from->file);
		check_shown(a, v->about);
		check_shown(a, v->expected);
		check_shown(a, v->measured);
		if (v->is_kept)
			check_kept(v, inside);
		n_kept += v->is_kept != 0;
		count[v->promise]++;
	}
	for (int i = 0; i < N_PROMISES; i++)
		MUST((count[i] > 0) == !promise_missing(p, (enum promise_id)i));
	return n_kept;
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
