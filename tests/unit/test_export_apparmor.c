/* test_export_apparmor.c - the rules of an exported profile: who wins, and what is left out. */
#include "plan/export_apparmor.h"

#include <stdlib.h>

#include "unit/fake.h"
#include "unit/unit.h"

/* The export of a profile with these lines. */
static const char *exported(struct fake *f, const char *text)
{
	char *out = NULL;
	size_t size = 0;
	FILE *stream;
	const char *copy;

	f->builder = (struct builder){0};
	memset(&f->plan, 0, sizeof(f->plan));
	memset(&f->settings, 0, sizeof(f->settings));
	memset(&f->policy, 0, sizeof(f->policy));
	if (fake_plan(f, text) < 0)
		return fake_said(f);
	stream = open_memstream(&out, &size);
	if (!stream)
		abort();
	export_apparmor(&f->builder, stream);
	(void)fclose(stream);
	copy = arena_copy(&f->arena, out, size);
	free(out);
	return copy;
}

#define HAS(text, line)	  assert_non_null(strstr(text, line))
#define LACKS(text, line) assert_null(strstr(text, line))

static void case_each_right_has_its_letters(void **state)
{
	struct fake *f = *state;
	const char *text;

	fake_add(f, "file /opt/file\nsocket /opt/socket\ndir /opt/w\ndir /opt/x\n");
	text = exported(f,
			"read /usr\nread /opt/file\nsocket /opt/socket\nwrite /opt/w\n"
			"write /opt/x\nexec /opt/x\n");
	HAS(text, "  \"/usr/{,**}\" mrkix,  # test.profile:1\n");
	HAS(text, "  \"/opt/file\" mrkix,  # test.profile:2\n");
	HAS(text, "  \"/opt/socket\" rwk,  # test.profile:3\n");
	HAS(text, "  \"/opt/w/\" rk,  # test.profile:4\n"
		  "  \"/opt/w/**\" rwkl,  # test.profile:4\n");
	HAS(text, "  \"/opt/x/**\" mrwklix,  # test.profile:5\n");
	HAS(text, "  \"/dev/null\" rwk,  # built-in\n");
	LACKS(text, "deny");
}

static void case_what_the_sandbox_makes_is_not_granted(void **state)
{
	struct fake *f = *state;
	const char *text = exported(f, "tmpfs /srv\nfile /etc/made text\nhome tmpfs\n");

	LACKS(text, "\"/tmp");
	LACKS(text, "\"/run");
	LACKS(text, "\"/srv");
	LACKS(text, "\"/home");
	LACKS(text, "\"/etc/passwd");
	LACKS(text, "\"/etc/machine-id");
	LACKS(text, "\"/etc/made");
	LACKS(text, "\"/dev/pts");
	LACKS(text, "\"/dev/tty");
	HAS(text, "\"/etc/nsswitch.conf\" rk,");
	HAS(text, "  # Of the sandbox alone: /srv  # test.profile:1\n");
	HAS(text, "  # Of the sandbox alone: /home/user  # test.profile:3\n");
	HAS(exported(f, "terminal inherit\n"), "\"/dev/tty\" rwk,");
	LACKS(exported(f, "terminal inherit\nnew-session yes\n"), "\"/dev/tty\"");
}

/* Without the sandbox there is nothing to put changes aside: the host would be written. */
static void case_an_overlay_is_exported_to_be_read(void **state)
{
	struct fake *f = *state;
	const char *text;

	fake_add(f, "dir /opt/o/run\ndir /opt/o/hidden\n");
	text = exported(f, "overlay /opt/o\nexec /opt/o/run\nhide /opt/o/hidden\n");
	HAS(text, "  \"/opt/o/{,**}\" rk,  # test.profile:1\n");
	HAS(text, "  \"/opt/o/run/{,**}\" mrkix,  # test.profile:2\n");
	HAS(text, "  audit deny \"/opt/o/hidden/{,**}\" rk,  # test.profile:3\n");
	LACKS(text, "\"/opt/o/**\" rwk");
	HAS(fake_said(f), "/opt/o is exported to be read alone");
}

