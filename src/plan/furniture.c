/* furniture.c - what every sandbox has without being asked: /dev, /tmp, /run, a home, a
 * few files in /etc.
 * May: compute.
 */
#include "plan/furniture.h"

#include "text/path.h"

static const struct origin built_in = {.file = "built-in"};

/* The devices that programs take for granted; each is harmless for everybody. */
static const char *const devices[] = {
	"/dev/null",   "/dev/zero",    "/dev/full",
	"/dev/random", "/dev/urandom", "/dev/tty",
};

/* Links that glibc, shells and scripts expect in /dev. */
static const struct {
	const char *path;
	const char *target;
} links[] = {
	{"/dev/fd", "/proc/self/fd"},	    {"/dev/stdin", "/proc/self/fd/0"},
	{"/dev/stdout", "/proc/self/fd/1"}, {"/dev/stderr", "/proc/self/fd/2"},
	{"/dev/ptmx", "pts/ptmx"},	    {"/var/run", "/run"},
	{"/var/lock", "/run/lock"},
};

static struct rule *add(struct arena *a, struct rule_list *rules, enum rule_kind kind,
			const char *path)
{
	struct rule *r = vec_push(a, &rules->list);

	r->kind = kind;
	r->path = path;
	r->derived = 1;
	r->from = built_in;
	return r;
}

static struct rule *add_tmpfs(struct arena *a, struct rule_list *rules,
			      const char *path, mode_t mode)
{
	struct rule *r = add(a, rules, RULE_TMPFS, path);

	r->mode = mode;
	/* A root directory of its own may lack a place for it; only /dev must be. */
	r->optional = !str_equal(path, "/dev");
	return r;
}

static void add_file(struct arena *a, struct rule_list *rules, const char *path,
		     const char *text)
{
	struct rule *r = add(a, rules, RULE_FILE, path);

	r->text = text;
	r->optional = 1;
}

uid_t furniture_uid(const struct policy *p, const struct facts *f)
{
	return p->uid.value == POLICY_SELF ? f->uid : p->uid.value;
}

gid_t furniture_gid(const struct policy *p, const struct facts *f)
{
	return p->gid.value == (gid_t)POLICY_SELF ? f->gid : p->gid.value;
}

const char *furniture_hostname(const struct policy *p)
{
	return p->hostname.value ? p->hostname.value : "sandbox";
}

char *furniture_home_storage(struct arena *a, const struct policy *p,
			     const struct facts *f)
{
	const char *name = p->home_name ? p->home_name : p->profile;

	return arena_printf(a, "%s/sandbox/homes/%s", f->data_home, name);
}

static void add_home(struct arena *a, const struct policy *p, const struct facts *f,
		     struct rule_list *rules)
{
	struct rule *r;

	switch (p->home.value) {
	case HOME_TMPFS:
		r = add_tmpfs(a, rules, f->home, 0700);
		r->optional = !p->home.from.file;
		break;
	case HOME_PRIVATE:
		r = add(a, rules, RULE_HOME, f->home);
		r->source = furniture_home_storage(a, p, f);
		break;
	case HOME_REAL:
		r = add(a, rules, RULE_WRITE, f->home);
		r->source = f->home;
		break;
	case HOME_OVERLAY:
		r = add(a, rules, RULE_OVERLAY, f->home);
		r->source = f->home;
		r->layer = &f->home;
		r->n_layers = 1;
		break;
	default:
		return;
	}
	if (p->home.from.file)
		r->from = p->home.from;
}

/* Account files with nobody in them but the caller: who else has an account here, and
 * under which real name, is no business of the program.
 */
static void add_accounts(struct arena *a, const struct policy *p, const struct facts *f,
			 struct rule_list *rules)
{
	uid_t uid = furniture_uid(p, f);
	gid_t gid = furniture_gid(p, f);
	/* A colon or a line break in it would make further fields or lines. */
	const char *home = strpbrk(f->home, ":\n") ? "/" : f->home;
	char *passwd = arena_string(a, "");
	char *group = arena_string(a, "");

	if (uid != 0)
		passwd = arena_printf(a, "root:x:0:0:root:/root:/usr/sbin/nologin\n");
	if (gid != 0)
		group = arena_printf(a, "root:x:0:\n");
	passwd = arena_printf(a, "%s%s:x:%u:%u::%s:/bin/sh\n", passwd,
			      uid == 0 ? "root" : f->user, uid, gid, home);
	group = arena_printf(a, "%s%s:x:%u:\n", group, gid == 0 ? "root" : f->user,
			     gid);
	/* 65534 is the kernel's overflow id: the owner shown for every id not mapped. */
	add_file(a, rules, "/etc/passwd",
		 arena_printf(a,
			      "%snobody:x:65534:65534:not mapped:/nonexistent:"
			      "/usr/sbin/nologin\n",
			      passwd));
	add_file(a, rules, "/etc/group",
		 arena_printf(a, "%snogroup:x:65534:\n", group));
}

static void add_etc(struct arena *a, const struct policy *p, const struct facts *f,
		    struct rule_list *rules)
{
	const char *host = furniture_hostname(p);

	add_accounts(a, p, f, rules);
	add_file(a, rules, "/etc/hostname", arena_printf(a, "%s\n", host));
	if (f->machine_id)
		add_file(a, rules, "/etc/machine-id",
			 arena_printf(a, "%s\n", f->machine_id));
	add_file(a, rules, "/etc/hosts",
		 arena_printf(a, "127.0.0.1 localhost %s\n::1 localhost %s\n", host,
			      host));
	add_file(a, rules, "/etc/nsswitch.conf",
		 "passwd: files\ngroup: files\nshadow: files\nhosts: files dns\n"
		 "networks: files\nprotocols: files\nservices: files\n");
}

void furniture_add(struct arena *a, const struct policy *p, const struct facts *f,
		   struct rule_list *rules)
{
	struct rule *r;

	if (p->root.value) {
		r = add(a, rules, RULE_ROOT, "/");
		r->source = p->root.value;
		r->from = p->root.from;
	}
	add(a, rules, RULE_PROC, "/proc");
	add_tmpfs(a, rules, "/dev", 0755);
	for (size_t i = 0; i < ARRAY_SIZE(devices); i++) {
		r = add(a, rules, RULE_DEVICE, devices[i]);
		r->source = devices[i];
		r->optional = 1; /* some containers lack /dev/full or /dev/tty */
	}
	for (size_t i = 0; i < ARRAY_SIZE(links); i++) {
		r = add(a, rules, RULE_SYMLINK, links[i].path);
		r->text = links[i].target;
		r->optional = 1;
	}
	add(a, rules, RULE_DEVPTS, "/dev/pts");
	add_tmpfs(a, rules, "/dev/shm", 01777);
	add_tmpfs(a, rules, "/tmp", 01777);
	add_tmpfs(a, rules, "/var/tmp", 01777);
	add_tmpfs(a, rules, "/run", 0755);
	add_tmpfs(a, rules, arena_printf(a, "/run/user/%u", furniture_uid(p, f)), 0700);
	add_home(a, p, f, rules);
	if (!p->root.value)
		add_etc(a, p, f, rules);
}
