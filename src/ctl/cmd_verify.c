/* cmd_verify.c - `sandboxctl verify`: starts a sandbox with a measuring program in it, and
 * says for each promise of its plan whether it is kept.
 * May: start a sandbox, print.
 */
#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/wait.h>

#include "base/text.h"
#include "ctl/ctl.h"
#include "parent/launch.h"
#include "plan/promise.h"

#define PLACE_INSIDE "/dev/sandbox-measure"
#define OUTPUT_MAX   (4 << 20)

/* Beside us in a build tree, else where it was installed. */
static const char *find_program(struct arena *a)
{
	char self[4096], *path;
	ssize_t n = readlink("/proc/self/exe", self, sizeof(self) - 1);

	self[n < 0 ? 0 : n] = '\0';
	path = arena_printf(a, "%s/sandbox-measure", dirname(self));
	if (n > 0 && access(path, X_OK) == 0)
		return path;
	path = arena_string(a, PKGLIBEXECDIR "/sandbox-measure");
	return access(path, X_OK) == 0 ? path : NULL;
}

/* What comes from a pipe until its end, as text; NULL: more than anybody measures. */
static char *read_all(struct arena *a, int fd)
{
	VEC(char) text = {0};
	char part[65536];
	ssize_t n;

	while ((n = read(fd, part, sizeof(part))) != 0) {
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0 || text.n + (size_t)n > OUTPUT_MAX)
			return NULL;
		for (ssize_t i = 0; i < n; i++)
			*vec_push(a, &text) = part[i];
	}
	*vec_push(a, &text) = '\0';
	return text.item;
}

struct verify {
	struct wire *w;
	char **argv, **env;	    /* of main() */
	const char *program;	    /* the measuring program, on the host */
	const char *const *outside; /* its command there */
};

/* Runs `action` in a child with its standard output on a pipe, which no limit of the profile
 * bounds; its status, or -1 where there was none, and the output.
 */
