/* fake_host.c - a made-up host from its description: files, links, the caller. */
#include <errno.h>
#include <stdio.h>

#include "text/lex.h"
#include "text/names.h"
#include "text/path.h"
#include "text/value.h"
#include "unit/fake.h"

#define LINKS_MAX 40 /* as the kernel has it: path_resolution(7) */

/* --- Files ------------------------------------------------------------------------- */

static const struct fake_file *find_file(const struct fake *f, const char *path)
{
	for (size_t i = f->files.n; i-- > 0;)
		if (str_equal(f->files.item[i].path, path))
			return &f->files.item[i];
	return NULL;
}

struct walk {
	struct fake *fake;
	struct fact_path *fact;
	const char *at; /* the real path so far */
	VEC(struct fact_link) links;
	size_t n_followed;
};

static void walk(struct walk *w, const char *path);

/* One more component. */
static void step(struct walk *w, const char *name)
{
	struct arena *a = &w->fake->arena;
	const struct fake_file *file;
	struct fact_link *link;

	if (w->fact->kind != FACT_DIR) {
		w->at = path_join(a, w->at, name);
		if (w->fact->kind != FACT_MISSING && w->fact->kind != FACT_DENIED) {
			w->fact->kind = FACT_MISSING;
			w->fact->error = ENOTDIR;
		}
		return;
	}
	file = find_file(w->fake, path_join(a, w->at, name));
	if (file && file->target && ++w->n_followed <= LINKS_MAX) {
		link = vec_push(a, &w->links);
		link->path = file->path;
		link->target = file->target;
		walk(w, file->target);
		return;
	}
	w->at = path_join(a, w->at, name);
	if (!file) {
		w->fact->kind = FACT_MISSING;
		w->fact->error = ENOENT;
	} else {
		w->fact->kind = file->target ? FACT_DENIED : file->kind;
		w->fact->error = file->target ? ELOOP : file->error;
		w->fact->is_foreign = file->is_foreign;
	}
}

static void walk(struct walk *w, const char *path)
{
	if (path[0] == '/') {
		w->at = "/";
		w->fact->kind = FACT_DIR;
	}
	while (*path) {
		size_t n = strcspn(path, "/");
		char *name = arena_copy(&w->fake->arena, path, n);

		if (str_equal(name, ".."))
			w->at = path_parent(&w->fake->arena, w->at);
		else if (n > 0 && !str_equal(name, "."))
			step(w, name);
		path += n;
		path += strspn(path, "/");
	}
}

static const struct fact_path *look(void *context, const char *path)
{
	struct fake *f = context;
	struct fact_path *fact = arena_alloc(&f->arena, sizeof(*fact));
	struct walk w = {.fake = f, .fact = fact};

	walk(&w, path);
	fact->real = w.at;
	fact->link = w.links.item;
	fact->n_links = w.links.n;
	return fact;
}

static int is_empty_dir(void *context, const char *path)
{
	const struct fake_file *file = find_file(context, path);

	return file && file->is_empty;
}

static struct fake_file *add_file(struct fake *f, const char *path, enum fact_kind kind)
{
	char *parent = path_parent(&f->arena, path);
	struct fake_file *file;

	if (!find_file(f, parent) && !str_equal(parent, "/"))
		(void)add_file(f, parent, FACT_DIR);
	file = vec_push(&f->arena, &f->files);
	file->path = arena_string(&f->arena, path);
	file->kind = kind;
	file->error = kind == FACT_MISSING ? ENOENT : kind == FACT_DENIED ? EACCES : 0;
	return file;
}

/* --- The description of a host ----------------------------------------------------- */

static const struct {
	const char *word;
	enum fact_kind kind;
} kinds[] = {
	{"dir", FACT_DIR},	     {"file", FACT_FILE}, {"socket", FACT_SOCKET},
	{"device", FACT_DEVICE},     {"fifo", FACT_FIFO}, {"missing", FACT_MISSING},
	{"denied", FACT_DENIED},     {"empty", FACT_DIR}, {"foreign", FACT_DIR},
	{"foreign-empty", FACT_DIR},
};

/* As src/host/ gives paths: clean. */
static int is_path(struct fake *f, const char *value)
{
	const char *clean = path_clean(&f->arena, value);

	return clean && str_equal(clean, value) && !str_equal(value, "/");
}

static int take_file(struct fake *f, const char *word, const char *value,
		     const char *more)
{
	struct fake_file *file;

	if (!is_path(f, value))
		return 0;
	for (size_t i = 0; i < ARRAY_SIZE(kinds); i++) {
		if (!str_equal(kinds[i].word, word))
			continue;
		file = add_file(f, value, kinds[i].kind);
		file->is_empty = strstr(word, "empty") != NULL;
		file->is_foreign = str_after(word, "foreign") != NULL;
		if (more)
			file->error = atoi(more);
		return 1;
	}
	if (!str_equal(word, "link") || !more)
		return 0;
	add_file(f, value, FACT_FILE)->target = arena_string(&f->arena, more);
	return 1;
}

