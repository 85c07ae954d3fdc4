/* idmap.c - writes the id maps of a new user namespace.
 * May: write to the child's /proc, run newgidmap(1).  Must not: outlive that.
 */
#include "parent/idmap.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <sys/wait.h>
#include <time.h>

#include "base/text.h"
#include "base/util.h"
#include "host/userns.h"

#define HELPER_MS 10000 /* it reads three small files, which may come from a network */

static int write_proc(pid_t pid, const char *name, const char *text)
{
	char path[64];
	autoclose int fd = -1;

	snprintf(path, sizeof(path), "/proc/%d/%s", (int)pid, name);
	fd = open(path, O_WRONLY | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	return write(fd, text, strlen(text)) < 0 ? -errno : 0;
}

/* What it says comes on a pipe; no descriptor of ours and no variable reaches it. */
static int start_helper(const struct plan *p, pid_t pid, int output, pid_t *ret_helper)
{
	char number[7][16];
	char *argv[9] = {(char *)p->gid_helper};
	char *no_variables[] = {NULL};
	const unsigned int numbers[] = {(unsigned int)pid,
					p->gid_inside,
					p->gid_outside,
					1,
					p->sub_gid_inside,
					p->sub_gid_outside,
					1};
	posix_spawn_file_actions_t actions;
	posix_spawnattr_t attributes;
	sigset_t none;
	int r;

	sigemptyset(&none);
	for (size_t i = 0; i < ARRAY_SIZE(numbers); i++) {
		snprintf(number[i], sizeof(number[i]), "%u", numbers[i]);
		argv[i + 1] = number[i];
	}
	r = posix_spawn_file_actions_init(&actions);
	if (r)
		return -r;
	r = posix_spawnattr_init(&attributes);
	if (!r)
		r = posix_spawnattr_setsigmask(&attributes, &none);
	if (!r)
		r = posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK);
	if (!r)
		r = posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY,
						     0);
	for (int fd = 1; fd <= 2 && !r; fd++)
		r = posix_spawn_file_actions_adddup2(&actions, output, fd);
	if (!r)
		r = posix_spawn_file_actions_addclosefrom_np(&actions, 3);
	if (!r)
		r = posix_spawn(ret_helper, p->gid_helper, &actions, &attributes, argv,
				no_variables);
	(void)posix_spawn_file_actions_destroy(&actions); /* always 0 */
	return -r;
}

static int64_t now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* The words of the helper up to its end, the first of them in text. 0, or -ETIMEDOUT. */
static int hear_helper(int fd, char *text, size_t size)
{
	int64_t end = now_ms() + HELPER_MS;
	size_t used = 0;

	text[0] = '\0';
	for (;;) {
		struct pollfd p = {.fd = fd, .events = POLLIN};
		int64_t left = end - now_ms();
		char rest[256];
		ssize_t n;

		if (left <= 0)
			return -ETIMEDOUT;
		if (poll(&p, 1, (int)left) <= 0)
			continue; /* a signal, or the time is over */
		n = read(fd, rest, sizeof(rest));
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return 0;
		for (ssize_t i = 0; i < n && used + 1 < size; i++)
			text[used++] = rest[i];
		text[used] = '\0';
	}
}

static int run_helper(const struct launch *l, pid_t pid)
{
	const struct plan *p = l->plan;
	char said[512] = "";
	int output[2], status = 0, r;
	pid_t helper;

	if (pipe2(output, O_CLOEXEC) < 0)
		return diag_error(l->diag, NULL, "cannot make a pipe: %s",
				  strerror(errno));
	r = start_helper(p, pid, output[1], &helper);
	(void)close(output[1]); /* the helper has its own */
	if (r == 0) {
		r = hear_helper(output[0], said, sizeof(said));
		if (r < 0) /* its real user is still ours */
			(void)kill(helper, SIGKILL);
		while (waitpid(helper, &status, 0) < 0 && errno == EINTR)
			;
	}
	(void)close(output[0]); /* only read */
	if (r == 0 && WIFEXITED(status) && WEXITSTATUS(status) == 0)
		return 0;
	said[strcspn(said, "\n")] = '\0';
	diag_error(
		l->diag, NULL, "%s could not map the group: %s", p->gid_helper,
		r < 0 ? strerror(-r)
		      : text_escape(l->arena, said[0] ? said : "it did not say why"));
	diag_hint(l->diag,
		  "without it, the supplementary groups stay real: --groups=keep");
	return -1;
}

/* One line each: an unprivileged user may map only itself, and a group map only once
 * setgroups is denied for good (user_namespaces(7), CVE-2014-8989).
 */
int idmap_write(const struct launch *l, pid_t pid)
{
	const struct plan *p = l->plan;
	char text[64];
	int r = 0;

	if (p->gid_helper && run_helper(l, pid) < 0)
		return -1;
	if (!p->keeps_setgroups)
		r = write_proc(pid, "setgroups", "deny");
	snprintf(text, sizeof(text), "%u %u 1", p->gid_inside, p->gid_outside);
	if (r >= 0 && !p->gid_helper)
		r = write_proc(pid, "gid_map", text);
	snprintf(text, sizeof(text), "%u %u 1", p->uid_inside, p->uid_outside);
	if (r >= 0)
		r = write_proc(pid, "uid_map", text);
	if (r < 0)
		userns_explain(l->diag, -r);
	return r < 0 ? -1 : 0;
}
