/* idmap.c - writes the id maps of a new user namespace.
 * May: write to the child's /proc, run newuidmap(1) and newgidmap(1).  Must not: outlive that.
 */
#include "parent/idmap.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <sys/wait.h>

#include "base/text.h"
#include "base/util.h"
#include "host/userns.h"
#include "parent/helper.h"
#include "plan/id_layout.h"

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

static const char *const map_file[N_ID_KINDS] = {"uid_map", "gid_map"};

/* PROGRAM PID [INSIDE OUTSIDE COUNT]..., ended by NULL. */
struct arguments {
	char number[3 * ID_ROWS_MAX + 1][12];
	char *argv[3 * ID_ROWS_MAX + 3];
	size_t n_numbers;
};

static void add_number(struct arguments *a, uint32_t number)
{
	char *text = a->number[a->n_numbers++];

	snprintf(text, sizeof(a->number[0]), "%u", number);
	a->argv[a->n_numbers] = text;
}

static void make_arguments(const struct plan *p, enum id_kind kind, pid_t pid,
			   struct arguments *ret)
{
	*ret = (struct arguments){.argv = {(char *)p->id_helper[kind]}};
	add_number(ret, (uint32_t)pid);
	for (size_t i = 0; i < p->ids.n; i++) {
		const struct id_row *r = &p->ids.item[i];

		if (r->kind != kind || ret->n_numbers + 3 > ARRAY_SIZE(ret->number))
			continue;
		add_number(ret, r->inside);
		add_number(ret, r->outside);
		add_number(ret, r->count);
	}
}

/* Is each line of the map one of the plan, and are there as many? Others than ours cannot write
 * it: this is about helpers that say they have, and have not.
 */
static int is_mapped(const struct launch *l, enum id_kind kind, pid_t pid)
{
	const struct plan *p = l->plan;
	char path[64], line[128];
	size_t wanted = 0, found = 0;
	FILE *file;

	for (size_t i = 0; i < p->ids.n; i++)
		wanted += p->ids.item[i].kind == kind;
	snprintf(path, sizeof(path), "/proc/%d/%s", (int)pid, map_file[kind]);
	file = fopen(path, "re");
	for (size_t n = 0; file && n <= wanted && fgets(line, sizeof(line), file);
	     n++) {
		unsigned int inside, outside, count;

		if (sscanf(line, "%u %u %u", &inside, &outside, &count) != 3)
			continue;
		for (size_t i = 0; i < p->ids.n; i++) {
			const struct id_row *r = &p->ids.item[i];

			found += r->kind == kind && r->inside == inside &&
				 r->outside == outside && r->count == count;
		}
	}
	if (file)
		(void)fclose(file); /* only read */
	return found == wanted;
}

/* With the line that wants these ids, or without one for what leaves the groups behind. */
static int helper_failed(const struct launch *l, enum id_kind kind, const char *why)
{
	const struct plan *p = l->plan;
	int is_wanted = plan_has_ids(p, kind);
	const struct origin *from = NULL;

	for (size_t i = 0; i < p->ids.n; i++)
		if (p->ids.item[i].kind == kind && p->ids.item[i].from)
			from = p->ids.item[i].from;
	(void)diag_error(l->diag, from, "%s could not map the %s: %s",
			 p->id_helper[kind],
			 kind == ID_UID ? "users"
			 : is_wanted	? "groups"
					: "group",
			 text_escape(l->arena, why));
	diag_hint(l->diag, is_wanted
				   ? "without it, there is one user and one group: "
				     "--ids=single"
				   : "without it, the supplementary groups stay real: "
				     "--groups=keep");
	return -1;
}

/* One that is running, or has not come so far: error says why. */
struct helper {
	pid_t pid;
	int output; /* what it says; -1: there is none of this kind */
	int error;
};

static struct helper begin_helper(const struct launch *l, enum id_kind kind, pid_t pid)
{
	struct helper h = {.output = -1};
	struct arguments arguments;
	int output[2];

	if (pipe2(output, O_CLOEXEC) < 0) {
		h.error = -errno;
		return h;
	}
	make_arguments(l->plan, kind, pid, &arguments);
	h.output = output[0];
	h.error = helper_start(arguments.argv, output[1], &h.pid);
	(void)close(output[1]); /* the helper has its own */
	return h;
}

static int end_helper(const struct launch *l, enum id_kind kind, pid_t pid,
		      struct helper *h)
{
	char said[512] = "";
	int status = 0, r = h->error;

	if (r == 0) {
		r = helper_hear(h->output, HELPER_MS, said, sizeof(said));
		if (r < 0) /* its real user is still ours */
			(void)kill(h->pid, SIGKILL);
		while (waitpid(h->pid, &status, 0) < 0 && errno == EINTR)
			;
	}
	close_owned(&h->output);
	said[strcspn(said, "\n")] = '\0';
	if (r < 0)
		return helper_failed(l, kind,
				     r == -ETIMEDOUT ? "it took more than 10 seconds"
						     : strerror(-r));
	if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
		return helper_failed(l, kind, said[0] ? said : "it did not say why");
	if (!is_mapped(l, kind, pid))
		return helper_failed(l, kind, "it says that it has, but it has not");
	return 0;
}

/* All lines in one write, as the kernel wants it. */
static int write_map(const struct launch *l, enum id_kind kind, pid_t pid)
{
	char text[ID_ROWS_MAX * 36] = "";
	size_t used = 0;

	for (size_t i = 0; i < l->plan->ids.n; i++) {
		const struct id_row *r = &l->plan->ids.item[i];

		if (r->kind == kind && used + 36 <= sizeof(text))
			used += (size_t)snprintf(text + used, 36, "%u %u %u\n",
						 r->inside, r->outside, r->count);
	}
	return write_proc(pid, map_file[kind], text);
}

/* One line each, for who has no helper and no rights: an unprivileged user may map only itself,
 * and a group only once setgroups is denied for good (user_namespaces(7), CVE-2014-8989). A
 * helper leaves that as it finds it.
 */
int idmap_write(const struct launch *l, pid_t pid)
{
	const struct plan *p = l->plan;
	struct helper helper[N_ID_KINDS];
	int r = p->keeps_setgroups ? 0 : write_proc(pid, "setgroups", "deny");
	int result = 0;

	if (r < 0) {
		userns_explain(l->diag, -r);
		return -1;
	}
	/* Both at a time: neither looks at what the other does. */
	for (int kind = 0; kind < N_ID_KINDS; kind++)
		if (p->id_helper[kind])
			helper[kind] = begin_helper(l, (enum id_kind)kind, pid);
	for (int kind = N_ID_KINDS - 1; kind >= 0; kind--) {
		if (p->id_helper[kind]) {
			result |= end_helper(l, (enum id_kind)kind, pid, &helper[kind]);
			continue;
		}
		r = write_map(l, (enum id_kind)kind, pid);
		if (r < 0 && result == 0)
			userns_explain(l->diag, -r);
		result |= r < 0 ? -1 : 0;
	}
	return result;
}
