/* main.c - `sandboxctl VERB`: everything but starting programs.
 * May: know every verb.
 */
#include <stdio.h>

#include "base/text.h"
#include "ctl/ctl.h"
#include "ctl/doctor.h"

const struct ctl_verb ctl_verbs[] = {
#define VERB(id, name, arguments, options, help) \
	{name, ctl_##id, arguments, options, help},
#include "ctl/verb.def"
#undef VERB
};
const size_t n_ctl_verbs = ARRAY_SIZE(ctl_verbs);

static void print_help(FILE *stream)
{
	fprintf(stream, "Usage: sandboxctl VERB [options] [arguments]\n\n");
	for (size_t i = 0; i < n_ctl_verbs; i++) {
		char left[64];

		snprintf(left, sizeof(left), "%s %s", ctl_verbs[i].name,
			 ctl_verbs[i].arguments);
		fprintf(stream, "  %-38s %s\n", left, ctl_verbs[i].help);
	}
	fprintf(stream,
		"\n[options] are those of sandbox: --profile=NAME and every rule.\n"
		"sandboxctl VERB --help lists those of a verb. See sandboxctl(1).\n");
}

static int unknown_verb(const char *verb)
{
	struct arena arena = {0};
	const char *names[ARRAY_SIZE(ctl_verbs)];
	const char *near;

	for (size_t i = 0; i < ARRAY_SIZE(ctl_verbs); i++)
		names[i] = ctl_verbs[i].name;
	near = text_nearest(verb, names, ARRAY_SIZE(ctl_verbs));
	fprintf(stderr, "sandboxctl: unknown verb '%s'", text_escape(&arena, verb));
	if (near)
		fprintf(stderr, "; did you mean '%s'?", near);
	fprintf(stderr, "   (sandboxctl --help lists them)\n");
	arena_free(&arena);
	return CTL_USAGE;
}

static int run_verb(const struct ctl_verb *verb, int argc, char **argv, char **env)
{
	const char *of_sandbox = str_after(verb->arguments, "[options]");

	if (argc < 2 || (!str_equal(argv[1], "--help") && !str_equal(argv[1], "-h")))
		return verb->run(argc, argv, env);
	printf("Usage: sandboxctl %s", verb->name);
	for (const char *o = verb->options; *o; o += strspn(o, " ")) {
		int n = (int)strcspn(o, " ");

		/* One with a value stands with it among the arguments. */
		if (!memmem(verb->arguments, strlen(verb->arguments), o, (size_t)n))
			printf(" [%.*s]", n, o);
		o += n;
	}
	printf("%s%s\n%s\n", *verb->arguments ? " " : "", verb->arguments, verb->help);
	if (of_sandbox)
		printf("[options] are those of sandbox: --profile=NAME and every "
		       "rule.\n");
	return CTL_YES;
}

int main(int argc, char **argv, char **env)
{
	int status = -1;

	if (wire_fill_streams() < 0)
		return CTL_USAGE;
	if (argc < 2) {
		print_help(stderr);
		return CTL_USAGE;
	}
	if (str_equal(argv[1], "--version") || str_equal(argv[1], "-V")) {
		printf("sandboxctl %s\n", PACKAGE_VERSION);
		status = CTL_YES;
	} else if (str_equal(argv[1], "--help") || str_equal(argv[1], "-h")) {
		print_help(stdout);
		status = CTL_YES;
	}
	for (size_t i = 0; i < ARRAY_SIZE(ctl_verbs); i++)
		if (str_equal(ctl_verbs[i].name, argv[1]))
			status = run_verb(&ctl_verbs[i], argc - 1, argv + 1, env);
	if (status < 0)
		return unknown_verb(argv[1]);
	if (fflush(stdout) != 0 || ferror(stdout)) {
		fprintf(stderr, "sandboxctl: cannot write the output\n");
		return CTL_NO;
	}
	return status;
}
