/* cmd_exec.c - `sandboxctl exec`: a further program in a running sandbox.
 * May: join it.  Must not: give the program anything that the first one has not.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>

#include "ctl/ctl.h"
#include "ctl/own_copy.h"
#include "ctl/running.h"
#include "host/cgroup_usage.h"
#include "host/lookup.h"
#include "parent/launch.h"
#include "plan/build_join.h"

struct words {
	const char *only;    /* of --only, or NULL */
	uint64_t namespaces; /* what it says: CLONE_NEW* */
	const char *name;
	const char *const *command;
};

static int read_only(struct words *w)
{
	struct arena a = {0};
	struct diag d = {.arena = &a};
	int bad = build_join_parse(&d, w->only, &w->namespaces);

	if (bad < 0)
		diag_hint(&d, "sandboxctl exec --help says what it takes");
	diag_print(&d, stderr, "sandboxctl: exec");
	arena_free(&a);
	return bad < 0 ? CTL_USAGE : 0;
}

/* exec [--only NS] NAME [--] command... Returns 0, or the status of a mistake. */
static int read_words(char **argv, struct words *ret)
{
	char **at = argv + 1;

	*ret = (struct words){0};
	for (; *at && (*at)[0] == '-'; at++) {
		ret->only = str_after(*at, "--only=");
		if (!ret->only && str_equal(*at, "--only")) {
			ret->only = *++at;
			if (!*at)
				return ctl_usage("exec", "--only: the namespaces are "
							 "missing, such as net");
		}
		if (!ret->only)
			return ctl_unknown_option("exec", *at);
	}
	if (!*at)
		return ctl_usage("exec", "the name of a sandbox is missing");
	ret->name = *at++;
	if (*at && str_equal(*at, "--"))
		at++;
	ret->command = (const char *const *)at;
	if (!*at || !**at)
		return ctl_usage("exec", "no command to run in '%s'", ret->name);
	return ret->only ? read_only(ret) : 0;
}

static int open_program(struct roster *r, const struct running *s)
{
	int fd = registry_open_program(&r->arena, &s->r);

	if (fd >= 0)
		return fd;
	return diag_error(
		&r->diag, NULL,
		"the sandbox '%s' cannot be entered: it is just ending, or its "
		"program has gone on into a sandbox of its own",
		s->name);
}

static int make_plan(struct roster *r, const struct words *w, const struct running *s,
		     struct plan *ret)
{
	static const unsigned int flag[] = {TTY_STDIN, TTY_STDOUT, TTY_STDERR};
	struct join j = {.of = &s->r.record.plan,
			 .command = w->command,
			 .environ = r->facts.environ};
	char *cwd = getcwd(NULL, 0);

	j.cwd = cwd && cwd[0] == '/' ? arena_string(&r->arena, cwd) : NULL;
	free(cwd);
	for (int fd = 0; fd < 3; fd++)
		if (isatty(fd))
			j.tty |= flag[fd];
	j.only = w->namespaces;
	return build_join(&r->arena, &r->diag, &j, ret);
}

/* A directory as a standard stream is a door to the host's tree (CVE-2024-21626). */
static int check_streams(struct roster *r)
{
	struct stat st;

	for (int fd = 0; fd < 3; fd++)
		if (fstat(fd, &st) == 0 && S_ISDIR(st.st_mode))
			return diag_error(&r->diag, NULL,
					  "descriptor %d is a directory: the program "
					  "could leave the sandbox through it",
					  fd);
	return 0;
}

/* The limits of the sandbox hold for a further program as well, if not for the host's.
 * Returns 0 with -1 in *ret_fd where it has no cgroup; -1 after an error.
 */
static int open_cgroup(struct roster *r, const struct words *w, const struct running *s,
		       int *ret_fd)
{
	autoclose int outer =
		w->only ? -ENOENT : cgroup_usage_open(s->r.record.init_pid);

	*ret_fd = -1;
	if (outer == -ENOENT)
		return 0;
	if (outer >= 0)
		*ret_fd = openat(outer, CGROUP_PROGRAM,
				 O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (*ret_fd >= 0)
		return 0;
	return diag_error(&r->diag, NULL, "the limits of '%s' cannot be kept: %s",
			  s->name, strerror(outer < 0 ? -outer : errno));
}

static int enter(struct roster *r, char **argv, char **env, const struct words *w)
{
	struct running s;
	struct plan plan;
	autoclose int init = -1, program = -1, cgroup = -1;
	struct launch l = {.arena = &r->arena,
			   .diag = &r->diag,
			   .plan = &plan,
			   .facts = &r->facts};
	sigset_t mask;
	int status;

	if (check_streams(r) < 0 || roster_find(r, w->name, &s, &init) < 0)
		return EXIT_OURS;
	close_owned(&s.r.fd);
	program = open_program(r, &s);
	if (program < 0 || make_plan(r, w, &s, &plan) < 0 ||
	    open_cgroup(r, w, &s, &cgroup) < 0)
		return EXIT_OURS;
	lookup_init(&r->arena, &r->facts);
	l.join_fd = program;
	l.join_cgroup = cgroup;
	launch_find_secrets(argv, env, &l);
	status = launch_run(&l, &mask);
	diag_print(&r->diag, stderr, "sandboxctl");
	/* A ^C that ended the program ends us the same way, now that it may. */
	(void)sigprocmask(SIG_SETMASK, &mask, NULL);
	return status;
}

int ctl_exec(int argc UNUSED, char **argv, char **env)
{
	struct words w;
	struct roster r;
	int status = read_words(argv, &w);

	if (status)
		return status;
	/* main() has given us its words without the first. */
	status = w.only ? 0 : own_copy_run(argv - 1, env);
	if (roster_begin(&r, env) < 0)
		return roster_end(&r, EXIT_OURS);
	if (status < 0)
		diag_error(&r.diag, NULL, "cannot make a copy of this program: %s",
			   strerror(-status));
	return roster_end(&r, status < 0 ? EXIT_OURS : enter(&r, argv - 1, env, &w));
}
