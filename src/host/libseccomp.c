/* libseccomp.c - libseccomp, loaded when a filter must be compiled.
 * May: load a library of the system.
 */
#include "host/libseccomp.h"

#include <dlfcn.h>
#include <errno.h>

#define LIBRARY "libseccomp.so.2" /* its soname since 2.0 (2012) */

#define LOAD(name)                                          \
	api.name = (typeof(api.name))dlsym(library, #name); \
	if (!api.name)                                      \
		return -ENOENT;

int libseccomp_load(struct seccomp_api *ret_api)
{
	/* Never closed: the filter is compiled once, shortly before the clone. */
	void *library = dlopen(LIBRARY, RTLD_NOW | RTLD_LOCAL);
	struct seccomp_api api;

	if (!library)
		return -ENOENT;
	SECCOMP_API_EACH(LOAD)
	*ret_api = api;
	return 0;
}