static enum label_state module_state(const char *word)
{
	return str_equal(word, "on") || str_equal(word, "lax") ? LABEL_THERE
	       : str_equal(word, "denied")		       ? LABEL_DENIED
	       : str_equal(word, "hidden")		       ? LABEL_UNKNOWN
							       : LABEL_OFF;
}

static void set_module(struct fake *f, enum label_kind kind, const char *word)
{
	f->modules[kind] = module_state(word);
	f->is_lax[kind] = str_equal(word, "lax");
}

static struct fact_label find_label(void *context, struct arena *a,
				    enum label_kind kind, const char *name)
{
	const struct fake *f = context;
	struct fact_label l = {.state = f->modules[kind], .label = name};

	if (kind == LABEL_SELINUX && !strchr(name, ':')) {
		l.label = arena_printf(a, "u:r:%s:s0:c1,c2", name);
		l.files = "u:object_r:sandbox_file_t:s0:c1,c2";
	}
	if (l.state != LABEL_THERE)
		return l;
	for (size_t i = 0; i < f->labels.n; i++)
		if (str_equal(f->labels.item[i], name)) {
			l.lax = f->is_lax[kind] ? "it is lax" : NULL;
			return l;
		}
	l.state = LABEL_MISSING;
	return l;
}

static struct fact_subids find_subids(const struct facts *facts, struct arena *a UNUSED,
				      enum id_kind kind)
{
	static const char *const helper[] = {"/usr/bin/newuidmap",
					     "/usr/bin/newgidmap"};
	static const struct id_range known = {.first = 0, .count = 1000000};
	const struct fake *f = facts->context;
	struct fact_subids s = {.range = f->subids[kind].item,
				.n = f->subids[kind].n,
				.obstacle = f->subids_obstacle};

	if (!s.obstacle && !s.n)
		s.obstacle = "there is no range";
	if (s.obstacle)
		s.mend = "as root: usermod --add-subuids 100000-165535 user";
	if (s.obstacle && !facts->privileged)
		return s;
	s.helper = facts->privileged ? NULL : helper[kind];
	s.known = &known;
	s.n_known = facts->privileged;
	return s;
}

static int take_range(struct fake *f, const char *word, const char *value,
		      const char *more)
{
	enum id_kind kind = str_equal(word, "subgid");
	uint64_t first, count;

	if (!more || (kind == ID_UID && !str_equal(word, "subuid")) ||
	    names_parse_number(value, ID_MAX, &first) < 0 ||
	    names_parse_number(more, ID_MAX - first + 1, &count) < 0 || count == 0)
		return 0;
	*vec_push(&f->arena, &f->subids[kind]) =
		(struct id_range){.first = (uint32_t)first, .count = (uint32_t)count};
	return 1;
}

static struct fact_cgroup find_cgroup(const struct facts *facts, struct arena *a UNUSED)
{
	const struct fake *f = facts->context;

	return f->cgroup;
}

/* none WHY, or one of the ways and the controllers. */
static int take_cgroup(struct fake *f, const char *word, const char *more)
{
	static const char *const ways[] = {"none", "below", "leaf", "scope"};
	const char *text = more ? arena_string(&f->arena, more) : "";

	f->cgroup = (struct fact_cgroup){
		.dir = "/sys/fs/cgroup/user",
		.address = "/run/user/1000/systemd/private",
		.mend = "mend: do this",
		.obstacle = text,
	};
	for (size_t i = 0; i < N_CGROUP_CONTROLLERS; i++)
		if (strstr(text, cgroup_controller_name[i]))
			f->cgroup.controllers |= 1U << i;
	for (size_t i = 0; i < ARRAY_SIZE(ways); i++) {
		if (!str_equal(word, ways[i]))
			continue;
		f->cgroup.way = (enum cgroup_way)i;
		return 1;
	}
	return 0;
}

static int take_number(struct fake *f, const char *word, const char *value)
{
	uint64_t n;

	if (names_parse_number(value, UINT32_MAX, &n) < 0)
		return 0;
	if (str_equal(word, "uid"))
		f->facts.uid = (uid_t)n;
	else if (str_equal(word, "gid"))
		f->facts.gid = (gid_t)n;
	else if (str_equal(word, "sub-gid"))
		f->facts.sub_gid = (gid_t)n;
	else if (str_equal(word, "landlock"))
		f->facts.landlock_abi = (int)n;
	else if (str_equal(word, "tty") && n < 3)
		f->facts.has_tty[n] = 1;
	else
		return 0;
	return 1;
}

