/* filter.c - which system calls the program may make: the default set, then what words
 * of the policy open in addition, then `syscalls allow|deny` in order.
 * May: judge the user's words.  Must not: ask the host or the kernel.
 */
#include "plan/filter.h"

#include "base/text.h"
#include "plan/filter_condition.h"
#include "plan/syscall_table.h"
#include "text/names.h"

/* Without it nothing could be started: the command itself is run under the filter. */
#define STARTING_CALL "execve"

/* Conditions that `syscalls allow CALL` leaves in place. */
static uint32_t firm_conditions(void)
{
	uint32_t bits = 0;

	for (size_t i = 0; i < N_CONDITIONS; i++)
		if (condition_table[i].kind == CONDITION_FORBIDS)
			bits |= CONDITION_BIT(i);
	return bits;
}

static int compare_row(const void *name, const void *row)
{
	return strcmp(name, ((const struct syscall_row *)row)->name);
}

/* Index into syscall_table, or -1. */
static int find_row(const char *name)
{
	const struct syscall_row *row =
		bsearch(name, syscall_table, syscall_n_rows, sizeof(*row), compare_row);

	return row ? (int)(row - syscall_table) : -1;
}

/* Index into syscall_group_table, or -1. */
static int find_group(const char *name)
{
	for (size_t i = 0; i < syscall_n_groups; i++)
		if (str_equal(syscall_group_table[i].name, name))
			return (int)i;
	return -1;
}

static const struct origin *find_capability(const struct policy *p, const char *name)
{
	int number = capability_find(name);

	for (size_t i = 0; i < p->capabilities.n; i++)
		if (p->capabilities.item[i].number == number)
			return &p->capabilities.item[i].from;
	return NULL;
}

/* The line that allows a whole group, unless a later one denies it. */
static const struct origin *find_allowed_group(const struct policy *p, const char *name)
{
	const struct origin *from = NULL;

	for (size_t i = 0; i < p->syscalls.n; i++)
		if (str_equal(p->syscalls.item[i].name, name))
			from = p->syscalls.item[i].allow ? &p->syscalls.item[i].from
							 : NULL;
	return from;
}

/* The line of the policy that says the words of an opening, or NULL. */
static const struct origin *find_wish(const struct policy *p, const char *with)
{
	const struct {
		const char *with;
		int is_said;
		const struct origin *from;
	} word[] = {
		{"network loopback", p->network.value == NETWORK_LOOPBACK,
		 &p->network.from},
		{"network host", p->network.value == NETWORK_HOST, &p->network.from},
		{"network host without nested userns",
		 p->network.value == NETWORK_HOST && !p->nested_userns.value,
		 &p->network.from},
		{"nested userns", p->nested_userns.value, &p->nested_userns.from},
		{"write-execute deny", p->write_execute_denied.value,
		 &p->write_execute_denied.from},
		{"terminal inherit",
		 p->terminal.value == TERMINAL_INHERIT && !p->new_session.value,
		 &p->terminal.from},
	};

	for (size_t i = 0; i < ARRAY_SIZE(word); i++)
		if (str_equal(word[i].with, with))
			return word[i].is_said ? word[i].from : NULL;
	return with[0] == '@' ? find_allowed_group(p, with) : find_capability(p, with);
}

static void open_call(struct filter_call *c, const struct syscall_opening *o,
		      const struct origin *from)
{
	if (c->verdict != VERDICT_ALLOW) {
		c->verdict = VERDICT_ALLOW;
		c->conditions = o->conditions;
		c->reason = o->reason;
	} else if (o->conditions == 0) {
		c->conditions = 0;
	} else if (c->conditions != 0) {
		c->conditions |= o->conditions;
	} else {
		return; /* any arguments were allowed already */
	}
	c->from = from;
}

/* Words of the policy can also take arguments back, or the whole call: `write-execute deny`.
 */
static int refuses_more(const struct syscall_opening *o)
{
	for (size_t i = 0; i < N_CONDITIONS; i++)
		if ((o->conditions & CONDITION_BIT(i)) &&
		    condition_table[i].kind != CONDITION_REFUSES)
			return 0;
	return o->conditions != 0 || o->verdict != VERDICT_ALLOW;
}

static void narrow_call(struct filter_call *c, const struct syscall_opening *o,
			const struct origin *from)
{
	c->conditions |= o->conditions;
	if (o->verdict != VERDICT_ALLOW) {
		c->verdict = o->verdict;
		c->conditions = 0;
	}
	c->reason = o->reason;
	c->from = from;
}

/* The default set refuses without a line of the policy. */
static int is_taken_back(const struct filter_call *by_default)
{
	return by_default->verdict != VERDICT_ALLOW && by_default->from;
}

/* What holds for every call before the first `syscalls` line. */
static struct filter_call *make_default_calls(struct arena *a, const struct policy *p)
{
	struct filter_call *call = arena_alloc(a, syscall_n_rows * sizeof(*call));

	for (size_t i = 0; i < syscall_n_rows; i++) {
		const struct syscall_row *row = &syscall_table[i];
		const struct syscall_group *group = &syscall_group_table[row->group];

		call[i].name = row->name;
		call[i].group = group->name;
		call[i].reason = row->reason;
		call[i].verdict = row->refusal;
		if (group->verdict == VERDICT_ALLOW) {
			call[i].verdict = VERDICT_ALLOW;
			call[i].conditions = row->conditions;
		}
	}
	for (size_t i = 0; i < syscall_n_openings; i++) {
		const struct syscall_opening *o = &syscall_opening_table[i];
		const struct origin *from = find_wish(p, o->with);

		if (from && refuses_more(o))
			narrow_call(&call[o->row], o, from);
		else if (from)
			open_call(&call[o->row], o, from);
	}
	return call;
}

