/* step_seal.c - the irreversible steps: descriptors, limits, capabilities, filter.
 * May: only take rights away.  Must not: open user paths, allocate, print.
 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/capability.h>
#include <linux/close_range.h>
#include <linux/keyctl.h>
#include <linux/seccomp.h>
#include <linux/securebits.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>

#include "child/child.h"
#include "plan/filter.h"

/* They stay open until exec, so that what fails until then can be reported. */
int step_fd_close(struct child *c UNUSED, const struct step *s)
{
	const struct fd_list *keep = s->data;

	if (syscall(SYS_close_range, 3U, UINT_MAX, CLOSE_RANGE_CLOEXEC) < 0)
		return -errno;
	for (size_t i = 0; i < keep->n; i++)
		if (fcntl(keep->fd[i], F_SETFD, 0) < 0)
			return -errno;
	return 0;
}

/* The caller's session keyring may hold Kerberos tickets and disk keys, and is inherited
 * by every child (session-keyring(7)). A kernel without keys has none to leak.
 */
int step_seal_keyring(struct child *c UNUSED, const struct step *s UNUSED)
{
	if (syscall(SYS_keyctl, KEYCTL_JOIN_SESSION_KEYRING, NULL) < 0 &&
	    errno != ENOSYS)
		return -errno;
	return 0;
}

static rlim_t lower(rlim_t a, rlim_t b)
{
	return a < b ? a : b;
}

int step_limit_set(struct child *c UNUSED, const struct step *s)
{
	__rlimit_resource_t resource = (__rlimit_resource_t)s->number[0];
	struct rlimit limit = {.rlim_cur = s->number[1], .rlim_max = s->number[1]};
	struct rlimit old;

	if ((s->flags & LIMIT_AT_MOST) && getrlimit(resource, &old) == 0) {
		limit.rlim_max = lower(limit.rlim_max, old.rlim_max);
		limit.rlim_cur =
			lower(limit.rlim_cur, s->flags & LIMIT_SOFT_TOO ? limit.rlim_max
									: old.rlim_cur);
	}
	if (setrlimit(resource, &limit) == 0)
		return 0;
	return s->flags & LIMIT_OPTIONAL ? 0 : -errno;
}

/* Without these bits a program with uid 0 inside would gain all capabilities again with
 * every exec (capabilities(7)).
 */
static int lock_securebits(int keeps_some, int has_fixup)
{
	unsigned long bits =
		SECBIT_NOROOT | SECBIT_NOROOT_LOCKED | SECBIT_NO_SETUID_FIXUP_LOCKED;

	/* Who leaves root behind counts on losing its capabilities with it, or says before
	 * that it keeps them: PR_SET_KEEPCAPS. Either way it has what it is permitted, never
	 * more.
	 */
	if (!has_fixup)
		bits |= SECBIT_NO_SETUID_FIXUP | SECBIT_KEEP_CAPS_LOCKED;

	/* Capabilities to keep pass through exec in the ambient set. */
	if (!keeps_some)
		bits |= SECBIT_NO_CAP_AMBIENT_RAISE |
			SECBIT_NO_CAP_AMBIENT_RAISE_LOCKED;
	return prctl(PR_SET_SECUREBITS, bits) < 0 ? -errno : 0;
}

/* The first number that the kernel does not know ends it (EINVAL); Linux 3.16 and later know
 * all up to CAP_AUDIT_READ.
 */
static int drop_bounding_set(unsigned long long kept)
{
	for (int i = 0; i < 64; i++) {
		if ((kept >> i) & 1)
			continue;
		if (prctl(PR_CAPBSET_DROP, i, 0, 0, 0) < 0)
			return errno == EINVAL && i > CAP_AUDIT_READ ? 0 : -errno;
	}
	return 0;
}

/* In this order: dropping from the bounding set takes CAP_SETPCAP, and the ambient set can
 * only hold what is permitted and inheritable. libcap-ng does the same in twice as many
 * calls, and linked statically it brings the whole name service with it.
 */
