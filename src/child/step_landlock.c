/* step_landlock.c - the second wall: Landlock over the tree that the mounts have made.
 * May: only take rights away.  Must not: allocate, print, decide.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <sys/stat.h>
#include <sys/syscall.h>

#include "child/child.h"
#include "plan/landlock.h"

/* As in uapi/linux/landlock.h of Linux 6.12; older kernels want the struct that they know,
 * which a shorter size says.
 */
struct ruleset_attr {
	uint64_t handled_access_fs;
	uint64_t handled_access_net;
	uint64_t scoped;
};

struct path_beneath_attr {
	uint64_t allowed_access;
	int32_t parent_fd;
} __attribute__((packed));

#define RULE_PATH_BENEATH 1

static size_t attr_size(int abi)
{
	if (abi < 4)
		return offsetof(struct ruleset_attr, handled_access_net);
	return abi < 6 ? offsetof(struct ruleset_attr, scoped)
		       : sizeof(struct ruleset_attr);
}

/* What is not there any more at a path need not be allowed. */
static int add_rule(int ruleset, const struct landlock_rule *r)
{
	autoclose int fd = open(r->path, O_PATH | O_CLOEXEC);
	struct path_beneath_attr attr = {.allowed_access = r->access, .parent_fd = fd};

	if (fd < 0)
		return errno == ENOENT ? 0 : -errno;
	if (syscall(SYS_landlock_add_rule, ruleset, RULE_PATH_BENEATH, &attr, 0) < 0)
		return -errno;
	return 0;
}

/* An open file may be opened again through /proc/self/fd (and /dev/stdout) for what it is
 * open for, and for no more: `tool <file` is no leave to write the file, nor is `tool >>log` to
 * open the log for more than appending (though F_SETFL on the descriptor itself lifts that).
 * Pipes and sockets have no rule and need none (EBADFD).
 */
static int add_open_file(int ruleset, uint64_t handled, int fd)
{
	struct path_beneath_attr attr = {.parent_fd = fd};
	int flags = fcntl(fd, F_GETFL);
	struct stat st;

	if (flags < 0 || (flags & O_PATH) || fstat(fd, &st) < 0 || S_ISDIR(st.st_mode))
		return 0; /* closed, or nothing to open again */
	if ((flags & O_ACCMODE) != O_WRONLY)
		attr.allowed_access |= LL_READ_FILE;
	if ((flags & O_ACCMODE) != O_RDONLY && !(flags & O_APPEND))
		attr.allowed_access |= LL_WRITE_FILE | LL_TRUNCATE;
	if (S_ISCHR(st.st_mode))
		attr.allowed_access |= LL_IOCTL_DEV;
	attr.allowed_access &= handled;
	if (!attr.allowed_access)
		return 0;
	if (syscall(SYS_landlock_add_rule, ruleset, RULE_PATH_BENEATH, &attr, 0) < 0)
		return errno == EBADFD ? 0 : -errno;
	return 0;
}

static int add_open_files(int ruleset, const struct landlock *l)
{
	int r = 0;

	for (int fd = 0; fd < 3 && r >= 0; fd++)
		r = add_open_file(ruleset, l->handled, fd);
	for (size_t i = 0; i < l->keep->n && r >= 0; i++)
		r = add_open_file(ruleset, l->handled, l->keep->fd[i]);
	return r;
}

int step_seal_landlock(struct child *c UNUSED, const struct step *s)
{
	const struct landlock *l = s->data;
	struct ruleset_attr attr = {.handled_access_fs = l->handled,
				    .scoped = l->scoped};
	autoclose int ruleset =
		(int)syscall(SYS_landlock_create_ruleset, &attr, attr_size(l->abi), 0);
	int r;

	if (ruleset < 0)
		return -errno;
	for (size_t i = 0; i < l->rules.n; i++) {
		r = add_rule(ruleset, &l->rules.item[i]);
		if (r < 0)
			return r;
	}
	r = add_open_files(ruleset, l);
	if (r < 0)
		return r;
	return syscall(SYS_landlock_restrict_self, ruleset, 0) < 0 ? -errno : 0;
}
