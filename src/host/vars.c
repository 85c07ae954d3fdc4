/* vars.c - the values of the profile language's variables for this caller.
 * May: read.
 */
#include "host/vars.h"

#include <ctype.h>

#include "host/sysfile.h"
#include "text/path.h"

struct filler {
	struct arena *arena;
	const struct facts *facts;
	struct vars *vars;
};

/* An XDG directory: what the environment says if it is absolute, else below home. */
static void set_xdg(struct filler *f, enum var_id id, const char *below_home)
{
	const char *value = facts_env(f->facts, var_table[id].name);
	const char *path = value ? path_clean(f->arena, value) : NULL;

	if (!path && below_home)
		path = path_join(f->arena, f->facts->home, below_home);
	f->vars->value[id] = path;
}

static const struct {
	enum var_id id;
	const char *key; /* in user-dirs.dirs: XDG_<key>_DIR */
	const char *below_home;
} user_dirs[] = {
	{VAR_DESKTOP, "DESKTOP", "Desktop"},
	{VAR_DOCUMENTS, "DOCUMENTS", "Documents"},
	{VAR_DOWNLOADS, "DOWNLOAD", "Downloads"},
	{VAR_MUSIC, "MUSIC", "Music"},
	{VAR_PICTURES, "PICTURES", "Pictures"},
	{VAR_VIDEOS, "VIDEOS", "Videos"},
};

/* One line XDG_DOWNLOAD_DIR="$HOME/Downloads" of xdg-user-dirs(1). A directory that is the
 * home itself means "disabled" there.
 */
static void take_user_dir(struct filler *f, const char *line, const char *key,
			  enum var_id id)
{
	const char *rest = str_after(line, "XDG_");
	const char *end;
	char *text, *path;

	if (!rest || !(rest = str_after(rest, key)) ||
	    !(rest = str_after(rest, "_DIR=\"")))
		return;
	end = strchr(rest, '"');
	if (!end)
		return;
	text = arena_copy(f->arena, rest, (size_t)(end - rest));
	if (str_after(text, "$HOME"))
		text = arena_printf(f->arena, "%s%s", f->facts->home, text + 5);
	path = path_clean(f->arena, text);
	if (path && !str_equal(path, f->facts->home))
		f->vars->value[id] = path;
}

static void set_user_dirs(struct filler *f)
{
	const char *file = path_join(f->arena, f->vars->value[VAR_XDG_CONFIG_HOME],
				     "user-dirs.dirs");
	char text[4096];
	char *line, *save = NULL;

	for (size_t i = 0; i < ARRAY_SIZE(user_dirs); i++)
		f->vars->value[user_dirs[i].id] =
			path_join(f->arena, f->facts->home, user_dirs[i].below_home);
	if (sysfile_read(file, text, sizeof(text)) < 0)
		return;
	for (line = strtok_r(text, "\n", &save); line;
	     line = strtok_r(NULL, "\n", &save))
		for (size_t i = 0; i < ARRAY_SIZE(user_dirs); i++)
			take_user_dir(f, line + strspn(line, " \t"), user_dirs[i].key,
				      user_dirs[i].id);
}

/* WAYLAND_DISPLAY is a name in the runtime directory or an absolute path. */
static void set_wayland(struct filler *f)
{
	const char *name = facts_env(f->facts, "WAYLAND_DISPLAY");
	const char *dir = f->vars->value[VAR_XDG_RUNTIME_DIR];

	if (name && name[0] == '/')
		f->vars->value[VAR_WAYLAND_SOCKET] = path_clean(f->arena, name);
	else if (name && dir && !strchr(name, '/'))
		f->vars->value[VAR_WAYLAND_SOCKET] = path_join(f->arena, dir, name);
}

/* DISPLAY=:N or :N.S is a local server, its socket /tmp/.X11-unix/XN. */
static void set_x11(struct filler *f)
{
	const char *display = facts_env(f->facts, "DISPLAY");
	const char *cookie = facts_env(f->facts, "XAUTHORITY");
	size_t n = 0;

	if (display && display[0] == ':')
		while (isdigit((unsigned char)display[1 + n]))
			n++;
	if (n > 0)
		f->vars->value[VAR_X11_SOCKET] = arena_printf(
			f->arena, "/tmp/.X11-unix/X%.*s", (int)n, display + 1);
	if (!display)
		return;
	f->vars->value[VAR_XAUTHORITY] =
		cookie ? path_clean(f->arena, cookie)
		       : path_join(f->arena, f->facts->home, ".Xauthority");
}

void host_vars(struct arena *a, const struct facts *facts, struct vars *ret_vars)
{
	struct filler f = {.arena = a, .facts = facts, .vars = ret_vars};

	*ret_vars = (struct vars){.value = {0}};
	ret_vars->value[VAR_HOME] = facts->home;
	ret_vars->home_real = facts->path(facts->context, facts->home)->real;
	ret_vars->value[VAR_USER] = facts->user;
	ret_vars->value[VAR_UID] = arena_printf(a, "%u", facts->uid);
	ret_vars->value[VAR_CWD] = facts->cwd;
	set_xdg(&f, VAR_XDG_RUNTIME_DIR, NULL);
	set_xdg(&f, VAR_XDG_CONFIG_HOME, ".config");
	set_xdg(&f, VAR_XDG_DATA_HOME, ".local/share");
	set_xdg(&f, VAR_XDG_CACHE_HOME, ".cache");
	set_xdg(&f, VAR_XDG_STATE_HOME, ".local/state");
	set_user_dirs(&f);
	set_wayland(&f);
	set_x11(&f);
}
