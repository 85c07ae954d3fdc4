/* world_text.c - nodes of a world as short texts, for tests. */
#include "unit/world_text.h"

static const char *const kind_name[] = {
	[RULE_READ] = "read",	  [RULE_WRITE] = "write",     [RULE_EXEC] = "exec",
	[RULE_SOCKET] = "socket", [RULE_HIDE] = "hide",	      [RULE_TMPFS] = "tmpfs",
	[RULE_DEVICE] = "device", [RULE_SYMLINK] = "symlink", [RULE_FILE] = "file",
	[RULE_HOME] = "home",	  [RULE_ROOT] = "root",	      [RULE_PROC] = "proc",
	[RULE_DEVPTS] = "devpts", [RULE_OVERLAY] = "overlay", [RULE_PIN] = "pin",
};

static const struct node *find_node(const struct fake *f, const char *path)
{
	const struct world *w = &f->builder.world;

	for (size_t i = 0; i < w->nodes.n; i++)
		if (str_equal(w->nodes.item[i].path, path))
			return &w->nodes.item[i];
	return NULL;
}

const char *world_text(struct fake *f, const char *path)
{
	const struct node *n = find_node(f, path);
	char *text;

	if (!n)
		return "none";
	text = arena_string(&f->arena, kind_name[n->rule->kind]);
	if (n->exec && n->rule->kind != RULE_EXEC)
		text = arena_printf(&f->arena, "%s+exec", text);
	if (n->rule->kind == RULE_SYMLINK)
		text = arena_printf(&f->arena, "%s to %s", text, n->rule->text);
	if (n->source && !str_equal(n->source->real, n->path))
		text = arena_printf(&f->arena, "%s from %s", text, n->source->real);
	return arena_printf(&f->arena, "%s%s", text,
			    n->is_redundant ? " (redundant)" : "");
}

const char *world_paths(struct fake *f)
{
	const struct world *w = &f->builder.world;
	char *text = arena_string(&f->arena, "");

	for (size_t i = 0; i < w->nodes.n; i++)
		if (!w->nodes.item[i].rule->derived)
			text = arena_printf(&f->arena, "%s%s ", text,
					    w->nodes.item[i].path);
	return text;
}
