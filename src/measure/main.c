/* main.c - sandbox-measure: says in plain lines what is true where it runs.
 *
 *	sandbox-measure [read:PATH | write:PATH | line:PATH | real:PATH]...
 *
 * `sandboxctl verify` runs it inside a sandbox and outside, and compares. It judges nothing,
 * and its words are not trusted by who reads them.
 * May: look at itself and its surroundings, try what should be refused.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "base/util.h"
#include "measure/measure.h"

void measure_say(const char *key, ...)
{
	const char *field = key;
	va_list fields;

	va_start(fields, key);
	do {
		if (field != key)
			putchar('\t');
		for (const char *c = field; *c; c++)
			putchar((unsigned char)*c < 0x20 || *c == 0x7f ? '?' : *c);
		field = va_arg(fields, const char *);
	} while (field);
	va_end(fields);
	putchar('\n');
}

static const char *result_name(int error)
{
	return error ? strerrorname_np(error) : "0";
}

/* --- Itself ------------------------------------------------------------------------------ */

static void say_namespaces(void)
{
	static const char *const names[] = {"user", "mnt", "pid",    "ipc",
					    "uts",  "net", "cgroup", "time"};

	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		char path[64], text[64];
		ssize_t n;

		snprintf(path, sizeof(path), "/proc/self/ns/%s", names[i]);
		n = readlink(path, text, sizeof(text) - 1);
		text[n < 0 ? 0 : n] = '\0';
		measure_say("ns", names[i], n < 0 ? result_name(errno) : text, NULL);
	}
}

/* Blanks at both ends go, tabs within become single blanks. */
static char *trim(char *text)
{
	char *end;

	text += strspn(text, " \t");
	end = text + strlen(text);
	while (end > text && strchr(" \t\n", end[-1]))
		*--end = '\0';
	for (char *c = text; *c; c++)
		if (*c == '\t')
			*c = ' ';
	return text;
}

static void say_status(const char *path, const char *key)
{
	static const char *const names[] = {"CapInh",  "CapPrm",    "CapEff", "CapBnd",
					    "CapAmb",  "Uid",	    "Gid",    "Groups",
					    "Seccomp", "NoNewPrivs"};
	FILE *file = fopen(path, "re");
	char line[8192];

	if (!file)
		measure_say(key, "status", result_name(errno), NULL);
	while (file && fgets(line, sizeof(line), file))
		for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
			char *rest = line + strlen(names[i]);

			if (str_after(line, names[i]) && *rest == ':')
				measure_say(key, names[i], trim(rest + 1), NULL);
		}
	if (file)
		(void)fclose(file); /* only read */
}

/* Lines "INSIDE OUTSIDE COUNT"; outside as the namespace around this one counts. */
static void say_map(const char *path, const char *key)
{
	FILE *file = fopen(path, "re");
	char line[128], first[24], rest[48];
	unsigned long inside, outside, count;

	while (file && fgets(line, sizeof(line), file)) {
		if (sscanf(line, "%lu %lu %lu", &inside, &outside, &count) != 3)
			continue;
		snprintf(first, sizeof(first), "%lu", inside);
		snprintf(rest, sizeof(rest), "%lu %lu", outside, count);
		measure_say(key, first, rest, NULL);
	}
	if (file)
		(void)fclose(file); /* only read */
}

static void say_limits(void)
{
	for (int i = 0; i < RLIM_NLIMITS; i++) {
		char number[16], soft[24];
		struct rlimit limit;

		if (getrlimit((__rlimit_resource_t)i, &limit) < 0)
			continue;
		snprintf(number, sizeof(number), "%d", i);
		snprintf(soft, sizeof(soft), "%llu",
			 (unsigned long long)limit.rlim_max);
		measure_say("limit", number, soft, NULL);
	}
}

static int compare_numbers(const void *a, const void *b)
{
	return *(const int *)a - *(const int *)b;
}

static void say_descriptors(void)
{
	DIR *dir = opendir("/proc/self/fd");
	const struct dirent *d;
	int fd[1024];
	size_t n = 0;

	while (dir && (d = readdir(dir)) && n < ARRAY_SIZE(fd))
		if (d->d_name[0] != '.' && atoi(d->d_name) != dirfd(dir))
			fd[n++] = atoi(d->d_name);
	if (dir)
		(void)closedir(dir); /* only read */
	qsort(fd, n, sizeof(*fd), compare_numbers);
	for (size_t i = 0; i < n; i++) {
		char number[16];

		snprintf(number, sizeof(number), "%d", fd[i]);
		measure_say("fd", number, NULL);
	}
}

static void say_environment(char *const *env)
{
	for (; *env; env++) {
		(*env)[strcspn(*env, "=")] = '\0';
		measure_say("env", *env, NULL);
	}
}

static void say_names(void)
{
	struct utsname u;
	char bits[16];

	if (uname(&u) == 0)
		measure_say("host", "name", u.nodename, NULL);
	snprintf(bits, sizeof(bits), "%d", prctl(PR_GET_SECUREBITS));
	measure_say("securebits", "all", bits, NULL);
}

/* --- Surroundings ------------------------------------------------------------------------ */

/* The fields of proc_pid_mountinfo(5): 5 is the mount point, 6 its options; behind a lone
 * "-" come the type, the source and the options of the file system.
 */
