/* explain.c - why a step of the plan failed, in words that help.
 * May: read the host.  Must not: change anything.
 */
#include "parent/explain.h"

#include <errno.h>
#include <fcntl.h>

#include "base/text.h"
#include "host/mounted.h"
#include "host/userns.h"
#include "plan/print.h"

/* What an errno means at a step, where that is more than strerror says. */
static const struct {
	enum step_op op;
	int error;
	const char *meaning;
	const char *hint;
} known[] = {
	{STEP_SRC_OPEN, ELOOP,
	 "a symbolic link has appeared in it while the sandbox was starting", NULL},
	{STEP_SRC_OPEN, ENOENT, "it vanished while the sandbox was starting", NULL},
	{STEP_SRC_OPEN, ESTALE,
	 "it became another kind of file while the sandbox was starting", NULL},
	{STEP_SRC_OPEN, EMFILE, "too many rules for the limit of open files",
	 "raise it in the calling shell: ulimit -n 4096"},
	{STEP_ROOT_PIVOT, EINVAL,
	 "the kernel cannot leave this root (is it the initramfs?)",
	 "boot into a real root file system, or enter one with switch_root"},
	{STEP_HOME_MAKE, EPERM,
	 "it belongs to somebody else, or others may write to it",
	 "chmod 700 it, or choose another: home private NAME"},
	{STEP_DIR_MAKE, ELOOP, "there is a symbolic link at this place inside", NULL},
	{STEP_POINT_MAKE, ELOOP, "there is a symbolic link at this place inside", NULL},
	{STEP_MOUNT_TREE, ELOOP, "there is a symbolic link on the way to it inside",
	 NULL},
	{STEP_MOUNT_TMPFS, ELOOP, "there is a symbolic link on the way to it inside",
	 NULL},
	{STEP_FILE_MAKE, ELOOP, "there is a symbolic link at this place inside", NULL},
	{STEP_MOUNT_TREE, ENOENT, "its place vanished while the sandbox was starting",
	 NULL},
	{STEP_CHANGES_MAKE, EEXIST,
	 "these changes were made over other directories, or in an unknown way",
	 "sandboxctl discard them, or take another name: changes NAME"},
	{STEP_CHANGES_MAKE, EPERM,
	 "it belongs to somebody else, or others may write to it", NULL},
	{STEP_MOUNT_OVERLAY, EPERM, "this kernel does not let users mount overlays",
	 "it takes Linux 5.11 or later (sandboxctl doctor --all says more); without "
	 "it, "
	 "copy the directory and let the copy be written: write DIR"},
	{STEP_MOUNT_OVERLAY, ENODEV, "the kernel has no overlay file system",
	 "as root: modprobe overlay; sandboxctl doctor --all says more"},
	{STEP_MOUNT_OVERLAY, EINVAL,
	 "something else is mounted in it, or a file system in use cannot be a layer",
	 "take directories in which nothing is mounted; keep changes on a local file "
	 "system such as ext4, xfs, btrfs"},
	{STEP_MOUNT_OVERLAY, ELOOP,
	 "a layer lies in another one, or there is a symbolic link on the way to it "
	 "inside",
	 NULL},
	{STEP_MOUNT_OVERLAY, EBUSY, "its changes are in use by another mount", NULL},
	{STEP_MOUNT_OVERLAY, ENOENT,
	 "its place vanished while the sandbox was starting", NULL},
	{STEP_MOUNT_PIN, ELOOP, "there is a symbolic link on the way to it inside",
	 NULL},
	{STEP_DIR_MAKE, EACCES, "the layer below belongs to somebody else", NULL},
	{STEP_POINT_MAKE, EACCES, "the layer below belongs to somebody else", NULL},
	{STEP_WORK_DIR, ENOENT, "it does not exist inside", NULL},
	{STEP_NS_JOIN, ESRCH, "it has just ended", NULL},
	{STEP_NS_JOIN, EPERM,
	 "it was started with more rights than you have now, or runs in a sandbox of "
	 "its "
	 "own",
	 NULL},
	{STEP_LIMIT_SET, EPERM, "it is above the caller's own hard limit (ulimit -H)",
	 NULL},
	{STEP_SEAL_APPARMOR, ENOENT, "no such profile is loaded",
	 "load it, as root: apparmor_parser -r FILE"},
	{STEP_SEAL_APPARMOR, EACCES,
	 "the profile that confines sandbox itself has no change_profile rule for it",
	 NULL},
	{STEP_SEAL_SELINUX, EINVAL, "the loaded policy does not know it",
	 "load the module that has it, as root: semodule -i FILE"},
	{STEP_SEAL_SELINUX, EACCES, "the policy does not let the caller set contexts",
	 NULL},
	{STEP_FD_CLOSE, EBADF, "a descriptor to keep is not open", NULL},
};

