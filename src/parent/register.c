/* register.c - the record of this sandbox, for as long as it runs.
 * May: write to the registry.  Must not: keep a sandbox from starting for want of a place,
 * unless a name was asked for.
 */
#include "parent/register.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <time.h>

#include "base/text.h"
#include "host/process.h"
#include "host/registry.h"

#define TRIES 32

/* "make" becomes "make-3f2a"; with every try that met another the number is longer. */
static void make_name(const struct launch *l, char *name, size_t size, int try)
{
	const char *command = l->policy->command[0];
	const char *slash = command ? strrchr(command, '/') : NULL;
	const char *base = slash ? slash + 1 : command ? command : "";
	uint32_t number = 0;
	size_t n = 0;

	for (; *base && n < 32; base++)
		if (isalnum((unsigned char)*base) || (n > 0 && strchr("._+-", *base)))
			name[n++] = *base;
	name[n] = '\0';
	/* Only to tell them apart: any number will do when there is none yet. */
	if (getrandom(&number, sizeof(number), GRND_NONBLOCK) < 0)
		number = (uint32_t)getpid();
	if (try < 2)
		number &= 0xffff;
	snprintf(name + n, size - n, "%s-%04x", n ? "" : "sandbox", number);
}

/* Takes one name. Returns 0, or -errno: -EEXIST a running sandbox has it. */
static int take_name(struct registration *r)
{
	autoclose int fd = -1;
	struct stat st;
	int bad;

	for (int i = 0; i < TRIES; i++) {
		fd = openat(r->dir, r->name, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC,
			    0600);
		if (fd >= 0)
			break;
		if (errno != EEXIST)
			return -errno;
		bad = registry_remove_stale(r->dir, r->name);
		if (bad < 0 && bad != -ENOENT)
			return bad == -EAGAIN ? -EEXIST : bad;
	}
	if (fd < 0)
		return -EEXIST;
	/* Between the two, who cleans up may have taken ours for one that was left. */
	bad = registry_lock(fd);
	if (bad < 0)
		return bad == -EAGAIN ? -ESTALE : bad;
	if (fstat(fd, &st) < 0 || st.st_nlink == 0)
		return -ESTALE;
	r->fd = take_fd(&fd);
	return 0;
}

static int take_made_up(const struct launch *l, struct registration *r)
{
	int bad = -EEXIST;

	for (int i = 0; i < TRIES && bad < 0; i++) {
		make_name(l, r->name, sizeof(r->name), i);
		bad = take_name(r);
	}
	return bad;
}

static int take_wanted(const struct launch *l, struct registration *r)
{
	int bad = -ESTALE;

	snprintf(r->name, sizeof(r->name), "%s", l->policy->name.value);
	for (int i = 0; i < TRIES && bad == -ESTALE; i++)
		bad = take_name(r);
	return bad;
}

/* The wish for a name cannot be granted. Returns -1, or 0 when it is optional. */
static int refuse(const struct launch *l, const char *message)
{
	const struct policy *p = l->policy;

	if (!p->name.optional)
		return diag_error(l->diag, &p->name.from, "%s", message);
	diag_warning(l->diag, &p->name.from, "%s", message);
	return 0;
}

static int refuse_place(const struct launch *l, int error)
{
	const char *path = l->facts->registry;
	const char *name = l->policy->name.value;
	int r;

	if (!name)
		return 0;
	if (!path)
		r = refuse(l, arena_printf(l->arena,
					   "the name '%s' cannot be kept: there is no "
					   "runtime directory: %s",
					   name, l->facts->registry_obstacle));
	else
		r = refuse(l, arena_printf(l->arena,
					   "the name '%s' cannot be kept: %s: %s", name,
					   path, registry_error(error)));
	if (!path)
		diag_hint(l->diag, "XDG_RUNTIME_DIR names it: a directory of your own, "
				   "which a login session has");
	else if (error == EPERM)
		diag_hint(l->diag, "chmod 700 it, or remove it");
	return r;
}

int register_reserve(const struct launch *l, struct registration *ret)
{
	int bad;

	*ret = (struct registration){.dir = -1, .fd = -1};
	if (l->plan->joins == JOIN_WHOLE || l->plan->joins == JOIN_PART)
		return 0; /* the sandbox that it joins has one */
	ret->dir = l->facts->registry ? registry_open(l->facts->registry, 1) : -ENOENT;
	if (ret->dir < 0) {
		bad = -ret->dir;
		ret->dir = -1;
		return refuse_place(l, bad);
	}
	if (l->policy->name.value) {
		bad = take_wanted(l, ret);
		if (bad == 0)
			return 0;
		if (bad != -EEXIST)
			return refuse_place(l, -bad);
		if (refuse(l, arena_printf(l->arena, "a sandbox named '%s' is running",
					   l->policy->name.value)) < 0) {
			diag_hint(l->diag, "sandboxctl list shows all of them");
			return -1;
		}
	}
	(void)take_made_up(l, ret); /* it runs without being listed then */
	return 0;
}

void register_look(struct registration *r, pid_t init_pid)
{
	if (r->fd < 0)
		return;
	r->user_ns = process_namespace(init_pid, "user");
	r->pid_ns = process_namespace(init_pid, "pid");
}

static char *command_text(struct arena *a, const char *const *argv)
{
	size_t size = 1, n = 0;
	char *text;

	for (size_t i = 0; argv[i]; i++)
		size += strlen(argv[i]) + 1;
	text = arena_alloc(a, size);
	for (size_t i = 0; argv[i]; i++)
		n += (size_t)snprintf(text + n, size - n, "%s%s", i ? " " : "",
				      argv[i]);
	return text;
}

static uint64_t now_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_BOOTTIME, &t);
	return (uint64_t)t.tv_sec * 1000000000U + (uint64_t)t.tv_nsec;
}

static struct record describe(const struct launch *l, const struct registration *r,
			      pid_t init_pid)
{
	static const char *const networks[] = {[NETWORK_NONE] = "none",
					       [NETWORK_LOOPBACK] = "loopback",
					       [NETWORK_HOST] = "host"};

	return (struct record){
		.name = r->name,
		.profile = l->policy->profile,
		.network = networks[l->policy->network.value],
		.command = command_text(l->arena, l->policy->command),
		.init_pid = init_pid,
		.user_ns = r->user_ns,
		.pid_ns = r->pid_ns,
		.started_ns = now_ns(),
		.status = RECORD_RUNNING,
		.plan = *l->plan,
	};
}

/* In one write: who reads meanwhile sees that it is not complete, and where there is no room
 * for all of it, as where there is no place for records, the sandbox runs without being listed.
 */
int register_write(const struct launch *l, const struct registration *r, pid_t init_pid)
{
	struct record record;
	size_t size;
	char *bytes;
	ssize_t n;

	if (r->fd < 0)
		return 0;
	record = describe(l, r, init_pid);
	bytes = record_encode(l->arena, &record, &size);
	n = pwrite(r->fd, bytes, size, 0);
	if (n == (ssize_t)size)
		return 0;
	return refuse_place(l, n < 0 ? errno : ENOSPC);
}

void register_drop(struct registration *r, int status, unsigned int limits)
{
	const uint32_t words[] = {record_status_word(status), limits};

	if (r->fd >= 0) {
		/* Both are for others, and the lock's end tells them the rest. */
		(void)!pwrite(r->fd, words, sizeof(words), RECORD_STATUS_OFFSET);
		(void)unlinkat(r->dir, r->name, 0);
	}
	close_owned(&r->fd);
	close_owned(&r->dir);
}
