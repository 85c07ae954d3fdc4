/* test_check.c - each invariant, broken on purpose, is reported. */
#include "unit/unit.h"

#include "plan/check.h"
#include "unit/fake.h"

/* A plan that is right, with something of everything. */
static int setup(void **state)
{
	struct fake *f;

	if (fake_setup(state) < 0)
		return -1;
	f = *state;
	fake_add(f, "tty 0\ncgroup below memory,pids\n");
	if (fake_plan(f, "read /usr\nread /opt\nhide /usr/share\nhome private\n"
			 "limit pids 9\n") < 0)
		return -1;
	f->diag.entries.n = 0;
	return 0;
}

static struct step *find(struct fake *f, enum step_op op)
{
	struct step *s = (struct step *)fake_step(f, op, NULL);

	assert_non_null(s);
	return s;
}

static void drop(struct fake *f, enum step_op op)
{
	size_t i = fake_index(f, find(f, op));

	memmove(&f->plan.steps.item[i], &f->plan.steps.item[i + 1],
		(f->plan.steps.n - i - 1) * sizeof(struct step));
	f->plan.steps.n--;
}

/* Moves the first step `op` right before the first `before`. */
static void move(struct fake *f, enum step_op op, enum step_op before)
{
	struct step moved = *find(f, op);
	size_t to;

	drop(f, op);
	to = fake_index(f, find(f, before));
	(void)vec_push(&f->arena, &f->plan.steps); /* room for it */
	memmove(&f->plan.steps.item[to + 1], &f->plan.steps.item[to],
		(f->plan.steps.n - 1 - to) * sizeof(struct step));
	f->plan.steps.item[to] = moved;
}

static void repeat(struct fake *f, enum step_op op)
{
	struct step copy = *find(f, op);
	size_t to = fake_index(f, find(f, op));

	(void)vec_push(&f->arena, &f->plan.steps);
	memmove(&f->plan.steps.item[to + 1], &f->plan.steps.item[to],
		(f->plan.steps.n - 1 - to) * sizeof(struct step));
	f->plan.steps.item[to] = copy;
}

static void broken(struct fake *f, const char *wanted)
{
	const char *said;

	assert_int_equal(plan_check(&f->diag, &f->plan), -1);
	said = fake_said(f);
	if (!strstr(said, wanted))
		fail_msg("said: %s, wanted: %s", said, wanted);
}

static void case_a_plan_of_the_builder_is_right(void **state)
{
	struct fake *f = *state;

	assert_int_equal(plan_check(&f->diag, &f->plan), 0);
	assert_string_equal(fake_said(f), "");
}

static void case_no_step_of_the_frame_may_be_missing_or_double(void **state)
{
	static const enum step_op frame[] = {
		STEP_NS_NEW,	 STEP_ID_MAP,	  STEP_MOUNT_PRIVATE,
		STEP_MOUNT_ROOT, STEP_ROOT_PIVOT, STEP_INIT,
		STEP_WORK_DIR,	 STEP_FD_CLOSE,	  STEP_SEAL_KEYRING,
		STEP_SEAL_CAPS,	 STEP_SEAL_NNP,	  STEP_SEAL_SECCOMP,
		STEP_EXEC,
	};
	struct fake *f = *state;

	for (size_t i = 0; i < ARRAY_SIZE(frame); i++) {
		const char *name = step_table[frame[i]].name;
		struct plan whole = f->plan;

		whole.steps.item = arena_grow(&f->arena, f->plan.steps.item,
					      f->plan.steps.n * sizeof(struct step),
					      f->plan.steps.room * sizeof(struct step));
		drop(f, frame[i]);
		broken(f, arena_printf(&f->arena, "defect in the plan: %s is missing\n",
				       name));
		f->plan = whole;
		whole.steps.item = arena_grow(&f->arena, f->plan.steps.item,
					      f->plan.steps.n * sizeof(struct step),
					      f->plan.steps.room * sizeof(struct step));
		repeat(f, frame[i]);
		broken(f, arena_printf(&f->arena, "%s: more than once\n", name));
		f->plan = whole;
	}
}

static void case_nothing_is_mounted_before_the_mounts_are_private(void **state)
{
	move(*state, STEP_MOUNT_ROOT, STEP_MOUNT_PRIVATE);
	broken(*state, "mount.root: before the mounts are private\n");
}

static void case_no_source_is_opened_before_the_mounts_are_private(void **state)
{
	move(*state, STEP_SRC_OPEN, STEP_MOUNT_PRIVATE);
	broken(*state, "src.open: before the mounts are private\n");
}

static void case_nothing_is_made_before_there_is_a_new_root(void **state)
{
	static const enum step_op ops[] = {
		STEP_DIR_MAKE,	   STEP_POINT_MAKE,  STEP_FILE_MAKE,
		STEP_LINK_MAKE,	   STEP_MOUNT_TREE,  STEP_MOUNT_PROC,
		STEP_MOUNT_DEVPTS, STEP_MOUNT_TMPFS, STEP_MOUNT_LOCK,
	};
	struct fake *f = *state;

	for (size_t i = 0; i < ARRAY_SIZE(ops); i++) {
		move(f, ops[i], STEP_MOUNT_ROOT);
		broken(f, arena_printf(&f->arena, "%s: before there is a new root\n",
				       step_table[ops[i]].name));
	}
}

