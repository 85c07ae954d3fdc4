/* kernel.c - attackers of the kernel: calls that no ordinary program needs.
 */
#include <fcntl.h>
#include <linux/bpf.h>
#include <linux/perf_event.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/fanotify.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/personality.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/util.h"
#include "child/kernel.h"
#include "escape/attack.h"

static int use_io_uring(void)
{
	char parameters[120] = {0};

	return result_of(syscall(SYS_io_uring_setup, 1, parameters));
}

static int use_userfaultfd(void)
{
	return result_of(
		syscall(SYS_userfaultfd, O_CLOEXEC | 1 /* UFFD_USER_MODE_ONLY */));
}

static int use_bpf(void)
{
	union bpf_attr a = {.map_type = BPF_MAP_TYPE_ARRAY,
			    .key_size = 4,
			    .value_size = 4,
			    .max_entries = 1};

	return result_of(syscall(SYS_bpf, BPF_MAP_CREATE, &a, sizeof(a)));
}

static int use_perf(void)
{
	struct perf_event_attr a = {.type = PERF_TYPE_SOFTWARE,
				    .size = sizeof(a),
				    .config = PERF_COUNT_SW_TASK_CLOCK,
				    .exclude_kernel = 1,
				    .exclude_hv = 1};

	return result_of(syscall(SYS_perf_event_open, &a, 0, -1, -1, 0));
}

static int use_fanotify(void)
{
	return result_of(syscall(SYS_fanotify_init, FAN_REPORT_FID, O_RDONLY));
}

static int get_handle(void)
{
	struct {
		struct file_handle head;
		char bytes[128];
	} h = {.head = {.handle_bytes = 128}};
	int id;

	return result_of(name_to_handle_at(AT_FDCWD, "/", &h.head, &id, 0));
}

static int use_handle(void)
{
	struct {
		struct file_handle head;
		char bytes[8];
	} h = {.head = {.handle_bytes = 8, .handle_type = 1}};

	return result_of(open_by_handle_at(AT_FDCWD, &h.head, O_RDONLY));
}

static int unshare_user(void)
{
	return result_of(unshare(CLONE_NEWUSER));
}

/* By the bare call: the C library knows nothing of it. */
static int clone_with(unsigned long flags)
{
	long pid = syscall(SYS_clone, flags | SIGCHLD, NULL, NULL, NULL, NULL);

	if (pid == 0)
		_exit(0);
	if (pid < 0)
		return -errno;
	(void)waitpid((pid_t)pid, NULL, 0);
	return 0;
}

static int clone_user(void)
{
	return clone_with(CLONE_NEWUSER);
}

static int clone_user_high(void)
{
	return clone_with(CLONE_NEWUSER | 1UL << 40);
}

static int clone3_user(void)
{
	struct {
		uint64_t flags, rest[10];
	} a = {.flags = CLONE_NEWUSER};
	long pid;

	a.rest[3] = SIGCHLD;
	pid = syscall(SYS_clone3, &a, sizeof(a));
	if (pid == 0)
		_exit(0);
	return result_of(pid);
}

static int nested_mount(void)
{
	if (unshare(CLONE_NEWUSER | CLONE_NEWNS) < 0)
		return -errno;
	return result_of(mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL));
}

static int join_namespace(void)
{
	int fd = open("/proc/self/ns/user", O_RDONLY | O_CLOEXEC);

	/* EINVAL is the kernel's answer to joining the own one: it has judged the call. */
	if (fd < 0 || (setns(fd, CLONE_NEWUSER) < 0 && errno != EINVAL))
		return -errno;
	return 0;
}

static int remount(void)
{
	return result_of(mount(NULL, "/", NULL, MS_REMOUNT | MS_BIND, NULL));
}

static int open_tree_of_root(void)
{
	return result_of(syscall(SYS_open_tree, AT_FDCWD, "/", 0));
}

static int change_root(void)
{
	return result_of(chroot("/"));
}

static int disable_randomization(void)
{
	return result_of(personality(ADDR_NO_RANDOMIZE));
}

static int take_zero_page(void)
{
	return result_of(personality(MMAP_PAGE_ZERO));
}

static int change_segments(void)
{
#ifdef SYS_modify_ldt
	char entry[16] = {0};

	return result_of(syscall(SYS_modify_ldt, 0, entry, sizeof(entry)));
#else
	return -ENOSYS;
#endif
}

static int make_secret_memory(void)
{
	return result_of(syscall(447 /* memfd_secret, Linux 5.14 */, 0));
}

static int read_log(void)
{
	char text[128];

	return result_of(syscall(SYS_syslog, 3, text, sizeof(text)));
}

static int load_module(void)
{
	return result_of(syscall(SYS_finit_module, -1, "", 0));
}

