/* answer_path.c - is this path granted, by which line; if not, which line would?
 * May: read the host.
 */
#include "ctl/answer.h"
#include "text/path.h"

/* Places that deserve a second thought before a profile shows them. */
static const struct {
	const char *place; /* below the home directory */
	const char *careful;
} secrets[] = {
	{".ssh", "private keys. Consider an agent's socket instead."},
	{".gnupg", "private keys. Consider an agent's socket instead."},
	{".aws", "cloud credentials."},
	{".azure", "cloud credentials."},
	{".kube", "cluster credentials."},
	{".config/gcloud", "cloud credentials."},
	{".docker/config.json", "registry credentials."},
	{".netrc", "passwords."},
	{".git-credentials", "passwords."},
	{".password-store", "passwords."},
	{".local/share/keyrings", "passwords."},
	{".mozilla", "a browser's passwords and cookies."},
	{".config/chromium", "a browser's passwords and cookies."},
	{".config/google-chrome", "a browser's passwords and cookies."},
	{".bash_history", "whatever was typed, passwords too."},
};

static const char *careful_about(struct wire *w, const char *path)
{
	for (size_t i = 0; i < ARRAY_SIZE(secrets); i++)
		if (path_is_within(path, path_join(&w->arena, w->facts.home,
						   secrets[i].place)))
			return secrets[i].careful;
	if (path_is_within(w->facts.home, path))
		return "your whole home directory, with every secret in it.";
	return NULL;
}

static void set_rights(struct wire *w, const struct node *n, struct answer *a)
{
	const struct node *cover =
		n->cover >= 0 ? &w->builder.world.nodes.item[n->cover] : NULL;
	int writable = node_is_writable(n) ||
		       (n->rule->kind == RULE_EXEC && cover && node_is_writable(cover));

	a->granted = 1;
	a->verdict = writable && node_is_exec(n) ? "read, write and run"
		     : writable			 ? "read and write"
		     : node_is_exec(n)		 ? "read and run"
						 : "read";
	if (!writable || !n->layers)
		return;
	a->detail = "what is changed is gone with the sandbox";
	if (w->policy.changes.value)
		a->detail = arena_printf(&w->arena,
					 "what is changed is kept apart, as changes %s",
					 w->policy.changes.value);
}

static const struct {
	enum rule_kind kind;
	const char *verdict;
	const char *detail;
} made[] = {
	{RULE_TMPFS, "not visible", "an empty directory in memory is in its place"},
	{RULE_HIDE, "not visible", "it is covered"},
	{RULE_FILE, "not visible", "a file made for the sandbox is in its place"},
	{RULE_SYMLINK, "not visible",
	 "a symbolic link made for the sandbox is in its place"},
	{RULE_PROC, "not visible",
	 "the sandbox has a /proc of its own, with its own processes"},
	{RULE_DEVPTS, "not visible", "the sandbox has terminals of its own"},
};

static void explain_made(struct wire *w, const struct node *n, const char *path,
			 struct answer *a)
{
	for (size_t i = 0; i < ARRAY_SIZE(made); i++) {
		if (made[i].kind != n->rule->kind)
			continue;
		a->verdict = made[i].verdict;
		a->detail = made[i].detail;
	}
	if (n->rule->kind == RULE_HOME) {
		a->verdict = "not visible";
		a->detail = arena_printf(&w->arena, "home is %s", n->source->real);
	}
	if (n->rule->kind == RULE_TMPFS && str_equal(n->path, w->facts.home)) {
		a->detail = "home is an empty directory in memory";
		a->from = w->policy.home.from.file ? &w->policy.home.from : a->from;
	}
	if (n->rule->kind == RULE_SYMLINK && !n->rule->derived &&
	    str_equal(n->path, path))
		a->granted = 1;
}

static const char *keyword_for(const struct fact_path *fact)
{
	return fact->kind == FACT_SOCKET   ? "socket"
	       : fact->kind == FACT_DEVICE ? "device"
					   : "read";
}

static void explain_node(struct wire *w, const struct node *n,
			 const struct fact_path *fact, struct answer *a)
{
	a->from = n->exec && n->rule->derived ? &n->exec->from : &n->rule->from;
	if (n->rule->kind == RULE_SOCKET || n->rule->kind == RULE_DEVICE) {
		a->granted = 1;
		a->verdict =
			n->rule->kind == RULE_SOCKET ? "connect" : "use as a device";
	} else if (world_shows_host(&w->builder.world, fact->real)) {
		set_rights(w, n, a);
	} else if (node_is_host_tree(n) && n->rule->kind != RULE_HOME) {
		a->verdict = "not visible";
		a->detail = arena_printf(&w->arena, "%s of the host is in its place",
					 n->source->real);
	} else {
		explain_made(w, n, fact->real, a);
	}
}

void answer_path(struct wire *w, const char *text, struct answer *ret_answer)
{
	struct answer *a = ret_answer;
	const char *base = w->facts.cwd ? w->facts.cwd : "/";
	const char *path = text[0] == '~' && (!text[1] || text[1] == '/')
				   ? path_join(&w->arena, w->facts.home, text + 1)
				   : text;
	const struct fact_path *fact;
	const struct node *n;

	path = path_absolute(&w->arena, base, path);
	if (!path) {
		*a = (struct answer){.question = text,
				     .verdict = "not a path that can be judged",
				     .detail = "it is too long or has '..' in it"};
		return;
	}
	fact = w->facts.path(w->facts.context, path);
	*a = (struct answer){.question = path};
	n = world_find(&w->builder.world, fact->real);
	if (n) {
		explain_node(w, n, fact, a);
	} else if (world_has(&w->builder.world, fact->real)) {
		a->verdict = "visible";
		a->granted = 1;
		a->detail = "only as a directory on the way to what rules grant";
	} else {
		a->verdict = "not visible";
	}
	if (n && a->granted && !a->detail && !node_is_exec(n) &&
	    fact->kind == FACT_FILE && access(fact->real, X_OK) == 0)
		a->detail = arena_printf(
			&w->arena, "it cannot be run, which exec %s would allow", path);
	if (fact->kind == FACT_MISSING)
		a->detail = "there is no such file on the host";
	else if (!a->granted && !n)
		a->detail = "it exists on the host, but no rule grants it";
	if (!a->granted) {
		a->allow = arena_printf(&w->arena, "%s %s", keyword_for(fact), path);
		a->careful = careful_about(w, fact->real);
	}
}