static void refuse_call(struct filter_call *c, size_t row, const struct origin *from)
{
	c->verdict = syscall_table[row].refusal;
	c->conditions = 0;
	c->from = from;
}

/* Naming a call means it, with any arguments; but see CONDITION_FORBIDS. */
static void apply_name(struct filter *f, size_t row, const struct policy_syscall *s)
{
	struct filter_call *c = &f->call[row];

	if (!s->allow) {
		refuse_call(c, row, &s->from);
		return;
	}
	c->verdict = VERDICT_ALLOW;
	c->conditions = syscall_table[row].conditions & firm_conditions();
	c->from = &s->from;
}

/* Naming a group allows what is sensible of it: conditions stay. A call of the default
 * set goes back to what held there, with what was opened in addition; so does one that
 * other words take back, of any group.
 */
static void apply_group(struct filter *f, const struct filter_call *by_default,
			int group, const struct policy_syscall *s)
{
	for (size_t i = 0; i < f->n_calls; i++) {
		struct filter_call *c = &f->call[i];

		if (syscall_table[i].group != group)
			continue;
		if (!s->allow) {
			refuse_call(c, i, &s->from);
			continue;
		}
		if (is_taken_back(&by_default[i])) {
			*c = by_default[i];
			continue;
		}
		c->verdict = VERDICT_ALLOW;
		c->conditions = syscall_group_table[group].verdict == VERDICT_ALLOW
					? by_default[i].conditions
					: syscall_table[i].conditions;
		c->from = &s->from;
	}
}

static const char *list_groups(struct arena *a)
{
	const char *list = "";

	for (size_t i = 0; i < syscall_n_groups; i++)
		list = arena_printf(a, "%s%s%s", list, i ? " " : "",
				    syscall_group_table[i].name);
	return list;
}

/* The call or group that was probably meant; `network` without its @ is @network. */
static const char *guess_word(struct arena *a, const char *word)
{
	size_t n = syscall_n_rows + syscall_n_groups;
	const char **names = arena_alloc(a, n * sizeof(*names));

	for (size_t i = 0; i < syscall_n_groups; i++) {
		names[i] = syscall_group_table[i].name;
		if (str_equal(names[i] + 1, word))
			return names[i];
	}
	if (word[0] == '@')
		return text_nearest(word, names, syscall_n_groups);
	for (size_t i = 0; i < syscall_n_rows; i++)
		names[syscall_n_groups + i] = syscall_table[i].name;
	return text_nearest(word, names + syscall_n_groups, syscall_n_rows);
}

static int report_unknown(struct arena *a, struct diag *d,
			  const struct policy_syscall *s)
{
	const char *kind = s->name[0] == '@' ? "group of system calls" : "system call";
	const char *guess = guess_word(a, s->name);
	const char *message = arena_printf(a, "unknown %s '%s'", kind, s->name);

	if (guess)
		message = arena_printf(a, "%s; did you mean '%s'?", message, guess);
	if (s->optional) {
		diag_warning(d, &s->from, "%s", message);
		return 0;
	}
	(void)diag_error(d, &s->from, "%s", message); /* its -1 follows the hint */
	if (s->name[0] == '@')
		diag_hint(d, "groups: %s", list_groups(a));
	return -1;
}

static int apply_line(struct arena *a, struct diag *d, struct filter *f,
		      const struct filter_call *by_default,
		      const struct policy_syscall *s)
{
	int index = s->name[0] == '@' ? find_group(s->name) : find_row(s->name);

	if (index < 0)
		return report_unknown(a, d, s);
	if (s->name[0] == '@')
		apply_group(f, by_default, index, s);
	else
		apply_name(f, (size_t)index, s);
	return 0;
}

/* Names of the conditions in bits, or NULL for none. */
static const char *name_conditions(struct arena *a, uint32_t bits)
{
	const char *names = NULL;

	for (size_t i = 0; i < N_CONDITIONS; i++) {
		if (!(bits & CONDITION_BIT(i)))
			continue;
		names = !names ? condition_table[i].name
			       : arena_printf(a, "%s, %s", names,
					      condition_table[i].name);
	}
	return names;
}

static int check_starting_call(struct diag *d, const struct filter *f)
{
	const struct filter_call *c = &f->call[find_row(STARTING_CALL)];

	if (c->verdict == VERDICT_ALLOW)
		return 0;
	return diag_error(d, c->from, "'%s' is denied, but it starts the program",
			  c->name);
}

int filter_decide(struct arena *a, struct diag *d, const struct policy *p,
		  struct filter *ret_filter)
{
	struct filter f = {.n_calls = syscall_n_rows};
	struct filter_call *by_default = make_default_calls(a, p);
	int result = 0;

	f.call = by_default;
	if (p->syscalls.n > 0) {
		f.call = arena_alloc(a, f.n_calls * sizeof(*f.call));
		memcpy(f.call, by_default, f.n_calls * sizeof(*f.call));
	}
	for (size_t i = 0; i < p->syscalls.n; i++)
		if (apply_line(a, d, &f, by_default, &p->syscalls.item[i]) < 0)
			result = -1;
	if (check_starting_call(d, &f) < 0)
		result = -1;
	if (result < 0)
		return -1;
	for (size_t i = 0; i < f.n_calls; i++) {
		f.n_allowed += f.call[i].verdict == VERDICT_ALLOW;
		f.call[i].when = name_conditions(a, f.call[i].conditions);
	}
	*ret_filter = f;
	return 0;
}
