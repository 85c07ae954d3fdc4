/* fake.h - a made-up host for tests of the pure rooms: files, environment and profiles that
 * exist in a table only; and the whole way from a profile's text to a plan on it.
 */
#ifndef SANDBOX_UNIT_FAKE_H
#define SANDBOX_UNIT_FAKE_H

#include "plan/build.h"
#include "text/cmdline.h"
#include "text/profile.h"

struct fake_file {
	const char *path;
	enum fact_kind kind;
	const char *target; /* of a symbolic link, otherwise NULL */
	int error;	    /* of FACT_DENIED */
	int is_empty;	    /* a directory with nothing in it */
	int is_foreign;	    /* a directory of somebody else */
};

struct fake_profile {
	const char *name;
	struct profile_texts texts;
};

struct fake {
	struct arena arena;
	struct diag diag;
	VEC(struct fake_file) files;
	VEC(const char *) env;
	VEC(struct fake_profile) profiles;
	enum label_state modules[2]; /* by label_kind: LABEL_THERE is "on" */
	int is_lax[2];		     /* "lax": on, and denies nothing */
	VEC(const char *) labels;    /* those that are loaded */
	VEC(struct id_range) subids[N_ID_KINDS];
	const char *subids_obstacle;
	struct fact_cgroup cgroup;
	struct vars vars;
	struct profile_loader loader;
	struct facts facts;
	struct cmdline cmdline;
	struct settings settings;
	struct policy policy;
	struct plan plan;
	struct builder builder;
};

/* cmocka's setup and teardown: *state is a struct fake. Its host is a merged-/usr system
 * with the user `user` (1000) in /home/user, see fake.c.
 */
int fake_setup(void **state);
int fake_teardown(void **state);

/* The same without cmocka. An empty host: nothing but "/". */
void fake_begin(struct fake *f);
void fake_end(struct fake *f);

/* What fake_begin uses: the facts of a host without files. */
void fake_empty_host(struct fake *f);

/* Reads a description of a host, one thing a line, later lines win:
 *	dir|file|socket|device|fifo|empty|missing PATH	(directories on the way are made)
 *	foreign|foreign-empty PATH	a directory of somebody else
 *	denied PATH [ERRNO]		it cannot be looked at, by default with EACCES
 *	link PATH TARGET
 *	cwd|home|data PATH	user NAME	uid N	gid N
 *	groups NAMES	groups-obstacle TEXT	sub-gid N
 *	subuid FIRST COUNT	subgid FIRST COUNT	subids-obstacle TEXT
 *	env NAME=VALUE		tty FD		time-ns		privileged
 *	apparmor|selinux off|on|hidden	label NAME
 *	cgroup none WHY		cgroup below|leaf|scope CONTROLLERS
 *	landlock ABI		machine-id TEXT	boot-id TEXT
 * Returns 0, or -1 and says why in f->diag.
 */
int fake_host(struct fake *f, const char *text);

/* The same for tests that know it to be right. */
void fake_add(struct fake *f, const char *text);

/* Adds profile `name`, or to one that is there a drop-in; its path for messages is
 * "NAME.profile" or what path says.
 */
void fake_profile(struct fake *f, const char *name, const char *path, const char *data,
		  size_t size);

/* The way to a plan, each including the one before; they return 0 or -1 as the functions
 * of the project do. text is the profile "test"; words are options and the command, NULL
 * last.
 */
int fake_read(struct fake *f, const char *text);
int fake_options(struct fake *f, const char *const *words);
int fake_read_with(struct fake *f, const char *text, const char *const *words);
int fake_merge(struct fake *f, const char *text);
int fake_world(struct fake *f, const char *text);
int fake_plan(struct fake *f, const char *text);

/* From settings that have been read already. */
int fake_merge_settings(struct fake *f);
int fake_plan_settings(struct fake *f);

/* All that was said since the last call, as diag_print shows it. */
const char *fake_said(struct fake *f);

/* The first step of this kind, for this path unless that is NULL; or NULL. */
const struct step *fake_step(const struct fake *f, enum step_op op, const char *path);

/* What plan_describe says about it, or "none". */
const char *fake_what(struct fake *f, enum step_op op, const char *path);

size_t fake_count(const struct fake *f, enum step_op op);

/* The index of a step in the plan. */
size_t fake_index(const struct fake *f, const struct step *s);

#endif
