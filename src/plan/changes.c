/* changes.c - where the kept changes of overlays lie, and what is written beside them.
 * May: compute.
 */
#include "plan/changes.h"

#include <ctype.h>
#include <stdint.h>
#include <stdio.h>

#include "text/path.h"

#define ID_BYTES_MAX 200 /* a file's name has 255 */
#define FIRST_LINE   "overlay 1\n"

char *changes_dir(struct arena *a, const char *data_home, const char *name)
{
	return arena_printf(a, "%s/sandbox/changes%s%s", data_home, name ? "/" : "",
			    name ? name : "");
}

/* Bytes other than letters, digits and those of `plain` become %XX. */
static char *encode(struct arena *a, const char *text, const char *plain)
{
	char *code = arena_alloc(a, 3 * strlen(text) + 1), *to = code;

	for (; *text; text++) {
		unsigned char c = (unsigned char)*text;

		if (isalnum(c) || c > 0x7f || strchr(plain, c))
			*to++ = *text;
		else
			to += sprintf(to, "%%%02X", c);
	}
	return code;
}

/* Returns NULL when it is not the code of anything. */
static char *decode(struct arena *a, const char *code, size_t n)
{
	char *text = arena_alloc(a, n + 1), *to = text;

	for (size_t i = 0; i < n; i++) {
		unsigned int c = (unsigned char)code[i];

		if (c < 0x20 || c == 0x7f)
			return NULL;
		if (c == '%') {
			if (n - i < 3 || sscanf(code + i + 1, "%2X", &c) != 1 || !c)
				return NULL;
			i += 2;
		}
		*to++ = (char)c;
	}
	return text;
}

char *changes_id(struct arena *a, const char *path)
{
	char *id = encode(a, path, "._-");
	uint64_t h = 14695981039346656037u; /* FNV-1a */

	if (strlen(id) <= ID_BYTES_MAX)
		return id;
	/* A name of a directory that is as long as this has '=' in no other way. */
	for (const char *c = path; *c; c++)
		h = (h ^ (unsigned char)*c) * 1099511628211u;
	return arena_printf(a, "%.100s=%016llx", id, (unsigned long long)h);
}

char *changes_describe(struct arena *a, const struct changes_note *note)
{
	static const char plain[] = "/._-+=:,@~ ";
	char *text =
		arena_printf(a, FIRST_LINE "path %s\n", encode(a, note->path, plain));

	for (size_t i = 0; i < note->n_layers; i++)
		text = arena_printf(a, "%slayer %s\n", text,
				    encode(a, note->layer[i], plain));
	return text;
}

/* The clean path that a line "key PATH" has, or NULL. */
static char *path_of_line(struct arena *a, const char *line, const char *key)
{
	const char *code = str_after(line, key);
	char *path = code ? decode(a, code, strcspn(code, "\n")) : NULL;
	char *clean = path ? path_clean(a, path) : NULL;

	return clean && str_equal(clean, path) ? clean : NULL;
}

int changes_parse(struct arena *a, const char *text, struct changes_note *ret_note)
{
	const char *line = str_after(text, FIRST_LINE);
	VEC(const char *) layers = {0};

	if (!line)
		return -1;
	ret_note->path = path_of_line(a, line, "path ");
	if (!ret_note->path)
		return -1;
	while ((line = strchr(line, '\n')) && *++line) {
		const char *path = path_of_line(a, line, "layer ");

		if (!path || !strchr(line, '\n'))
			return -1;
		*vec_push(a, &layers) = path;
	}
	ret_note->layer = layers.item;
	ret_note->n_layers = layers.n;
	return layers.n ? 0 : -1;
}
