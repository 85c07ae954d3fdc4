/* label.c - what AppArmor and SELinux know of a label that a program is to have.
 *
 * By the modules' own files: the launcher starts before any library would be of use, and a
 * module that is off costs it one look. Their libraries serve sandboxctl, which asks more.
 * May: ask the modules.  Must not: change a label.
 */
#include "host/label.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/random.h>

#include "base/util.h"
#include "host/sysfile.h"

#define APPARMOR_PROFILES "/sys/kernel/security/apparmor/policy/profiles"
#define SELINUX_ENFORCE	  "/sys/fs/selinux/enforce"
#define SELINUX_CONTEXT	  "/sys/fs/selinux/context"
#define OPEN_DIR	  (O_RDONLY | O_DIRECTORY | O_CLOEXEC)
#define PROFILES_MAX	  100000
#define CATEGORIES	  1024 /* c0 to c1023, as every distribution's policy has them */

/* The first line of a small file. Returns its length, or -1. */
static ssize_t read_line(int dir, const char *entry, const char *name, char *to,
			 size_t size)
{
	char path[300];
	autoclose int fd = -1;
	ssize_t n;

	if (snprintf(path, sizeof(path), "%s/%s", entry, name) >= (int)sizeof(path))
		return -1;
	fd = openat(dir, path, O_RDONLY | O_CLOEXEC);
	n = fd < 0 ? -1 : read(fd, to, size - 1);
	if (n < 0)
		return -1;
	to[n] = '\0';
	to[strcspn(to, "\n")] = '\0';
	return (ssize_t)strlen(to);
}

/* Is this the directory of the profile whose name has n bytes? It is named by what the
 * kernel leaves of the name (mangle_name in security/apparmor/apparmorfs.c) and a number;
 * the whole name is in a file.
 */
static int is_profile(int dir, const char *entry, const char *name, size_t n)
{
	const char *kept = name + strspn(name, "/.");
	char found[300];

	if (entry[0] == '.' || (isalnum((unsigned char)*kept) && entry[0] != *kept))
		return 0;
	return read_line(dir, entry, "name", found, sizeof(found)) == (ssize_t)n &&
	       strncmp(found, name, n) == 0;
}

/* Returns its directory, or -1. */
static int open_profile(int profiles, const char *name, size_t n)
{
	DIR *dir = fdopendir(openat(profiles, ".", OPEN_DIR));
	const struct dirent *d;
	int fd = -1;

	if (!dir)
		return -1;
	for (int i = 0; fd < 0 && i < PROFILES_MAX && (d = readdir(dir)); i++)
		if (is_profile(dirfd(dir), d->d_name, name, n))
			fd = openat(dirfd(dir), d->d_name, OPEN_DIR);
	(void)closedir(dir); /* only read */
	return fd;
}

/* PROFILE, or PROFILE//CHILD, as deep as it goes. */
static void find_profile(const char *name, struct fact_label *ret)
{
	autoclose int profiles = open(APPARMOR_PROFILES, OPEN_DIR);
	char mode[16];

	ret->state = profiles < 0 ? LABEL_UNKNOWN : LABEL_MISSING;
	while (profiles >= 0) {
		const char *child = strstr(name, "//");
		autoclose int profile = open_profile(
			profiles, name, child ? (size_t)(child - name) : strlen(name));

		close(profiles);
		profiles = -1;
		if (profile >= 0 && child)
			profiles = openat(profile, "profiles", OPEN_DIR);
		else if (profile >= 0)
			ret->state = LABEL_THERE;
		if (ret->state == LABEL_THERE &&
		    read_line(profile, ".", "mode", mode, sizeof(mode)) > 0 &&
		    !str_equal(mode, "enforce") && !str_equal(mode, "kill"))
			ret->lax = "its mode is not 'enforce'";
		name = child ? child + 2 : name;
	}
}

