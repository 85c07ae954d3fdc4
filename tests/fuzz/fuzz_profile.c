/* fuzz_profile.c - the profile parser: the input is a profile, and behind "---" one that it
 * may include as `other`.
 */
#include <string.h>

#include "fuzz/fuzz.h"
#include "text/keyword.h"

static int read_profile(struct fake *f, const uint8_t *data, size_t size)
{
	const uint8_t *other;
	size_t other_size, n = fuzz_split(data, size, &other, &other_size);

	fake_begin(f);
	MUST(fake_host(f, "home /home/user\nenv EMPTY=\nenv WORD=some word\n") == 0);
	fake_profile(f, "test", NULL, (const char *)data, n);
	fake_profile(f, "other", NULL, (const char *)other, other_size);
	return profile_read(&f->arena, &f->diag, &f->loader, NULL, "test",
			    &f->settings);
}

/* Each setting has a place, a keyword of the table and as many values as that takes. */
static void check_settings(const struct settings *settings)
{
	for (size_t i = 0; i < settings->list.n; i++) {
		const struct setting *s = &settings->list.item[i];

		MUST(s->from.file && s->from.line > 0 && s->from.text);
		MUST(s->key < N_KEYWORDS);
		MUST(s->negated || s->n >= keyword_table[s->key].least);
		MUST(s->n <= keyword_table[s->key].most);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fake f, again;
	int r = read_profile(&f, data, size);
	const char *said = fuzz_judge(&f, r);

	if (r == 0) {
		check_settings(&f.settings);
		r = fake_merge_settings(&f);
		said = arena_printf(&f.arena, "%s%s", said, fuzz_judge(&f, r));
	}
	/* The same words are always judged alike. */
	r = read_profile(&again, data, size);
	MUST(str_after(said, fuzz_judge(&again, r)));
	fake_end(&again);
	fake_end(&f);
	return 0;
}