static int apply_capabilities(unsigned long long kept)
{
	struct __user_cap_header_struct header = {.version =
							  _LINUX_CAPABILITY_VERSION_3};
	struct __user_cap_data_struct data[2];
	int r = drop_bounding_set(kept);

	if (r < 0)
		return r;
	for (int i = 0; i < 2; i++) {
		uint32_t half = (uint32_t)(kept >> (32 * i));

		data[i] = (struct __user_cap_data_struct){
			.effective = half, .permitted = half, .inheritable = half};
	}
	if (prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0) < 0 ||
	    syscall(SYS_capset, &header, data) < 0)
		return -errno;
	for (int i = 0; i < 64; i++)
		if ((kept >> i) & 1 &&
		    prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, i, 0, 0) < 0)
			return -errno;
	return 0;
}

static uint64_t set_of(const struct __user_cap_data_struct data[2], size_t offset)
{
	uint32_t low, high;

	memcpy(&low, (const char *)&data[0] + offset, sizeof(low));
	memcpy(&high, (const char *)&data[1] + offset, sizeof(high));
	return (uint64_t)high << 32 | low;
}

/* What should be empty is read back, whatever was answered. The bounding set needs no second
 * look: PR_CAPBSET_DROP has said for each that it is gone. The ambient set cannot hold what
 * is not permitted and inheritable (capabilities(7)).
 */
static int verify_capabilities(unsigned long long kept)
{
	struct __user_cap_header_struct header = {.version =
							  _LINUX_CAPABILITY_VERSION_3};
	struct __user_cap_data_struct data[2];

	if (syscall(SYS_capget, &header, data) < 0)
		return -errno;
	if (set_of(data, offsetof(struct __user_cap_data_struct, effective)) != kept ||
	    set_of(data, offsetof(struct __user_cap_data_struct, permitted)) != kept ||
	    set_of(data, offsetof(struct __user_cap_data_struct, inheritable)) != kept)
		return -EPERM;
	return 0;
}

static int seal(unsigned long long kept, int has_fixup)
{
	int r = lock_securebits(kept != 0, has_fixup);

	if (r >= 0)
		r = apply_capabilities(kept);
	return r < 0 ? r : verify_capabilities(kept);
}

int seal_capabilities(unsigned long long kept)
{
	return seal(kept, 0);
}

int step_seal_caps(struct child *c UNUSED, const struct step *s)
{
	return seal(*(const uint64_t *)s->data, (s->flags & CAPS_FIXUP) != 0);
}

int step_seal_nnp(struct child *c UNUSED, const struct step *s UNUSED)
{
	return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0 ? -errno : 0;
}

#ifndef PR_SET_MDWE
#define PR_SET_MDWE		 65
#define PR_MDWE_REFUSE_EXEC_GAIN 1UL
#endif

/* Linux 6.3 and later; before, the filter has the same rules by arguments. */
int step_seal_mdwe(struct child *c UNUSED, const struct step *s UNUSED)
{
	if (prctl(PR_SET_MDWE, PR_MDWE_REFUSE_EXEC_GAIN, 0, 0, 0) < 0 &&
	    errno != EINVAL)
		return -errno;
	return 0;
}

/* Nothing of the program may run while PID 1 still shows the caller's arguments in
 * /proc/1/cmdline, which everybody may read, or could be made to do more than its filter
 * allows. It has nearly always finished by now. An end without a byte is its end, and ours.
 */
int child_await_init(struct child *c)
{
	char byte;
	ssize_t n;

	do
		n = read(c->ready, &byte, 1);
	while (n < 0 && errno == EINTR);
	if (n == 1)
		c->ready = -1; /* once is enough; it goes at exec */
	return n == 1 ? 0 : n < 0 ? -errno : -ESRCH;
}

int step_seal_seccomp(struct child *c, const struct step *s)
{
	const struct filter *f = s->data;
	struct sock_fprog program = {.len = f->image.length, .filter = f->image.code};
	int r = child_await_init(c);

	if (r < 0)
		return r;
	return prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program, 0, 0) < 0 ? -errno
									      : 0;
}
