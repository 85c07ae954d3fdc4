/* doctor.c - sandboxctl doctor: what this host offers, lacks, and how to mend it.
 * May: measure through src/host, print.  Must not: change the host.
 */
#include "ctl/doctor.h"

#include <errno.h>
#include <stdio.h>
#include <sys/ioctl.h>

#include "base/text.h"
#include "ctl/ctl.h"
#include "host/feature.h"

enum {
	EXIT_CAN_RUN = 0,
	EXIT_CANNOT_RUN = 1,
};

/* Where cost and mend begin: behind the column of the states. */
#define STATE_WIDTH 9

struct doctor {
	struct arena arena;
	struct feature_report report[N_FEATURES];
	int json;
	int all;
	int color;
	int columns;	/* of the terminal; 0: lines may be of any length */
	int name_width; /* of the widest name that is shown */
};

/* --- for people --- */

static int is_shown(const struct doctor *d, int id)
{
	enum feature_weight weight = feature_table[id].weight;
	enum feature_state state = d->report[id].state;

	if (d->all || weight == FEATURE_BASE || weight == FEATURE_PART)
		return 1;
	return state == FEATURE_MISSING || state == FEATURE_LIMITED;
}

static void measure_terminal(struct doctor *d)
{
	const char *no_color = getenv("NO_COLOR");
	const char *term = getenv("TERM");
	struct winsize size;

	for (int i = 0; i < N_FEATURES; i++) {
		int width = (int)strlen(feature_table[i].name);

		if (is_shown(d, i) && width > d->name_width)
			d->name_width = width;
	}
	if (!isatty(STDOUT_FILENO))
		return;
	d->color = !(no_color && *no_color) && !(term && str_equal(term, "dumb"));
	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0)
		d->columns = size.ws_col;
}

/* How many columns the first n bytes of s take; every character counts one. */
static int text_columns(const char *s, size_t n)
{
	int columns = 0;

	for (size_t i = 0; i < n; i++)
		columns += ((unsigned char)s[i] & 0xc0) != 0x80;
	return columns;
}

/* Prints the text from column `at` on, and breaks it between words where the terminal
 * ends; the rest begins at column `indent`.
 */
static void print_wrapped(const struct doctor *d, const char *text, int at, int indent)
{
	const char *between = "";

	while (*text) {
		size_t n = strcspn(text, " ");
		int width = text_columns(text, n);

		if (d->columns && *between && at + 1 + width > d->columns) {
			printf("\n%*s", indent, "");
			at = indent;
			between = "";
		}
		printf("%s%.*s", between, (int)n, text);
		at += (int)strlen(between) + width;
		between = " ";
		text += n + (text[n] == ' ');
	}
	putchar('\n');
}

static void print_state(const struct doctor *d, enum feature_state state)
{
	static const char *const color[N_FEATURE_STATES] = {
		[FEATURE_UNKNOWN] = "\033[33m",
		[FEATURE_OK] = "\033[32m",
		[FEATURE_LIMITED] = "\033[33m",
		[FEATURE_MISSING] = "\033[31m",
	};
	const char *name = feature_state_name[state];

	printf("%s%s%s%*s", d->color ? color[state] : "", name,
	       d->color ? "\033[0m" : "", STATE_WIDTH - (int)strlen(name), "");
}

/* Lines of a mend are commands to copy: they are never broken. */
static void print_lines(struct doctor *d, const char *lines)
{
	while (lines) {
		size_t n = strcspn(lines, "\n");
		const char *line = arena_copy(&d->arena, lines, n);

		printf("%*s%s\n", STATE_WIDTH, "", text_escape(&d->arena, line));
		lines = lines[n] ? lines + n + 1 : NULL;
	}
}

static void print_report(struct doctor *d, int id)
{
	const struct feature *f = &feature_table[id];
	const struct feature_report *r = &d->report[id];
	int at = STATE_WIDTH + d->name_width + 2;

	print_state(d, r->state);
	if (*r->detail) {
		printf("%-*s  ", d->name_width, f->name);
		print_wrapped(d, text_escape(&d->arena, r->detail), at, at);
	} else {
		printf("%s\n", f->name);
	}
	if (r->state == FEATURE_LIMITED || r->state == FEATURE_MISSING) {
		printf("%*scost: ", STATE_WIDTH, "");
		print_wrapped(d, f->cost, STATE_WIDTH + 6, STATE_WIDTH + 6);
		print_lines(d, r->mend);
	}
}

/* The names of the features that every sandbox needs and that are in this state. */
static const char *needed_in_state(struct doctor *d, enum feature_state state)
{
	const char *names = "";

	for (int i = 0; i < N_FEATURES; i++)
		if (feature_is_needed((enum feature_id)i) &&
		    d->report[i].state == state)
			names = arena_printf(&d->arena, "%s%s%s", names,
					     *names ? ", " : "", feature_table[i].name);
	return names;
}

static void print_verdict(struct doctor *d)
{
	const char *missing = needed_in_state(d, FEATURE_MISSING);
	const char *untried = needed_in_state(d, FEATURE_UNKNOWN);

	if (geteuid() == 0)
		puts("Measured as root; others may fare worse.");
	if (*missing)
		printf("The default profile cannot run: missing %s.\n", missing);
	else if (*untried)
		printf("It is not known whether the default profile can run: "
		       "could not try %s.\n",
		       untried);
	else
		puts("The default profile can run.");
}

static void print_text(struct doctor *d)
{
	measure_terminal(d);
	for (int i = 0; i < N_FEATURES; i++)
		if (is_shown(d, i))
			print_report(d, i);
	print_verdict(d);
}

/* --- for programs --- */

static void print_json(struct doctor *d)
{
	struct arena *a = &d->arena;

	puts("[");
	for (int i = 0; i < N_FEATURES; i++) {
		const struct feature *f = &feature_table[i];
		const struct feature_report *r = &d->report[i];

		printf("  {\"id\": %s, \"name\": %s, \"needed\": %s, \"state\": %s,\n",
		       text_json(a, f->id), text_json(a, f->name),
		       feature_is_needed((enum feature_id)i) ? "true" : "false",
		       text_json(a, feature_state_name[r->state]));
		printf("   \"detail\": %s,\n   \"cost\": %s,\n   \"mend\": %s}%s\n",
		       text_json(a, r->detail), text_json(a, f->cost),
		       r->mend ? text_json(a, r->mend) : "null",
		       i + 1 < N_FEATURES ? "," : "");
	}
	puts("]");
}

int doctor_main(char **argv)
{
	struct doctor d = {.json = 0};
	const struct ctl_flag flags[] = {
		{"--json", &d.json}, {"--all", &d.all}, {NULL, NULL}};
	int status = ctl_read_words(argv, flags, 0, 0);

	if (status == 0) {
		feature_measure(&d.arena, d.report);
		if (d.json)
			print_json(&d);
		else
			print_text(&d);
		if (*needed_in_state(&d, FEATURE_MISSING) ||
		    *needed_in_state(&d, FEATURE_UNKNOWN))
			status = EXIT_CANNOT_RUN;
		if (fflush(stdout) != 0) {
			fprintf(stderr, "sandboxctl: doctor: cannot write: %s\n",
				strerror(errno));
			status = EXIT_CANNOT_RUN;
		}
	}
	arena_free(&d.arena);
	return status;
}
