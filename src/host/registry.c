/* registry.c - the records of running sandboxes.
 * May: read; remove what a dead launcher has left.  Must not: trust a name or a number in a
 * record beyond what lock and kernel say.
 */
#include "host/registry.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <time.h>

#include "base/util.h"
#include "host/process.h"
#include "text/path.h"
#include "text/value.h"

#define NAMES_MAX     100000
#define PROGRAM_TRIES 50 /* of ten milliseconds */
#define HEAD_BYTES    2048

static int judge_dir(const struct stat *st)
{
	if (!S_ISDIR(st->st_mode))
		return -ENOTDIR;
	if (st->st_uid != geteuid())
		return -EUSERS;
	return st->st_mode & 0022 ? -EPERM : 0;
}

const char *registry_error(int error)
{
	return error == EUSERS	 ? "it belongs to another user"
	       : error == EPERM	 ? "others could write there"
	       : error == ENOENT ? "it is not there"
				 : strerror(error);
}

void registry_probe(struct arena *a, struct facts *f)
{
	const char *from = facts_env(f, "XDG_RUNTIME_DIR");
	const char *dir = from ? path_clean(a, from) : NULL;
	struct stat st;
	int bad;

	if (!dir)
		dir = arena_printf(a, "/run/user/%u", f->uid);
	bad = stat(dir, &st) < 0 ? -errno : judge_dir(&st);
	if (bad == 0)
		f->registry = path_join(a, dir, "sandbox");
	else
		f->registry_obstacle =
			from ? arena_printf(a, "XDG_RUNTIME_DIR is %s: %s", from,
					    registry_error(-bad))
			     : arena_printf(a, "XDG_RUNTIME_DIR is not set, and %s: %s",
					    dir, registry_error(-bad));
}

int registry_open(const char *path, int make)
{
	autoclose int fd = -1;
	struct stat st;
	int bad;

	fd = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (fd < 0 && errno == ENOENT && make) {
		if (mkdir(path, 0700) < 0 && errno != EEXIST)
			return -errno;
		fd = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	}
	/* Of a directory of another user's the errno would only tell half. */
	if (fd < 0 && errno == EACCES && lstat(path, &st) == 0 &&
	    st.st_uid != geteuid())
		return -EUSERS;
	if (fd < 0 || fstat(fd, &st) < 0)
		return -errno;
	bad = judge_dir(&st);
	return bad < 0 ? bad : take_fd(&fd);
}

static struct flock whole_file(short type)
{
	return (struct flock){.l_type = type, .l_whence = SEEK_SET};
}

int registry_lock(int fd)
{
	struct flock lock = whole_file(F_WRLCK);

	if (fcntl(fd, F_SETLK, &lock) == 0)
		return 0;
	return errno == EACCES ? -EAGAIN : -errno;
}

/* With the lock in our hands nobody else removes it, and nobody can have put another file in
 * its place without removing it first.
 */