static const char *host_path_of(const struct launch *l, const char *name)
{
	const char *path = facts_env(l->facts, "PATH");

	for (; path && *path; path += *path == ':') {
		size_t n = strcspn(path, ":");
		char *file = arena_printf(l->arena, "%.*s/%s", (int)n, path, name);

		if (file[0] == '/' && access(file, X_OK) == 0)
			return file;
		path += n;
	}
	return NULL;
}

/* The mount that decides what is at a path inside, or NULL. */
static const struct step *mount_over(const struct launch *l, const char *path)
{
	const struct step *top = NULL;

	for (size_t i = 0; i < l->plan->steps.n; i++) {
		const struct step *s = &l->plan->steps.item[i];
		const char *rest = NULL;

		if (s->op == STEP_MOUNT_TREE || s->op == STEP_MOUNT_TMPFS ||
		    s->op == STEP_MOUNT_OVERLAY)
			rest = str_after(path, s->path);
		if (rest && (!*rest || *rest == '/') &&
		    (!top || strlen(s->path) >= strlen(top->path)))
			top = s;
	}
	return top;
}

static int has_root_of_host(const struct launch *l)
{
	for (size_t i = 0; i < l->plan->steps.n; i++)
		if (l->plan->steps.item[i].op == STEP_MOUNT_ROOT)
			return l->plan->steps.item[i].slot >= 0;
	return 0;
}

/* What the program would see at a path: the mount's source may be elsewhere on the host. NULL:
 * no rule shows it.
 */
static const struct fact_path *fact_inside(const struct launch *l, const char *path)
{
	const struct step *top = mount_over(l, path);

	if (!top || top->op == STEP_MOUNT_TMPFS || str_equal(top->text, "/dev/null"))
		return NULL;
	return l->facts->path(
		l->facts->context,
		arena_printf(l->arena, "%s%s", top->text, str_after(path, top->path)));
}

/* The interpreter that a script's first line names, or NULL. */
static const char *interpreter_of(const struct launch *l, const char *path)
{
	autoclose int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	char line[257] = "";
	const char *name = line + 2;
	size_t n;

	if (fd < 0 || read(fd, line, sizeof(line) - 1) < 2 || line[0] != '#' ||
	    line[1] != '!')
		return NULL;
	name += strspn(name, " \t");
	n = strcspn(name, " \t\n");
	return n ? arena_copy(l->arena, name, n) : NULL;
}

/* The file is there, and what runs it is not. */
static void hint_at_interpreter(const struct launch *l, const char *path)
{
	const char *name = interpreter_of(l, path);
	const struct fact_path *host = NULL, *inside = NULL;

	if (name && name[0] == '/') {
		host = l->facts->path(l->facts->context, name);
		inside = fact_inside(l, host->kind == FACT_MISSING ? name : host->real);
	}
	if (!host || (inside && inside->kind == FACT_FILE)) {
		diag_hint(l->diag,
			  "%s is there; the interpreter or loader that it names is not "
			  "visible inside",
			  path);
		return;
	}
	diag_hint(l->diag,
		  "%s is there; the interpreter that it names, '%s', is not visible "
		  "inside",
		  path, name);
	if (name[strlen(name) - 1] == '\r')
		diag_hint(l->diag, "its lines end as on Windows: remove the \\r");
	else if (host->kind == FACT_FILE)
		diag_hint(l->diag, "the host has it; to allow it: --read=%s", name);
	else
		diag_hint(l->diag, "the host does not have it either");
}