static int move_pages_of_self(void)
{
	return result_of(syscall(SYS_move_pages, 0, 0UL, NULL, NULL, NULL, 0));
}

static int set_clock(void)
{
	return result_of(syscall(SYS_clock_settime, 0, NULL));
}

static int use_quota(void)
{
	return result_of(
		syscall(SYS_quotactl, 0x80000100U /* Q_SYNC */, NULL, 0, NULL));
}

static int use_old_abi(void)
{
#if defined(__x86_64__)
	return result_of(syscall(SYS_getpid | 0x40000000L));
#else
	return -ENOSYS;
#endif
}

static int use_int80(void)
{
#if defined(__x86_64__)
	long r;

	__asm__ volatile("int $0x80" : "=a"(r) : "a"(20L) : "memory"); /* getpid */
	return r < 0 ? (int)r : 0;
#else
	return -ENOSYS;
#endif
}

static int get_newer_call(void)
{
	/* Far above the newest: a kernel that has it is newer than our table. */
	return result_of(syscall(1020));
}

#define OUTSIDE_ROOT "needs rights that only the administrator has"

static const struct attack attacks[] = {
	{"use io_uring", "CVE-2022-29582, CVE-2023-2598", use_io_uring, "EPERM ENOSYS",
	 "where kernel.io_uring_disabled is set"},
	{"use userfaultfd", "widens races: CVE-2016-6187 and kin", use_userfaultfd,
	 "EPERM ENOSYS", "the kernel may lack it"},
	{"use bpf", "CVE-2021-3490, CVE-2022-23222", use_bpf, "EPERM",
	 "where kernel.unprivileged_bpf_disabled is set"},
	{"use perf", "CVE-2013-2094, CVE-2023-5717", use_perf, "EPERM",
	 "where kernel.perf_event_paranoid is above 2"},
	{"watch a file system", "fanotify_init(2)", use_fanotify, "EPERM",
	 "the kernel may lack it"},
	{"get a file handle", "open_by_handle_at(2)", get_handle, "EPERM",
	 "the file system may lack them"},
	{"use a file handle", "the way out of old containers (shocker)", use_handle,
	 "EPERM", OUTSIDE_ROOT},
	{"make a user namespace", "first step of most local holes", unshare_user,
	 "EPERM", NULL},
	{"make one by clone", "the same", clone_user, "EPERM", NULL},
	{"make one by clone, high bits set", "the same", clone_user_high, "EPERM",
	 "the kernel refuses unknown bits (EINVAL)"},
	{"make one by clone3", "CVE-2021-41133", clone3_user, "ENOSYS", NULL},
	{"mount in a nested namespace", "CVE-2022-0185, CVE-2023-0386", nested_mount,
	 "EPERM", NULL},
	{"join a namespace", "setns(2)", join_namespace, "EPERM", NULL},
	{"change the flags of the root", "mount(2)", remount, "EPERM", OUTSIDE_ROOT},
	{"hold a tree of mounts", "CVE-2021-41133", open_tree_of_root, "EPERM", NULL},
	{"change the root", "the classic way out of a chroot", change_root, "EPERM",
	 OUTSIDE_ROOT},
	{"switch off address randomization", "personality(2)", disable_randomization,
	 "EPERM", NULL},
	{"map the zero page", "CVE-2009-2695", take_zero_page, "EPERM", NULL},
	{"change segments", "CVE-2015-5157, CVE-2017-17053", change_segments,
	 "EPERM ENOSYS", "the kernel may lack it"},
	{"hide memory from the kernel", "memfd_secret(2)", make_secret_memory,
	 "EPERM ENOSYS", "the kernel may lack it"},
	{"read the kernel's log", "addresses, devices", read_log, "EPERM",
	 "where kernel.dmesg_restrict is 1"},
	{"load a kernel module", "init_module(2)", load_module, "EPERM", OUTSIDE_ROOT},
	{"move pages between nodes", "CVE-2017-14140", move_pages_of_self,
	 "EPERM ENOSYS", "the kernel may lack it"},
	{"set the clock", "clock_settime(2)", set_clock, "EPERM", OUTSIDE_ROOT},
	{"use disk quotas", "quotactl(2)", use_quota, "EPERM",
	 "the kernel may lack it"},
	{"use the x32 calls", "CVE-2014-0038; past filters by number", use_old_abi,
	 "SIGSYS ENOSYS", "the kernel may lack them"},
	{"use the 32-bit calls", "past filters by number", use_int80, "SIGSYS SIGSEGV",
	 "the kernel may lack them"},
	{"use a call newer than the filter", "CVE-2021-41133 and kin", get_newer_call,
	 "ENOSYS", "no kernel has it yet"},
};

const struct attack_table attack_kernel = {"kernel", attacks, ARRAY_SIZE(attacks), 0};
