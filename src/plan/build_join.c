/* build_join.c - the plan of a further program in a sandbox that is running.
 * May: compute.
 */
#include "plan/build_join.h"

#include <linux/sched.h>

#include "base/text.h"
#include "plan/build.h"
#include "plan/check.h"
#include "plan/landlock.h"
#include "text/names.h"

#ifndef CLONE_NEWTIME
#define CLONE_NEWTIME 0x00000080
#endif

static const struct origin built_in = {.file = "built-in"};
static const struct fd_list no_fds;

/* What may be joined by itself, and the capabilities that its tools need there: they hold
 * against what belongs to the sandbox's user namespace, and nothing of the host does.
 */
static const struct {
	const char *name;
	uint64_t flag;
	const char *refused; /* why it is not */
	const char *capabilities[4];
} parts[] = {
	{"net", CLONE_NEWNET, NULL, {"net_admin", "net_raw", "net_bind_service"}},
	{"ipc", CLONE_NEWIPC, NULL, {"ipc_owner"}},
	{"uts", CLONE_NEWUTS, NULL, {"sys_admin"}},
	{"cgroup", CLONE_NEWCGROUP, NULL, {NULL}},
	{"time", CLONE_NEWTIME, NULL, {NULL}},
	{"user", 0, "it is always joined with the others", {NULL}},
	{"pid",
	 0,
	 "what runs inside would see a program that has the host's files, and could "
	 "take "
	 "it over",
	 {NULL}},
	{"mnt",
	 0,
	 "the files inside are the program's, and run with its whole confinement: exec "
	 "without --only",
	 {NULL}},
};

static int find_part(const char *word, size_t n)
{
	for (size_t i = 0; i < ARRAY_SIZE(parts); i++)
		if (strlen(parts[i].name) == n && memcmp(parts[i].name, word, n) == 0)
			return (int)i;
	return -1;
}

char *build_join_words(struct arena *a)
{
	char *words = arena_string(a, "");

	for (size_t i = 0; i < ARRAY_SIZE(parts); i++)
		if (!parts[i].refused)
			words = arena_printf(a, "%s%s%s", words, *words ? " " : "",
					     parts[i].name);
	return words;
}

static int unknown_part(struct diag *d, const char *word, size_t n)
{
	const char *names[ARRAY_SIZE(parts)], *near;

	for (size_t i = 0; i < ARRAY_SIZE(parts); i++)
		names[i] = parts[i].name;
	near = text_nearest(arena_copy(d->arena, word, n), names, ARRAY_SIZE(parts));
	return diag_error(d, NULL, "--only: '%.*s': expected some of %s%s%s%s", (int)n,
			  word, build_join_words(d->arena),
			  near ? "; did you mean '" : "", near ? near : "",
			  near ? "'?" : "");
}

int build_join_parse(struct diag *d, const char *words, uint64_t *ret_only)
{
	*ret_only = 0;
	while (*words) {
		size_t n = strcspn(words, ",");
		int i = find_part(words, n);

		if (i < 0)
			return unknown_part(d, words, n);
		if (parts[i].refused)
			return diag_error(d, NULL,
					  "--only: %s cannot be joined alone: %s",
					  parts[i].name, parts[i].refused);
		*ret_only |= parts[i].flag;
		words += n + (words[n] == ',');
	}
	if (!*ret_only)
		return diag_error(d, NULL, "--only: name a namespace, such as net");
	return 0;
}

static const uint64_t *only_capabilities(struct arena *a, uint64_t only)
{
	uint64_t *kept = arena_alloc(a, sizeof(*kept));

	for (size_t i = 0; i < ARRAY_SIZE(parts); i++)
		for (size_t k = 0; k < ARRAY_SIZE(parts[i].capabilities); k++)
			if ((only & parts[i].flag) && parts[i].capabilities[k])
				*kept |= 1ULL
					 << capability_find(parts[i].capabilities[k]);
	return kept;
}

static const struct step *find_step(const struct plan *p, enum step_op op)
{
	for (size_t i = 0; i < p->steps.n; i++)
		if (p->steps.item[i].op == op)
			return &p->steps.item[i];
	return NULL;
}

/* The caller's TERM belongs to the caller's terminal. */
static const char *const *environment(struct arena *a, const struct join *j,
				      const struct exec_data *first)
{
	VEC(const char *) list = {0};

	for (const char *const *v = first->envp; *v; v++)
		if (!str_after(*v, "TERM="))
			*vec_push(a, &list) = *v;
	for (const char *const *v = j->environ; v && *v; v++)
		if (str_after(*v, "TERM="))
			*vec_push(a, &list) = *v;
	*vec_push(a, &list) = NULL;
	return list.item;
}

