/* feature_lsm.c - the security modules that stand behind the sandbox.
 * May: ask them and, where they are on, their libraries.  Must not: change a label.
 *
 * The libraries are loaded when they are asked: linked, they would read files before main of
 * every verb, and have to be installed where their module is not even built.
 */
#include "host/feature_probes.h"

#include <dlfcn.h>
#include <errno.h>
#include <sys/statvfs.h>
#ifdef HAVE_APPARMOR
#include <sys/apparmor.h>
#endif
#ifdef HAVE_SELINUX
#include <selinux/selinux.h>
#endif

#include "base/util.h"
#include "host/sysfile.h"

/* Both modules answer by the kernel's own files, so that a build without their
 * libraries says the same; the libraries add what they alone know.
 */
static int apparmor_is_on(void)
{
	char enabled[8];

	return sysfile_read("/sys/module/apparmor/parameters/enabled", enabled,
			    sizeof(enabled)) > 0 &&
	       enabled[0] == 'Y';
}

static int selinux_is_on(long *ret_enforces)
{
	return sysfile_number("/sys/fs/selinux/enforce", ret_enforces) == 0;
}

static const char *own_label(struct arena *a)
{
	char label[512];

	if (sysfile_read("/proc/self/attr/apparmor/current", label, sizeof(label)) <=
		    0 &&
	    sysfile_read("/proc/self/attr/current", label, sizeof(label)) <= 0)
		return "an unknown label";
	return arena_string(a, label);
}

#define API_MEMBER(name) typeof(&name) name;
#define API_LOAD(name)                                      \
	api.name = (typeof(api.name))dlsym(library, #name); \
	if (!api.name)                                      \
		return -ENOENT;

#if defined(HAVE_APPARMOR) || defined(HAVE_SELINUX)
static void report_no_library(const struct probe *p, const char *state,
			      const char *library)
{
	feature_report(p, FEATURE_UNKNOWN,
		       "%s; this program runs as %s; %s, which knows more, cannot be "
		       "loaded",
		       state, own_label(p->arena), library);
}
#endif

#ifdef HAVE_APPARMOR
#define APPARMOR_LIBRARY "libapparmor.so.1" /* its soname since 2.3 (2008) */
#define APPARMOR_EACH(X) \
	X(aa_is_enabled) \
	X(aa_getcon)

struct apparmor_api {
	APPARMOR_EACH(API_MEMBER)
};

/* Returns 0 or -ENOENT. */
static int load_apparmor(struct apparmor_api *ret_api)
{
	/* Never closed, like the other: a few rows of doctor, and the program ends. */
	void *library = dlopen(APPARMOR_LIBRARY, RTLD_NOW | RTLD_LOCAL);
	struct apparmor_api api;

	if (!library)
		return -ENOENT;
	APPARMOR_EACH(API_LOAD)
	*ret_api = api;
	return 0;
}

static void report_apparmor(const struct probe *p)
{
	struct apparmor_api api;
	char *label, *mode;

	if (load_apparmor(&api) < 0) {
		report_no_library(p, "on", APPARMOR_LIBRARY);
		return;
	}
	/* It wants the securityfs, without which no profile can be loaded. */
	if (!api.aa_is_enabled()) {
		feature_report(p, FEATURE_LIMITED, "on, but out of reach here: %s",
			       strerror(errno));
		feature_mend(p, "mend, as root: mount -t securityfs securityfs "
				"/sys/kernel/security");
		return;
	}
	if (api.aa_getcon(&label, &mode) < 0) {
		feature_report(p, FEATURE_UNKNOWN, "own profile: %s", strerror(errno));
		return;
	}
	feature_report(p, FEATURE_OK, "on; this program runs as %s%s%s%s", label,
		       mode ? " (" : "", mode ? mode : "", mode ? ")" : "");
	free(label); /* mode points into it */
}
#else
static void report_apparmor(const struct probe *p)
{
	feature_report(p, FEATURE_OK, "on; this program runs as %s",
		       own_label(p->arena));
}
#endif

void feature_apparmor(const struct probe *p)
{
	long enforces;

	if (apparmor_is_on())
		report_apparmor(p);
	else if (selinux_is_on(&enforces))
		feature_report(p, FEATURE_OK, "off; SELinux is %s",
			       enforces ? "enforcing" : "permissive");
	else
		feature_report(p, FEATURE_MISSING, "off, and so is SELinux");
}

#ifdef HAVE_SELINUX
#define SELINUX_LIBRARY "libselinux.so.1" /* its soname from the beginning (2003) */
#define SELINUX_EACH(X)        \
	X(is_selinux_enabled)  \
	X(security_getenforce) \
	X(selinux_path)

struct selinux_api {
	SELINUX_EACH(API_MEMBER)
};

/* Returns 0 or -ENOENT. */
static int load_selinux(struct selinux_api *ret_api)
{
	void *library = dlopen(SELINUX_LIBRARY, RTLD_NOW | RTLD_LOCAL);
	struct selinux_api api;

	if (!library)
		return -ENOENT;
	SELINUX_EACH(API_LOAD)
	*ret_api = api;
	return 0;
}

/* The library takes SELinux for off unless selinuxfs is writable and there is a
 * configuration; and then no program that uses it sets labels. Returns 1 when it has
 * reported that.
 */
static int report_library(const struct probe *p, long enforces)
{
	struct selinux_api api;
	struct statvfs fs;

	if (load_selinux(&api) < 0) {
		if (!enforces)
			return 0; /* which is worth more than that */
		report_no_library(p, "enforcing", SELINUX_LIBRARY);
		return 1;
	}
	if (api.is_selinux_enabled() == 1 && api.security_getenforce() >= 0)
		return 0;
	feature_report(p, FEATURE_LIMITED, "on, but its library takes it for off");
	if (access(arena_printf(p->arena, "%sconfig", api.selinux_path()), F_OK) != 0)
		feature_mend(p, "mend: configure it in %sconfig", api.selinux_path());
	else if (statvfs("/sys/fs/selinux", &fs) == 0 && (fs.f_flag & ST_RDONLY))
		feature_mend(p, "mend, as root: mount -o remount,rw /sys/fs/selinux");
	return 1;
}
#else
static int report_library(const struct probe *p UNUSED, long enforces UNUSED)
{
	return 0;
}
#endif

void feature_selinux(const struct probe *p)
{
	long enforces;

	if (!selinux_is_on(&enforces)) {
		/* Nobody needs both. Where neither is on, AppArmor's row says so. */
		feature_report(p, FEATURE_OK, "off");
	} else if (report_library(p, enforces)) {
		return;
	} else if (!enforces) {
		feature_report(p, FEATURE_LIMITED,
			       "permissive; this program runs as %s",
			       own_label(p->arena));
		feature_mend(p, "mend, as root: setenforce 1");
	} else {
		feature_report(p, FEATURE_OK, "enforcing; this program runs as %s",
			       own_label(p->arena));
	}
}

void feature_yama(const struct probe *p)
{
	long scope;
	int r = sysfile_number("/proc/sys/kernel/yama/ptrace_scope", &scope);

	if (r < 0) {
		feature_report(p, FEATURE_LIMITED, "this kernel does not have it");
		feature_mend(p, "mend: a kernel with CONFIG_SECURITY_YAMA=y");
	} else if (scope == 0) {
		feature_report(p, FEATURE_LIMITED, "kernel.yama.ptrace_scope=0");
	} else {
		feature_report(p, FEATURE_OK, "kernel.yama.ptrace_scope=%ld%s", scope,
			       scope > 1 ? ": no debugger works, inside or outside"
					 : "");
	}
}
