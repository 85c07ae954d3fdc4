/* step_label.c - the labels of the security modules.
 * May: ask for another label at the next exec.  Must not: allocate, print, decide.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>

#include "child/child.h"
#include "child/kernel.h"

#define LABEL_MAX 4096

/* The program's own /proc may be read-only when the label is set, and part of it covered. So
 * one is kept that is mounted nowhere; it goes at exec.
 */
static int open_own_proc(struct child *c)
{
	autoclose int fs = kernel_fsopen("proc");
	int mount;

	if (fs < 0)
		return fs;
	mount = kernel_fsmount(fs, 0);
	if (mount < 0)
		return mount;
	c->labels = mount;
	return 0;
}

int step_label_open(struct child *c, const struct step *s)
{
	if (s->flags & LABEL_OF_HOST) {
		c->labels = open("/proc", O_PATH | O_DIRECTORY | O_CLOEXEC);
		return c->labels < 0 ? -errno : 0;
	}
	return open_own_proc(c);
}

static int open_attribute(const struct child *c, const char *name, int flags)
{
	char path[64];
	int fd;

	/* AppArmor has its own directory since Linux 5.8. */
	snprintf(path, sizeof(path), "thread-self/attr/apparmor/%s", name);
	fd = openat(c->labels, path, flags | O_CLOEXEC);
	if (fd < 0 && errno == ENOENT) {
		snprintf(path, sizeof(path), "thread-self/attr/%s", name);
		fd = openat(c->labels, path, flags | O_CLOEXEC);
	}
	return fd < 0 ? -errno : fd;
}

/* A confined caller may only confine further once no_new_privs is set, which stacking does:
 * both profiles must allow then. A profile in the mode "unconfined", as the launcher's own,
 * denies nothing: below it the program would only have a name that others have no rule for.
 */
static int is_confined(const struct child *c)
{
	static const char mode[] = " (unconfined)";
	autoclose int fd = open_attribute(c, "current", O_RDONLY);
	char label[512] = "";
	size_t n;

	if (fd < 0 || read(fd, label, sizeof(label) - 1) < 0)
		return 1;
	n = strcspn(label, "\n");
	label[n] = '\0';
	if (n >= sizeof(mode) && str_equal(label + n - (sizeof(mode) - 1), mode))
		return 0;
	return !str_equal(label, "unconfined");
}

int step_seal_apparmor(struct child *c, const struct step *s)
{
	autoclose int fd = open_attribute(c, "exec", O_WRONLY);
	char text[LABEL_MAX];
	int n;

	if (fd < 0)
		return fd;
	n = snprintf(text, sizeof(text), "%s %s", is_confined(c) ? "stack" : "exec",
		     s->text);
	if (n >= (int)sizeof(text))
		return -ENAMETOOLONG;
	return write(fd, text, (size_t)n) < 0 ? -errno : 0;
}

int step_seal_selinux(struct child *c, const struct step *s)
{
	autoclose int fd =
		openat(c->labels, "thread-self/attr/exec", O_WRONLY | O_CLOEXEC);

	if (fd < 0)
		return -errno;
	return write(fd, s->text, strlen(s->text) + 1) < 0 ? -errno : 0;
}
