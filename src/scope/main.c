/* main.c - `sandbox-scope ADDRESS UNIT PID`: asks a systemd to put process PID into a new
 * transient scope, below which its owner may make cgroups.
 * May: load libsystemd, talk to the systemd at ADDRESS, print why it failed.
 *
 * Run by the launcher (src/parent/scope.c) when a limit needs a cgroup. What it prints is for
 * one line of the launcher's; it exits with 0 once the process is there.
 */
#include <ctype.h>
#include <dlfcn.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/util.h"
#include "scope/sdbus.h"

#define LIBRARY	     "libsystemd.so.0" /* its soname since systemd 209 (2014) */
#define CALL_US	     20000000	       /* the launcher waits a little longer */
#define SIGNALS_MOST 1000	       /* that may come before the one we wait for */

#define MANAGER "org.freedesktop.systemd1"

static int fail(const char *what, int error)
{
	printf("%s: %s\n", what, strerror(error < 0 ? -error : error));
	return 1;
}

static int load(struct sdbus *ret)
{
	void *library = dlopen(LIBRARY, RTLD_NOW | RTLD_LOCAL);

	if (!library) {
		printf("%s is not installed\n", LIBRARY);
		return -1;
	}
#define LOAD(name, arguments)                                      \
	ret->name = (typeof(ret->name))dlsym(library, #name);      \
	if (!ret->name) {                                          \
		printf("%s has no function %s\n", LIBRARY, #name); \
		return -1;                                         \
	}
	SDBUS_EACH(LOAD)
#undef LOAD
	return 0;
}

/* Delegate: what is made below is ours. CollectMode: one that failed is forgotten as well.
 * OOMPolicy: where a limit has ended the program, the launcher, which is in the scope, is to
 * live on and say so.
 */
static int request(const struct sdbus *b, struct sd_bus *bus, const char *unit,
		   uint32_t pid, int has_oom_policy, struct sd_bus_message **ret)
{
	int r = b->sd_bus_message_new_method_call(
		bus, ret, MANAGER, "/org/freedesktop/systemd1", MANAGER ".Manager",
		"StartTransientUnit");

	if (r >= 0)
		r = b->sd_bus_message_append(*ret, "ss", unit, "fail");
	if (r >= 0 && has_oom_policy)
		r = b->sd_bus_message_append(
			*ret, "a(sv)", 5, "Description", "s", "a sandbox with limits",
			"PIDs", "au", 1, pid, "Delegate", "b", 1, "CollectMode", "s",
			"inactive-or-failed", "OOMPolicy", "s", "continue");
	else if (r >= 0)
		r = b->sd_bus_message_append(*ret, "a(sv)", 4, "Description", "s",
					     "a sandbox with limits", "PIDs", "au", 1,
					     pid, "Delegate", "b", 1, "CollectMode",
					     "s", "inactive-or-failed");
	if (r >= 0)
		r = b->sd_bus_message_append(*ret, "a(sa(sv))", 0);
	return r;
}

/* The job has been accepted; its end is told by a signal, which comes without being asked for
 * on a connection to systemd itself.
 */
static int await(const struct sdbus *b, struct sd_bus *bus, const char *unit)
{
	const char *name, *result, *job;
	struct sd_bus_message *m;
	uint32_t id;
	int r;

	for (int i = 0; i < SIGNALS_MOST; i++) {
		m = NULL;
		r = b->sd_bus_process(bus, &m);
		if (r == 0)
			r = b->sd_bus_wait(bus, CALL_US);
		if (r < 0)
			return fail("systemd", r);
		if (r == 0)
			return fail("systemd", ETIMEDOUT);
		if (!m || b->sd_bus_message_is_signal(m, MANAGER ".Manager",
						      "JobRemoved") <= 0)
			continue;
		if (b->sd_bus_message_read(m, "uoss", &id, &job, &name, &result) < 0 ||
		    strcmp(name, unit) != 0)
			continue;
		if (strcmp(result, "done") == 0)
			return 0;
		printf("the job of %s: %s\n", unit, result);
		return 1;
	}
	return fail("systemd", ETIMEDOUT);
}

static int is_inside(uint32_t pid, const char *unit)
{
	char name[64], line[4096];
	int found = 0;
	FILE *file;

	(void)snprintf(name, sizeof(name), "/proc/%u/cgroup", pid);
	file = fopen(name, "re");
	while (file && !found && fgets(line, sizeof(line), file))
		found = strstr(line, unit) != NULL;
	if (file)
		(void)fclose(file); /* only read */
	return found;
}

/* The kernel takes a process that is ending for one that can be put into a cgroup, and leaves it
 * where it is: systemd (252) then waits for ever for it to leave the scope. Nobody else is left
 * to end that.
 */
static void stop_if_empty(const struct sdbus *b, struct sd_bus *bus, const char *unit,
			  uint32_t pid)
{
	struct sd_bus_error error = {0};
	struct sd_bus_message *m = NULL;

	if (is_inside(pid, unit))
		return;
	if (b->sd_bus_message_new_method_call(bus, &m, MANAGER,
					      "/org/freedesktop/systemd1",
					      MANAGER ".Manager", "StopUnit") < 0 ||
	    b->sd_bus_message_append(m, "ss", unit, "replace") < 0)
		return;
	/* There may be no scope; and nobody listens to what we could say of it. */
	(void)b->sd_bus_call(bus, m, CALL_US, &error, NULL);
}

/* What an address of D-Bus may not have in it is written as %XX. */
static int write_address(const char *path, char *text, size_t size)
{
	size_t n = (size_t)snprintf(text, size, "unix:path=");

	for (; *path; path++) {
		int is_plain = isalnum((unsigned char)*path) || strchr("-_/.", *path);

		if (n + 4 > size)
			return -ENAMETOOLONG;
		n += (size_t)snprintf(text + n, size - n, is_plain ? "%c" : "%%%02x",
				      (unsigned char)*path);
	}
	return 0;
}

static int ask(char **argv)
{
	struct sdbus b;
	struct sd_bus *bus = NULL;
	struct sd_bus_message *m = NULL;
	struct sd_bus_error error = {0};
	char address[4096];
	uint32_t pid = (uint32_t)strtoul(argv[3], NULL, 10);
	int r, status;

	if (load(&b) < 0)
		return 1;
	r = write_address(argv[1], address, sizeof(address));
	if (r >= 0)
		r = b.sd_bus_new(&bus);
	if (r >= 0)
		r = b.sd_bus_set_address(bus, address);
	if (r >= 0)
		r = b.sd_bus_start(bus);
	/* Scopes have OOMPolicy since systemd 253; an older one refuses what it does not know. */
	for (int has_oom_policy = 1; r >= 0 && has_oom_policy >= 0; has_oom_policy--) {
		error = (struct sd_bus_error){0};
		r = request(&b, bus, argv[2], pid, has_oom_policy, &m);
		if (r < 0)
			break;
		r = b.sd_bus_call(bus, m, CALL_US, &error, NULL);
		if (r >= 0) {
			status = await(&b, bus, argv[2]);
			stop_if_empty(&b, bus, argv[2], pid);
			return status;
		}
		if (!has_oom_policy || !error.name ||
		    !strstr(error.name, "PropertyReadOnly"))
			break;
		r = 0;
	}
	if (error.message) {
		printf("%s\n", error.message);
		return 1;
	}
	return fail(argv[1], r);
}

int main(int argc, char **argv)
{
	int status = 2;

	if (argc == 4)
		status = ask(argv);
	else if (argc == 2 && strcmp(argv[1], "--version") == 0)
		status = puts("sandbox-scope " PACKAGE_VERSION) < 0;
	else
		puts("Usage: sandbox-scope is run by sandbox, for limits");
	if (argc == 2 && strcmp(argv[1], "--help") == 0)
		status = 0;
	/* Nothing is given back: the connection ends with the process. */
	_exit(fflush(stdout) == 0 ? status : 1);
}
