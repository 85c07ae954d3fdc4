/* test_change.c - what was changed in an overlay, in its order and as it is printed. */
#include "unit/unit.h"

#include "plan/change.h"

struct list {
	struct arena arena;
	struct change_list changes;
};

static int setup(void **state)
{
	*state = calloc(1, sizeof(struct list));
	return *state ? 0 : -1;
}

static int teardown(void **state)
{
	struct list *l = *state;

	arena_free(&l->arena);
	free(l);
	return 0;
}

static struct change *add(struct list *l, enum change_kind kind, const char *path,
			  mode_t mode, uint64_t size)
{
	struct change *c = vec_push(&l->arena, &l->changes.list);

	*c = (struct change){
		.kind = kind, .path = path, .mode = mode, .size_bytes = size};
	return c;
}

static const char *printed(struct list *l, const char *const *paths, int every,
			   int json)
{
	char *text = NULL;
	size_t size = 0;
	FILE *stream = open_memstream(&text, &size);
	const char *copy;

	assert_non_null(stream);
	if (json)
		change_print_json(&l->arena, &l->changes, "/top", stream);
	else
		change_print(&l->arena, &l->changes, "/top", paths, every, stream);
	fclose(stream);
	copy = arena_copy(&l->arena, text, size);
	free(text);
	return copy;
}

static void case_a_directory_is_followed_by_its_content(void **state)
{
	struct list *l = *state;
	static const char *const wanted[] = {"",    "a",   "a/b", "a/b/c",
					     "a b", "a.c", "b"};
	static const int order[] = {6, 3, 5, 0, 2, 4, 1};

	for (size_t i = 0; i < ARRAY_SIZE(order); i++)
		add(l, CHANGE_ADDED, wanted[order[i]], S_IFREG, 0);
	change_sort(&l->changes);
	for (size_t i = 0; i < ARRAY_SIZE(wanted); i++)
		assert_string_equal(l->changes.list.item[i].path, wanted[i]);
}

static void case_each_kind_has_its_line(void **state)
{
	struct list *l = *state;
	struct change *c;

	add(l, CHANGE_ADDED, "a", S_IFREG | 0644, 1536);
	c = add(l, CHANGE_CHANGED, "b\n", S_IFREG | 0644, 20 << 20);
	c->old_mode = S_IFREG | 0644;
	c->old_size_bytes = 10;
	c->notes = CHANGE_SETUID | CHANGE_HOST_NEWER;
	c = add(l, CHANGE_METADATA, "c", S_IFREG | 0755, 0);
	c->old_mode = S_IFREG | 0644;
	c = add(l, CHANGE_REMOVED, "d", 0, 0);
	c->old_mode = S_IFDIR | 0755;
	c->old_size_bytes = 2048;
	c->n_files = 3;
	c = add(l, CHANGE_RENAMED, "e2", S_IFREG, 5);
	c->from = "e";
	add(l, CHANGE_NONE, "f", S_IFDIR, 0);
	add(l, CHANGE_REMOVED, "e", 0, 0)->notes = CHANGE_MOVED_AWAY;
	c = add(l, CHANGE_CHANGED, "g", S_IFLNK, 5);
	c->old_mode = S_IFREG;
	c->notes = CHANGE_OTHER_TYPE;
	c->obstacle = "no\033";
	assert_string_equal(
		printed(l, NULL, 0, 0),
		"added     /top/a                                            1.5K\n"
		"changed   /top/b\\n                                          10B -> "
		"20M"
		"  (setuid, the host's is newer)\n"
		"metadata  /top/c                                            mode 0644 "
		"-> "
		"0755\n"
		"removed   /top/d/                                           3 files, "
		"2.0K\n"
		"renamed   /top/e -> /top/e2                                 5B\n"
		"changed   /top/g                                            file -> "
		"link"
		"  (another kind of file)\n"
		"          cannot be committed: no\\x1b\n");
	assert_int_equal(change_count(&l->changes), 7);
}