static void say_mounts(void)
{
	FILE *file = fopen("/proc/self/mountinfo", "re");
	char *line = NULL;
	size_t room = 0;

	while (file && getline(&line, &room, file) > 0) {
		const char *word[16] = {0}, *type = "", *options = "";
		size_t n = 0;
		char *rest = line, *next;

		while ((next = strsep(&rest, " \n")) && n < ARRAY_SIZE(word))
			word[n++] = next;
		for (size_t i = 6; i + 3 < n; i++)
			if (str_equal(word[i], "-")) {
				type = word[i + 1];
				options = word[i + 3];
				break;
			}
		if (n > 6)
			measure_say("mount", word[4], word[5], type, options, NULL);
	}
	free(line);
	if (file)
		(void)fclose(file); /* only read */
}

static void say_interfaces(void)
{
	FILE *file = fopen("/proc/self/net/dev", "re");
	char line[512];

	while (file && fgets(line, sizeof(line), file)) {
		char *colon = strchr(line, ':');

		if (!colon)
			continue;
		*colon = '\0';
		measure_say("interface", trim(line), NULL);
	}
	if (file)
		(void)fclose(file); /* only read */
}

/* --- What it is told to try -------------------------------------------------------------- */

/* A directory in which there is nothing; the descriptor stays open. */
static int is_empty_dir(int fd)
{
	int copy = dup(fd);
	DIR *dir = copy < 0 ? NULL : fdopendir(copy);
	const struct dirent *d;
	int n = 0;

	while (dir && n == 0 && (d = readdir(dir)))
		n += !str_equal(d->d_name, ".") && !str_equal(d->d_name, "..");
	if (dir)
		(void)closedir(dir); /* only read */
	else if (copy >= 0)
		(void)close(copy); /* likewise */
	return dir && n == 0;
}

/* "0" where there is something to read, "empty" where there is not. */
static void try_read(const char *path)
{
	char byte;
	struct stat st;
	ssize_t n = 1;
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	int error = 0;

	if (fd < 0 || fstat(fd, &st) < 0)
		error = errno;
	else if (S_ISDIR(st.st_mode))
		n = !is_empty_dir(fd);
	else if ((n = read(fd, &byte, 1)) < 0)
		error = errno;
	if (fd >= 0)
		(void)close(fd); /* only read */
	measure_say("read", path, error || n ? result_name(error) : "empty", NULL);
}

/* Opened for writing, or made; nothing is written, and what was made is removed. */
static void try_write(const char *path)
{
	int exists = access(path, F_OK) == 0;
	int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
	int error = fd < 0 ? errno : 0;

	if (fd >= 0)
		(void)close(fd); /* nothing was written */
	if (fd >= 0 && !exists)
		(void)unlink(path); /* it stays where it must not be made */
	measure_say("write", path, result_name(error), NULL);
}

static void say_line(const char *path)
{
	FILE *file = fopen(path, "re");
	char line[512] = "";

	if (!file) {
		measure_say("line", path, result_name(errno), NULL);
		return;
	}
	if (!fgets(line, sizeof(line), file))
		line[0] = '\0'; /* it is empty */
	(void)fclose(file);	/* only read */
	line[strcspn(line, "\n")] = '\0';
	measure_say("line", path, line, NULL);
}

/* Where a path leads, with all links followed. */
static void say_real(const char *path)
{
	char *real = realpath(path, NULL);

	measure_say("real", path, real ? real : result_name(errno), NULL);
	free(real);
}

/* How much room the file system at a path has: bytes and files. */
static void say_size(const char *path)
{
	struct statvfs fs;
	char bytes[24], files[24];

	if (statvfs(path, &fs) < 0) {
		measure_say("size", path, result_name(errno), NULL);
		return;
	}
	snprintf(bytes, sizeof(bytes), "%llu",
		 (unsigned long long)fs.f_blocks * fs.f_frsize);
	snprintf(files, sizeof(files), "%llu", (unsigned long long)fs.f_files);
	measure_say("size", path, bytes, files, NULL);
}

static int try_words(char *const *word)
{
	for (; *word; word++) {
		const char *path;

		if ((path = str_after(*word, "read:")))
			try_read(path);
		else if ((path = str_after(*word, "write:")))
			try_write(path);
		else if ((path = str_after(*word, "line:")))
			say_line(path);
		else if ((path = str_after(*word, "real:")))
			say_real(path);
		else if ((path = str_after(*word, "size:")))
			say_size(path);
		else
			return -1;
	}
	return 0;
}

static int print_usage(FILE *stream, int status)
{
	fputs("Usage: sandbox-measure [read:PATH | write:PATH | line:PATH | "
	      "real:PATH | size:PATH]...\n"
	      "It is run by sandboxctl verify.\n",
	      stream);
	return status;
}

int main(int argc, char **argv, char **env)
{
	if (argc == 2 && str_equal(argv[1], "--help"))
		return print_usage(stdout, 0);
	if (argc == 2 && str_equal(argv[1], "--version"))
		return puts("sandbox-measure " PACKAGE_VERSION) < 0;
	if (argc < 1 || try_words(argv + 1) < 0)
		return print_usage(stderr, 2);
	say_namespaces();
	say_status("/proc/self/status", "status");
	say_status("/proc/1/status", "init");
	say_map("/proc/self/uid_map", "uid-map");
	say_map("/proc/self/gid_map", "gid-map");
	say_limits();
	say_descriptors();
	say_environment(env);
	say_names();
	say_mounts();
	say_interfaces();
	measure_landlock();
	measure_calls();
	return fflush(stdout) == 0 && !ferror(stdout) ? 0 : 1;
}
