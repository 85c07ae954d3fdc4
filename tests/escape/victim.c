/* victim.c - the host's side: has all that attackers look for, and runs a command meanwhile.
 *
 *	victim [NAME=VALUE...] -- COMMAND...
 *
 * In COMMAND the argument "@" becomes all of NAME=VALUE, and those of what was made here.
 */
#include <arpa/inet.h>
#include <linux/keyctl.h>
#include <mqueue.h>
#include <signal.h>
#include <stddef.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/ipc.h>
#include <sys/msg.h>
#include <sys/prctl.h>
#include <sys/shm.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/util.h"

#define MAX_THINGS 64

static char *thing[MAX_THINGS];
static size_t n_things;
static char secret[] = "CANARY in memory";

__attribute__((format(printf, 1, 2))) static void have(const char *format, ...)
{
	va_list values;

	va_start(values, format);
	if (n_things + 1 >= MAX_THINGS ||
	    vasprintf(&thing[n_things++], format, values) < 0)
		exit(2);
	va_end(values);
}

static const char *value_of(const char *name)
{
	for (size_t i = 0; i < n_things; i++) {
		const char *rest = str_after(thing[i], name);

		if (rest && *rest == '=')
			return rest + 1;
	}
	fprintf(stderr, "victim: %s= is missing\n", name);
	exit(2);
}

static void must(long result, const char *what)
{
	if (result >= 0)
		return;
	perror(what);
	exit(2);
}

static int listen_at(int family, const void *address, socklen_t size)
{
	int fd = socket(family, SOCK_STREAM | SOCK_CLOEXEC, 0);

	must(bind(fd, address, size), "bind");
	must(listen(fd, 16), "listen");
	return fd;
}

/* Connections stay in the backlog: nobody needs an answer to have reached us. */
static void open_sockets(void)
{
	struct sockaddr_in tcp = {.sin_family = AF_INET,
				  .sin_addr = {htonl(INADDR_LOOPBACK)}};
	struct sockaddr_un path = {.sun_family = AF_UNIX}, name = path;
	socklen_t size = sizeof(tcp);
	int fd = listen_at(AF_INET, &tcp, sizeof(tcp));
	int n;

	must(getsockname(fd, (struct sockaddr *)&tcp, &size), "getsockname");
	have("port=%d", ntohs(tcp.sin_port));
	snprintf(path.sun_path, sizeof(path.sun_path), "%s", value_of("socket"));
	(void)unlink(path.sun_path);		       /* that of the run before */
	(void)listen_at(AF_UNIX, &path, sizeof(path)); /* open until we end */
	n = snprintf(name.sun_path + 1, sizeof(name.sun_path) - 1, "escape-%d",
		     getpid());
	(void)listen_at(AF_UNIX, &name,
			(socklen_t)(offsetof(struct sockaddr_un, sun_path) + 1 +
				    (size_t)n)); /* likewise */
	have("abstract=escape-%d", getpid());
}

static void make_shared(void)
{
	key_t key = 0x5eed0000 | (getpid() & 0xffff);
	char queue[64];
	long id;

	must(shmget(key, 4096, IPC_CREAT | 0600), "shmget");
	must(msgget(key, IPC_CREAT | 0600), "msgget");
	have("shm-key=%ld", (long)key);
	snprintf(queue, sizeof(queue), "/escape-%d", getpid());
	(void)mq_open(queue, O_CREAT | O_RDONLY, 0600, NULL); /* not on every kernel */
	have("mq=%s", queue);
	id = syscall(SYS_keyctl, KEYCTL_JOIN_SESSION_KEYRING, NULL);
	if (id >= 0)
		id = syscall(SYS_add_key, "user", "escape", secret, sizeof(secret),
			     KEY_SPEC_SESSION_KEYRING);
	have("key=%s", id < 0 ? "none" : "escape");
}

/* /proc/locks has something to tell. */
static void hold_lock(void)
{
	int fd = open(value_of("tmp-canary"), O_RDONLY | O_CLOEXEC);

	must(fd, "open");
	must(flock(fd, LOCK_EX | LOCK_NB), "flock");
}

static void remove_shared(void)
{
	key_t key = (key_t)strtol(value_of("shm-key"), NULL, 10);

	(void)shmctl(shmget(key, 1, 0600), IPC_RMID,
		     NULL); /* nothing more can be done */
	(void)msgctl(msgget(key, 0600), IPC_RMID, NULL);
	(void)mq_unlink(value_of("mq"));
}

static void show_terminal(void)
{
	struct stat st;
	const char *name = ttyname(0);

	must(fstat(0, &st), "fstat");
	have("tty-dev=%ld", (long)st.st_dev);
	have("tty-ino=%ld", (long)st.st_ino);
	have("tty-name=%s", name ? name : "/dev/tty");
}

static char **command_of(char **words)
{
	static char *argv[512];
	size_t n = 0;

	for (; *words; words++) {
		if (!str_equal(*words, "@")) {
			argv[n++] = *words;
			continue;
		}
		for (size_t i = 0; i < n_things; i++)
			argv[n++] = thing[i];
	}
	return argv;
}

int main(int argc, char **argv)
{
	int status;
	pid_t pid;

	for (argv++; argc > 1 && *argv && !str_equal(*argv, "--"); argv++)
		have("%s", *argv);
	if (argc < 2 || !*argv || !argv[1])
		return 2;
	(void)prctl(PR_SET_NAME, "escape-victim"); /* both cannot fail */
	(void)prctl(PR_SET_PTRACER, PR_SET_PTRACER_ANY, 0, 0, 0);
	have("pid=%d", getpid());
	have("group=%d", getpgrp());
	have("address=%lx", (unsigned long)(uintptr_t)secret);
	open_sockets();
	make_shared();
	hold_lock();
	show_terminal();
	pid = fork();
	must(pid, "fork");
	if (pid == 0) {
		char **command = command_of(argv + 1);

		execvp(command[0], command);
		perror(command[0]);
		_exit(127);
	}
	while (waitpid(pid, &status, 0) < 0)
		;
	remove_shared();
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}