static void case_an_added_directory_is_one_line_with_its_notes(void **state)
{
	struct list *l = *state;

	add(l, CHANGE_ADDED, "d", S_IFDIR | 0755, 0);
	add(l, CHANGE_ADDED, "d/s", S_IFDIR | 0755, 0)->notes = CHANGE_INSIDE;
	add(l, CHANGE_ADDED, "d/s/x", S_IFREG, 1000)->notes =
		CHANGE_INSIDE | CHANGE_SETGID;
	add(l, CHANGE_ADDED, "d/y", S_IFREG, 24)->notes = CHANGE_INSIDE;
	add(l, CHANGE_ADDED, "dz", S_IFREG, 1);
	assert_string_equal(
		printed(l, NULL, 0, 0),
		"added     /top/d/                                           2 files, "
		"1.0K"
		"  (setgid)\n"
		"added     /top/dz                                           1B\n");
	assert_string_equal(
		printed(l, NULL, 1, 0),
		"added     /top/d/                                           "
		"directory\n"
		"added     /top/d/s/                                         "
		"directory\n"
		"added     /top/d/s/x                                        1000B  "
		"(setgid)\n"
		"added     /top/d/y                                          24B\n"
		"added     /top/dz                                           1B\n");
}

static void case_paths_choose_what_is_in_them(void **state)
{
	struct list *l = *state;
	static const char *const dir[] = {"d", NULL}, *const all[] = {"", NULL};
	struct change *c = add(l, CHANGE_REMOVED, "old", 0, 0);

	c->to = "d/new";
	assert_true(change_is_asked(c, dir));
	assert_true(change_is_asked(c, all));
	assert_true(change_is_asked(c, NULL));
	c = add(l, CHANGE_ADDED, "d/x", S_IFREG, 1);
	assert_true(change_is_asked(c, dir));
	c = add(l, CHANGE_ADDED, "dx", S_IFREG, 1);
	assert_false(change_is_asked(c, dir));
	assert_string_equal(
		printed(l, dir, 0, 0),
		"removed   /top/old                                          0B\n"
		"added     /top/d/x                                          1B\n");
}

static void case_programs_read_json(void **state)
{
	struct list *l = *state;
	struct change *c = add(l, CHANGE_CHANGED, "a\"", S_IFREG | 04755, 7);

	c->old_mode = S_IFREG | 0644;
	c->notes = CHANGE_SETUID;
	add(l, CHANGE_NONE, "b", S_IFREG, 0);
	assert_string_equal(printed(l, NULL, 0, 1),
			    "[\n      {\"kind\": \"changed\", \"path\": "
			    "\"/top/a\\\"\", \"type\": \"file\", \"mode\": \"4755\", "
			    "\"size\": 7, \"old_mode\": \"0644\", \"old_size\": 0, "
			    "\"notes\": [\"setuid\"]}]");
}

static void case_temporary_names_are_recognised(void **state)
{
	struct list *l = *state;
	const char *name = change_temporary(&l->arena, "web", 31);

	assert_string_equal(name, ".sandbox-commit.web.0000001f");
	assert_true(change_is_temporary("web", name));
	assert_false(change_is_temporary("we", name));
	assert_false(change_is_temporary("web.0000001f", name));
	assert_false(change_is_temporary("web", ".sandbox-commit.web.1f"));
	assert_false(change_is_temporary("web", ".sandbox-commit.web.0000001f.x"));
	assert_false(change_is_temporary("web", ".sandbox-commit.web"));
	assert_false(change_is_temporary("web", "file"));
}

int main(void)
{
#define CASE(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
	const struct CMUnitTest tests[] = {
		CASE(case_a_directory_is_followed_by_its_content),
		CASE(case_each_kind_has_its_line),
		CASE(case_an_added_directory_is_one_line_with_its_notes),
		CASE(case_paths_choose_what_is_in_them),
		CASE(case_programs_read_json),
		CASE(case_temporary_names_are_recognised),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