/* Is it the file that is missing, or what it names? The root of another system has links of
 * its own: nothing is said then.
 */
static void hint_at_file(const struct launch *l, const char *path)
{
	const struct fact_path *host = l->facts->path(l->facts->context, path);
	const struct fact_path *inside =
		fact_inside(l, host->kind == FACT_MISSING ? path : host->real);

	if (has_root_of_host(l))
		return;
	if (host->kind == FACT_FILE && strstr(path, "/../"))
		diag_hint(l->diag, "a command's own file is not shown where its name "
				   "has '..' in it; name it without");
	else if (inside && inside->kind == FACT_FILE)
		hint_at_interpreter(l, inside->real);
	else if (host->kind == FACT_FILE)
		diag_hint(
			l->diag,
			"the host has %s, which no rule shows; to allow it: --read=%s",
			path, path);
	else if (host->kind == FACT_MISSING)
		diag_hint(l->diag, "the host does not have it either");
}

static int is_candidate(const struct exec_data *exec, const char *path)
{
	for (const char *const *c = exec->candidates; *c; c++)
		if (str_equal(*c, path))
			return 1;
	return 0;
}

static int explain_missing(const struct launch *l, const struct step *s)
{
	const struct exec_data *exec = s->data;
	const char *name = s->path;
	const char *file = exec->candidates[0];

	diag_error(l->diag, NULL, "%s: not found inside the sandbox", name);
	if (!strchr(name, '/')) {
		file = host_path_of(l, name);
		if (!file)
			diag_hint(l->diag, "no directory in $PATH of the host has it");
		else if (!is_candidate(exec, file) && fact_inside(l, file))
			diag_hint(l->diag, "%s is visible, but not in $PATH inside",
				  file);
		else
			hint_at_file(l, file);
	} else if (file[0] == '/') {
		hint_at_file(l, file);
	}
	return EXIT_NOT_FOUND;
}

/* The kernel has one answer for all of these. */
static void hint_at_mode(const struct launch *l, const struct step *s)
{
	const struct exec_data *exec = s->data;
	const char *path = exec->candidates[0];
	const struct fact_path *file = path && path[0] == '/' && !has_root_of_host(l)
					       ? fact_inside(l, path)
					       : NULL;

	if (file && file->kind == FACT_DIR)
		diag_hint(l->diag, "it is a directory");
	else if (file && file->kind == FACT_FILE && access(file->real, X_OK) < 0)
		diag_hint(l->diag, "you may not run it outside either: chmod +x %s",
			  file->real);
	else
		diag_hint(l->diag,
			  "it needs its x bit, and a place that is not noexec: what "
			  "'write' shows can be run only with 'exec' added");
}

static int explain_exec(const struct launch *l, const struct step *s, int error)
{
	switch (error) {
	case ENOENT:
		return explain_missing(l, s);
	case EACCES:
		diag_error(l->diag, NULL, "%s: not executable inside the sandbox",
			   s->path);
		hint_at_mode(l, s);
		return EXIT_NOT_EXEC;
	case ENOEXEC:
		diag_error(l->diag, NULL,
			   "%s: not a program, nor a script with a #! line", s->path);
		diag_hint(l->diag,
			  "a shell script without one is run by: sandbox sh %s",
			  s->path);
		return EXIT_NOT_EXEC;
	default:
		diag_error(l->diag, NULL, "%s: cannot be executed: %s", s->path,
			   strerror(error));
		return EXIT_NOT_EXEC;
	}
}

