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
#include <stdlib.h>
#include <sys/random.h>

#include "base/util.h"
#include "host/sysfile.h"

#define APPARMOR_PROFILES "/sys/kernel/security/apparmor/policy/profiles"
#define SELINUX_ENFORCE	  "/sys/fs/selinux/enforce"
#define SELINUX_CONTEXT	  "/sys/fs/selinux/context"
#define SELINUX_ACCESS	  "/sys/fs/selinux/access"
#define SELINUX_PROCESS	  "/sys/fs/selinux/class/process"
#define OPEN_DIR	  (O_RDONLY | O_DIRECTORY | O_CLOEXEC)
#define PROFILES_MAX	  100000
#define CONTEXT_MAX	  8192 /* categories one by one are long */
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

/* The categories of a level, as c0.c7,c9: each that is there is 1 in set. Returns how many. */
static unsigned int read_categories(const char *level, unsigned char *set)
{
	unsigned int n = 0;

	for (const char *c = strchr(level, ':'); c && c[1] == 'c';) {
		char *end;
		unsigned long first = strtoul(c + 2, &end, 10), last = first;

		if (end[0] == '.' && end[1] == 'c')
			last = strtoul(end + 2, &end, 10);
		for (; first <= last && first < CATEGORIES; first++) {
			n += !set[first];
			set[first] = 1;
		}
		c = *end == ',' ? end : NULL;
	}
	return n;
}

/* The place of the nth one of a set. */
static unsigned int find_nth(const unsigned char *set, unsigned int n)
{
	unsigned int i = 0;

	for (; i < CATEGORIES - 1; i++)
		if (set[i] && n-- == 0)
			break;
	return i;
}

/* Two sandboxes of one type have different categories, so that neither may touch what is the
 * other's. A pair is drawn out of those that the caller has itself; of who has fewer than two,
 * out of all 1024, which are half a million pairs: some policies let callers give what they have
 * not. Those in use are not asked for: for a thousand sandboxes at once some two would share
 * one. They are in the upper level alone: a file gets the lower one of who makes it, and what
 * is made in a directory of the user's must not be out of reach for the next sandbox.
 */
static const char *draw_range(struct arena *a, const char *own, int plain)
{
	unsigned char set[CATEGORIES] = {0};
	const char *upper = strchr(own, '-');
	unsigned int c[2], n = read_categories(upper ? upper + 1 : own, set);

	if (n < 2)
		n += read_categories(":c0.c1023", set);
	if (getrandom(c, sizeof(c), GRND_NONBLOCK) != sizeof(c))
		return NULL;
	c[0] %= n;
	c[1] %= n - 1;
	c[1] += c[1] >= c[0];
	return arena_printf(a, "%.*s-%.*s:c%u,c%u", plain, own, plain, own,
			    find_nth(set, c[0] < c[1] ? c[0] : c[1]),
			    find_nth(set, c[0] < c[1] ? c[1] : c[0]));
}

static int read_own_context(char *own, size_t size)
{
	return sysfile_read("/proc/self/attr/current", own, size) > 0 ? 0 : -1;
}

/* user:role:TYPE:range, with the user and role of the caller; without a range where there are
 * none, and without categories when not to be drawn.
 */
static const char *complete_context(struct arena *a, const char *type, int draw)
{
	char own[CONTEXT_MAX];
	const char *range = NULL;
	char *colon, *level;

	if (read_own_context(own, sizeof(own)) < 0)
		return NULL;
	colon = strchr(own, ':');
	colon = colon ? strchr(colon + 1, ':') : NULL;
	if (!colon)
		return NULL;
	level = strchr(colon + 1, ':');
	if (level) {
		int plain = (int)strcspn(++level, ":-");

		range = draw ? draw_range(a, level, plain)
			     : arena_printf(a, "%.*s", plain, level);
		if (!range)
			return NULL;
	}
	*colon = '\0';
	return range ? arena_printf(a, "%s:%s:%s", own, type, range)
		     : arena_printf(a, "%s:%s", own, type);
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

/* Does the policy, constraints and all, forbid the caller to start a program in the context?
 * 0 also when it does not say.
 */
static int is_transition_denied(const char *context)
{
	autoclose int fd = open(SELINUX_ACCESS, O_RDWR | O_CLOEXEC);
	char own[CONTEXT_MAX], text[2 * CONTEXT_MAX];
	unsigned int allowed;
	long class, bit;
	ssize_t n;

	if (fd < 0 || read_own_context(own, sizeof(own)) < 0 ||
	    sysfile_number(SELINUX_PROCESS "/index", &class) < 0 ||
	    sysfile_number(SELINUX_PROCESS "/perms/transition", &bit) < 0 || bit < 1 ||
	    bit > 32)
		return 0;
	n = snprintf(text, sizeof(text), "%s %s %ld", own, context, class);
	if (n >= (ssize_t)sizeof(text) || write(fd, text, (size_t)n) != n)
		return 0;
	n = read(fd, text, sizeof(text) - 1);
	text[n > 0 ? n : 0] = '\0';
	return sscanf(text, "%x", &allowed) == 1 && !(allowed & 1U << (bit - 1));
}

static void judge_context(struct arena *a, const char *context, struct fact_label *ret)
{
	long enforces;

	ret->label = context;
	ret->state = check_context(context);
	ret->files = files_context(a, context);
	if (sysfile_number(SELINUX_ENFORCE, &enforces) == 0 && !enforces)
		ret->lax = "SELinux is permissive";
	else if (ret->state == LABEL_THERE && is_transition_denied(context))
		ret->state = LABEL_DENIED;
}

/* A confined user has no categories, as a rule: then the type alone is better than nothing. */
static void ask_selinux(struct arena *a, const char *name, struct fact_label *ret)
{
	int is_whole = strchr(name, ':') != NULL;
	const char *context;
	struct fact_label plain = *ret;

	if (access(SELINUX_CONTEXT, F_OK) != 0)
		return;
	context = is_whole ? name : complete_context(a, name, 1);
	if (!context) {
		ret->label = NULL;
		ret->state = LABEL_UNKNOWN;
		return;
	}
	judge_context(a, context, ret);
	if (is_whole || (ret->state != LABEL_MISSING && ret->state != LABEL_DENIED))
		return;
	context = complete_context(a, name, 0);
	if (!context)
		return;
	judge_context(a, context, &plain);
	if (plain.state == LABEL_THERE)
		*ret = plain;
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
