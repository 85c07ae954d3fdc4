/* answer.h - one answer of `sandboxctl explain`.
 * May: print.
 */
#ifndef SANDBOX_CTL_ANSWER_H
#define SANDBOX_CTL_ANSWER_H

#include "wire.h"

struct answer {
	const char *question;
	int granted;
	const char *verdict;	   /* "readable", "not visible" ... */
	const char *detail;	   /* a sentence, or NULL */
	const struct origin *from; /* who decides; NULL: nobody, the default */
	const char *decided_by;	   /* in place of from's text, or NULL */
	const char *allow;	   /* the line that would grant it, or NULL */
	const char *careful;	   /* what to think of before adding it, or NULL */
};

/* Where a path, a system call, a host, an id inside is granted or not. Each fills in
 * *ret_answer.
 */
void answer_path(struct wire *w, const char *text, struct answer *ret_answer);
void answer_call(struct wire *w, const char *name, struct answer *ret_answer);
void answer_host(struct wire *w, const char *name, struct answer *ret_answer);

void answer_id(struct wire *w, const char *text, struct answer *ret_answer);

/* Is it an id, "uid:33" or "gid:33"? */
int answer_is_id(const char *text);

/* Is it the name of a system call that the tables know? */
int answer_is_call(const struct wire *w, const char *name);

void answer_print(struct arena *a, const struct answer *answer);
void answer_print_json(struct arena *a, const struct answer *answer);

#endif
