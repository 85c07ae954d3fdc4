/* answer.c - system calls and hosts explained; answers printed.
 * May: print.
 */
#include "ctl/answer.h"

#include "base/text.h"

static const struct filter_call *find_call(const struct wire *w, const char *name)
{
	for (size_t i = 0; i < w->filter.n_calls; i++)
		if (str_equal(w->filter.call[i].name, name))
			return &w->filter.call[i];
	return NULL;
}

int answer_is_call(const struct wire *w, const char *name)
{
	return find_call(w, name) != NULL;
}

void answer_call(struct wire *w, const char *name, struct answer *ret_answer)
{
	static const char *const verdict[] = {
		[VERDICT_ENOSYS] = "answers ENOSYS, as if the kernel did not have it",
		[VERDICT_EPERM] = "refused with EPERM",
		[VERDICT_ALLOW] = "allowed",
	};
	const struct filter_call *call = find_call(w, name);
	struct answer *a = ret_answer;

	*a = (struct answer){
		.question = arena_printf(&w->arena, "system call %s", name),
		.granted = call->verdict == VERDICT_ALLOW,
		.verdict = verdict[call->verdict],
		.detail = arena_printf(&w->arena, "%s: %s", call->group, call->reason),
		.from = call->from,
		.decided_by = call->from ? NULL : "the default set",
	};
	if (call->verdict == VERDICT_ALLOW && call->when)
		a->verdict = arena_printf(&w->arena, "allowed for some arguments: %s",
					  call->when);
	if (!a->granted)
		a->allow = arena_printf(&w->arena, "syscalls allow %s", name);
}

/* With or without a port behind a colon. */
static int is_loopback(const char *name)
{
	static const char *const names[] = {"localhost", "127.", "[::1]", "::1"};

	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		const char *rest = str_after(name, names[i]);

		if (rest && (i == 1 || !*rest || *rest == ':'))
			return 1;
	}
	return 0;
}

/* Is it a name, which has to be looked up, and no address? */
static int is_name(const char *host)
{
	const char *colon = strchr(host, ':');

	return !is_loopback(host) && !(colon && strchr(colon + 1, ':')) &&
	       host[strspn(host, "0123456789.:")];
}

static int can_look_up(const struct wire *w)
{
	const struct fact_path *servers =
		w->facts.path(w->facts.context, "/etc/resolv.conf");

	return servers->kind == FACT_MISSING ||
	       world_shows_host(&w->builder.world, servers->real);
}

void answer_host(struct wire *w, const char *name, struct answer *ret_answer)
{
	enum policy_network network = w->policy.network.value;
	struct answer *a = ret_answer;

	*a = (struct answer){.question = name, .from = &w->policy.network.from};
	if (!a->from->file) {
		a->from = NULL;
		a->decided_by = "network none, the default";
	}
	a->granted = network == NETWORK_HOST ||
		     (network == NETWORK_LOOPBACK && is_loopback(name));
	a->verdict = a->granted ? "reachable" : "not reachable";
	if (network == NETWORK_HOST && is_name(name) && !can_look_up(w))
		a->detail = "by its address: name servers and certificates are not "
			    "visible, which shows: include internet";
	else if (network == NETWORK_HOST)
		a->detail = "everything that the host reaches is, its own loopback too";
	else if (a->granted)
		a->detail = "what listens in the sandbox itself, nothing of the host";
	else if (is_loopback(name))
		a->allow = "network loopback      (what listens in the sandbox itself)";
	else
		a->allow = "network host          (everything the host reaches)";
}

static char *origin_line(struct arena *a, const struct answer *x)
{
	if (x->decided_by)
		return arena_string(a, x->decided_by);
	if (!x->from)
		return NULL;
	if (!x->from->text)
		return origin_text(a, x->from);
	return arena_printf(a, "%-28s %s", text_escape(a, x->from->text),
			    origin_text(a, x->from));
}

void answer_print(struct arena *a, const struct answer *x)
{
	const char *by = origin_line(a, x);

	printf("%s  %s\n", text_escape(a, x->question), x->verdict);
	if (x->detail)
		printf("  %s\n", text_escape(a, x->detail));
	if (by)
		printf("  decided by  %s\n", by);
	if (x->allow)
		printf("  to allow    %s\n", text_escape(a, x->allow));
	if (x->careful)
		printf("              careful: %s\n", x->careful);
}

void answer_print_json(struct arena *a, const struct answer *x)
{
	printf("  {\"question\": %s, \"granted\": %s, \"verdict\": %s",
	       text_json(a, x->question), x->granted ? "true" : "false",
	       text_json(a, x->verdict));
	if (x->detail)
		printf(", \"detail\": %s", text_json(a, x->detail));
	if (x->from)
		printf(", \"file\": %s, \"line\": %u", text_json(a, x->from->file),
		       x->from->line);
	if (x->from && x->from->text)
		printf(", \"rule\": %s", text_json(a, x->from->text));
	if (x->allow)
		printf(", \"allow\": %s", text_json(a, x->allow));
	if (x->careful)
		printf(", \"careful\": %s", text_json(a, x->careful));
	printf("}");
}
