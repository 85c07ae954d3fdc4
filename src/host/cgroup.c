/* cgroup.c - where a cgroup for a sandbox can be had, and by what right.
 * May: read, try to connect to a systemd.  Must not: create or join a cgroup.
 *
 * A systemd is asked first: the tree is its own, and what others make in it may lose its
 * controllers whenever it pleases. Where there is none, we look for a part of the tree that
 * belongs to us, that is delegated: beside our own cgroup, or in it.
 */
#include "host/cgroup.h"

#include <errno.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/xattr.h>

#include "base/util.h"
#include "host/mounted.h"
#include "host/sysfile.h"

#define BOOT_V2 "mend: boot with systemd.unified_cgroup_hierarchy=1"
#define DELEGATE_MORE                                              \
	"mend, as root: systemctl edit user@.service, and in it\n" \
	"[Service]\n"                                              \
	"Delegate=cpu cpuset io memory pids"
#define LIST_BYTES 512 /* of controllers; there are some fifteen */

/* Our own cgroup of the v2 tree: the line "0::/path". */
static const char *own_path(struct arena *a)
{
	FILE *f = fopen("/proc/self/cgroup", "re");
	autofree char *line = NULL;
	const char *path = NULL;
	size_t room = 0;

	if (!f)
		return NULL;
	while (!path && getline(&line, &room, f) > 0) {
		const char *rest = str_after(line, "0::");

		if (rest)
			path = arena_copy(a, rest, strcspn(rest, "\n"));
	}
	(void)fclose(f); /* only read */
	return path;
}

static const char *own_dir(struct arena *a, const char *point, const char *root)
{
	const char *path = own_path(a);

	/* "/.." leads out of the cgroup namespace. */
	if (!path || str_after(path, "/.."))
		return NULL;
	if (!str_equal(root, "/"))
		path = str_after(path, root);
	if (!path)
		return NULL;
	return arena_printf(a, "%s%s", point, str_equal(path, "/") ? "" : path);
}

const char *cgroup_own_dir(struct arena *a)
{
	const char *root = NULL;
	const char *point = mounted_cgroup2(a, &root);

	return point ? own_dir(a, point, root) : NULL;
}

/* Whether a v1 tree uses the controllers: then the v2 tree is without them. */
static int is_on_v1(void)
{
	char text[4096];

	return sysfile_read("/proc/self/cgroup", text, sizeof(text)) > 0 &&
	       strstr(text, ":memory:");
}

unsigned int cgroup_controllers_of(const char *list)
{
	unsigned int found = 0;

	while (*list) {
		size_t n = strcspn(list, " \n");

		for (size_t i = 0; i < N_CGROUP_CONTROLLERS; i++)
			if (strlen(cgroup_controller_name[i]) == n &&
			    strncmp(list, cgroup_controller_name[i], n) == 0)
				found |= 1U << i;
		list += n + (list[n] != '\0');
	}
	return found;
}

static unsigned int controllers_in(struct arena *a, const char *dir, const char *name)
{
	char list[LIST_BYTES];

	if (sysfile_read(arena_printf(a, "%s/%s", dir, name), list, sizeof(list)) < 0)
		return 0;
	return cgroup_controllers_of(list);
}

/* What must be writable before a sandbox can get a cgroup of its own below. 0 or -errno. */
static int is_ours(struct arena *a, const char *dir)
{
	static const char *const files[] = {"", "/cgroup.procs",
					    "/cgroup.subtree_control"};

	for (size_t i = 0; i < ARRAY_SIZE(files); i++)
		if (access(arena_printf(a, "%s%s", dir, files[i]), W_OK) < 0)
			return -errno;
	return 0;
}

/* The root of the whole tree may have processes and children with controllers; the kernel
 * gives it no type (Linux's cgroup-v2, "No Internal Process Constraint").
 */
static int is_real_root(struct arena *a, const char *dir)
{
	return access(arena_printf(a, "%s/cgroup.type", dir), F_OK) < 0 &&
	       errno == ENOENT;
}

/* How many processes are in it, as far as they can be seen; -1: nobody knows. */
static int count_processes(struct arena *a, const char *dir)
{
	FILE *f = fopen(arena_printf(a, "%s/cgroup.procs", dir), "re");
	int c, n = 0;

	if (!f)
		return -1;
	while ((c = fgetc(f)) != EOF)
		n += c == '\n';
	(void)fclose(f); /* only read */
	return n;
}

/* Where a systemd rules, only what it has handed over is free for others; it says so. */
static int may_be_used(const char *dir)
{
	struct stat st;

	if (lstat("/run/systemd/system", &st) < 0 || !S_ISDIR(st.st_mode))
		return 1;
	return getxattr(dir, "user.delegate", NULL, 0) > 0 ||
	       getxattr(dir, "trusted.delegate", NULL, 0) > 0;
}

