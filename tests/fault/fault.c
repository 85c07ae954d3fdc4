/* fault.c - a launcher in which something fails that never does: the linker wraps (--wrap)
 * every function of the table in child/run.c and what the launcher asks of the kernel, and
 * $SANDBOX_FAULT says what fails. The launcher that is installed has nothing of this.
 *
 *	SANDBOX_FAULT=12:5	the step with index 12 of the plan fails with errno 5
 *	SANDBOX_FAULT=12:crash	its process crashes there
 *	SANDBOX_FAULT=12:hold	it says "fault: here" and goes on after HOLD_MS
 *	SANDBOX_FAULT=12:weak	that mount becomes writable and executable, as by a mistake
 *	SANDBOX_FAULT=clone3:11	that call of the launcher fails: see wrapped below
 *	SANDBOX_FAULT=clone3:clone	clone(2) is called instead, which valgrind knows
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/sched.h>
#include <stdarg.h>
#include <stdio.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <time.h>

#include "child/child.h"

#define HOLD_MS 250

/* What stands behind "NAME:" in $SANDBOX_FAULT, or NULL. */
static const char *fault_of(const char *name)
{
	const char *fault = getenv("SANDBOX_FAULT");
	const char *rest = fault ? str_after(fault, name) : NULL;

	return rest && *rest == ':' ? rest + 1 : NULL;
}

static int inject(const struct child *c, const struct step *s)
{
	const struct timespec hold = {.tv_nsec = HOLD_MS * 1000000L};
	const char *fault;
	char name[24];

	snprintf(name, sizeof(name), "%td", s - c->plan->steps.item);
	fault = fault_of(name);
	if (!fault)
		return 0;
	if (str_equal(fault, "crash"))
		__builtin_trap(); /* PID 1 is immune to signals it sends itself */
	if (str_equal(fault, "hold")) {
		(void)!write(STDERR_FILENO, "fault: here\n", 12);
		(void)nanosleep(&hold, NULL);
		return 0;
	}
	return str_equal(fault, "weak") ? 0 : -atoi(fault);
}

/* The step as it would be after a mistake in the mounts. */
static struct step weakened(const struct child *c, const struct step *s)
{
	struct step weak = *s;
	const char *fault;
	char name[24];

	snprintf(name, sizeof(name), "%td", s - c->plan->steps.item);
	fault = fault_of(name);
	if (fault && str_equal(fault, "weak"))
		weak.flags &= ~(unsigned int)(MOUNT_RO | MOUNT_NOEXEC);
	return weak;
}

#define WRAP(run)                                               \
	step_fn __real_##run, __wrap_##run;                     \
	int __wrap_##run(struct child *c, const struct step *s) \
	{                                                       \
		struct step step = weakened(c, s);              \
		int r = inject(c, s);                           \
                                                                \
		return r < 0 ? r : __real_##run(c, &step);      \
	}
#include "fault/wraps.h"

/* --- What the launcher asks for -------------------------------------------------------- */

static int fails(const char *name)
{
	const char *fault = fault_of(name);

	if (fault)
		errno = atoi(fault);
	return fault != NULL;
}

int __real_socketpair(int domain, int type, int protocol, int pair[2]);
int __wrap_socketpair(int domain, int type, int protocol, int pair[2]);
int __wrap_socketpair(int domain, int type, int protocol, int pair[2])
{
	return fails("socketpair") ? -1
				   : __real_socketpair(domain, type, protocol, pair);
}

int __real_eventfd(unsigned int value, int flags);
int __wrap_eventfd(unsigned int value, int flags);
int __wrap_eventfd(unsigned int value, int flags)
{
	return fails("eventfd") ? -1 : __real_eventfd(value, flags);
}

/* The last component of a path in /proc: uid_map, gid_map, setgroups. */
int __real_open(const char *path, int flags, ...);
int __wrap_open(const char *path, int flags, ...);
int __wrap_open(const char *path, int flags, ...)
{
	const char *slash = strrchr(path, '/');
	va_list values;
	unsigned int mode;

	va_start(values, flags);
	mode = flags & O_CREAT ? va_arg(values, unsigned int) : 0;
	va_end(values);
	if (str_after(path, "/proc/") && fails(slash + 1))
		return -1;
	return __real_open(path, flags, mode);
}

long __real_syscall(long number, ...);
long __wrap_syscall(long number, ...);
/* Six values are passed on, though most callers give fewer: what lies there is not used. */
__attribute__((no_sanitize("address"))) long __wrap_syscall(long number, ...)
{
	long value[6];
	va_list values;

	va_start(values, number);
	for (int i = 0; i < 6; i++)
		value[i] = va_arg(values, long);
	va_end(values);
	if (number == SYS_clone3 && fault_of("clone3")) {
		const struct clone_args *args = (const void *)value[0];

		if (str_equal(fault_of("clone3"), "clone"))
			return __real_syscall(SYS_clone,
					      args->flags | args->exit_signal, 0L,
					      args->pidfd, 0L, 0L);
		(void)fails("clone3");
		return -1;
	}
	return __real_syscall(number, value[0], value[1], value[2], value[3], value[4],
			      value[5]);
}
