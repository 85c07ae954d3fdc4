/* surround.c - what this system runs in, where something outside of it sets the rules.
 * May: read.  Must not: allocate, print.
 */
#include "host/surround.h"

#include <stddef.h>

#include "base/util.h"

static const struct surround surround_table[] = {
	{
		.mark = "/run/.containerenv",
		.sign = "this seems to be a Podman container; mend, at its start:",
		.mend_filter = "podman run --security-opt seccomp=FILE ...",
		.mend_apparmor = "podman run --security-opt apparmor=unconfined ...",
		.mend_proc = "podman run --security-opt unmask=ALL ...",
	},
	{
		.mark = "/.dockerenv",
		.sign = "this seems to be a Docker container; mend, at its start:",
		.mend_filter = "docker run --security-opt seccomp=FILE ...",
		.mend_apparmor = "docker run --security-opt apparmor=unconfined ...",
		.mend_proc = "docker run --security-opt systempaths=unconfined ...",
	},
	{
		.mark = "/.flatpak-info",
		.sign = "this seems to be a Flatpak application; mend, on the host:",
		.mend_filter = "flatpak-spawn --host sandbox ...",
		.mend_apparmor = "flatpak-spawn --host sandbox ...",
		.mend_proc = "flatpak-spawn --host sandbox ...",
	},
	{
		.mark = "/run/host/container-manager",
		.sign = "this seems to be a container; mend, at its start:",
		.mend_filter = "systemd-nspawn --system-call-filter=@mount ...",
		.mend_apparmor = "give the container another AppArmor profile",
		.mend_proc = "let it mount a full /proc",
	},
	{
		.mark = NULL,
		.sign = "what set it up cannot be seen from here; mend:",
		.mend_filter = "start sandbox outside of it, or allow the call there",
		.mend_apparmor = "start sandbox outside of that profile",
		.mend_proc = "unmount it, or start sandbox outside of this namespace",
	},
};

const struct surround *surround_find(void)
{
	const struct surround *s = surround_table;

	while (s->mark && access(s->mark, F_OK) != 0)
		s++;
	return s;
}