/* Steps at which the kernel shows that the user namespace gave no rights, that /proc is
 * partly covered, or that a filter refuses to mount: measuring tells these apart.
 */
static int is_about_host(const struct report *r, enum step_op op)
{
	static const enum step_op ops[] = {
		STEP_NS_HOSTNAME,  STEP_MOUNT_PRIVATE, STEP_MOUNT_ROOT,
		STEP_MOUNT_TREE,   STEP_MOUNT_TMPFS,   STEP_MOUNT_PROC,
		STEP_MOUNT_DEVPTS, STEP_ROOT_PIVOT,
	};

	if (r->error != EPERM && r->error != EACCES && r->error != ENOSYS)
		return 0;
	for (size_t i = 0; i < ARRAY_SIZE(ops); i++)
		if (ops[i] == op)
			return 1;
	return 0;
}

/* The kernel says EINVAL for each of these; the table of mounts tells them apart. Returns 0 when
 * it does not.
 */
static int explain_layers(const struct launch *l, const struct step *s)
{
	/* Without what an upper layer needs: whiteouts, attributes, types in directories. */
	static const char *const never_upper[] = {
		"overlay", "nfs",  "nfs4",  "9p",   "cifs",  "smb3",	"vfat",
		"msdos",   "fuse", "exfat", "ceph", "ramfs", "fuseblk", "ecryptfs",
	};
	const struct overlay *o = s->data;
	const char *type = o->changes ? mounted_type(l->arena, o->changes) : NULL;
	const char *below = NULL;

	for (size_t i = 0; type && i < ARRAY_SIZE(never_upper); i++) {
		if (!str_equal(type, never_upper[i]) && !str_after(type, "fuse."))
			continue;
		diag_error(
			l->diag, s->from,
			"cannot mount an overlay at %s: its changes would be kept in "
			"%s, which lies on %s, and that cannot take them",
			s->path, o->changes, type);
		diag_hint(l->diag,
			  "keep them on a local file system such as ext4, xfs, "
			  "btrfs: XDG_DATA_HOME=DIR; or in memory, without "
			  "'changes'");
		return 1;
	}
	for (size_t i = 0; !below && i < o->n_lower; i++)
		below = mounted_below(l->arena, o->lower[i]);
	if (!below)
		return 0;
	diag_error(
		l->diag, s->from,
		"cannot mount an overlay at %s: something else is mounted in it, at %s",
		s->path, below);
	diag_hint(l->diag, "take directories in which nothing is mounted");
	return 1;
}

int explain_failure(const struct launch *l, const struct report *r)
{
	const struct step *s = &l->plan->steps.item[r->step];
	const char *meaning = strerror(r->error);
	const char *hint = NULL;
	enum step_op op = s->op;

	if (s->op == STEP_EXEC)
		return explain_exec(l, s, r->error);
	/* A root that is an overlay fails as overlays do. */
	if (op == STEP_MOUNT_ROOT && s->data)
		op = STEP_MOUNT_OVERLAY;
	if (is_about_host(r, op)) {
		userns_explain(l->diag, r->error);
		return EXIT_OURS;
	}
	if (op == STEP_MOUNT_OVERLAY && r->error == EINVAL && explain_layers(l, s))
		return EXIT_OURS;
	for (size_t i = 0; i < ARRAY_SIZE(known); i++) {
		if (known[i].op != op || known[i].error != r->error)
			continue;
		meaning = known[i].meaning;
		hint = known[i].hint;
	}
	diag_error(l->diag, s->from, "cannot %s %s: %s", step_table[s->op].what,
		   s->path ? s->path : plan_describe(l->arena, l->plan, s), meaning);
	if (!hint && r->error == EMFILE)
		hint = "raise the limit in the calling shell: ulimit -n 4096";
	if (!hint && r->error == EFBIG)
		hint = "raise the limit of a file's size in the calling shell: ulimit "
		       "-f";
	if (hint)
		diag_hint(l->diag, "%s", hint);
	return EXIT_OURS;
}