static void set_env(struct fake *f, const char *text)
{
	size_t n = strcspn(text, "=") + 1, kept = 0;

	for (size_t i = 0; i < f->env.n; i++)
		if (strncmp(f->env.item[i], text, n) != 0)
			f->env.item[kept++] = f->env.item[i];
	f->env.n = kept;
	*vec_push(&f->arena, &f->env) = text;
}

static int take_fact(struct fake *f, const char *word, const char *value)
{
	const char *text = arena_string(&f->arena, value);
	int is_dir = is_path(f, value);

	if (str_equal(word, "cwd"))
		f->facts.cwd = is_dir ? text : NULL;
	else if (str_equal(word, "home") && is_dir)
		f->facts.home = text;
	else if (str_equal(word, "data") && is_dir)
		f->facts.data_home = text;
	else if (str_equal(word, "user") && value_is_name(value))
		f->facts.user = text;
	else if (str_equal(word, "machine-id"))
		f->facts.machine_id = text;
	else if (str_equal(word, "boot-id"))
		f->facts.boot_id = text;
	else if (str_equal(word, "groups"))
		f->facts.groups = text;
	else if (str_equal(word, "groups-obstacle"))
		f->facts.groups_obstacle = text;
	else if (str_equal(word, "subids-obstacle"))
		f->subids_obstacle = text;
	else if (str_equal(word, "apparmor"))
		set_module(f, LABEL_APPARMOR, value);
	else if (str_equal(word, "selinux"))
		set_module(f, LABEL_SELINUX, value);
	else if (str_equal(word, "label"))
		*vec_push(&f->arena, &f->labels) = text;
	else if (str_equal(word, "env"))
		set_env(f, text);
	else if (str_equal(word, "time-ns"))
		f->facts.has_time_ns = 1;
	else if (str_equal(word, "privileged"))
		f->facts.privileged = 1;
	else
		return 0;
	return 1;
}

static int take_line(struct fake *f, const struct origin *at, const char *line,
		     size_t n)
{
	struct words w;
	const char *word, *value, *more;

	if (lex_line(&f->arena, &f->diag, at, NULL, line, n, &w) < 0)
		return -1;
	if (w.list.n == 0)
		return 0;
	word = w.list.item[0].text;
	value = w.list.n > 1 ? w.list.item[1].text : "";
	more = w.list.n > 2 ? w.list.item[2].text : NULL;
	if (take_file(f, word, value, more) || take_range(f, word, value, more))
		return 0;
	if (str_equal(word, "cgroup") && take_cgroup(f, value, more))
		return 0;
	if (take_number(f, word, value) || take_fact(f, word, value))
		return 0;
	return diag_error(&f->diag, at, "no such line in a description of a host: %.*s",
			  (int)n, line);
}

/* The environment and the variables follow from the rest. */
static void finish_facts(struct fake *f)
{
	char *uid = arena_printf(&f->arena, "%u", f->facts.uid);

	*vec_push(&f->arena, &f->env) = NULL;
	f->env.n--;
	f->facts.environ = f->env.item;
	f->vars.value[VAR_HOME] = f->facts.home;
	f->vars.value[VAR_USER] = f->facts.user;
	f->vars.value[VAR_CWD] = f->facts.cwd;
	f->vars.value[VAR_UID] = uid;
	if (!f->facts.home)
		return;
	f->vars.value[VAR_XDG_DATA_HOME] = f->facts.data_home;
	f->vars.value[VAR_DOWNLOADS] = path_join(&f->arena, f->facts.home, "Downloads");
}

int fake_host(struct fake *f, const char *text)
{
	struct origin at = {.file = "host", .line = 1, .column = 1};
	int bad = 0;

	while (*text) {
		size_t n = strcspn(text, "\n");

		bad |= take_line(f, &at, text, n);
		text += n + (text[n] == '\n');
		at.line++;
	}
	finish_facts(f);
	return bad ? -1 : 0;
}

void fake_add(struct fake *f, const char *text)
{
	if (fake_host(f, text) == 0)
		return;
	fputs(fake_said(f), stderr);
	abort(); /* the test itself is wrong */
}

void fake_empty_host(struct fake *f)
{
	f->facts.path = look;
	f->facts.label = find_label;
	f->facts.cgroup = find_cgroup;
	f->cgroup.obstacle = "no cgroup v2 tree is mounted";
	f->facts.is_empty_dir = is_empty_dir;
	f->facts.subids = find_subids;
	f->facts.context = f;
	finish_facts(f);
}
