/* test_build_program.c - the program's working directory, environment and command. */
#include "unit/unit.h"

#include "unit/fake.h"

static void build_with(struct fake *f, const char *profile, const char *const *command)
{
	f->settings.list.n = 0;
	f->plan = (struct plan){0};
	f->cmdline.command = command;
	if (fake_plan(f, profile) < 0)
		fail_msg("%s", fake_said(f));
}

static void build(struct fake *f, const char *profile)
{
	build_with(f, profile, NULL);
}

static const struct exec_data *exec_of(const struct fake *f)
{
	return fake_step(f, STEP_EXEC, NULL)->data;
}

/* The value of a variable inside, or "unset". */
static const char *env(const struct fake *f, const char *name)
{
	size_t n = strlen(name);
	const char *found = "unset";

	for (const char *const *e = exec_of(f)->envp; *e; e++) {
		if (strncmp(*e, name, n) != 0 || (*e)[n] != '=')
			continue;
		assert_string_equal(found, "unset"); /* once */
		found = *e + n + 1;
	}
	return found;
}

static const char *candidates(struct fake *f)
{
	char *text = arena_string(&f->arena, "");

	for (const char *const *c = exec_of(f)->candidates; *c; c++)
		text = arena_printf(&f->arena, "%s%s%s", text, *text ? " " : "", *c);
	return text;
}

#define HOST(text)	  fake_add(*state, text)
#define ENV(name, wanted) assert_string_equal(env(*state, name), wanted)
#define WORKDIR(wanted) \
	assert_string_equal(fake_what(*state, STEP_WORK_DIR, NULL), wanted)
#define SAID(wanted) assert_string_equal(fake_said(*state), wanted)
#define COMMAND(...) ((const char *const[]){__VA_ARGS__, NULL})

/* --- Working directory ------------------------------------------------------------- */

static void case_the_caller_s_directory_is_kept_where_it_is_visible(void **state)
{
	build(*state, "read /home/user/project\n");
	WORKDIR("/home/user/project");
	SAID("");
	build(*state, "home real\n");
	WORKDIR("/home/user/project");
	SAID("");
}

static void case_otherwise_the_home_directory_is_and_that_is_said(void **state)
{
	build(*state, "read /usr\n");
	WORKDIR("/home/user");
	SAID("note: /home/user/project is not visible inside; started in /home/user\n"
	     "    see it with --read=. , or let it write with --write=.\n");
}

static void case_what_would_show_all_of_home_is_not_suggested(void **state)
{
	static const char *const places[] = {"cwd /\n", "cwd /home\n",
					     "cwd /proc/self\n", "cwd /dev\n"};

	for (size_t i = 0; i < ARRAY_SIZE(places); i++) {
		HOST(places[i]);
		build(*state, "read /usr\n");
		assert_null(strstr(fake_said(*state), "--read=."));
	}
}

static void case_started_at_home_nothing_is_said(void **state)
{
	HOST("cwd /home/user\n");
	build(*state, "read /usr\n");
	WORKDIR("/home/user");
	SAID("");
}

static void case_another_directory_of_that_name_is_not_the_caller_s(void **state)
{
	struct fake *f = *state;

	build(f, "bind /opt /home/user/project\n");
	WORKDIR("/home/user");
	(void)fake_said(f);
	build(f, "tmpfs /home/user/project\n");
	WORKDIR("/home/user");
}

static void case_a_hidden_directory_is_not_visible(void **state)
{
	build(*state, "home real\nhide /home/user/project\n");
	WORKDIR("/home/user");
}

static void case_workdir_is_taken_at_its_word(void **state)
{
	build(*state, "workdir /opt\nread /opt\n");
	WORKDIR("/opt");
	SAID("");
	assert_int_equal(fake_step(*state, STEP_WORK_DIR, NULL)->from->line, 1);
}

static void case_a_directory_that_is_gone_is_said(void **state)
{
	HOST("cwd -\n");
	build(*state, "");
	WORKDIR("/home/user");
	SAID("note: the current directory no longer exists; started in /home/user\n");
}

static void case_in_a_root_directory_the_same_path_is_another_place(void **state)
{
	HOST("dir /srv/proc\ndir /srv/dev\ndir /srv/home/user/project\n"
	     "dir /bare/proc\ndir /bare/dev\n");
	build(*state, "root /srv\n");
	WORKDIR("/home/user");
	SAID("note: /home/user/project is not visible inside; started in /home/user\n"
	     "    see it with --read=. , or let it write with --write=.\n");
	build(*state, "root /bare\n");
	WORKDIR("/");
	build(*state, "root /\n");
	WORKDIR("/home/user"); /* a tmpfs covers the host's */
	build(*state, "root /\nhome real\n");
	WORKDIR("/home/user/project");
}

