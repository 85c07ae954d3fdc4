/* joined.c - the running sandbox that another one is to share namespaces with.
 * May: read.
 */
#include "host/joined.h"

#include <errno.h>

#include "base/util.h"
#include "host/registry.h"

const char *joined_state(int state)
{
	static const char *const what[] = {
		[REGISTRY_RUNNING] = "has just ended",
		[REGISTRY_STARTING] = "is still starting; try again",
		[REGISTRY_ENDED] = "has ended",
		[REGISTRY_FOREIGN] = "is of another version, or another pid namespace",
		[REGISTRY_BROKEN] = "has a record that no sandbox has written",
	};

	return what[state];
}

static int refuse(struct diag *d, const struct origin *from, const char *name,
		  const char *why)
{
	diag_error(d, from, "the sandbox '%s' %s", name, why);
	diag_hint(d, "sandboxctl list shows those that are running");
	return -1;
}

int joined_find(struct arena *a, struct diag *d, const struct origin *from,
		const struct facts *f, const char *name, struct plan *ret)
{
	autoclose int dir = f->registry ? registry_open(f->registry, 0) : -ENOENT;
	autoclose int init = -1;
	struct registered r = {.fd = -1};
	int fd = -1;

	if (!f->registry)
		return refuse(
			d, from, name,
			arena_printf(a, "is not known: %s", f->registry_obstacle));
	if (dir < 0 && dir != -ENOENT)
		return refuse(d, from, name,
			      arena_printf(a, "is not known: %s: %s", f->registry,
					   registry_error(-dir)));
	if (dir < 0 || registry_read(a, dir, name, 1, &r) < 0)
		return refuse(d, from, name, "is not running");
	close_owned(&r.fd);
	if (r.state == REGISTRY_RUNNING) {
		init = registry_open_init(&r);
		fd = init < 0 ? -1 : registry_open_program(a, &r);
	}
	if (fd < 0)
		return refuse(d, from, name, joined_state((int)r.state));
	*ret = r.record.plan;
	return fd;
}