static void case_less_below_more_is_denied(void **state)
{
	struct fake *f = *state;
	const char *text;

	fake_add(f, "dir /opt/a/b\nfile /opt/a/f\n");
	text = exported(f, "write /opt\nread /opt/a/b\nhide /opt/a/f\n");
	HAS(text, "  audit deny \"/opt/a/b/{,**}\" wl,  # test.profile:2\n");
	HAS(text, "  audit deny \"/opt/a/f\" rwkl,  # test.profile:3\n");
	/* Nor may it be moved to where it could be written. */
	HAS(text, "  audit deny \"/opt/a/\" w,  # test.profile:2\n");
	LACKS(text, "deny \"/opt/\"");
}

static void case_more_below_less_is_spared_by_the_denial(void **state)
{
	struct fake *f = *state;
	const char *text;

	fake_add(f, "dir /opt/a/b\n");
	text = exported(f, "write /opt\nhide /opt/a\nread /opt/a/b\n");
	HAS(text, "  audit deny \"/opt/a/{,[^b]**}\" rwkl,  # test.profile:2\n"
		  "  audit deny \"/opt/a/b[^/]**\" rwkl,  # test.profile:2\n"
		  "  \"/opt/a/b/{,**}\" mrkix,  # test.profile:3\n"
		  "  audit deny \"/opt/a/b/{,**}\" wl,  # test.profile:3\n");
}

static void case_a_hidden_place_without_anything_deeper(void **state)
{
	struct fake *f = *state;
	const char *text;

	fake_add(f, "dir /usr/secret\n");
	text = exported(f, "read /usr\nhide /usr/secret\n");
	HAS(text, "  audit deny \"/usr/secret/{,**}\" mrkx,  # test.profile:2\n");
}

static void case_the_path_of_the_host_counts(void **state)
{
	struct fake *f = *state;
	const char *text;

	fake_add(f, "dir /opt/a/b\n");
	text = exported(f, "bind /opt /data write\nhide /data/a\n");
	HAS(text, "  \"/opt/**\" rwkl,  # test.profile:1, inside: /data\n");
	HAS(text, "  audit deny \"/opt/a/{,**}\" rwkl,  # test.profile:2\n");
	LACKS(text, "\"/data");
	text = exported(f, "home private\n");
	HAS(text, "\"/home/user/.local/share/sandbox/homes/test/**\" rwkl,");
	LACKS(text, "\"/home/user/\"");
}

/* What is hidden in one place and shown in another can be reached. */
static void case_what_any_rule_shows_is_granted(void **state)
{
	struct fake *f = *state;
	const char *text;

	fake_add(f, "dir /opt/a/b\n");
	text = exported(f, "read /opt\nhide /opt/a\nbind /opt/a/b /data write\n");
	HAS(text, "  audit deny \"/opt/a/b/{,**}\" mx,");
	HAS(text, "  \"/opt/a/b/**\" rwkl,  # test.profile:3, inside: /data\n");
}

static void case_what_cannot_be_said_is_a_warning(void **state)
{
	struct fake *f = *state;
	const char *text;

	fake_add(f, "file /opt/f\n");
	text = exported(f, "write /opt\nexec /opt\nwrite /opt/f\n");
	HAS(text, "  \"/opt/f\" rk,  # test.profile:3\n"
		  "  # Not to be written: ");
	HAS(text, "  audit deny \"/opt/f\" mwlx,  # test.profile:3\n");
	HAS(fake_said(f),
	    "test.profile:3:1: warning: /opt/f is exported without the right to "
	    "write it");
	text = exported(f, "network loopback\n");
	LACKS(text, "\n  network");
	HAS(fake_said(f),
	    "test.profile:1:1: warning: network loopback is exported as none");
}

