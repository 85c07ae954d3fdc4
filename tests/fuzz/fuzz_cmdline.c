/* fuzz_cmdline.c - the command line: the input is its words, one a line.
 */
#include <string.h>

#include "fuzz/fuzz.h"

#define MAX_WORDS 200

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = malloc(size + 1);
	char *argv[MAX_WORDS + 2] = {(char[]){"sandbox"}};
	size_t n = 1;
	struct fake f;
	int r;

	MUST(text);
	memcpy(text, data, size);
	text[size] = '\0';
	for (char *rest = text; n <= MAX_WORDS && *rest;) {
		char *end = rest + strcspn(rest, "\n");

		argv[n++] = rest;
		rest = *end ? end + 1 : end;
		*end = '\0';
	}
	fake_begin(&f);
	r = cmdline_parse(&f.arena, &f.diag, "/home/user/work", argv, &f.cmdline);
	fuzz_judge(&f, r);
	if (r == 0) {
		/* The command is the end of the words, and nothing of it was an option. */
		const char *const *command = f.cmdline.command;
		size_t n_command = 0;

		MUST(command);
		while (command[n_command])
			n_command++;
		MUST(n_command < n);
		for (size_t i = 0; i < n_command; i++)
			MUST(str_equal(command[i], argv[n - n_command + i]));
		for (size_t i = 0; i < f.cmdline.settings.list.n; i++)
			if (f.cmdline.settings.list.item[i].key != KEYWORD_INCLUDE)
				*vec_push(&f.arena, &f.settings.list) =
					f.cmdline.settings.list.item[i];
		r = fake_merge_settings(&f);
		fuzz_judge(&f, r);
	}
	fake_end(&f);
	free(text);
	return 0;
}