static void case_no_step_names_the_old_root_when_it_has_gone(void **state)
{
	static const enum step_op ops[] = {STEP_SRC_OPEN, STEP_HOME_MAKE,
					   STEP_MOUNT_TREE, STEP_MOUNT_LOCK,
					   STEP_FILE_MAKE};
	struct fake *f = *state;

	for (size_t i = 0; i < ARRAY_SIZE(ops); i++) {
		move(f, ops[i], STEP_TTY_OPEN);
		broken(f, arena_printf(&f->arena, "%s: after the old root has gone\n",
				       step_table[ops[i]].name));
	}
}

static void case_the_terminal_is_opened_inside(void **state)
{
	move(*state, STEP_TTY_OPEN, STEP_ROOT_PIVOT);
	broken(*state, "tty.open: before the sandbox is entered\n");
}

static void case_the_terminal_is_open_before_it_is_attached(void **state)
{
	drop(*state, STEP_TTY_OPEN);
	broken(*state, "tty.attach: before it is open\n");
}

static void case_a_limit_of_the_whole_has_its_cgroup(void **state)
{
	drop(*state, STEP_CGROUP_NEW);
	broken(*state, "cgroup.limit: without a cgroup\n");
}

static void case_a_cgroup_has_its_limits_around_it(void **state)
{
	move(*state, STEP_CGROUP_LIMIT, STEP_INIT);
	broken(*state, "cgroup.root: with no limit around it\n");
}

static void case_the_cgroups_around_are_hidden(void **state)
{
	drop(*state, STEP_CGROUP_ROOT);
	broken(*state, "cgroup.root is missing\n");
}

static void case_pid_1_starts_inside(void **state)
{
	move(*state, STEP_INIT, STEP_ROOT_PIVOT);
	broken(*state, "init: before the sandbox is entered\n");
}

static void case_phases_never_go_back(void **state)
{
	move(*state, STEP_SEAL_NNP, STEP_ROOT_PIVOT);
	broken(*state, "root.pivot: phases never go back\n");
}

static void case_the_working_directory_is_entered_by_the_program(void **state)
{
	move(*state, STEP_WORK_DIR, STEP_INIT);
	broken(*state, "work.dir: in PID 1\n");
}

static void case_descriptors_go_before_capabilities(void **state)
{
	move(*state, STEP_SEAL_CAPS, STEP_FD_CLOSE);
	broken(*state, "seal.caps: with descriptors still open\n");
}

static void case_capabilities_go_before_no_new_privs(void **state)
{
	move(*state, STEP_SEAL_NNP, STEP_SEAL_CAPS);
	broken(*state, "seal.nnp: with capabilities still held\n");
}

static void case_seccomp_without_no_new_privs_is_refused(void **state)
{
	move(*state, STEP_SEAL_SECCOMP, STEP_SEAL_NNP);
	broken(*state, "seal.seccomp: without no_new_privs\n");
}

static void case_nothing_stands_between_the_filter_and_exec(void **state)
{
	move(*state, STEP_LIMIT_SET, STEP_EXEC);
	broken(*state, "limit.set: after the filter\n");
}

static void case_exec_is_last(void **state)
{
	struct fake *f = *state;

	move(f, STEP_EXEC, STEP_SEAL_SECCOMP);
	broken(f, "exec: without a filter\n");
	broken(f, "seal.seccomp: exec must be last\n");
}

static void case_a_slot_is_opened_once(void **state)
{
	repeat(*state, STEP_SRC_OPEN);
	broken(*state, "src.open: a slot opened twice\n");
}

static void case_a_slot_is_opened_before_it_is_used(void **state)
{
	struct fake *f = *state;

	find(f, STEP_SRC_OPEN)->op = STEP_MOUNT_TREE;
	broken(f, "mount.tree: a slot used before it is open\n");
}

static void case_a_slot_that_nobody_opens_is_missed(void **state)
{
	struct fake *f = *state;

	f->plan.n_slots++;
	broken(f, "defect in the plan: the source of a slot is missing\n");
}

static void case_a_slot_beyond_the_last_does_not_exist(void **state)
{
	struct fake *f = *state;

	find(f, STEP_MOUNT_TREE)->slot = f->plan.n_slots;
	broken(f, "mount.tree: a slot that does not exist\n");
}

static void case_what_works_on_a_source_has_a_slot(void **state)
{
	struct fake *f = *state;

	find(f, STEP_MOUNT_TREE)->slot = -1;
	broken(f, "mount.tree: without a slot\n");
	find(f, STEP_SRC_OPEN)->slot = -1;
	broken(f, "src.open: without a slot\n");
}