static void case_a_root_of_its_own(void **state)
{
	struct fake *f = *state;
	const char *text;

	text = exported(f, "root /\n");
	HAS(text, "  \"/{,[^p]**}\" mrkix,  # test.profile:1\n");
	HAS(text, "  \"/proc[^/]**\" mrkix,  # test.profile:1\n");
	HAS(text, "  audit deny \"/tmp/{,**}\" mrkx,  # built-in\n");
	HAS(text, "  audit deny \"/home/user/{,**}\" mrkx,");
	LACKS(text, "deny \"/proc");
	LACKS(text, "deny \"/dev/{,**}");
	HAS(text, "  audit deny \"/dev/null[^/]**\" mrkx,");
	HAS(text, "  audit deny \"/dev/null\" mx,");

	fake_add(f, "dir /srv/jail/proc\ndir /srv/jail/dev\ndir /srv/jail/x\n");
	text = exported(f, "root /srv/jail\nhide /x\n");
	HAS(text, "  \"/srv/jail/{,**}\" mrkix,  # test.profile:1, inside: /\n");
	HAS(text, "  audit deny \"/srv/jail/x/{,**}\" mrkx,  # test.profile:2\n");
	/* Links in it lead elsewhere than on the host. */
	fake_add(f, "link /srv/jail/x /opt\n");
	text = exported(f, "root /srv/jail\nhide /x\n");
	LACKS(text, "  \"/srv/jail");
	HAS(fake_said(f), "warning: nothing of /srv/jail is exported");
}

static void case_networks_and_sockets(void **state)
{
	struct fake *f = *state;
	const char *text = exported(f, "network none\n");

	LACKS(text, "\n  network");
	LACKS(text, "\n  unix");
	text = exported(f, "network host\n");
	HAS(text, "\n  network inet stream,  # test.profile:1\n");
	HAS(text, "\n  network inet6 dgram,\n");
	LACKS(text, "\n  network netlink");
	LACKS(text, "\n  unix");
	fake_add(f, "socket /tmp/.X11-unix/X0\n");
	text = exported(f, "socket /tmp/.X11-unix/X0\n");
	HAS(text, "\n  unix (create, ");
	HAS(text, "peer=(addr=\"@/tmp/.X11-unix/X0\"),  # test.profile:1\n");
}

static void case_rights_and_processes(void **state)
{
	struct fake *f = *state;
	const char *text = exported(f, "");

	LACKS(text, "\n  capability");
	HAS(text, "\n  signal (receive, send) peer=\"sandbox-test\",\n");
	LACKS(text, "(trace");
	text = exported(f, "capabilities net_admin CAP_KILL\nsyscalls allow @debug\n");
	HAS(text, "\n  capability net_admin,  # test.profile:1\n");
	HAS(text, "\n  capability kill,  # test.profile:1\n");
	HAS(text,
	    "\n  ptrace (trace, tracedby) peer=\"sandbox-test\",  # test.profile:2\n");
	LACKS(exported(f, "syscalls allow ptrace\nsyscalls deny @debug\n"), "(trace");
	text = exported(f, "nested userns\n");
	HAS(text, "\n  capability sys_admin,  # test.profile:1");
	HAS(text, "uid_map} rw,  # test.profile:1\n");
}

static void case_comments_stay_comments(void **state)
{
	struct fake *f = *state;
	const char *text;

	fake_add(f, "dir /opt/a\\n\n");
	text = exported(f, "summary \"two\\nlines\"\nread \"/opt\"\n");
	HAS(text, "# profile test: two\\nlines\n");
	assert_string_equal(text,
			    exported(f, "summary \"two\\nlines\"\nread \"/opt\"\n"));
}

#define CASE(f) cmocka_unit_test_setup_teardown(f, fake_setup, fake_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(case_each_right_has_its_letters),
		CASE(case_what_the_sandbox_makes_is_not_granted),
		CASE(case_an_overlay_is_exported_to_be_read),
		CASE(case_less_below_more_is_denied),
		CASE(case_more_below_less_is_spared_by_the_denial),
		CASE(case_a_hidden_place_without_anything_deeper),
		CASE(case_the_path_of_the_host_counts),
		CASE(case_what_any_rule_shows_is_granted),
		CASE(case_what_cannot_be_said_is_a_warning),
		CASE(case_a_root_of_its_own),
		CASE(case_networks_and_sockets),
		CASE(case_rights_and_processes),
		CASE(case_comments_stay_comments),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
