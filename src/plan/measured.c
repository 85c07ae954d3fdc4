/* measured.c - what the measuring program has said from inside a sandbox.
 * May: compute.
 */
#include "plan/measured.h"

#include <string.h>

#include "base/util.h"

static void add_line(struct arena *a, char *line, struct measured *m)
{
	struct measured_line *l = vec_push(a, &m->lines);
	char *at = line;
	int is_over = 0;

	for (size_t i = 0; i < MEASURED_FIELDS; i++) {
		size_t n = i + 1 < MEASURED_FIELDS ? strcspn(at, "\t") : strlen(at);

		l->field[i] = at;
		l->n_fields += !is_over;
		is_over |= !at[n];
		if (at[n])
			at[n++] = '\0';
		at += n;
	}
}

void measured_parse(struct arena *a, const char *text, struct measured *ret)
{
	char *copy = arena_string(a, text), *end;

	*ret = (struct measured){0};
	for (; (end = strchr(copy, '\n')); copy = end + 1) {
		*end = '\0';
		add_line(a, copy, ret);
	}
}

const struct measured_line *measured_next(const struct measured *m, const char *key,
					  size_t *at)
{
	while (*at < m->lines.n) {
		const struct measured_line *l = &m->lines.item[(*at)++];

		if (str_equal(l->field[0], key))
			return l;
	}
	return NULL;
}

const char *measured_value(const struct measured *m, const char *key, const char *name)
{
	const struct measured_line *l;
	size_t at = 0;

	while ((l = measured_next(m, key, &at)))
		if (str_equal(l->field[1], name))
			return l->n_fields > 2 ? l->field[2] : NULL;
	return NULL;
}

size_t measured_count(const struct measured *m, const char *key)
{
	size_t at = 0, n = 0;

	while (measured_next(m, key, &at))
		n++;
	return n;
}