static void add_exec(struct arena *a, const struct join *j, const struct step *first,
		     const char *dir, struct plan *p)
{
	struct exec_data *e = arena_alloc(a, sizeof(*e));
	struct step *s = plan_append(a, p, STEP_EXEC, &built_in);

	e->argv = j->command;
	e->envp = j->only ? j->environ : environment(a, j, first->data);
	e->candidates = build_candidates(a, j->command[0], dir, e->envp);
	s->path = j->command[0];
	s->data = e;
}

/* A step of the first program's seal, for one that is handed no descriptors. */
static void add_sealed(struct arena *a, const struct step *from, struct plan *p)
{
	struct step *s = plan_append(a, p, from->op, from->from);

	*s = *from;
	if (s->op == STEP_FD_CLOSE)
		s->data = &no_fds;
	if (s->op == STEP_SEAL_LANDLOCK) {
		struct landlock *l = arena_alloc(a, sizeof(*l));

		*l = *(const struct landlock *)from->data;
		l->keep = &no_fds;
		s->data = l;
	}
}

static void add_terminal(struct arena *a, const struct join *j, enum step_op op,
			 struct plan *p)
{
	p->tty = j->of->own_terminal ? j->tty : 0;
	if (p->tty)
		plan_append(a, p, op, &built_in)->flags = p->tty;
}

static int join_whole(struct arena *a, struct diag *d, const struct join *j,
		      struct plan *p)
{
	static const enum step_op again[] = {STEP_ID_GROUPS, STEP_SESSION_NEW};
	const struct step *label = find_step(j->of, STEP_LABEL_OPEN);
	const struct step *dir = find_step(j->of, STEP_WORK_DIR);
	const struct step *exec = find_step(j->of, STEP_EXEC);

	if (!dir || !exec || !dir->path)
		return diag_error(d, NULL, "the record has no complete plan");
	p->new_session = j->of->new_session;
	p->init_capabilities = j->of->init_capabilities;
	if (label) /* /proc of the host, as long as it is there */
		plan_append(a, p, STEP_LABEL_OPEN, label->from)->flags = LABEL_OF_HOST;
	plan_append(a, p, STEP_NS_JOIN, &built_in)->number[0] =
		CLONE_NEWUSER | CLONE_NEWNS | CLONE_NEWPID | CLONE_NEWIPC |
		CLONE_NEWUTS | CLONE_NEWCGROUP | CLONE_NEWNET |
		(find_step(j->of, STEP_NS_TIME) ? CLONE_NEWTIME : 0);
	for (size_t i = 0; i < ARRAY_SIZE(again); i++)
		if (find_step(j->of, again[i]))
			plan_append(a, p, again[i], find_step(j->of, again[i])->from);
	add_terminal(a, j, STEP_TTY_OPEN, p);
	plan_append(a, p, STEP_INIT, &built_in);
	add_terminal(a, j, STEP_TTY_ATTACH, p);
	for (size_t i = 0; i < j->of->steps.n; i++) {
		const struct step *s = &j->of->steps.item[i];

		if (step_table[s->op].phase == PHASE_SEAL && s->op != STEP_TTY_ATTACH)
			add_sealed(a, s, p);
	}
	add_exec(a, j, exec, dir->path, p);
	return 0;
}

static void join_only(struct arena *a, const struct join *j, struct plan *p)
{
	plan_append(a, p, STEP_NS_JOIN, &built_in)->number[0] = CLONE_NEWUSER | j->only;
	plan_append(a, p, STEP_INIT, &built_in);
	plan_append(a, p, STEP_FD_CLOSE, &built_in)->data = &no_fds;
	plan_append(a, p, STEP_SEAL_CAPS, &built_in)->data =
		only_capabilities(a, j->only);
	plan_append(a, p, STEP_SEAL_NNP, &built_in);
	add_exec(a, j, NULL, j->cwd ? j->cwd : "/", p);
}

int build_join(struct arena *a, struct diag *d, const struct join *j, struct plan *ret)
{
	if ((j->only & CLONE_NEWNET) && j->of->network_is_hosts)
		return diag_error(d, NULL,
				  "--only net: the network of this sandbox is the "
				  "host's, where you are already");
	*ret = (struct plan){.joins = j->only ? JOIN_PART : JOIN_WHOLE};
	ret->uid_inside = j->of->uid_inside;
	ret->gid_inside = j->of->gid_inside;
	if (j->only)
		join_only(a, j, ret);
	else if (join_whole(a, d, j, ret) < 0)
		return -1;
	return plan_check(d, ret);
}
