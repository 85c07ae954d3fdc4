/* help.c - what --help prints, from the tables.
 * May: print to the stream it is given.
 */
#include "help.h"

#include "base/util.h"
#include "text/cmdline.h"

static void print_options(FILE *stream)
{
	for (size_t i = 0; i < N_OPTIONS; i++) {
		const struct option_row *o = &option_table[i];
		char left[64];

		snprintf(left, sizeof(left), "-%c, --%s%s%s", o->letter, o->name,
			 o->value ? "=" : "", o->value ? o->value : "");
		fprintf(stream, "  %-36s %s\n", left, o->help);
	}
}

static void print_keywords(FILE *stream)
{
	for (size_t i = 0; i < N_KEYWORDS; i++) {
		const struct keyword *k = &keyword_table[i];
		char left[64];

		if (i == KEYWORD_SUMMARY)
			continue; /* it stands in profiles only */
		/* Several values behind = are one word for the shell. */
		if (strchr(k->values, ' '))
			snprintf(left, sizeof(left), "--%s='%s'", k->name, k->values);
		else
			/* One that may be left out has its bracket around the = too. */
			snprintf(left, sizeof(left), "--%s%s%s", k->name,
				 k->least ? "=" : "[=", k->values + !k->least);
		if (strlen(left) > 36)
			fprintf(stream, "  %s\n  %-36s %s\n", left, "", k->help);
		else
			fprintf(stream, "  %-36s %s\n", left, k->help);
	}
}

void help_print(FILE *stream)
{
	fprintf(stream, "Usage: sandbox [options] [--] command [args...]\n"
			"Runs a program that you do not trust: it sees and reaches "
			"only what its "
			"profile grants.\n\n"
			"  sandbox firefox                      a profile by the "
			"program's name\n"
			"  sandbox --profile=build -- make      a named profile\n"
			"  sandbox --write=. ./tool file        `default`, and this "
			"directory\n\n"
			"Options:\n");
	print_options(stream);
	fprintf(stream, "\nRules, as in profiles; --no-RULE takes one back, "
			"--optional-RULE does "
			"without:\n");
	print_keywords(stream);
	fprintf(stream,
		"\nsandboxctl plan, explain, check, profiles, doctor tell more; see "
		"sandbox(1), sandbox-profile(5).\n");
}