int registry_remove_stale(int dir, const char *name)
{
	autoclose int fd =
		openat(dir, name, O_RDWR | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	struct stat ours, there;
	int r;

	if (fd < 0)
		return -errno;
	r = registry_lock(fd);
	if (r < 0)
		return r;
	if (fstat(fd, &ours) < 0 || fstatat(dir, name, &there, AT_SYMLINK_NOFOLLOW) < 0)
		return -errno;
	if (ours.st_ino != there.st_ino || ours.st_dev != there.st_dev)
		return -EAGAIN;
	return unlinkat(dir, name, 0) < 0 ? -errno : 0;
}

/* Its size, or -1 for a file that no launcher of ours has written. */
static ssize_t record_size(int fd)
{
	struct stat st;

	if (fstat(fd, &st) < 0 || !S_ISREG(st.st_mode) || st.st_uid != geteuid() ||
	    (st.st_mode & 0022) || st.st_size < 0 || st.st_size > RECORD_BYTES_MAX)
		return -1;
	return st.st_size;
}

/* The first `want` of `size` bytes, in memory of the arena. Returns as record_decode. */
static int read_record(struct arena *a, int fd, size_t want, size_t size,
		       struct record *ret)
{
	char *bytes = arena_alloc(a, want + 1);
	ssize_t n = pread(fd, bytes, want, 0);

	if (n < 0)
		return -EBADMSG;
	return want < size ? record_decode_head(a, bytes, (size_t)n, size, ret)
			   : record_decode(a, bytes, (size_t)n, ret);
}

int registry_read(struct arena *a, int dir, const char *name, int with_plan,
		  struct registered *ret)
{
	struct flock lock = whole_file(F_WRLCK);
	autoclose int fd = -1;
	ssize_t size;
	int r;

	*ret = (struct registered){.fd = -1, .state = REGISTRY_BROKEN};
	fd = openat(dir, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	if (fd < 0)
		return errno == ELOOP ? 0 : -errno;
	size = record_size(fd);
	if (size < 0)
		return 0;
	if (fcntl(fd, F_GETLK, &lock) < 0)
		return -errno;
	if (lock.l_type == F_UNLCK) {
		(void)registry_remove_stale(dir, name); /* or somebody else does */
		ret->state = REGISTRY_ENDED;
		return 0;
	}
	ret->launcher = lock.l_pid;
	/* All but the plan fits into little, mostly: a thousand of them are listed at once. */
	r = with_plan || size <= HEAD_BYTES
		    ? -EBADMSG
		    : read_record(a, fd, HEAD_BYTES, (size_t)size, &ret->record);
	if (r == -EBADMSG)
		r = read_record(a, fd, (size_t)size, (size_t)size, &ret->record);
	ret->state = r == -ENODATA		       ? REGISTRY_STARTING
		     : r == -EPROTO || lock.l_pid <= 0 ? REGISTRY_FOREIGN
		     : r < 0			       ? REGISTRY_BROKEN
						       : REGISTRY_RUNNING;
	ret->fd = take_fd(&fd);
	return 0;
}

/* The pid is a number that any process may have by now; but that of a child of the launcher,
 * who lives and holds the lock, cannot have gone to another process, unless the launcher has
 * reaped it, which it does only to end.
 */
int registry_open_init(const struct registered *r)
{
	autoclose int pidfd = (int)syscall(SYS_pidfd_open, (long)r->record.init_pid, 0);
	struct process_stat stat;

	if (pidfd < 0)
		return -errno;
	if (process_read_stat(r->record.init_pid, &stat) < 0 ||
	    stat.parent != r->launcher || stat.state == 'Z')
		return -ESRCH;
	return take_fd(&pidfd);
}

pid_t registry_find_program(struct arena *a, const struct registered *r,
			    struct process_list *all)
{
	const struct timespec moment = {.tv_nsec = 10000000};
	const struct record *rec = &r->record;
	struct process_stat init;
	pid_t pid = 0;

	for (int i = 0; i < PROGRAM_TRIES && pid == 0; i++) {
		if (i > 0) /* shorter is no harm */
			(void)nanosleep(&moment, NULL);
		if (process_read_all(a, all) < 0 ||
		    process_read_stat(rec->init_pid, &init) < 0 || init.state == 'Z')
			break;
		pid = process_child_in(all, rec->init_pid, rec->user_ns, rec->pid_ns);
	}
	return pid;
}

int registry_open_program(struct arena *a, const struct registered *r)
{
	const struct record *rec = &r->record;
	struct process_list all;
	struct process_stat stat;
	autoclose int fd = -1;
	pid_t pid = registry_find_program(a, r, &all);

	if (pid)
		fd = (int)syscall(SYS_pidfd_open, (long)pid, 0);
	if (fd < 0)
		return -ESRCH;
	/* Only now is it sure that the pid stands for the one that was looked at. */
	if (process_read_stat(pid, &stat) < 0 || stat.parent != rec->init_pid ||
	    process_namespace(pid, "user") != rec->user_ns ||
	    process_namespace(pid, "pid") != rec->pid_ns)
		return -ESRCH;
	return take_fd(&fd);
}

static int compare_names(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

int registry_names(struct arena *a, int dir, struct registry_names *ret)
{
	autoclose int copy = openat(dir, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	const struct dirent *d;
	DIR *stream;

	*ret = (struct registry_names){{0}};
	if (copy < 0)
		return -errno;
	stream = fdopendir(copy);
	if (!stream)
		return -errno;
	(void)take_fd(&copy); /* the stream's */
	while (ret->list.n < NAMES_MAX && (d = readdir(stream)))
		if (value_is_name(d->d_name))
			*vec_push(a, &ret->list) = arena_string(a, d->d_name);
	(void)closedir(stream); /* only read */
	if (ret->list.n)
		qsort(ret->list.item, ret->list.n, sizeof(*ret->list.item),
		      compare_names);
	return 0;
}
