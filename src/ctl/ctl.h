/* ctl.h - what the verbs of sandboxctl share.
 * May: read options, print.
 */
#ifndef SANDBOX_CTL_CTL_H
#define SANDBOX_CTL_CTL_H

#include "wire.h"

/* Exit statuses of every verb. */
enum ctl_exit {
	CTL_YES = 0,   /* done; granted; no errors */
	CTL_NO = 1,    /* not granted; errors found */
	CTL_USAGE = 2, /* the words of the call are wrong */
};

struct ctl_verb {
	const char *name;
	int (*run)(int argc, char **argv, char **env);
	const char *arguments;
	const char *options; /* its own, separated by spaces */
	const char *help;
};

extern const struct ctl_verb ctl_verbs[];
extern const size_t n_ctl_verbs;

#define VERB(id, name, arguments, options, help) \
	int ctl_##id(int argc, char **argv, char **env);
#include "ctl/verb.def"
#undef VERB

/* An option of a verb, and what becomes 1 when it is given; `name` NULL ends a list. */
struct ctl_flag {
	const char *name;
	int *given;
};

/* Takes the options of a verb (argv[0]) out of its words, and the first "--"; `least` to `most`
 * words must be left. Returns 0, or CTL_USAGE and has named the word that is wrong.
 */
int ctl_read_words(char **argv, const struct ctl_flag *flags, size_t least,
		   size_t most);

/* Says that the words of a call are wrong, and where to look. Return CTL_USAGE. */
int ctl_usage(const char *verb, const char *format, ...) PRINTF_LIKE(2, 3);
int ctl_unknown_option(const char *verb, const char *word);

/* Takes --json out of argv, up to "--". Returns whether it was there. */
int ctl_take_json(char **argv);

/* The same for another option. */
int ctl_take_option(char **argv, const char *option);

/* Facts and options: argv[0] is the verb. Returns 0, or -1 after saying what is wrong. */
int ctl_begin(struct wire *w, char **argv, char **env);

/* Prints the diag to stderr with the program's name and gives the arena back: the end of a
 * verb. Returns status.
 */
int ctl_fail(struct wire *w, int status);

#endif
