/* rights.c - attackers that want more rights than they were given.
 */
#include <fcntl.h>
#include <linux/capability.h>
#include <linux/securebits.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/util.h"
#include "escape/attack.h"

/* Who is it once it runs? It waits for a password that never comes. */
static int is_root_after_exec(pid_t pid)
{
	char path[64], text[4096];
	const char *uid;
	unsigned int real, effective;

	snprintf(path, sizeof(path), "/proc/%d/status", (int)pid);
	for (int i = 0; i < 50; i++) {
		usleep(20000);
		if (read_text(path, text, sizeof(text)) < 0)
			return -NOTHING;
		uid = strstr(text, "\nUid:");
		if (str_after(text, "Name:\tsu\n") && uid &&
		    sscanf(uid, "\nUid: %u %u", &real, &effective) == 2)
			return effective == 0 && real != 0 ? 0 : -NOTHING;
	}
	return -NOTHING;
}

static int run_setuid_program(void)
{
	int in[2], r;
	pid_t pid;

	if (access("/usr/bin/su", X_OK) < 0 || pipe(in) < 0 || (pid = fork()) < 0)
		return -errno;
	if (pid == 0) {
		(void)dup2(in[0], 0);
		(void)close(1);
		(void)close(2);
		execl("/usr/bin/su", "su", "-c", "true", (char *)NULL);
		_exit(1);
	}
	r = is_root_after_exec(pid);
	(void)close(in[1]);
	(void)kill(pid,
		   SIGKILL); /* refused when it did become root: then it ends by EOF */
	(void)waitpid(pid, NULL, 0);
	return r;
}

static int have_bounding_capabilities(void)
{
	for (int i = 0; i <= CAP_LAST_CAP; i++)
		if (prctl(PR_CAPBSET_READ, i) == 1)
			return 0;
	return -NOTHING;
}

static int change_securebits(void)
{
	return prctl(PR_GET_SECUREBITS) & SECBIT_NOROOT_LOCKED ? -NOTHING : 0;
}

static int gain_privileges(void)
{
	return prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) == 1 ? -NOTHING : 0;
}

static int dump_core(void)
{
	const struct rlimit all = {RLIM_INFINITY, RLIM_INFINITY};

	return result_of(setrlimit(RLIMIT_CORE, &all));
}

static int take_all_processes(void)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_NPROC, &limit) < 0)
		return -errno;
	return limit.rlim_max > 16384 ? 0 : -NOTHING;
}

static int use_without_filter(void)
{
	char text[8192];
	int r = read_text("/proc/self/status", text, sizeof(text));

	return r < 0 ? r : strstr(text, "\nSeccomp:\t2") ? -NOTHING : 0;
}

/* Code, which is mapped read-only, by what is there already. */
static int write_code_of(pid_t pid)
{
	off_t at = (off_t)(uintptr_t)use_without_filter;
	char path[64], byte;
	int fd;

	snprintf(path, sizeof(path), "/proc/%d/mem", (int)pid);
	fd = open(path, O_RDWR | O_CLOEXEC);
	if (fd < 0 || pread(fd, &byte, 1, at) != 1 || pwrite(fd, &byte, 1, at) != 1)
		return -errno;
	return 0;
}

static int write_own_code(void)
{
	return write_code_of(getpid());
}

static int write_childs_code(void)
{
	pid_t pid = fork();
	int r;

	if (pid == 0) {
		(void)pause();
		_exit(0);
	}
	if (pid < 0)
		return -errno;
	r = write_code_of(pid);
	(void)kill(pid, SIGKILL); /* it waits for that */
	(void)waitpid(pid, NULL, 0);
	return r;
}

static const struct attack attacks[] = {
	{"become root through a setuid program", "CVE-2021-4034 and kin",
	 run_setuid_program, "nothing", NULL},
	{"gain rights with exec", "PR_SET_NO_NEW_PRIVS(2const)", gain_privileges,
	 "nothing", NULL},
	{"have a bounding set to grow into", "capabilities(7)",
	 have_bounding_capabilities, "nothing", NULL},
	{"change its securebits", "capabilities(7)", change_securebits, "nothing",
	 NULL},
	{"have calls that nobody filters", "seccomp(2)", use_without_filter, "nothing",
	 NULL},
	{"write its own code through /proc", "past mprotect(2)", write_own_code,
	 "EACCES", "where proc_mem.force_override forbids it"},
	{"write another's code through /proc", "past ptrace(2)", write_childs_code,
	 "EACCES", "where proc_mem.force_override forbids it"},
	{"dump core", "CVE-2015-1862 and kin: handlers run outside", dump_core, "EPERM",
	 NULL},
	{"start processes without end", "fork bombs", take_all_processes, "nothing",
	 NULL},
};

const struct attack_table attack_rights = {"rights", attacks, ARRAY_SIZE(attacks), 0};