/* --- Environment ------------------------------------------------------------------- */

static void case_only_a_short_list_is_passed_on(void **state)
{
	HOST("env TERM=xterm\nenv COLORTERM=truecolor\nenv LANG=de_DE.UTF-8\n"
	     "env LC_TIME=C\nenv LC_X=y\nenv TZ=UTC\nenv NO_COLOR=1\nenv LANGUAGE=de\n"
	     "env SECRET=x\nenv LD_PRELOAD=/x.so\nenv SSH_AUTH_SOCK=/x\nenv LCX=1\n"
	     "env DISPLAY=:0\nenv XDG_SESSION_ID=1\nenv LC=1\nenv GIT_DIR=/x\n");
	build(*state, "");
	ENV("TERM", "xterm");
	ENV("COLORTERM", "truecolor");
	ENV("LANG", "de_DE.UTF-8");
	ENV("LC_TIME", "C");
	ENV("LC_X", "y");
	ENV("TZ", "UTC");
	ENV("NO_COLOR", "1");
	ENV("LANGUAGE", "de");
	ENV("SECRET", "unset");
	ENV("LD_PRELOAD", "unset");
	ENV("SSH_AUTH_SOCK", "unset");
	ENV("LCX", "unset");
	ENV("LC", "unset");
	ENV("DISPLAY", "unset");
	ENV("GIT_DIR", "unset");
}

static void case_what_describes_the_user_is_true_inside(void **state)
{
	build(*state, "");
	ENV("HOME", "/home/user");
	ENV("USER", "user");
	ENV("LOGNAME", "user");
	ENV("SHELL", "/bin/sh");
	ENV("XDG_RUNTIME_DIR", "/run/user/1000");
	build(*state, "user root\n");
	ENV("USER", "root");
	ENV("LOGNAME", "root");
	ENV("XDG_RUNTIME_DIR", "/run/user/0");
}

static void case_env_sets_passes_on_and_takes_back(void **state)
{
	HOST("env EDITOR=vi\nenv TERM=xterm\nenv EMPTY=\n");
	build(*state, "env A=1\nenv B=x=y\nenv EDITOR\nenv NOT_THERE\nenv HOME=/h\n"
		      "no env TERM\nenv E=\nenv EMPTY\n");
	ENV("A", "1");
	ENV("B", "x=y");
	ENV("EDITOR", "vi");
	ENV("NOT_THERE", "unset");
	ENV("HOME", "/h");
	ENV("TERM", "unset");
	ENV("E", "");
	ENV("EMPTY", "");
}

static void case_path_has_the_caller_s_directories_that_are_visible(void **state)
{
	HOST("dir /home/user/bin\n"
	     "env "
	     "PATH=/home/user/bin:/usr/local/bin:/usr/bin::relative:/usr/bin/../lib:/"
	     "bin\n");
	build(*state, "read /usr\nread /bin\n");
	ENV("PATH", "/usr/local/bin:/usr/bin:/bin");
}

static void case_path_is_the_usual_one_where_nothing_of_it_is_visible(void **state)
{
	HOST("env PATH=/nope\n");
	build(*state, "");
	ENV("PATH", "/usr/local/bin:/usr/bin:/bin:/usr/local/games:/usr/games");
	build(*state, "user root\n");
	ENV("PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin");
	build(*state, "root /\n");
	ENV("PATH", "/usr/local/bin:/usr/bin:/bin:/usr/local/games:/usr/games");
}

/* --- Command ----------------------------------------------------------------------- */

static void case_a_name_is_looked_for_along_the_path_inside(void **state)
{
	struct fake *f = *state;

	build_with(f, "env PATH=/a:/b/::relative:/c\n", COMMAND("tool", "arg"));
	assert_string_equal(candidates(f), "/a/tool /b//tool /c/tool");
	assert_string_equal(exec_of(f)->argv[0], "tool");
	assert_string_equal(exec_of(f)->argv[1], "arg");
	assert_null(exec_of(f)->argv[2]);
}

