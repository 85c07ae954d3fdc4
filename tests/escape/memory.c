/* memory.c - attackers that run code which they have written: for `write-execute deny`.
 */
#include <fcntl.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <sys/shm.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/util.h"
#include "escape/attack.h"

#define PAGE 4096

static int is_mapped(const void *page)
{
	return page == MAP_FAILED ? -errno : 0;
}

static int map_both(void)
{
	return is_mapped(mmap(NULL, PAGE, PROT_READ | PROT_WRITE | PROT_EXEC,
			      MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
}

static int map_then_protect(void)
{
	char *page = mmap(NULL, PAGE, PROT_READ | PROT_WRITE,
			  MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (page == MAP_FAILED)
		return -errno;
	memset(page, 1, PAGE);
	return result_of(mprotect(page, PAGE, PROT_READ | PROT_EXEC));
}

/* Written through the descriptor or through a first mapping, run through a second. */
static int map_memfd(int is_mapped_first)
{
	int fd = memfd_create("escape", MFD_CLOEXEC);
	char *page;

	if (fd < 0 || ftruncate(fd, PAGE) < 0)
		return -errno;
	if (is_mapped_first) {
		page = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
		if (page == MAP_FAILED)
			return -errno;
		memset(page, 1, PAGE);
	} else if (write(fd, "code", 4) != 4) {
		return -errno;
	}
	return is_mapped(mmap(NULL, PAGE, PROT_READ | PROT_EXEC,
			      is_mapped_first ? MAP_SHARED : MAP_PRIVATE, fd, 0));
}

static int write_then_map(void)
{
	return map_memfd(0);
}

static int map_twice(void)
{
	return map_memfd(1);
}

static int run_memfd(void)
{
	char *const argv[] = {(char *)"attack", (char *)"--list", NULL};
	int in = open("/proc/self/exe", O_RDONLY | O_CLOEXEC);
	int fd = memfd_create("escape", MFD_CLOEXEC);
	int status = 0;
	pid_t pid;

	if (in < 0 || fd < 0)
		return -errno;
	while (sendfile(fd, in, NULL, 1 << 20) > 0)
		;
	pid = fork();
	if (pid == 0) {
		(void)close(1);
		(void)open("/dev/null", O_WRONLY); /* the list is not wanted */
		fexecve(fd, argv, environ);
		_exit(errno);
	}
	if (pid < 0 || waitpid(pid, &status, 0) < 0)
		return -errno;
	return -WEXITSTATUS(status);
}

static int map_shm(void)
{
	int id = shmget(IPC_PRIVATE, PAGE, IPC_CREAT | 0700);
	int r;

	if (id < 0)
		return -errno;
	r = (intptr_t)shmat(id, NULL, SHM_RDONLY | SHM_EXEC) == -1 ? -errno : 0;
	(void)shmctl(id, IPC_RMID, NULL); /* nothing more can be done */
	return r;
}

static const struct attack attacks[] = {
	{"map memory to write and run", "shell code", map_both, "EACCES", NULL},
	{"run memory that it wrote", "mprotect(2)", map_then_protect, "EACCES", NULL},
	{"run a memfd that it wrote", "memfd_create(2)", write_then_map, "ENOSYS",
	 NULL},
	{"write and run a memfd by two mappings", "memfd_create(2)", map_twice,
	 "ENOSYS", NULL},
	{"run a program in a memfd", "fexecve(3)", run_memfd, "ENOSYS", NULL},
	{"run shared memory", "shmat(2)", map_shm, "EACCES", NULL},
};

const struct attack_table attack_memory = {"memory", attacks, ARRAY_SIZE(attacks), 1};