static int capture(const struct verify *v, int (*action)(const struct verify *),
		   const char **ret_text)
{
	int ends[2], status;
	pid_t pid;

	if (pipe2(ends, O_CLOEXEC) < 0)
		return -1;
	(void)fflush(NULL); /* the child must not print it again */
	pid = fork();
	if (pid == 0) {
		(void)close(ends[0]); /* only the parent reads */
		_exit(dup2(ends[1], STDOUT_FILENO) < 0 ? EXIT_OURS : action(v));
	}
	(void)close(ends[1]); /* the child has its own */
	*ret_text = pid < 0 ? NULL : read_all(&v->w->arena, ends[0]);
	(void)close(ends[0]); /* only read */
	while (pid > 0 && waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			return -1;
	return pid > 0 && WIFEXITED(status) && *ret_text ? WEXITSTATUS(status) : -1;
}

static int start_sandbox(const struct verify *v)
{
	struct wire *w = v->w;
	struct launch l = {.arena = &w->arena,
			   .diag = &w->diag,
			   .plan = &w->plan,
			   .facts = &w->facts,
			   .policy = &w->policy,
			   .join_fd = w->join_fd};
	sigset_t mask;
	int status;

	launch_find_secrets(v->argv, v->env, &l);
	status = launch_run(&l, &mask);

	diag_print(&w->diag, stderr, "sandboxctl");
	return status;
}

static int start_outside(const struct verify *v)
{
	execv(v->outside[0], (char *const *)v->outside);
	return EXIT_OURS;
}

/* The plan of the profile, with the measuring program in place of the command. */
static int make_plan(const struct verify *v)
{
	static const char *const command[] = {PLACE_INSIDE, NULL};
	struct wire *w = v->w;
	struct rule *r;

	if (wire_read_policy(w) < 0 || wire_check_descriptors(w) < 0)
		return -1;
	r = vec_push(&w->arena, &w->policy.rules);
	r->kind = RULE_READ;
	r->is_bind = 1;
	r->path = PLACE_INSIDE;
	r->source = v->program;
	r->from = (struct origin){.file = "verify", .text = "the measuring program"};
	w->policy.command = command;
	wire_make_hidden(w);
	return wire_build_plan(w);
}

/* What must be tried follows from the plan, in which the command has its place already. */
static void add_tries(struct verify *v)
{
	struct wire *w = v->w;
	const char *const *tries = promise_tries(&w->arena, &w->plan);
	VEC(const char *) inside = {0}, outside = {0};
	struct step *s = &w->plan.steps.item[w->plan.steps.n - 1];
	struct exec_data *e = arena_alloc(&w->arena, sizeof(*e));

	*vec_push(&w->arena, &inside) = PLACE_INSIDE;
	for (; *tries; tries++)
		*vec_push(&w->arena, &inside) = *tries;
	*vec_push(&w->arena, &inside) = NULL;
	*vec_push(&w->arena, &outside) = v->program;
	*vec_push(&w->arena, &outside) = NULL;
	*e = *(const struct exec_data *)s->data; /* the last step is exec */
	e->argv = inside.item;
	s->data = e;
	v->outside = outside.item;
}

static void print_verdict(struct wire *w, const struct judgement *v)
{
	struct arena *a = &w->arena;

	printf("%-7s  %-20s %s", v->is_kept ? "kept" : "BROKEN",
	       promise_words[v->promise], text_escape(a, v->about));
	if (v->from && v->from->file)
		printf("   %s", origin_text(a, v->from));
	printf("\n");
	if (!v->is_kept)
		printf("         expected %s\n         measured %s\n",
		       text_escape(a, v->expected), text_escape(a, v->measured));
}

static void print_json(struct wire *w, const struct judge *j)
{
	struct arena *a = &w->arena;

	printf("{\n  \"promises\": [");
	for (size_t i = 0; i < j->judgements.n; i++) {
		const struct judgement *v = &j->judgements.item[i];

		printf("%s\n    {\"promise\": %s, \"about\": %s, \"kept\": %s, "
		       "\"expected\": %s, \"measured\": %s, \"origin\": %s}",
		       i ? "," : "", text_json(a, promise_words[v->promise]),
		       text_json(a, v->about), v->is_kept ? "true" : "false",
		       text_json(a, v->expected), text_json(a, v->measured),
		       v->from && v->from->file ? text_json(a, origin_text(a, v->from))
						: "null");
	}
	printf("\n  ]\n}\n");
}

/* The broken ones, all when asked, and a line of how many. */
static int print(struct wire *w, const struct judge *j, int json)
{
	size_t n_kept = 0;

	for (size_t i = 0; i < j->judgements.n; i++)
		n_kept += j->judgements.item[i].is_kept != 0;
	if (json)
		print_json(w, j);
	for (size_t i = 0; i < j->judgements.n && !json; i++)
		if (!j->judgements.item[i].is_kept || w->cmdline.given[OPTION_VERBOSE])
			print_verdict(w, &j->judgements.item[i]);
	for (int i = 0; i < N_PROMISES && !json; i++) {
		const char *why = promise_missing(&w->plan, (enum promise_id)i);

		if (why && w->cmdline.given[OPTION_VERBOSE])
			printf("%-7s  %-20s %s\n", "not", promise_words[i], why);
	}
	if (!json)
		printf("%zu promises, %zu kept\n", j->judgements.n, n_kept);
	return n_kept == j->judgements.n ? CTL_YES : CTL_NO;
}

static int judge_and_print(struct wire *w, const char *inside_text,
			   const char *outside_text, int json)
{
	struct measured inside, outside;
	struct judge j = {.arena = &w->arena,
			  .plan = &w->plan,
			  .inside = &inside,
			  .outside = &outside};

	measured_parse(&w->arena, inside_text, &inside);
	measured_parse(&w->arena, outside_text, &outside);
	promise_judge(&j);
	return print(w, &j, json);
}

static int verify(struct verify *v, int json)
{
	struct wire *w = v->w;
	const char *inside, *outside;
	int status;

	v->program = find_program(&w->arena);
	if (!v->program) {
		diag_error(&w->diag, NULL,
			   "the measuring program is not there: " PKGLIBEXECDIR
			   "/sandbox-measure");
		return ctl_fail(w, EXIT_OURS);
	}
	if (make_plan(v) < 0)
		return ctl_fail(w, EXIT_OURS);
	add_tries(v);
	status = capture(v, start_sandbox, &inside);
	if (status == EXIT_OURS || status == EXIT_NOT_EXEC ||
	    status == EXIT_NOT_FOUND) { /* it has said why */
		arena_free(&w->arena);
		return status;
	}
	if (status != 0) {
		diag_error(&w->diag, NULL,
			   "the measuring program ended with status %d inside", status);
		diag_hint(&w->diag, "a limit of the profile may be too small for it");
		return ctl_fail(w, EXIT_OURS);
	}
	if (capture(v, start_outside, &outside) != 0) {
		diag_error(&w->diag, NULL, "%s cannot be run outside", v->program);
		return ctl_fail(w, EXIT_OURS);
	}
	status = judge_and_print(w, inside, outside, json);
	arena_free(&w->arena);
	return status;
}

int ctl_verify(int argc UNUSED, char **argv, char **env)
{
	int json = ctl_take_json(argv);
	struct wire w;
	/* main() has given us its words without the first. */
	struct verify v = {.w = &w, .argv = argv - 1, .env = env};

	if (ctl_begin(&w, argv, env) < 0)
		return ctl_fail(&w, CTL_USAGE);
	if (w.cmdline.command[0]) {
		(void)diag_error(&w.diag, NULL,
				 "verify takes no command: it runs one of its own");
		return ctl_fail(&w, CTL_USAGE);
	}
	return verify(&v, json);
}