static void case_a_path_is_taken_as_it_is_seen_from_the_caller_s_directory(void **state)
{
	struct fake *f = *state;

	build_with(f, "", COMMAND("/opt/tool"));
	assert_string_equal(candidates(f), "/opt/tool");
	build_with(f, "", COMMAND("./tool"));
	assert_string_equal(candidates(f), "/home/user/project/tool");
	build_with(f, "", COMMAND("../tool"));
	assert_string_equal(candidates(f), "/home/user/tool");
	build_with(f, "", COMMAND("sub/tool"));
	assert_string_equal(candidates(f), "/home/user/project/sub/tool");
}

static void case_an_empty_name_is_no_program(void **state)
{
	build_with(*state, "", COMMAND(""));
	assert_string_equal(candidates(*state), "");
}

static void case_a_program_named_by_its_path_is_shown(void **state)
{
	struct fake *f = *state;

	HOST("file /home/user/project/tool\n");
	build_with(f, "", COMMAND("./tool"));
	assert_string_equal(fake_what(f, STEP_MOUNT_TREE, "/home/user/project/tool"),
			    "/home/user/project/tool ro nosuid nodev");
	build_with(f, "", COMMAND("tool"));
	assert_null(fake_step(f, STEP_MOUNT_TREE, "/home/user/project/tool"));
}

static void case_it_can_be_run_where_its_directory_is_written(void **state)
{
	struct fake *f = *state;

	HOST("file /home/user/project/tool\n");
	build_with(f, "write /home/user/project\n", COMMAND("./tool"));
	assert_string_equal(fake_what(f, STEP_MOUNT_TREE, "/home/user/project"),
			    "/home/user/project nosuid nodev noexec");
	assert_string_equal(fake_what(f, STEP_MOUNT_TREE, "/home/user/project/tool"),
			    "/home/user/project/tool ro nosuid nodev");
}

static void case_a_rule_for_that_very_file_wins(void **state)
{
	struct fake *f = *state;

	HOST("file /home/user/project/tool\n");
	build_with(f, "write /home/user/project/tool\n", COMMAND("./tool"));
	assert_string_equal(fake_what(f, STEP_MOUNT_TREE, "/home/user/project/tool"),
			    "/home/user/project/tool nosuid nodev noexec");
}

static void case_nothing_is_shown_for_what_is_no_file_or_in_a_root_directory(
	void **state)
{
	struct fake *f = *state;

	HOST("dir /srv/proc\ndir /srv/dev\nfile /srv/tool\nfile /tool\n");
	build_with(f, "", COMMAND("/opt/"));
	assert_null(fake_step(f, STEP_MOUNT_TREE, "/opt"));
	build_with(f, "", COMMAND("/nope"));
	assert_null(fake_step(f, STEP_MOUNT_TREE, "/nope"));
	build_with(f, "root /srv\n", COMMAND("/tool"));
	assert_null(fake_step(f, STEP_MOUNT_TREE, "/tool"));
}

int main(void)
{
#define CASE(f) cmocka_unit_test_setup_teardown(f, fake_setup, fake_teardown)
	const struct CMUnitTest tests[] = {
		CASE(case_the_caller_s_directory_is_kept_where_it_is_visible),
		CASE(case_otherwise_the_home_directory_is_and_that_is_said),
		CASE(case_what_would_show_all_of_home_is_not_suggested),
		CASE(case_started_at_home_nothing_is_said),
		CASE(case_another_directory_of_that_name_is_not_the_caller_s),
		CASE(case_a_hidden_directory_is_not_visible),
		CASE(case_workdir_is_taken_at_its_word),
		CASE(case_a_directory_that_is_gone_is_said),
		CASE(case_in_a_root_directory_the_same_path_is_another_place),
		CASE(case_only_a_short_list_is_passed_on),
		CASE(case_what_describes_the_user_is_true_inside),
		CASE(case_env_sets_passes_on_and_takes_back),
		CASE(case_path_has_the_caller_s_directories_that_are_visible),
		CASE(case_path_is_the_usual_one_where_nothing_of_it_is_visible),
		CASE(case_a_name_is_looked_for_along_the_path_inside),
		CASE(case_a_path_is_taken_as_it_is_seen_from_the_caller_s_directory),
		CASE(case_an_empty_name_is_no_program),
		CASE(case_a_program_named_by_its_path_is_shown),
		CASE(case_it_can_be_run_where_its_directory_is_written),
		CASE(case_a_rule_for_that_very_file_wins),
		CASE(case_nothing_is_shown_for_what_is_no_file_or_in_a_root_directory),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
