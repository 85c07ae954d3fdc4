/* kernel.h - system calls that older C libraries have no wrapper for.
 * May: call the kernel. Each returns >= 0 or -errno.
 */
#ifndef SANDBOX_CHILD_KERNEL_H
#define SANDBOX_CHILD_KERNEL_H

#include <errno.h>
#include <fcntl.h>
#include <linux/mount.h>
#include <linux/openat2.h>
#include <stdint.h>
#include <sys/syscall.h>
#include <unistd.h>

static inline int kernel_result(long result)
{
	return result < 0 ? -errno : (int)result;
}

static inline int kernel_openat2(int dir, const char *path, uint64_t flags,
				 uint64_t resolve)
{
	struct open_how how = {.flags = flags, .resolve = resolve};

	return kernel_result(syscall(SYS_openat2, dir, path, &how, sizeof(how)));
}

static inline int kernel_open_tree(int dir, const char *path, unsigned int flags)
{
	return kernel_result(syscall(SYS_open_tree, dir, path, flags));
}

static inline int kernel_move_mount(int from, int to_dir, const char *to)
{
	unsigned int flags =
		MOVE_MOUNT_F_EMPTY_PATH | (*to ? 0 : MOVE_MOUNT_T_EMPTY_PATH);

	return kernel_result(syscall(SYS_move_mount, from, "", to_dir, to, flags));
}

static inline int kernel_fsopen(const char *type)
{
	return kernel_result(syscall(SYS_fsopen, type, FSOPEN_CLOEXEC));
}

static inline int kernel_fsconfig(int fs, const char *key, const char *value)
{
	return kernel_result(
		syscall(SYS_fsconfig, fs, FSCONFIG_SET_STRING, key, value, 0));
}

/* Creates the file system and mounts it nowhere yet; attributes are MOUNT_ATTR_*. */
static inline int kernel_fsmount(int fs, unsigned int attributes)
{
	if (syscall(SYS_fsconfig, fs, FSCONFIG_CMD_CREATE, NULL, NULL, 0) < 0)
		return -errno;
	return kernel_result(syscall(SYS_fsmount, fs, FSMOUNT_CLOEXEC, attributes));
}

static inline int kernel_mount_setattr(int fd, const char *path, unsigned int flags,
				       uint64_t set, uint64_t propagation)
{
	struct mount_attr attr = {.attr_set = set, .propagation = propagation};

	return kernel_result(
		syscall(SYS_mount_setattr, fd, path, flags, &attr, sizeof(attr)));
}

#endif