static void case_every_step_has_an_origin(void **state)
{
	struct fake *f = *state;
	static const struct origin nowhere = {0};

	find(f, STEP_DIR_MAKE)->from = &nowhere;
	broken(f, "dir.make: a step without an origin\n");
	find(f, STEP_DIR_MAKE)->from = NULL;
	broken(f, "dir.make: a step without an origin\n");
}

static void case_paths_are_absolute(void **state)
{
	find(*state, STEP_DIR_MAKE)->path = "usr";
	broken(*state, "dir.make: a path that is not absolute\n");
}

static void case_no_mount_has_set_user_id_programs(void **state)
{
	static const enum step_op ops[] = {STEP_MOUNT_ROOT, STEP_MOUNT_TREE,
					   STEP_MOUNT_TMPFS, STEP_MOUNT_PROC,
					   STEP_MOUNT_DEVPTS};
	struct fake *f = *state;

	for (size_t i = 0; i < ARRAY_SIZE(ops); i++) {
		find(f, ops[i])->flags &= ~(unsigned int)MOUNT_NOSUID;
		broken(f, arena_printf(&f->arena,
				       "%s: a mount with set-user-id programs\n",
				       step_table[ops[i]].name));
		find(f, ops[i])->flags |= MOUNT_NOSUID;
	}
}

static void case_the_root_is_read_only(void **state)
{
	struct fake *f = *state;

	((struct step *)fake_step(f, STEP_MOUNT_LOCK, "/"))->path = "/other";
	broken(f, "mount.root: a root that can be written\n");
	find(f, STEP_MOUNT_ROOT)->flags |= MOUNT_RO;
	assert_int_equal(plan_check(&f->diag, &f->plan), 0);
}

static void case_an_empty_plan_lacks_everything(void **state)
{
	struct fake *f = *state;

	f->plan = (struct plan){0};
	broken(f, "defect in the plan: exec is missing\n");
	assert_int_equal(f->diag.n_errors, 14);
}

static void case_ids_are_mapped_once_and_the_callers_own_always(void **state)
{
	static const struct origin somewhere = {.file = "f", .line = 1};
	struct fake *f = *state;
	const struct id_row wrong[] = {
		{ID_UID, 5, 100000, 0, NULL},	 {ID_UID, 5, 4294967294, 2, NULL},
		{ID_UID, 1000, 100000, 1, NULL}, {ID_GID, 7, 1000, 1, NULL},
		{ID_GID, 7, 0, 1, &somewhere},	 {ID_UID, 5, 100000, 1, &somewhere},
	};
	static const char *const wanted[] = {
		"an id of a row is missing",
		"an id of a row is missing",
		"a row of its own for an id is missing",
		"a row of its own for an id is missing",
		"the reason to map root is missing",
		"id.range is missing",
	};

	for (size_t i = 0; i < ARRAY_SIZE(wrong); i++) {
		*vec_push(&f->arena, &f->plan.ids) = wrong[i];
		broken(f, wanted[i]);
		f->plan.ids.n--;
	}
	f->plan.ids.n--; /* the group */
	broken(f, "the caller's own id is missing");
}

int main(void)
{
#define CASE(f) cmocka_unit_test_setup_teardown(f, setup, fake_teardown)
	const struct CMUnitTest tests[] = {
		CASE(case_a_plan_of_the_builder_is_right),
		CASE(case_no_step_of_the_frame_may_be_missing_or_double),
		CASE(case_nothing_is_mounted_before_the_mounts_are_private),
		CASE(case_no_source_is_opened_before_the_mounts_are_private),
		CASE(case_nothing_is_made_before_there_is_a_new_root),
		CASE(case_no_step_names_the_old_root_when_it_has_gone),
		CASE(case_the_terminal_is_opened_inside),
		CASE(case_the_terminal_is_open_before_it_is_attached),
		CASE(case_a_limit_of_the_whole_has_its_cgroup),
		CASE(case_a_cgroup_has_its_limits_around_it),
		CASE(case_the_cgroups_around_are_hidden),
		CASE(case_pid_1_starts_inside),
		CASE(case_phases_never_go_back),
		CASE(case_the_working_directory_is_entered_by_the_program),
		CASE(case_descriptors_go_before_capabilities),
		CASE(case_capabilities_go_before_no_new_privs),
		CASE(case_seccomp_without_no_new_privs_is_refused),
		CASE(case_nothing_stands_between_the_filter_and_exec),
		CASE(case_exec_is_last),
		CASE(case_a_slot_is_opened_once),
		CASE(case_a_slot_is_opened_before_it_is_used),
		CASE(case_a_slot_that_nobody_opens_is_missed),
		CASE(case_a_slot_beyond_the_last_does_not_exist),
		CASE(case_what_works_on_a_source_has_a_slot),
		CASE(case_every_step_has_an_origin),
		CASE(case_paths_are_absolute),
		CASE(case_no_mount_has_set_user_id_programs),
		CASE(case_the_root_is_read_only),
		CASE(case_an_empty_plan_lacks_everything),
		CASE(case_ids_are_mapped_once_and_the_callers_own_always),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
