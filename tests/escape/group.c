/* group.c - attackers of the process group that the launcher was started in: for `terminal
 * inherit`, where the program stays in it.
 */
#include <signal.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/util.h"
#include "escape/attack.h"

/* From within a pid namespace a group that began outside has no number. */
static int is_callers(void)
{
	return getpgrp() == 0 || getpgrp() == (pid_t)victim_number("group");
}

static int signal_group(void)
{
	return is_callers() ? result_of(kill(0, 0)) : -NOTHING;
}

static int slow_group(void)
{
	int nice = getpriority(PRIO_PROCESS, 0);

	return is_callers() ? result_of(setpriority(PRIO_PGRP, 0, nice)) : -NOTHING;
}

static int slow_group_high(void)
{
	int nice = getpriority(PRIO_PROCESS, 0);

	if (!is_callers())
		return -NOTHING;
	return result_of(
		syscall(SYS_setpriority, PRIO_PGRP | 1UL << 32, 1UL << 32, nice));
}

static int slow_group_for_disks(void)
{
	const int pgrp = 2, idle = 3 << 13;

	if (!is_callers())
		return -NOTHING;
	return result_of(syscall(SYS_ioprio_set, pgrp, 0, idle));
}

static const struct attack attacks[] = {
	{"signal the caller's process group", "kill(2) with 0", signal_group, "EPERM",
	 NULL},
	{"make it slow", "setpriority(2)", slow_group, "EPERM", NULL},
	{"make it slow, high bits set", "CVE-2019-10063", slow_group_high, "EPERM",
	 NULL},
	{"make it wait for disks", "ioprio_set(2)", slow_group_for_disks, "EPERM",
	 NULL},
};

const struct attack_table attack_group = {"group", attacks, ARRAY_SIZE(attacks), 1};