static void ask_apparmor(const char *name, struct fact_label *ret)
{
	char enabled[8];

	ret->label = name;
	if (access(APPARMOR_PROFILES, F_OK) == 0)
		find_profile(name, ret);
	else if (sysfile_read("/sys/module/apparmor/parameters/enabled", enabled,
			      sizeof(enabled)) > 0 &&
		 enabled[0] == 'Y')
		ret->state = LABEL_UNKNOWN;
}

/* Two sandboxes of one type have different categories, so that neither may touch what is the
 * other's. A pair of 1024 is drawn out of half a million. They are in the upper level alone: a
 * file gets the lower one of who makes it, and what is made in a directory of the user's must
 * not be out of reach for the next sandbox.
 */
static const char *draw_categories(struct arena *a)
{
	unsigned int c[2];

	if (getrandom(c, sizeof(c), GRND_NONBLOCK) != sizeof(c))
		return NULL;
	c[0] %= CATEGORIES;
	c[1] %= CATEGORIES - 1;
	if (c[1] >= c[0])
		c[1]++;
	return c[0] < c[1] ? arena_printf(a, "s0-s0:c%u,c%u", c[0], c[1])
			   : arena_printf(a, "s0-s0:c%u,c%u", c[1], c[0]);
}

/* user:role:TYPE:range, with the user and role of the caller. */
static const char *complete_context(struct arena *a, const char *type)
{
	char own[512];
	const char *range = draw_categories(a);
	char *colon;

	if (!range || sysfile_read("/proc/self/attr/current", own, sizeof(own)) <= 0)
		return NULL;
	colon = strchr(own, ':');
	colon = colon ? strchr(colon + 1, ':') : NULL;
	if (!colon)
		return NULL;
	*colon = '\0';
	return arena_printf(a, "%s:%s:%s", own, type, range);
}

/* USER:object_r:sandbox_file_t:LEVEL for a context of our own types; of a range the upper level:
 * what is made in memory is for this sandbox alone.
 */
static const char *files_context(struct arena *a, const char *context)
{
	size_t user = strcspn(context, ":");
	const char *type = strstr(context, ":sandbox_program_t:");
	const char *level, *upper;

	if (!type)
		return NULL;
	level = type + strlen(":sandbox_program_t:");
	upper = strchr(level, '-');
	return arena_printf(a, "%.*s:object_r:sandbox_file_t:%s", (int)user, context,
			    upper ? upper + 1 : level);
}

/* selinuxfs takes a context and answers EINVAL where the policy does not know it. */
static enum label_state check_context(const char *context)
{
	autoclose int fd = open(SELINUX_CONTEXT, O_RDWR | O_CLOEXEC);

	if (fd < 0)
		return LABEL_UNKNOWN;
	if (write(fd, context, strlen(context) + 1) >= 0)
		return LABEL_THERE;
	return errno == EINVAL ? LABEL_MISSING : LABEL_UNKNOWN;
}

static void ask_selinux(struct arena *a, const char *name, struct fact_label *ret)
{
	long enforces;

	if (access(SELINUX_CONTEXT, F_OK) != 0)
		return;
	ret->label = strchr(name, ':') ? name : complete_context(a, name);
	if (!ret->label) {
		ret->state = LABEL_UNKNOWN;
		return;
	}
	ret->state = check_context(ret->label);
	ret->files = files_context(a, ret->label);
	if (sysfile_number(SELINUX_ENFORCE, &enforces) == 0 && !enforces)
		ret->lax = "SELinux is permissive";
}

static struct fact_label ask(void *context UNUSED, struct arena *a,
			     enum label_kind kind, const char *name)
{
	struct fact_label l = {.state = LABEL_OFF, .label = name};

	if (kind == LABEL_APPARMOR)
		ask_apparmor(name, &l);
	else
		ask_selinux(a, name, &l);
	return l;
}

void label_init(struct facts *f)
{
	f->label = ask;
}
