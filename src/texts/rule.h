/* rule.h - a keyword as an option of `sandbox`, in its three forms, and words in
 * quotes. May: compute.
 */
#ifndef SANDBOX_TEXTS_RULE_H
#define SANDBOX_TEXTS_RULE_H

#include "base/arena.h"
#include "text/keyword.h"

enum rule_form {
	RULE_PLAIN,
	RULE_NO,
	RULE_OPTIONAL,
	N_RULE_FORMS,
};

/* The form that begins with prefix: "", "no-" or "optional-". */
enum rule_form rule_form_of(const char *prefix);

/* Is the keyword in this form an option of `sandbox`? Some stand in profiles only. */
int rule_is_option(int key, enum rule_form form);

/* The option without its --: "no-read". */
const char *rule_name(struct arena *a, int key, enum rule_form form);

/* One line of help. */
const char *rule_help(struct arena *a, int key, enum rule_form form);

/* How many of the following words are its values when there is no = with it. */
unsigned int rule_values_needed(int key, enum rule_form form);

/* s for single quotes of a shell, each character of `special` with a backslash before
 * it. */
const char *rule_quoted(struct arena *a, const char *s, const char *special);

#endif