/* Can a child of dir get controllers? Then it is ready to be used. */
static int take_below(struct arena *a, const char *dir, struct fact_cgroup *ret)
{
	if (is_ours(a, dir) < 0 || !may_be_used(dir))
		return 0;
	*ret = (struct fact_cgroup){
		.way = CGROUP_BELOW, .dir = dir, .mend = DELEGATE_MORE};
	ret->controllers = controllers_in(a, dir, "cgroup.subtree_control");
	if (count_processes(a, dir) == 0 || is_real_root(a, dir))
		ret->controllers |= controllers_in(a, dir, "cgroup.controllers");
	return ret->controllers != 0;
}

static const char *parent_of(struct arena *a, const char *dir, const char *point)
{
	const char *slash = strrchr(dir, '/');
	size_t n = (size_t)(slash - dir);

	return str_equal(dir, point) || n < strlen(point) ? NULL
							  : arena_copy(a, dir, n);
}

static struct fact_cgroup find_delegated(struct arena *a, const char *point,
					 const char *dir)
{
	const char *parent = parent_of(a, dir, point);
	struct fact_cgroup found;
	int r;

	if (parent && take_below(a, parent, &found))
		return found;
	if (is_real_root(a, dir) && take_below(a, dir, &found))
		return found;
	r = is_ours(a, dir);
	if (r == 0 && count_processes(a, dir) == 1)
		return (struct fact_cgroup){
			.way = CGROUP_LEAF,
			.dir = dir,
			.mend = DELEGATE_MORE,
			.controllers = controllers_in(a, dir, "cgroup.controllers")};
	/* Root, with nothing delegated, may still make one beside all others. */
	if (is_real_root(a, point) && take_below(a, point, &found))
		return found;
	if (r == 0)
		return (struct fact_cgroup){
			.obstacle = arena_printf(
				a, "other processes share this one's cgroup (%s)", dir),
			.mend = "mend: start it alone in one, as with\n"
				"systemd-run --user --scope -p Delegate=yes sandbox "
				"..."};
	return (struct fact_cgroup){
		.obstacle = arena_printf(
			a, "no cgroup is delegated to this process (%s: %s)", dir,
			strerror(-r)),
		.mend = "mend: log in through systemd, or as root, for a cgroup:\n"
			"chown its directory, cgroup.procs, cgroup.subtree_control"};
}

/* --- systemd ----------------------------------------------------------------------------- */

/* Whether somebody listens; nothing is said to them. */
static int is_answered(const char *path)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	autoclose int fd =
		socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

	if (fd < 0 || strlen(path) >= sizeof(address.sun_path))
		return 0;
	memcpy(address.sun_path, path, strlen(path) + 1);
	return connect(fd, (const struct sockaddr *)&address, sizeof(address)) == 0;
}

/* Its own socket, which is there without a message bus, too. */
static const char *manager_address(const struct facts *f, struct arena *a)
{
	const char *dir = facts_env(f, "XDG_RUNTIME_DIR");

	if (f->uid == 0)
		return "/run/systemd/private";
	return dir ? arena_printf(a, "%s/systemd/private", dir)
		   : arena_printf(a, "/run/user/%u/systemd/private", f->uid);
}

/* Only what the manager itself has can it hand on; where that is not to be seen, we shall. */
static unsigned int manager_controllers(struct arena *a, const char *dir)
{
	unsigned int found = controllers_in(a, dir, "cgroup.controllers");

	return found ? found : (1U << N_CGROUP_CONTROLLERS) - 1;
}

struct fact_cgroup cgroup_find(const struct facts *f, struct arena *a)
{
	const char *root = NULL;
	const char *point = mounted_cgroup2(a, &root);
	const char *address = manager_address(f, a);
	const char *dir;

	if (!point)
		return (struct fact_cgroup){.obstacle = "no cgroup v2 tree is mounted",
					    .mend = BOOT_V2};
	if (is_on_v1())
		return (struct fact_cgroup){
			.obstacle = "cgroup v1 uses the controllers", .mend = BOOT_V2};
	if (is_answered(address)) {
		dir = f->uid == 0
			      ? point
			      : arena_printf(
					a,
					"%s/user.slice/user-%u.slice/user@%u.service",
					point, f->uid, f->uid);
		return (struct fact_cgroup){.way = CGROUP_SCOPE,
					    .dir = dir,
					    .address = address,
					    .mend = DELEGATE_MORE,
					    .controllers = manager_controllers(a, dir)};
	}
	dir = own_dir(a, point, root);
	if (!dir)
		return (struct fact_cgroup){
			.obstacle = arena_printf(
				a, "its own cgroup is not to be seen in %s", point)};
	return find_delegated(a, point, dir);
}
