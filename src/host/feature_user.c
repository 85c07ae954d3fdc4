/* feature_user.c - profiles, helpers, and what this host's settings mean for the caller.
 * May: read.  Must not: start a program.
 */
#include "host/feature_probes.h"

#include <errno.h>
#include <linux/capability.h>
#include <pwd.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/xattr.h>

#include "base/util.h"
#include "host/find.h"
#include "host/probe.h"
#include "host/sysfile.h"
#include "host/vars.h"
#include "text/profile.h"

static const struct diag_entry *first_error(const struct diag *d)
{
	size_t i = 0;

	while (i + 1 < d->entries.n && d->entries.item[i].level != DIAG_ERROR)
		i++;
	return &d->entries.item[i];
}

/* One error is enough here; `sandboxctl check` has them all. */
void feature_profiles(const struct probe *p)
{
	struct diag diag = {.arena = p->arena};
	struct settings settings = {{0}};
	const struct diag_entry *e;
	struct finder finder;
	struct facts facts;
	struct vars vars;
	const struct profile_loader loader = {
		.load = find_load, .context = &finder, .vars = &vars};
	const char *path;

	probe_facts(p->arena, environ, &facts);
	host_vars(p->arena, &facts, &vars);
	find_init(p->arena, &facts, &finder);
	path = find_path(&finder, "default");
	if (!path) {
		feature_report(p, FEATURE_MISSING, "no profile 'default' in %s, %s, %s",
			       finder.dir[0], finder.dir[1], finder.dir[2]);
		feature_mend(p, "mend: make install, or without it "
				"SANDBOX_PROFILES=DIR");
	} else if (profile_read(p->arena, &diag, &loader, NULL, "default", &settings) ==
		   0) {
		feature_report(p, FEATURE_OK, "%s", path);
	} else {
		e = first_error(&diag);
		feature_report(p, FEATURE_MISSING, "%s%s%s",
			       origin_text(p->arena, &e->from),
			       e->from.file ? ": " : "", e->message);
	}
}

/* Where a program lies, or NULL. Helpers may be outside of an ordinary user's PATH. */
static const char *find_program(struct arena *a, const char *name)
{
	const char *path = getenv("PATH");
	const char *dirs = arena_printf(
		a, "%s:/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin", path ? path : "");

	while (*dirs) {
		size_t n = strcspn(dirs, ":");
		const char *file = arena_printf(a, "%.*s/%s", (int)n, dirs, name);

		if (dirs[0] == '/' && access(file, X_OK) == 0)
			return file;
		dirs += dirs[n] ? n + 1 : n;
	}
	return NULL;
}

enum package {
	PACKAGE_PASST,
	PACKAGE_DBUS_PROXY,
	PACKAGE_UIDMAP,
	N_PACKAGES,
};

/* The command that installs, for the first of these package managers that is here. */
static const struct manager {
	const char *program;
	const char *install;
	const char *package[N_PACKAGES];
} managers[] = {
	{"apt-get", "apt install", {"passt", "xdg-dbus-proxy", "uidmap"}},
	{"dnf", "dnf install", {"passt", "xdg-dbus-proxy", "shadow-utils"}},
	{"zypper", "zypper install", {"passt", "xdg-dbus-proxy", "shadow"}},
	{"pacman", "pacman -S", {"passt", "xdg-dbus-proxy", "shadow"}},
	{"apk", "apk add", {"passt", "xdg-dbus-proxy", "shadow-subids"}},
};

static void mend_by_install(const struct probe *p, enum package package)
{
	for (size_t i = 0; i < ARRAY_SIZE(managers); i++) {
		if (!find_program(p->arena, managers[i].program))
			continue;
		feature_mend(p, "mend, as root: %s %s", managers[i].install,
			     managers[i].package[package]);
		return;
	}
	feature_mend(p, "mend: install %s", managers[0].package[package]);
}

static void report_program(const struct probe *p, const char *name,
			   enum package package)
{
	const char *file = find_program(p->arena, name);

	if (file) {
		feature_report(p, FEATURE_OK, "%s", file);
	} else {
		feature_report(p, FEATURE_MISSING, "not installed");
		mend_by_install(p, package);
	}
}

void feature_pasta(const struct probe *p)
{
	report_program(p, "pasta", PACKAGE_PASST);
}

void feature_dbus_proxy(const struct probe *p)
{
	report_program(p, "xdg-dbus-proxy", PACKAGE_DBUS_PROXY);
}

/* What `ids auto` asks for. */
static int has_ids(const struct probe *p, const struct facts *f, enum id_kind kind)
{
	static const char *const helper[N_ID_KINDS] = {"newuidmap", "newgidmap"};
	struct fact_subids s = f->subids(f, p->arena, kind);

	if (!s.obstacle)
		return 1;
	feature_report(p, FEATURE_MISSING, "%s", s.obstacle);
	if (!f->privileged && !find_program(p->arena, helper[kind]))
		mend_by_install(p, PACKAGE_UIDMAP);
	else if (s.mend)
		feature_mend(p, "mend, %s", s.mend);
	else
		feature_mend(p, "mend: start it from outside of that");
	return 0;
}

void feature_uidmap(const struct probe *p)
{
	struct facts f;

	probe_facts(p->arena, environ, &f);
	if (has_ids(p, &f, ID_UID) && has_ids(p, &f, ID_GID))
		feature_report_result(p, 0);
}

void feature_groups(const struct probe *p)
{
	struct facts f;

	probe_facts(p->arena, environ, &f);
	if (!f.groups)
		feature_report(p, FEATURE_OK, "none but the user's own");
	else if (!f.groups_obstacle)
		feature_report(p, FEATURE_OK, "they can be left behind: %s", f.groups);
	else
		feature_report(p, FEATURE_LIMITED, "they stay real inside: %s; %s",
			       f.groups, f.groups_obstacle);
}

void feature_tiocsti(const struct probe *p)
{
	/* Kernels before 6.2 have no such setting and always allow it. */
	long legacy = 1;

	(void)sysfile_number("/proc/sys/dev/tty/legacy_tiocsti", &legacy);
	if (legacy)
		feature_report(p, FEATURE_LIMITED, "the kernel still allows it");
	else
		feature_report(p, FEATURE_OK, "refused by the kernel");
	if (legacy && access("/proc/sys/dev/tty/legacy_tiocsti", F_OK) != 0)
		feature_mend(p, "mend: Linux 6.2 or later");
}

void feature_core(const struct probe *p)
{
	char pattern[256];
	int r = sysfile_read("/proc/sys/kernel/core_pattern", pattern, sizeof(pattern));

	if (r < 0)
		feature_report(p, FEATURE_UNKNOWN, "%s", strerror(-r));
	else if (pattern[0] == '|')
		feature_report(p, FEATURE_LIMITED, "handed to: %s", pattern + 1);
	else
		feature_report(p, FEATURE_OK, "written to a file (%s)", pattern);
}
