/* processes.c - attackers of the host's processes: none is seen, read, traced, signalled.
 */
#include <dirent.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/util.h"
#include "escape/attack.h"

static pid_t target(void)
{
	return (pid_t)victim_number("pid");
}

static int read_of(pid_t pid, const char *name)
{
	char path[64], text[8192];
	int r;

	snprintf(path, sizeof(path), "/proc/%d/%s", (int)pid, name);
	r = read_text(path, text, sizeof(text));
	if (r < 0)
		return r;
	return memmem(text, sizeof(text), "CANARY", 6) ? 0 : -NOTHING;
}

static int read_environment(void)
{
	return read_of(target(), "environ");
}

static int read_parents_environment(void)
{
	return read_of(victim_starter(), "environ");
}

static int read_own_environment(void)
{
	return getenv("ESCAPE_CANARY") ? 0 : -NOTHING;
}

static int read_own_first_environment(void)
{
	return read_of(getpid(), "environ");
}

static int read_through_root(void)
{
	char path[4096], text[64];

	snprintf(path, sizeof(path), "/proc/%d/root%s", (int)target(),
		 victim("home-canary"));
	return read_text(path, text, sizeof(text));
}

static int list_processes(void)
{
	DIR *proc = opendir("/proc");
	struct dirent *d;
	char path[300], text[64];
	int found = 0;

	if (!proc)
		return -errno;
	while ((d = readdir(proc))) {
		snprintf(path, sizeof(path), "/proc/%s/comm", d->d_name);
		if (d->d_name[0] >= '0' && d->d_name[0] <= '9' &&
		    read_text(path, text, sizeof(text)) == 0 &&
		    str_equal(text, "escape-victim\n"))
			found = 1;
	}
	(void)closedir(proc); /* only read */
	return found ? 0 : -NOTHING;
}

static int send_signal(void)
{
	return result_of(kill(target(), 0));
}

static int open_pidfd(void)
{
	return result_of(syscall(SYS_pidfd_open, target(), 0));
}

static int steal_descriptor(void)
{
	long fd = syscall(SYS_pidfd_open, target(), 0);

	return fd < 0 ? -errno : result_of(syscall(SYS_pidfd_getfd, fd, 0, 0));
}

static int trace(void)
{
	int r = result_of(ptrace(PTRACE_SEIZE, target(), NULL, NULL));

	if (r == 0)
		(void)ptrace(PTRACE_DETACH, target(), NULL, NULL); /* it ends soon */
	return r;
}

static int read_memory(void)
{
	char byte;
	struct iovec here = {&byte, 1};
	struct iovec there = {(void *)(uintptr_t)strtoul(victim("address"), NULL, 16),
			      1};

	return result_of(process_vm_readv(target(), &here, 1, &there, 1, 0));
}

static int compare(void)
{
	return result_of(syscall(SYS_kcmp, getpid(), target(), 1 /* KCMP_VM */, 0, 0));
}

static int set_priority(void)
{
	errno = 0;
	return result_of(syscall(SYS_getpriority, 0, target()));
}

static const struct attack attacks[] = {
	{"read a process's environment", "secrets of other programs", read_environment,
	 "ENOENT", NULL},
	{"read the launcher's environment",
	 "PID 1 of bubblewrap and kin keeps the caller's", read_parents_environment,
	 "EACCES", NULL},
	{"find a secret in its own environment", "tokens of CI jobs",
	 read_own_environment, "nothing", NULL},
	{"find it in its first environment", "cleared too late",
	 read_own_first_environment, "nothing", NULL},
	{"read a file through /proc/PID/root", "CVE-2024-21626 and kin",
	 read_through_root, "ENOENT", NULL},
	{"list the host's processes", "what the user does", list_processes, "nothing",
	 NULL},
	{"signal a process", "kill(2)", send_signal, "ESRCH", NULL},
	{"hold a process", "pidfd_open(2)", open_pidfd, "ESRCH", NULL},
	{"take a descriptor of a process", "pidfd_getfd(2)", steal_descriptor, "ESRCH",
	 NULL},
	{"trace a process", "ptrace(2)", trace, "EPERM ESRCH", NULL},
	{"read a process's memory", "process_vm_readv(2)", read_memory, "EPERM ESRCH",
	 NULL},
	{"compare with a process", "kcmp(2)", compare, "EPERM ESRCH", NULL},
	{"ask for a process's priority", "getpriority(2)", set_priority, "ESRCH", NULL},
};

const struct attack_table attack_processes = {"processes", attacks, ARRAY_SIZE(attacks),
					      0};
